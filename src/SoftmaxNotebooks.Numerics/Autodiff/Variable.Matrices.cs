using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// Products of matrices, sums over entries, and other places for the same entries.
public sealed partial class Variable
{
    /// <summary>Y = A B, the matrix product; dA = G Bᵀ, dB = Aᵀ G</summary>
    /// <remarks>
    /// Shapes: A (N × K), B (K × C), Y (N × C). A vector is a row at the left and a column at the right, and the result has no dimension
    /// in its place: (N × K)·(K) gives (N), (K)·(K × C) gives (C), and (K)·(K), the dot product, a scalar. A plain matrix or vector can
    /// stand on either side: X.MatMul(w), by <see cref="VariableExtensions"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The inner sizes differ. An operand is a scalar. The operands are recorded on different tapes.
    /// </exception>
    /// <exception cref="InvalidOperationException">An operand is a gradient of this tape, not recorded as a constant.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable MatMul(Variable right) => MatMul(this, right);

    /// <inheritdoc cref="MatMul(Variable)"/>
    public Variable MatMul(TapeValue right) => MatMul(this, right);

    /// <summary>Y = Xᵀ; dX = Gᵀ</summary>
    /// <remarks>Shapes: X (N × C), Y (C × N).</remarks>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Transpose()
    {
        (int rowCount, int columnCount) = MatrixSize("Transpose");
        return Tape.Record("Transpose", Value.Matrix.Transpose(), (this, (g, dx) =>
        {
            for (int k = 0; k < g.Length; k++) dx[(k % rowCount * columnCount) + (k / rowCount)] += g[k];
        }));
    }

    /// <summary>y = the sum of all entries of x; dx[k] = g</summary>
    /// <remarks>Shapes: x any, y a scalar. The sum of no entries is 0. What each addition rounds off is kept.</remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Sum() => Tape.Record("Sum", SumOf(Value.Entries, scale: 1), (this, (g, dx) =>
    {
        foreach (ref double entry in dx) entry += g[0];
    }));

    /// <summary>y = the mean of all entries of x; dx[k] = g / (the number of entries)</summary>
    /// <remarks>Shapes: x any, y a scalar. It is finite for finite entries, also where their sum is not.</remarks>
    /// <exception cref="ArgumentException">There are no entries.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Mean()
    {
        int count = Shape.Count;
        if (count == 0) throw new ArgumentException($"Mean: {Label} is {Shape}, and there is no mean of no entries.");
        return Tape.Record("Mean", MeanOf(Value.Entries), (this, (g, dx) =>
        {
            foreach (ref double entry in dx) entry += g[0] / count;
        }));
    }

    /// <summary>y[n] = sum over j of x[n,j]; dx[n,j] = g[n]</summary>
    /// <remarks>
    /// Shapes: x (N × C), y (N). One number for each row, which no operator spreads over the columns, because beside a matrix a vector is a
    /// row: to subtract y write <c>(x.Transpose() - y).Transpose()</c>.
    /// </remarks>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable RowSums()
    {
        (_, int columnCount) = MatrixSize("RowSums");
        return Tape.Record("RowSums", Value.Matrix.RowSums(), (this, (g, dx) =>
        {
            for (int k = 0; k < dx.Length; k++) dx[k] += g[k / columnCount];
        }));
    }

    /// <summary>y[j] = sum over n of x[n,j]; dx[n,j] = g[j]</summary>
    /// <remarks>Shapes: x (N × C), y (C).</remarks>
    /// <exception cref="ArgumentException">It is no matrix.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable ColumnSums()
    {
        (_, int columnCount) = MatrixSize("ColumnSums");
        return Tape.Record("ColumnSums", Value.Matrix.ColumnSums(), (this, (g, dx) =>
        {
            for (int k = 0; k < dx.Length; k++) dx[k] += g[k % columnCount];
        }));
    }

    /// <summary>y = x[i], a row of a matrix or an entry of a vector; dx[i] = g, and 0 elsewhere</summary>
    /// <remarks>Shapes: x (N × C), y (C); or x (C), y a scalar. An entry of a matrix is x[n][j].</remarks>
    /// <exception cref="ArgumentException">It is a scalar.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or entry.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable this[int index]
    {
        get
        {
            if (Shape.Rank == 0) throw new ArgumentException($"[{index}]: {Label} is scalar, which has no rows and no entries.");
            bool isMatrix = Shape.Rank == 2;
            int count = isMatrix ? Shape.RowCount : Shape.ColumnCount;
            if (index < 0 || index >= count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(index),
                    index,
                    FormattableString.Invariant($"{Label} is {Shape}; the index {index} does not lie in [0, {count})."));
            }

            int length = isMatrix ? Shape.ColumnCount : 1;
            TapeShape shape = isMatrix ? TapeShape.Vector(length) : TapeShape.Scalar;
            double[] y = Value.Entries.Slice(index * length, length).ToArray();
            return Tape.Record(
                FormattableString.Invariant($"[{index}]"),
                new TapeValue(shape, y),
                (this, (g, dx) => AddTo(dx.Slice(index * length, length), g)));
        }
    }

    internal static Variable MatMul(Operand left, Operand right)
    {
        GradientTape tape = GradientTape.Of(nameof(MatMul), left, right);
        TapeShape shape = ProductShape(left, right);
        // All four products are one: a vector is a matrix with N = 1 at the left, and with C = 1 at the right.
        (int n, int k, int c) = (left.Shape.RowCount, left.Shape.ColumnCount, right.Shape.Rank == 2 ? right.Shape.ColumnCount : 1);
        Matrix<double> a = left.Value.ToMatrix(n, k);
        Matrix<double> b = right.Value.ToMatrix(k, c);
        Matrix<double> Rows(ReadOnlySpan<double> g) => Matrix<double>.Build.DenseOfRowMajor(n, c, g.ToArray());
        return tape.Record(
            nameof(MatMul),
            new TapeValue(shape, (a * b).ToRowMajorArray()),
            (left, (g, da) => AddTo(da, LeftGradient(Rows(g), b).ToRowMajorArray())),
            (right, (g, db) => AddTo(db, RightGradient(Rows(g), a).ToRowMajorArray())));
    }

    /// <summary>dA = G Bᵀ</summary>
    private static Matrix<double> LeftGradient(Matrix<double> g, Matrix<double> b)
        => b.Exists(double.IsInfinity) ? ProductKeepingZeros(g, b.Transpose()) : g.TransposeAndMultiply(b);

    /// <summary>dB = Aᵀ G = (Gᵀ A)ᵀ</summary>
    private static Matrix<double> RightGradient(Matrix<double> g, Matrix<double> a)
        => a.Exists(double.IsInfinity) ? ProductKeepingZeros(g.Transpose(), a).Transpose() : a.TransposeThisAndMultiply(g);

    /// <summary>G F, where 0 · inf is 0: a gradient of 0 has nothing to contribute beside an infinite factor either.</summary>
    private static Matrix<double> ProductKeepingZeros(Matrix<double> g, Matrix<double> factor)
        => Matrix<double>.Build.Dense(g.RowCount, factor.ColumnCount, (n, j) => g.Row(n)
            .Zip(factor.Column(j), (entry, f) => entry == 0 && double.IsInfinity(f) ? 0 : entry * f)
            .Sum());

    private static TapeShape ProductShape(Operand left, Operand right)
    {
        (TapeShape a, TapeShape b) = (left.Shape, right.Shape);
        if (a.Rank == 0 || b.Rank == 0)
        {
            throw new ArgumentException(
                $"MatMul: {left.Description} and {right.Description}; it takes vectors and matrices, and * multiplies by a scalar.");
        }

        int innerSize = b.Rank == 2 ? b.RowCount : b.ColumnCount;
        if (a.ColumnCount != innerSize)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"MatMul: {left.Description} and {right.Description}; the inner sizes {a.ColumnCount} and {innerSize} must be equal."));
        }

        return (a.Rank, b.Rank) switch
        {
            (2, 2) => TapeShape.Matrix(a.RowCount, b.ColumnCount),
            (2, 1) => TapeShape.Vector(a.RowCount),
            (1, 2) => TapeShape.Vector(b.ColumnCount),
            _ => TapeShape.Scalar,
        };
    }

    private (int RowCount, int ColumnCount) MatrixSize(string operation) => Shape.Rank == 2
        ? (Shape.RowCount, Shape.ColumnCount)
        : throw new ArgumentException($"{operation}: {Label} is {Shape}; it takes a matrix.");

    private static double MeanOf(ReadOnlySpan<double> entries)
    {
        double sum = SumOf(entries, scale: 1);
        if (double.IsFinite(sum)) return sum / entries.Length;

        // Fewer than 2^31 entries, each times 2^-32, cannot overflow; what that takes from tiny entries is nothing beside a sum that did.
        double scale = Math.ScaleB(1, -32);
        return SumOf(entries, scale) / entries.Length / scale;
    }

    private static double SumOf(ReadOnlySpan<double> entries, double scale)
    {
        CompensatedSum sum = default;
        foreach (double entry in entries) sum.Add(scale * entry);
        return sum.High + sum.Low;
    }

    private static void AddTo(Span<double> destination, ReadOnlySpan<double> addend)
    {
        for (int k = 0; k < destination.Length; k++) destination[k] += addend[k];
    }
}
