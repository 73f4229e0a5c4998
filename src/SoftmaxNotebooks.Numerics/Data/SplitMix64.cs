namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Random numbers that are the same for the same seed on every machine and in every version of .NET.</summary>
/// <remarks>
/// Sixty-four bits of state and no warm-up, so that every digit can have a generator of its own, where a Mersenne twister would spend
/// longer on its 624 words than the digit takes to draw. Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom
/// number generators", OOPSLA 2014.
/// </remarks>
internal struct SplitMix64(ulong state)
{
    private ulong _state = state;

    /// <summary>The generator number index of those that belong to a seed.</summary>
    internal static SplitMix64 Of(int seed, int index)
    {
        // Through the generator itself: neighbouring seeds or indices would otherwise give the same sequence shifted by one.
        SplitMix64 mixed = new(((ulong)(uint)seed << 32) | (uint)index);
        return new SplitMix64(mixed.Next());
    }

    /// <summary>Sixty-four random bits.</summary>
    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong bits = _state;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>A whole number from 0 to count − 1.</summary>
    internal int NextInt32(int count) => (int)(((Next() >> 32) * (ulong)count) >> 32);

    /// <summary>Uniform in [0, 1): 53 random bits.</summary>
    internal double NextDouble() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [low, high).</summary>
    internal double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>
    /// Mean 0, standard deviation 1: the sum of four uniform numbers (variance 1/12 each) less its mean, times √3. Near a normal number,
    /// never beyond ±3.5, and exact on every platform, as a logarithm would not be.
    /// </summary>
    internal double NextBell() => (NextDouble() + NextDouble() + NextDouble() + NextDouble() - 2) * Math.Sqrt(3);
}
