using System.Globalization;
using System.Security.Cryptography;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>A package cannot be had from the npm registry, or is not what it should be; the message says why.</summary>
internal sealed class NpmException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>One version of an npm package without a scope, by the hash that npm itself would demand.</summary>
/// <param name="Integrity">The SHA-512 of the package's archive as npm writes it: sha512- and base64.</param>
internal sealed record NpmPackage(string Name, string Version, string Integrity)
{
    // Some times what a package for pages may have; what is longer is something else.
    private const int MaximumLength = 16 * 1024 * 1024;

    /// <summary>The archive, a gzip-compressed tar file, downloaded from the registry and verified.</summary>
    /// <exception cref="NpmException">It could not be downloaded whole, or has another hash.</exception>
    public async Task<byte[]> DownloadAsync(Uri registry, HttpClient client, CancellationToken cancellationToken)
    {
        Uri address = new(registry, $"{Name}/-/{Name}-{Version}.tgz");
        byte[] archive;
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            archive = await ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), address, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new NpmException($"{address} could not be downloaded: {exception.Message}", exception);
        }

        Verify(archive, address);
        return archive;
    }

    private static async Task<byte[]> ReadAsync(Stream content, Uri address, CancellationToken cancellationToken)
    {
        using MemoryStream archive = new();
        byte[] buffer = new byte[81920];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and int count)
        {
            archive.Write(buffer, 0, count);
            if (archive.Length > MaximumLength)
                throw new NpmException(string.Create(CultureInfo.InvariantCulture, $"{address} is longer than {MaximumLength:N0} bytes."));
        }

        return archive.ToArray();
    }

    private void Verify(byte[] archive, Uri address)
    {
        string found = $"sha512-{Convert.ToBase64String(SHA512.HashData(archive))}";
        if (found != Integrity)
            throw new NpmException($"{address} is not {Name} {Version}: its hash is {found}, not {Integrity}.");
    }
}
