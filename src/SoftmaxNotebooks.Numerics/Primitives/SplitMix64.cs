namespace SoftmaxNotebooks.Numerics;

/// <summary>state ← state + 0x9E3779B97F4A7C15; the output is the state with its bits mixed</summary>
/// <remarks>
/// Random numbers that are the same for the same seed in every version of .NET, which System.Random does not promise, and that cost
/// nothing to begin anew: each example of each epoch, and each synthetic digit, has a sequence of its own, whichever thread draws it.
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; the constants are those of
/// java.util.SplittableRandom.
/// </remarks>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The sequence that belongs to a seed and the numbers of, say, an epoch and an example.</summary>
    internal static SplitMix64 For(int seed, int first, long second = 0)
    {
        // Each key is mixed before the next comes in, so that (1, 2) and (2, 1) have nothing in common.
        ulong key = new SplitMix64((ulong)seed).Next();
        key = new SplitMix64(key ^ (ulong)first).Next();
        return new SplitMix64(new SplitMix64(key ^ (ulong)second).Next());
    }

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform in [0, 1): 53 bits, as many as a double holds.</summary>
    internal double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    internal double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in [-limit, limit).</summary>
    internal double NextWithin(double limit) => limit * ((2 * NextDouble()) - 1);

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    internal double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>
    /// Uniform in [0, count), without bias: the high word of a product, drawn again where it would favour some (Lemire 2019).
    /// </summary>
    internal int NextIndex(int count)
    {
        ulong bound = (ulong)count, high, low;
        do
        {
            high = Math.BigMul(Next(), bound, out low);
        }
        while (low < bound && low < (0 - bound) % bound);
        return (int)high;
    }

    /// <summary>Puts the entries in random order (Fisher and Yates).</summary>
    internal void Shuffle(Span<int> entries)
    {
        for (int i = entries.Length - 1; i > 0; i--)
        {
            int j = NextIndex(i + 1);
            (entries[i], entries[j]) = (entries[j], entries[i]);
        }
    }
}
