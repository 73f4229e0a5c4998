using System.Numerics;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>This library's product of matrices, which the networks call: the only place here that knows its signature.</summary>
internal static class OwnMatrixMultiply
{
    public static Contender Create(int threadCount) => new InProcessContender(
        Contender.Ours, Contender.ThreadText(threadCount), InProcessContender.VersionOf(typeof(SoftmaxPrimitives)),
        (work, inputs) => Prepare(work, inputs, threadCount), threadCount);

    /// <summary>The product, in up to this many threads.</summary>
    public static Repetition? Prepare(Work work, IReadOnlyList<Array> inputs, int threadCount)
    {
        if (work.Operation != Operation.MatrixMultiply || work.ThreadCount != threadCount) return null;
        return inputs is [float[] a, float[] b]
            ? Prepare(work, a, b, threadCount)
            : Prepare(work, (double[])inputs[0], (double[])inputs[1], threadCount);
    }

    private static Repetition Prepare<T>(Work work, T[] a, T[] b, int threadCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ParallelProduct<T>.Factor left = Factor(a, work.Rows, work.Inner, work.TransposeA);
        ParallelProduct<T>.Factor right = Factor(b, work.Inner, work.Columns, work.TransposeB);
        T[] c = new T[work.Rows * work.Columns];
        if (threadCount == 1) return new Repetition(() => MatrixMultiply.Multiply<T>(left.View("a"), right.View("b"), c), c);

        var team = new ThreadTeam(threadCount);
        var product = new ParallelProduct<T>(team);
        return new Repetition(() => product.Multiply(left, right, c), c) { Owned = team };
    }

    private static ParallelProduct<T>.Factor Factor<T>(T[] values, int rowCount, int columnCount, bool isTransposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => isTransposed ? new(values, columnCount, rowCount, IsTransposed: true) : new(values, rowCount, columnCount);
}
