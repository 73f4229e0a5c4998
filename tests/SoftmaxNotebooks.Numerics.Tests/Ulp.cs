namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>Distances in units in the last place.</summary>
internal static class Ulp
{
    /// <summary>How many numbers of the type lie between two, plus one; 0 for equal numbers, and for NaN and NaN.</summary>
    public static long Distance(double x, double y)
        => x.Equals(y) || x == y ? 0 : double.IsNaN(x) || double.IsNaN(y) ? long.MaxValue : Math.Abs(Order(x) - Order(y));

    /// <inheritdoc cref="Distance(double, double)"/>
    public static long Distance(float x, float y)
        => x.Equals(y) || x == y ? 0 : float.IsNaN(x) || float.IsNaN(y) ? long.MaxValue : Math.Abs(Order(x) - Order(y));

    public static void AssertWithin(long limit, IEnumerable<double> expected, IEnumerable<double> actual)
        => AssertWithin(limit, [.. expected.Zip(actual, (e, a) => (e, a, Distance(e, a)))], expected.Count(), actual.Count());

    public static void AssertWithin(long limit, IEnumerable<float> expected, IEnumerable<float> actual)
        => AssertWithin(limit, [.. expected.Zip(actual, (e, a) => ((double)e, (double)a, Distance(e, a)))], expected.Count(), actual.Count());

    private static void AssertWithin(long limit, (double Expected, double Actual, long Distance)[] pairs, int expectedCount, int actualCount)
    {
        Assert.Equal(expectedCount, actualCount);
        for (int i = 0; i < pairs.Length; i++)
        {
            (double expected, double actual, long distance) = pairs[i];
            Assert.True(distance <= limit, FormattableString.Invariant($"entry {i} is {actual:R}, expected {expected:R}: {distance} ulp"));
        }
    }

    /// <summary>The bits of numbers of either sign, in the order of the numbers.</summary>
    private static long Order(double x) => BitConverter.DoubleToInt64Bits(x) is var bits && bits < 0 ? long.MinValue - bits : bits;

    private static long Order(float x) => BitConverter.SingleToInt32Bits(x) is var bits && bits < 0 ? int.MinValue - (long)bits : bits;
}
