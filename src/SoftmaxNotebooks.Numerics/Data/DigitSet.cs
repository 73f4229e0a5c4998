using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Images of digits and what they show: one buffer of pixels for a trainer, one picture at a time for a reader.</summary>
/// <remarks>
/// Shape: N images of 28 × 28 pixels, an image in a row of 784, row-major from the top left, 0 black and 1 white; N labels from 0 to 9.
/// Immutable, as long as whoever made the buffer leaves it alone: it is not copied.
/// </remarks>
public sealed class DigitSet
{
    /// <summary>The height and the width of an image.</summary>
    public const int Side = 28;

    /// <summary>The number of pixels of an image.</summary>
    public const int PixelCount = Side * Side;

    /// <summary>The number of classes: the digits from 0 to 9.</summary>
    public const int ClassCount = 10;

    private const int PixelsInPart = 1000 * PixelCount;

    /// <summary>Images and their labels.</summary>
    /// <exception cref="ArgumentException">There are not 784 pixels for each label, or a label does not lie in [0, 9].</exception>
    public DigitSet(ReadOnlyMemory<float> pixels, ImmutableArray<int> labels)
    {
        if (labels.IsDefault) throw new ArgumentNullException(nameof(labels));
        Guard.SameLength(
            (long)labels.Length * PixelCount, FormattableString.Invariant($"a set of {labels.Length} images"), pixels.Length, nameof(pixels));
        for (int i = 0; i < labels.Length; i++)
        {
            if (labels[i] is < 0 or >= ClassCount)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"labels[{i}] is {labels[i]}; it must lie in [0, {ClassCount - 1}]."), nameof(labels));
            }
        }

        (Pixels, Labels) = (pixels, labels);
    }

    /// <summary>N.</summary>
    public int Count => Labels.Length;

    /// <summary>The pixels of all images, N·784.</summary>
    public ReadOnlyMemory<float> Pixels { get; }

    /// <summary>The digits that the images show, N.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>Image i with its label.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public DigitImage this[int index] => new(Row(index), Side, Side) { Label = Labels[index] };

    /// <summary>The 784 pixels of image i.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<float> Row(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Pixels.Span.Slice(index * PixelCount, PixelCount);
    }

    /// <summary>The images from start to start + count − 1, on the same buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are not all there.</exception>
    public DigitSet Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
        return new DigitSet(Pixels.Slice(start * PixelCount, count * PixelCount), Labels.Slice(start, count));
    }

    /// <summary>60,000 images of 28 × 28 pixels</summary>
    public override string ToString()
        => FormattableString.Invariant($"{Count:N0} {(Count == 1 ? "image" : "images")} of {Side} × {Side} pixels");

    /// <summary>The set of images of bytes from 0 to 255, as IDX files hold them: pixel / 255.</summary>
    internal static DigitSet OfBytes(ReadOnlyMemory<byte> pixels, ImmutableArray<int> labels)
    {
        // Looked up: there are more pixels than anybody wants to divide. On all processors: nearly all of the time goes into making memory
        // ready that is used for the first time.
        float[] shades = [.. Enumerable.Range(0, 256).Select(shade => shade / 255f)];
        float[] numbers = GC.AllocateUninitializedArray<float>(pixels.Length);
        Parallel.For(0, (pixels.Length + PixelsInPart - 1) / PixelsInPart, part =>
        {
            int start = part * PixelsInPart, end = Math.Min(pixels.Length, start + PixelsInPart);
            LookUp(shades, pixels.Span[start..end], numbers.AsSpan(start));
        });
        return new DigitSet(numbers, labels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    private static void LookUp(ReadOnlySpan<float> shades, ReadOnlySpan<byte> pixels, Span<float> numbers)
    {
        for (int i = 0; i < pixels.Length; i++) numbers[i] = shades[pixels[i]];
    }
}
