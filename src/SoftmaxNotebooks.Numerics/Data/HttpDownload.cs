using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>One request for one file, which goes on where the file on disk ends.</summary>
internal sealed class HttpDownload(MnistOptions options, HttpClient client, IProgress<DownloadProgress>? progress)
{
    private const int BufferLength = 1 << 16;

    /// <summary>Appends to the file what it lacks. What has come stays in it when this is broken off.</summary>
    /// <exception cref="DownloadFailedException">The host does not give the file, or not all of it.</exception>
    internal async Task RunAsync(Uri address, string path, long maximumLength, CancellationToken cancellationToken)
    {
        long start = LengthOf(path);
        using CancellationTokenSource stall = new(options.StallTimeout, options.TimeProvider);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stall.Token, cancellationToken);
        using HttpResponseMessage response = await SendAsync(address, start, either.Token, cancellationToken).ConfigureAwait(false);
        FileMode? mode = ModeFor(response, path, start);
        if (mode is null) return;
        // Not before there is something to write: a request that fails leaves no empty file.
        using FileStream file = new(path, mode.Value, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        start = file.Seek(0, SeekOrigin.End);
        long? total = start + response.Content.Headers.ContentLength;
        long startTime = options.TimeProvider.GetTimestamp();
        Report();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            while (await ReadAsync(response, buffer, stall, either.Token, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                if (file.Length + count > maximumLength)
                {
                    file.SetLength(0);
                    throw new DownloadFailedException(
                        FormattableString.Invariant($"sent more than the {maximumLength} bytes that the file can have"), isFinal: true);
                }

                await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                Report();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        file.Flush(flushToDisk: true);

        void Report()
        {
            double seconds = options.TimeProvider.GetElapsedTime(startTime).TotalSeconds;
            progress?.Report(new DownloadProgress
            {
                FileName = Path.GetFileNameWithoutExtension(path),
                Host = address.Host,
                BytesReceived = file.Length,
                TotalBytes = total,
                BytesPerSecond = seconds > 0 && file.Length > start ? (file.Length - start) / seconds : null,
            });
        }
    }

    /// <summary>The bytes of a file; 0 if there is none.</summary>
    internal static long LengthOf(string path) => new FileInfo(path) is { Exists: true, Length: var length } ? length : 0;

    private async Task<HttpResponseMessage> SendAsync(
        Uri address, long offset, CancellationToken either, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        if (offset > 0) request.Headers.Range = new RangeHeaderValue(offset, null);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            // A host that is not to be reached, as without a network, will not be a second later; a broken answer is worth another try.
            bool isFinal = exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
            throw new DownloadFailedException($"could not be asked ({exception.Message.TrimEnd('.')})", isFinal, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DownloadFailedException("did not answer in time", isFinal: true, exception);
        }
    }

    /// <summary>How to open the file for the answer's content: at the end of what is there or from the beginning; null if none is of use.</summary>
    private static FileMode? ModeFor(HttpResponseMessage response, string path, long length)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent when response.Content.Headers.ContentRange?.From == length:
                return FileMode.OpenOrCreate;
            case HttpStatusCode.OK:
                return FileMode.Create;
            case HttpStatusCode.RequestedRangeNotSatisfiable when length > 0:
                // There is nothing after what is here: it is whole, or something else; the digest will tell.
                return null;
            case HttpStatusCode.PartialContent:
                string range = response.Content.Headers.ContentRange?.ToString() ?? "no range";
                string message = FormattableString.Invariant($"sent {range} when asked for what follows byte {length}");
                File.Delete(path);
                throw new DownloadFailedException(message, isFinal: false);
            default:
                int status = (int)response.StatusCode;
                // Requests that come too late, or too often, are worth another try; otherwise 4xx says that asking is the mistake.
                bool isFinal = status < 500 && response.StatusCode is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);
                throw new DownloadFailedException(FormattableString.Invariant($"answered {status} {response.ReasonPhrase}"), isFinal);
        }
    }

    private async Task<int> ReadAsync(
        HttpResponseMessage response,
        byte[] buffer,
        CancellationTokenSource stall,
        CancellationToken either,
        CancellationToken cancellationToken)
    {
        try
        {
            stall.CancelAfter(options.StallTimeout);
            Stream stream = await response.Content.ReadAsStreamAsync(either).ConfigureAwait(false);
            return await stream.ReadAsync(buffer, either).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            throw new DownloadFailedException($"broke off ({exception.Message.TrimEnd('.')})", isFinal: false, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DownloadFailedException("sent nothing more for too long", isFinal: false, exception);
        }
    }
}

/// <summary>A host did not give a file; the message goes on where the host's name ends.</summary>
internal sealed class DownloadFailedException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Asking again is of no use.</summary>
    internal bool IsFinal { get; } = isFinal;
}
