namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>One seed, and a sequence of its own for each purpose: more draws for one leave the others as they were.</summary>
internal static class RandomStream
{
    internal static SplitMix64 Weights(int seed) => SplitMix64.For(seed, 0);

    internal static SplitMix64 ValidationSplit(int seed) => SplitMix64.For(seed, 1);

    internal static SplitMix64 Order(int seed, int epoch) => SplitMix64.For(seed, 2, epoch);

    internal static SplitMix64 Deformation(int seed, int epoch, int example) => SplitMix64.For(seed, 3, ((long)epoch << 32) | (uint)example);
}
