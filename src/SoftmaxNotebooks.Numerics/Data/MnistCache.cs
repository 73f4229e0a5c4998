using System.Collections.Immutable;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>The folder that downloaded files are kept in: what is there and whole is taken, what is not is fetched.</summary>
internal sealed class MnistCache(MnistOptions options, string directory, IProgress<DownloadProgress>? progress)
{
    private static readonly TimeSpan LockPollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Which files were damaged, and what was taken in their place.</summary>
    internal List<string> Notices { get; } = [];

    /// <summary>Where the files came from.</summary>
    internal string Source { get; private set; } = "the cache folder";

    /// <summary>The verified contents of all files.</summary>
    internal async Task<ImmutableArray<byte[]>> LoadAsync(CancellationToken cancellationToken)
    {
        ImmutableArray<byte[]>.Builder contents = ImmutableArray.CreateBuilder<byte[]>();
        MnistDownload download = new(options, directory, progress);
        foreach (MnistFile file in options.Files)
        {
            (byte[]? content, string? damage) = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
            if (content is null && options.Mirrors.Count == 0)
                throw new FileNotFoundException($"{damage ?? file.MissingIn(directory)} There is no mirror to fetch it from.");
            contents.Add(content ?? await FetchAsync(download, file, cancellationToken).ConfigureAwait(false));
        }

        if (download.Hosts.Count > 0) Source = string.Join(" and ", download.Hosts);
        return contents.ToImmutable();
    }

    private async Task<byte[]> FetchAsync(MnistDownload download, MnistFile file, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        using FileStream heldLock = await LockAsync(cancellationToken).ConfigureAwait(false);
        // Another process may have fetched it while this one waited.
        (byte[]? content, string? damage) = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        if (content is not null) return content;
        try
        {
            content = await download.FetchAsync(file, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (damage is not null)
        {
            throw new HttpRequestException($"{damage} It could not be fetched again: {exception.Message}", exception);
        }

        // The plain file is looked for first: a damaged one would hide the new one.
        if (damage is not null)
        {
            File.Delete(Path.Combine(directory, file.Name));
            Notices.Add($"{FolderText.Shorten(damage, directory)} It was fetched again.");
        }

        return content;
    }

    /// <summary>The content, or what is wrong with it; neither if the file is not there.</summary>
    private async Task<(byte[]? Content, string? Damage)> ReadAsync(MnistFile file, CancellationToken cancellationToken)
    {
        (byte[]? content, string? damage) = await Task.Run(() => file.ReadFrom(directory), cancellationToken).ConfigureAwait(false);
        if (content is null) return (null, damage);
        if (damage is not null) Notices.Add(file.NoticeOfOther(damage, directory));
        return (content, null);
    }

    // One process downloads at a time. The file stays when it is done: deleted, it could be locked by two under the same name. The system
    // lets go of it when its owner ends, however it ends.
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, "download.lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (IsLocked(exception))
            {
                await Task.Delay(LockPollInterval, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK on Linux and on macOS.
    private static bool IsLocked(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;
}
