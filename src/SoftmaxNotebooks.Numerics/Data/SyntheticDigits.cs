using System.Collections.Immutable;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Handwritten digits that nobody wrote: drawn from strokes, so that a network can be trained without a download.</summary>
/// <remarks>
/// 28 × 28 pixels, in a box of 20 × 20, centred by mass, as MNIST is; but they are not MNIST, and an accuracy reached on them says nothing
/// about it. Digit i of a seed depends on nothing but the seed and i. The same seed gives the same bytes on every platform and in every
/// version of .NET: the random numbers are whole numbers, and the rest is +, −, ·, / and √ of doubles, which IEEE 754 rounds exactly.
/// </remarks>
public static class SyntheticDigits
{
    /// <summary>The most digits of a set, by the number of floats that an array can have.</summary>
    public static int MaximumCount => Array.MaxLength / DigitSet.PixelCount;

    /// <summary>The first so many digits of a seed; every class is as likely as another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count does not lie in [0, <see cref="MaximumCount"/>].</exception>
    public static DigitSet Draw(int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaximumCount);
        var pen = new DigitPen();
        var bytes = new byte[count * DigitSet.PixelCount];
        var labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            SplitMix64 random = DigitRandom.Of(seed, i);
            labels[i] = random.NextIndex(DigitSet.ClassCount);
            pen.Draw(labels[i], ref random, bytes.AsSpan(i * DigitSet.PixelCount, DigitSet.PixelCount));
        }

        return DigitSet.OfBytes(bytes, ImmutableArray.Create(labels));
    }

    /// <summary>One digit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The digit does not lie in [0, 9].</exception>
    public static DigitImage DrawDigit(int digit, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digit);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(digit, DigitSet.ClassCount);
        Span<byte> pixels = stackalloc byte[DigitSet.PixelCount];
        SplitMix64 random = DigitRandom.Of(seed, digit);
        new DigitPen().Draw(digit, ref random, pixels);
        return new DigitImage(pixels, DigitSet.Side, DigitSet.Side) { Label = digit };
    }

    /// <summary>Digits to train on and others to test with, all of one seed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or their sum above <see cref="MaximumCount"/>.</exception>
    public static DigitData DrawData(int trainingCount = 10_000, int testCount = 2_000, int seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trainingCount);
        ArgumentOutOfRangeException.ThrowIfNegative(testCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(testCount, MaximumCount - Math.Min(trainingCount, MaximumCount));
        DigitSet all = Draw(trainingCount + testCount, seed);
        return new DigitData
        {
            Training = all.Slice(0, trainingCount),
            Test = all.Slice(trainingCount, testCount),
            IsSynthetic = true,
            Description = FormattableString.Invariant(
                $"Synthetic digits, drawn by this library: {trainingCount:N0} training and {testCount:N0} test images."),
        };
    }
}
