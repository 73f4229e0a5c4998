using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>This library's product of float matrices, which the networks call: the only place here that knows its signature.</summary>
internal static class OwnMatrixMultiply
{
    /// <summary>As many rows of the result as a training has a thread compute at a time.</summary>
    private const int RowsOfPart = 48;

    public static Contender Create(int threadCount) => new InProcessContender(
        Contender.Ours, Contender.ThreadText(threadCount), InProcessContender.VersionOf(typeof(SoftmaxPrimitives)),
        (work, inputs) => Prepare(work, inputs, threadCount), threadCount);

    /// <summary>The product, in this many threads; null where the library has none for these transposes.</summary>
    public static Repetition? Prepare(Work work, IReadOnlyList<Array> inputs, int threadCount)
    {
        if (work.Operation != Operation.MatrixMultiply || work.ThreadCount != threadCount || inputs is not [float[] a, float[] b]) return null;
        if (work.TransposeB) return null;
        float[] c = new float[work.Rows * work.Columns];
        if (threadCount == 1) return new Repetition(() => Multiply(work, a, b, c, 0, work.Rows), c);

        var team = new ThreadTeam(threadCount);
        PartOfWork part = (part, _) => Multiply(work, a, b, c, part * RowsOfPart, Math.Min((part + 1) * RowsOfPart, work.Rows));
        int partCount = ThreadTeam.PartCount(work.Rows, RowsOfPart);
        return new Repetition(() => team.Run(partCount, part), c) { Owned = team };
    }

    /// <summary>The rows [first, end) of the result.</summary>
    private static void Multiply(Work work, float[] a, float[] b, float[] c, int first, int end)
    {
        Span<float> rows = c.AsSpan(first * work.Columns, (end - first) * work.Columns);
        if (work.TransposeA) MatrixMultiply.MultiplyTransposed(a, b, rows, work.Inner, work.Columns, first);
        else MatrixMultiply.Multiply(a.AsSpan(first * work.Inner, (end - first) * work.Inner), b, rows, work.Inner, work.Columns);
    }
}
