using System.Security.Cryptography;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

public class SyntheticDigitsTests
{
    private const int Columns = DigitSet.PixelCount + 1;

    /// <summary>What the algorithm drew when it was fixed (x64, Linux). A stored accuracy on synthetic digits means these bytes.</summary>
    private const string DigestOf1000 = "bd775bd18b5773522d160f8c80a318d37c88bd5cdcde651b77c25d7558bb0dc6";

    private static readonly Lazy<DigitSet> First6000 = new(() => SyntheticDigits.Draw(6_000, seed: 1));

    [Fact]
    public void A_seed_gives_the_same_bytes_on_every_platform_and_in_every_version()
        => Assert.Equal(DigestOf1000, Convert.ToHexStringLower(SHA256.HashData(BytesOf(First6000.Value.Slice(0, 1_000)))));

    [Fact]
    public void A_digit_depends_on_the_seed_and_its_number_only()
    {
        DigitSet many = SyntheticDigits.Draw(50, seed: 3);
        DigitSet few = SyntheticDigits.Draw(20, seed: 3);

        Assert.Equal(many.Slice(0, 20).Labels, few.Labels);
        Assert.Equal(many.Slice(0, 20).Pixels.ToArray(), few.Pixels.ToArray());
        Assert.NotEqual(few.Pixels.ToArray(), SyntheticDigits.Draw(20, seed: 4).Pixels.ToArray());
        Assert.Equal(50, Enumerable.Range(0, 50).Select(i => Convert.ToHexString(many[i].Pixels)).Distinct().Count());
    }

    [Fact]
    public void Digits_lie_as_MNIST_lays_them_a_box_of_20_centred_by_mass_on_an_empty_ground()
    {
        DigitSet set = SyntheticDigits.Draw(500, seed: 5);
        for (int i = 0; i < set.Count; i++)
        {
            ReadOnlySpan<float> row = set.Row(i);
            (double mass, double sumX, double sumY, int left, int right, int top, int bottom) = (0, 0, 0, 28, -1, 28, -1);
            for (int j = 0; j < row.Length; j++)
            {
                if (row[j] == 0) continue;
                (int x, int y) = (j % 28, j / 28);
                (mass, sumX, sumY) = (mass + row[j], sumX + (row[j] * x), sumY + (row[j] * y));
                (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            }

            // Half a pixel by whole-pixel shifts, and a little as the ink is uneven.
            Assert.InRange(sumX / mass, 12.9, 14.1);
            Assert.InRange(sumY / mass, 12.9, 14.1);
            // The fading edge and the pressure of the pen may reach a pixel further on each side.
            int side = Math.Max(right - left, bottom - top) + 1;
            Assert.InRange(side, 18, 23);
            Assert.InRange(mass, 20, 400);
        }
    }

    [Fact]
    public void Many_are_spread_evenly_over_the_classes_and_about_as_dark_as_MNIST()
    {
        DigitSet set = First6000.Value;

        // Standard deviation √(6,000 · 0.1 · 0.9) = 23; five of them.
        for (int digit = 0; digit < 10; digit++) Assert.InRange(set.Labels.Count(label => label == digit), 485, 715);
        // MNIST's training images have a mean of 0.1307.
        Assert.InRange(set.Pixels.ToArray().Average(), 0.11, 0.15);
    }

    [Fact]
    public void A_linear_classifier_learns_them_but_not_perfectly()
    {
        DigitSet test = First6000.Value.Slice(5_000, 1_000);
        float[] weights = SoftmaxRegression(First6000.Value.Slice(0, 5_000), epochCount: 3);
        int right = 0;
        var logits = new float[10];
        for (int i = 0; i < test.Count; i++)
        {
            Logits(weights, test.Row(i), logits);
            if (logits.AsSpan().IndexOf(logits.Max()) == test.Labels[i]) right++;
        }

        // As on MNIST, where a linear classifier reaches about 92 %.
        Assert.InRange(right, 850, 980);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void One_digit_is_drawn_with_its_label(int digit)
    {
        DigitImage image = SyntheticDigits.DrawDigit(digit, seed: 7);

        Assert.Equal((digit, 28, 28), (image.Label, image.Width, image.Height));
        Assert.Equal(image.Pixels.ToArray(), SyntheticDigits.DrawDigit(digit, seed: 7).Pixels.ToArray());
        Assert.NotEqual(image.Pixels.ToArray(), SyntheticDigits.DrawDigit(digit, seed: 8).Pixels.ToArray());
    }

    [Fact]
    public void Data_says_that_it_is_synthetic_and_tests_with_other_digits_than_it_trains_on()
    {
        DigitData data = SyntheticDigits.DrawData(30, 20, seed: 2);

        Assert.True(data.IsSynthetic);
        Assert.Equal("Synthetic digits, drawn by this library: 30 training and 20 test images.", data.ToString());
        Assert.Equal((30, 20), (data.Training.Count, data.Test.Count));
        Assert.Equal(SyntheticDigits.Draw(50, seed: 2).Slice(30, 20).Pixels.ToArray(), data.Test.Pixels.ToArray());
    }

    [Fact]
    public void Counts_and_digits_out_of_range_are_refused()
    {
        Assert.Equal(0, SyntheticDigits.Draw(0, seed: 1).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Draw(-1, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.Draw(SyntheticDigits.MaximumCount + 1, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.DrawDigit(10, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.DrawDigit(-1, seed: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.DrawData(int.MaxValue, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticDigits.DrawData(1, int.MaxValue));
    }

    private static byte[] BytesOf(DigitSet set)
        => [.. set.Labels.Select(label => (byte)label), .. Enumerable.Range(0, set.Count).SelectMany(i => set[i].Pixels.ToArray())];

    /// <summary>W ← W − η (p − y) xᵀ, one example at a time, bias last in each row.</summary>
    private static float[] SoftmaxRegression(DigitSet training, int epochCount)
    {
        var weights = new float[10 * Columns];
        var gradient = new float[10];
        for (int step = 0; step < epochCount * training.Count; step++)
        {
            int i = step % training.Count;
            ReadOnlySpan<float> image = training.Row(i);
            int[] ink = InkOf(image);
            Logits(weights, image, gradient);
            SoftmaxPrimitives.Softmax(gradient, gradient);
            gradient[training.Labels[i]] -= 1;
            float rate = 0.02f / (1 + (step / training.Count));
            for (int c = 0; c < 10; c++)
            {
                float change = rate * gradient[c];
                foreach (int j in ink) weights[(c * Columns) + j] -= change * image[j];
                weights[(c * Columns) + Columns - 1] -= change;
            }
        }

        return weights;
    }

    private static void Logits(float[] weights, ReadOnlySpan<float> image, float[] logits)
    {
        int[] ink = InkOf(image);
        for (int c = 0; c < 10; c++)
        {
            float sum = weights[(c * Columns) + Columns - 1];
            foreach (int j in ink) sum += weights[(c * Columns) + j] * image[j];
            logits[c] = sum;
        }
    }

    /// <summary>Where the image is not black: four pixels of five are, and add nothing.</summary>
    private static int[] InkOf(ReadOnlySpan<float> image)
    {
        List<int> ink = [];
        for (int j = 0; j < image.Length; j++)
        {
            if (image[j] != 0) ink.Add(j);
        }

        return [.. ink];
    }
}
