using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>MathNet with its managed provider, as its users write it: it has products of matrices, and vectors to write softmax with.</summary>
internal sealed class MathNetLibrary(int threadCount) : Contender(Name, ThreadText(threadCount), threadCount)
{
    public const string Name = "MathNet";

    /// <summary>512³: at some 2 GFLOP/s more would take longer than all the others together.</summary>
    private const long MostMultiplyAdds = 1L << 27;

    public override string Version => InProcessContender.VersionOf(typeof(Control));

    public override IPreparedWork? Prepare(Work work, IReadOnlyList<Array> inputs)
    {
        if ((long)work.Rows * work.Columns * work.Inner > MostMultiplyAdds) return null;
        Repetition? repetition = inputs switch
        {
            [float[] a, float[] b] when work.Operation == Operation.MatrixMultiply && work.ThreadCount == ThreadCount => Product(work, a, b),
            [double[] a, double[] b] when work.Operation == Operation.MatrixMultiply && work.ThreadCount == ThreadCount => Product(work, a, b),
            [float[] logits] when work.Operation == Operation.Softmax && ThreadCount == 1 => Softmax(work, logits),
            [double[] logits] when work.Operation == Operation.Softmax && ThreadCount == 1 => Softmax(work, logits),
            _ => null,
        };
        return repetition is null ? null : new Prepared(repetition, ThreadCount);
    }

    private static Repetition Softmax<T>(Work work, T[] logits)
        where T : struct, IEquatable<T>, IFormattable, System.Numerics.INumber<T>
    {
        Vector<T>[] rows = [.. logits.Chunk(work.Columns).Select(Vector<T>.Build.Dense)];
        T[] probabilities = new T[logits.Length];
        return new Repetition(
            () =>
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    Vector<T> exponentials = rows[i].Subtract(rows[i].Maximum()).PointwiseExp();
                    exponentials.Divide(exponentials.Sum()).AsArray().CopyTo(probabilities, i * work.Columns);
                }
            },
            probabilities);
    }

    /// <summary>Its matrices are column-major: the same memory is the transposed matrix.</summary>
    internal static Repetition Product<T>(Work work, T[] a, T[] b)
        where T : struct, IEquatable<T>, IFormattable
    {
        // C = op(A)·op(B), row-major, is Cᵀ = op(B)ᵀ·op(A)ᵀ, column-major.
        (int m, int k, int n) = (work.Rows, work.Inner, work.Columns);
        Matrix<T> left = work.TransposeB ? Matrix<T>.Build.Dense(k, n, b) : Matrix<T>.Build.Dense(n, k, b);
        Matrix<T> right = work.TransposeA ? Matrix<T>.Build.Dense(m, k, a) : Matrix<T>.Build.Dense(k, m, a);
        T[] destination = new T[m * n];
        Matrix<T> product = Matrix<T>.Build.Dense(n, m, destination);
        return new Repetition(
            (work.TransposeA, work.TransposeB) switch
            {
                (false, false) => () => left.Multiply(right, product),
                (true, false) => () => left.TransposeAndMultiply(right, product),
                (false, true) => () => left.TransposeThisAndMultiply(right, product),
                _ => () => left.Transpose().TransposeAndMultiply(right, product),
            },
            destination);
    }

    private sealed class Prepared(Repetition repetition, int threadCount) : IPreparedWork
    {
        private readonly InProcessContender.Prepared _inner = new(repetition);

        public double Run(int repetitions, double leadSeconds)
        {
            // It has one setting for the whole process.
            Control.UseManaged();
            Control.MaxDegreeOfParallelism = threadCount;
            return _inner.Run(repetitions, leadSeconds);
        }

        public double[] Result() => _inner.Result();

        public void Dispose() => _inner.Dispose();
    }
}
