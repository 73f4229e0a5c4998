using System.Globalization;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>How far the download of a file is: reported when its answer begins and after each piece that was written.</summary>
/// <remarks>A struct, so that reporting it allocates nothing.</remarks>
public readonly record struct DownloadProgress
{
    /// <summary>The file's name, without a path.</summary>
    public required string FileName { get; init; }

    /// <summary>The host that sends it.</summary>
    public required string Host { get; init; }

    /// <summary>How many bytes of the file there are, those of an earlier, broken download included.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>How many there will be; null if the host does not say.</summary>
    public required long? TotalBytes { get; init; }

    /// <summary>Bytes of this answer / time since it began, in 1/s; null before there is anything to divide.</summary>
    public required double? BytesPerSecond { get; init; }

    /// <summary>BytesReceived / TotalBytes; null if the total is not known.</summary>
    public double? Fraction => TotalBytes is > 0 ? (double)BytesReceived / TotalBytes : null;

    /// <summary>train-images-idx3-ubyte.gz: 3.1 of 9.9 MB, 2.2 MB/s</summary>
    public override string ToString()
    {
        // The labels are a few thousand bytes, which would be 0.0 MB.
        (double unit, string name) = (TotalBytes ?? BytesReceived) < 1_000_000 ? (1e3, "kB") : (1e6, "MB");
        string total = TotalBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $" of {bytes / unit:F1}") : "";
        string rate = BytesPerSecond is { } value ? string.Create(CultureInfo.InvariantCulture, $", {value / 1e6:F1} MB/s") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{FileName}: {BytesReceived / unit:F1}{total} {name}{rate}");
    }
}
