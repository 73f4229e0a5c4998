using System.Numerics;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>A grey image, what it shows, and what it was taken for.</summary>
/// <remarks>
/// Shape: height rows of width pixels, row-major from the top left, 0 black and 255 white: ink is bright, as in MNIST. Immutable.
/// </remarks>
public sealed record DigitImage
{
    private readonly byte[] _pixels;

    /// <summary>An image of bytes from 0 to 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width or the height is not positive.</exception>
    /// <exception cref="ArgumentException">There are not width · height pixels.</exception>
    public DigitImage(ReadOnlySpan<byte> pixels, int width, int height)
        : this(pixels.ToArray(), 0, width, height)
    {
    }

    /// <summary>An image of numbers from 0 to 1. What lies outside is clipped, and counted in <see cref="ClippedCount"/>.</summary>
    /// <inheritdoc cref="DigitImage(ReadOnlySpan{byte}, int, int)"/>
    public DigitImage(ReadOnlySpan<float> pixels, int width, int height)
        : this(BytesOf(pixels, out int clippedCount), clippedCount, width, height)
    {
    }

    /// <inheritdoc cref="DigitImage(ReadOnlySpan{float}, int, int)"/>
    public DigitImage(ReadOnlySpan<double> pixels, int width, int height)
        : this(BytesOf(pixels, out int clippedCount), clippedCount, width, height)
    {
    }

    private DigitImage(byte[] pixels, int clippedCount, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Guard.SameLength((long)width * height, FormattableString.Invariant($"an image of {width} × {height}"), pixels.Length, nameof(pixels));
        (_pixels, ClippedCount, Width, Height) = (pixels, clippedCount, width, height);
    }

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>The pixels row by row.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>How many pixels were not between 0 and 1 when they came as numbers: of an image whose mean was subtracted, most.</summary>
    public int ClippedCount { get; }

    /// <summary>The class that it belongs to, if that is known.</summary>
    public int? Label { get; init; }

    /// <summary>The class that it was taken for.</summary>
    public int? Prediction { get; init; }

    /// <summary>The probability of the prediction.</summary>
    public double? Confidence { get; init; }

    /// <summary>Label and prediction are known and differ.</summary>
    public bool IsWrong => Label is { } label && Prediction is { } prediction && label != prediction;

    /// <summary>Label, prediction and confidence, as far as they are known.</summary>
    public override string ToString()
    {
        List<string> facts = [Label is { } label ? FormattableString.Invariant($"Digit {label}") : "Digit"];
        if (Prediction is { } prediction)
        {
            string confidence = Confidence is { } value ? $" with confidence {ReportNumber.Short(value)}" : "";
            facts.Add(FormattableString.Invariant($"read as {prediction}{confidence}"));
        }

        if (IsWrong) facts.Add("wrong");
        if (ClippedCount > 0) facts.Add(FormattableString.Invariant($"{ClippedCount} pixels outside 0 to 1"));
        return string.Join(", ", facts);
    }

    private static byte[] BytesOf<T>(ReadOnlySpan<T> pixels, out int clippedCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var bytes = new byte[pixels.Length];
        clippedCount = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            // Written so that NaN is clipped too: it becomes black.
            bool isInside = pixels[i] >= T.Zero && pixels[i] <= T.One;
            if (!isInside) clippedCount++;
            bytes[i] = isInside ? byte.CreateTruncating(T.Round(pixels[i] * T.CreateTruncating(255))) : pixels[i] > T.One ? byte.MaxValue : byte.MinValue;
        }

        return bytes;
    }
}
