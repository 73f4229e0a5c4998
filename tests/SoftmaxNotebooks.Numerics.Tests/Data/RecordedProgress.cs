using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>Hands every report on at once, on the thread that makes it: <see cref="Progress{T}"/> would do it some time later.</summary>
internal sealed class RecordedProgress(Action<DownloadProgress> record) : IProgress<DownloadProgress>
{
    public void Report(DownloadProgress value) => record(value);
}
