using System.Numerics;
using System.Numerics.Tensors;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>TensorPrimitives of .NET, row by row; it has no log-softmax and no log-sum-exp, which are put together from what it has.</summary>
internal static class TensorLibrary
{
    public const string Name = "TensorPrimitives";

    public static Contender Create()
        => new InProcessContender(Name, "", InProcessContender.VersionOf(typeof(TensorPrimitives)), Prepare);

    private static Repetition? Prepare(Work work, IReadOnlyList<Array> inputs) => inputs[0] switch
    {
        float[] logits => Prepare(work, logits),
        double[] logits => Prepare(work, logits),
        _ => null,
    };

    private static Repetition? Prepare<T>(Work work, T[] logits)
        where T : struct, IExponentialFunctions<T>, ILogarithmicFunctions<T>, INumber<T>
    {
        int columnCount = work.Columns;
        T[] rows = new T[work.Rows * columnCount], sums = new T[work.Rows];
        return work.Operation switch
        {
            Operation.Softmax => new Repetition(
                () =>
                {
                    for (int i = 0; i < logits.Length; i += columnCount)
                        TensorPrimitives.SoftMax<T>(logits.AsSpan(i, columnCount), rows.AsSpan(i, columnCount));
                },
                rows),
            Operation.LogSoftmax => new Repetition(
                () =>
                {
                    for (int i = 0; i < logits.Length; i += columnCount)
                    {
                        Span<T> row = rows.AsSpan(i, columnCount);
                        TensorPrimitives.Subtract(logits.AsSpan(i, columnCount), LogSumExp(logits.AsSpan(i, columnCount), row), row);
                    }
                },
                rows),
            Operation.LogSumExp => new Repetition(
                () =>
                {
                    for (int i = 0; i < sums.Length; i++)
                        sums[i] = LogSumExp(logits.AsSpan(i * columnCount, columnCount), rows.AsSpan(0, columnCount));
                },
                sums),
            _ => null,
        };
    }

    private static T LogSumExp<T>(ReadOnlySpan<T> row, Span<T> exponentials)
        where T : struct, IExponentialFunctions<T>, ILogarithmicFunctions<T>, INumber<T>
    {
        T maximum = TensorPrimitives.Max(row);
        TensorPrimitives.Subtract(row, maximum, exponentials);
        TensorPrimitives.Exp<T>(exponentials, exponentials);
        return maximum + T.Log(TensorPrimitives.Sum<T>(exponentials));
    }
}
