namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Fetches files from the mirrors in turn, until one of them gives the right content.</summary>
internal sealed class MnistDownload(MnistOptions options, string directory, IProgress<DownloadProgress>? progress)
{
    // For a host that does not answer at all, such as behind a firewall that swallows packets.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // One for the process, as HttpClient is meant to be used. Its own timeout would end a long download; StallTimeout takes its place.
    private static readonly Lazy<HttpClient> OwnClient = new(() => new HttpClient(
        new SocketsHttpHandler { ConnectTimeout = ConnectTimeout, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    });

    // A mirror that failed for good is not asked for the next file either.
    private readonly List<Uri> _mirrors = [.. options.Mirrors];
    private readonly List<string> _finalFailures = [];

    /// <summary>The hosts that gave a file.</summary>
    internal SortedSet<string> Hosts { get; } = new(StringComparer.Ordinal);

    /// <summary>The verified content of a file, which is in the folder then.</summary>
    /// <exception cref="HttpRequestException">No mirror gave it.</exception>
    internal async Task<byte[]> FetchAsync(MnistFile file, CancellationToken cancellationToken)
    {
        List<string> failures = [.. _finalFailures];
        for (int attempt = 0; attempt < options.AttemptCount && _mirrors.Count > 0; attempt++)
        {
            if (attempt > 0)
            {
                TimeSpan delay = options.RetryDelay * Math.Pow(2, attempt - 1);
                await Task.Delay(delay, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }

            foreach (Uri mirror in _mirrors.ToArray())
            {
                if (await TryFetchAsync(file, mirror, failures, cancellationToken).ConfigureAwait(false) is { } content) return content;
            }
        }

        throw new HttpRequestException($"{file.CompressedName} could not be downloaded: {string.Join("; ", failures)}.");
    }

    private async Task<byte[]?> TryFetchAsync(MnistFile file, Uri mirror, List<string> failures, CancellationToken cancellationToken)
    {
        string path = Path.Combine(directory, file.CompressedName);
        string part = path + ".part";
        HttpDownload download = new(options, options.HttpClient ?? OwnClient.Value, progress);
        while (true)
        {
            bool isResumed = HttpDownload.LengthOf(part) > 0;
            try
            {
                await download.RunAsync(new Uri(mirror, file.CompressedName), part, maximumLength: MaximumLength(file), cancellationToken)
                    .ConfigureAwait(false);
                byte[] content = await Task.Run(() => file.Read(part), cancellationToken).ConfigureAwait(false);
                File.Move(part, path, overwrite: true);
                Hosts.Add(mirror.Host);
                return content;
            }
            catch (InvalidDataException exception)
            {
                File.Delete(part);
                // What an earlier download left may not belong to what this mirror sends: from the beginning then.
                if (isResumed) continue;
                failures.Add($"{mirror.Host} sent something else ({exception.Message.TrimEnd('.')})");
                return null;
            }
            catch (DownloadFailedException exception)
            {
                if (HttpDownload.LengthOf(part) == 0) File.Delete(part);
                failures.Add($"{mirror.Host} {exception.Message}");
                if (exception.IsFinal)
                {
                    _mirrors.Remove(mirror);
                    _finalFailures.Add(failures[^1]);
                }

                return null;
            }
        }
    }

    /// <summary>No compressor makes content much longer; deflate's worst is five bytes for each 65,535.</summary>
    private static long MaximumLength(MnistFile file) => file.Length + (file.Length / 1024) + 1024;
}
