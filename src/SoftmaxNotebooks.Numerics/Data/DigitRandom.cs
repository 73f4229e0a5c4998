namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>The random numbers that synthetic digits are drawn with.</summary>
internal static class DigitRandom
{
    /// <summary>The sequence of digit number index of a seed.</summary>
    internal static SplitMix64 Of(int seed, int index)
    {
        // Through the generator itself: neighbouring seeds or indices would otherwise give the same sequence shifted by one.
        var mixed = new SplitMix64(((ulong)(uint)seed << 32) | (uint)index);
        return new SplitMix64(mixed.Next());
    }

    /// <summary>
    /// Mean 0, standard deviation 1: the sum of four uniform numbers (variance 1/12 each) less its mean, times √3. Near a normal number,
    /// never beyond ±3.5, and exact on every platform, as a logarithm would not be.
    /// </summary>
    internal static double NextBell(this ref SplitMix64 random)
        => (random.NextDouble() + random.NextDouble() + random.NextDouble() + random.NextDouble() - 2) * Math.Sqrt(3);
}
