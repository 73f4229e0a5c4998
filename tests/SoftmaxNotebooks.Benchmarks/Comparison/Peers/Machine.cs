using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>What nobody can beat: to copy the input, to fill the result, to read two vectors and write one, to multiply and add.</summary>
internal static class Machine
{
    /// <summary>Enough to hide a latency of 4 or 5 cycles on two units.</summary>
    private const int ChainCount = 10;

    public static IEnumerable<Contender> All() =>
    [
        new InProcessContender(Contender.Machine, "copy", "", Copy),
        new InProcessContender(Contender.Machine, "fill", "", Fill),
        new InProcessContender(Contender.Machine, "read two, write one", "", Pass),
        new InProcessContender(Contender.Machine, "multiply and add, 1 thread", "", (work, _) => MultiplyAdd(work, 1)),
        new InProcessContender(
            Contender.Machine, $"multiply and add, {Environment.ProcessorCount} threads", "",
            (work, _) => MultiplyAdd(work, Environment.ProcessorCount), Environment.ProcessorCount),
    ];

    private static Repetition? Copy(Work work, IReadOnlyList<Array> inputs)
    {
        if (work.Operation is not (Operation.Softmax or Operation.LogSoftmax)) return null;
        Array copy = Arrays.Create(work.Precision, inputs[0].Length);
        return Unchecked(inputs[0] is float[] floats
            ? () => floats.AsSpan().CopyTo((float[])copy)
            : () => ((double[])inputs[0]).AsSpan().CopyTo((double[])copy));
    }

    private static Repetition? Fill(Work work, IReadOnlyList<Array> inputs)
    {
        if (work.Operation != Operation.Jacobian) return null;
        Array filled = Arrays.Create(work.Precision, work.Columns * work.Columns);
        return Unchecked(filled is float[] floats ? () => floats.AsSpan().Fill(0.5f) : () => ((double[])filled).AsSpan().Fill(0.5));
    }

    private static Repetition? Pass(Work work, IReadOnlyList<Array> inputs)
    {
        if (work.Operation is not (Operation.Vjp or Operation.Jvp)) return null;
        Array product = Arrays.Create(work.Precision, work.Columns);
        return Unchecked(inputs is [float[] x, float[] y]
            ? () => TensorPrimitives.Multiply<float>(x, y, (float[])product)
            : () => TensorPrimitives.Multiply<double>((double[])inputs[0], (double[])inputs[1], (double[])product));
    }

    /// <summary>As many multiply-adds as the product takes, between registers.</summary>
    private static Repetition? MultiplyAdd(Work work, int threadCount)
    {
        if (work.Operation != Operation.MatrixMultiply || work.Precision != Precision.Float || work.ThreadCount != threadCount) return null;
        int width = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        long steps = Math.Max(1, (long)work.Rows * work.Columns * work.Inner / (width * ChainCount * threadCount));
        float[] sums = new float[threadCount];
        return Unchecked(threadCount == 1
            ? () => sums[0] = Chains(steps)
            : () => Parallel.For(0, threadCount, thread => sums[thread] = Chains(steps)));
    }

    private static float Chains(long steps) => Vector512.IsHardwareAccelerated ? Chains512(steps) : Chains256(steps);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains256(long steps)
    {
        // x becomes 1 and stays there.
        Vector256<float> half = Vector256.Create(0.5f), a = default, b = default, c = default, d = default, e = default;
        Vector256<float> f = default, g = default, h = default, i = default, j = default;
        for (long step = 0; step < steps; step++)
        {
            (a, b, c, d, e) = (Next(a), Next(b), Next(c), Next(d), Next(e));
            (f, g, h, i, j) = (Next(f), Next(g), Next(h), Next(i), Next(j));
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector256<float> Next(Vector256<float> x) => Vector256.MultiplyAddEstimate(x, half, half);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains512(long steps)
    {
        Vector512<float> half = Vector512.Create(0.5f), a = default, b = default, c = default, d = default, e = default;
        Vector512<float> f = default, g = default, h = default, i = default, j = default;
        for (long step = 0; step < steps; step++)
        {
            (a, b, c, d, e) = (Next(a), Next(b), Next(c), Next(d), Next(e));
            (f, g, h, i, j) = (Next(f), Next(g), Next(h), Next(i), Next(j));
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        Vector512<float> Next(Vector512<float> x) => Vector512.MultiplyAddEstimate(x, half, half);
    }

    /// <summary>Work that has no result to compare with those of the others.</summary>
    private static Repetition Unchecked(Action once) => new(once, Array.Empty<double>());
}
