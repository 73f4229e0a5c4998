using System.Globalization;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A number, a vector or a matrix: what a <see cref="Variable"/> holds and what a gradient is.</summary>
/// <remarks>
/// Immutable: it copies what it is given and hands out copies. Numbers, vectors, matrices and arrays convert to it, and it converts to the
/// vector or matrix that it is, so that <c>Vector&lt;double&gt; g = tape.Gradient(cost, w)</c> and <c>W - 0.1 * tape.Gradient(cost, w)</c>
/// read as they should. Of a number take <see cref="Scalar"/>: a conversion that happened by itself would let Console.WriteLine ask every
/// gradient for one.
/// </remarks>
public sealed partial class TapeValue
{
    /// <summary>How many rows and columns <see cref="ToString"/> shows, as a <see cref="Jacobian"/> does.</summary>
    private const int ShownCount = 16;

    private readonly double[] _entries;

    /// <summary>Takes the array over, without a copy: the caller must not write to it any more.</summary>
    internal TapeValue(TapeShape shape, double[] rowMajorEntries, object? origin = null)
    {
        Guard.SameLength(shape.Count, shape.ToString(), rowMajorEntries.Length, nameof(rowMajorEntries));
        Shape = shape;
        Origin = origin;
        _entries = rowMajorEntries;
    }

    /// <summary>Whether it is a number, a vector or a matrix, and how large.</summary>
    public TapeShape Shape { get; }

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is a vector or a matrix.</exception>
    public double Scalar => Shape.Rank == 0 ? _entries[0] : throw IsNot("a scalar");

    /// <summary>A copy of the vector.</summary>
    /// <exception cref="InvalidOperationException">It is a scalar or a matrix.</exception>
    public Vector<double> Vector
        => Shape.Rank == 1 ? Vector<double>.Build.DenseOfArray(_entries) : throw IsNot("a vector");

    /// <summary>A copy of the matrix.</summary>
    /// <exception cref="InvalidOperationException">It is a scalar or a vector.</exception>
    public Matrix<double> Matrix
        => Shape.Rank == 2 ? ToMatrix(Shape.RowCount, Shape.ColumnCount) : throw IsNot("a matrix");

    /// <summary>By what a tape knows its gradients again, and what was computed from them; null for any other value.</summary>
    internal object? Origin { get; }

    /// <summary>The entries in row-major order. A vector is one row, a scalar a row of one.</summary>
    internal ReadOnlySpan<double> Entries => _entries;

    /// <summary>A scalar.</summary>
    public static implicit operator TapeValue(double scalar) => new(TapeShape.Scalar, [scalar]);

    /// <summary>A vector; copied.</summary>
    public static implicit operator TapeValue(Vector<double> vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new TapeValue(TapeShape.Vector(vector.Count), vector.ToArray());
    }

    /// <summary>A matrix; copied.</summary>
    public static implicit operator TapeValue(Matrix<double> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new TapeValue(TapeShape.Matrix(matrix.RowCount, matrix.ColumnCount), matrix.ToRowMajorArray());
    }

    /// <summary>A vector; copied.</summary>
    public static implicit operator TapeValue(double[] vector)
    {
        ArgumentNullException.ThrowIfNull(vector);
        return new TapeValue(TapeShape.Vector(vector.Length), [.. vector]);
    }

    /// <summary>A matrix; copied.</summary>
    public static implicit operator TapeValue(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return new TapeValue(TapeShape.Matrix(matrix.GetLength(0), matrix.GetLength(1)), [.. matrix.Cast<double>()]);
    }

    /// <summary>The number, as <see cref="Scalar"/>.</summary>
    /// <exception cref="InvalidOperationException">It is a vector or a matrix.</exception>
    public static explicit operator double(TapeValue value) => NotNull(value).Scalar;

    /// <summary>A copy of the vector.</summary>
    /// <exception cref="InvalidOperationException">It is a scalar or a matrix.</exception>
    public static implicit operator Vector<double>(TapeValue value) => NotNull(value).Vector;

    /// <summary>A copy of the matrix.</summary>
    /// <exception cref="InvalidOperationException">It is a scalar or a vector.</exception>
    public static implicit operator Matrix<double>(TapeValue value) => NotNull(value).Matrix;

    /// <summary>
    /// In the invariant culture with six significant digits: 0.5, [1, 2] or [[1, 2], [3, 4]] with a line for each row; the first 16 rows
    /// and columns.
    /// </summary>
    public override string ToString()
    {
        if (Shape.Rank == 0) return Text(_entries[0]);

        var text = new StringBuilder(Shape.Rank == 2 ? "[" : "");
        for (int n = 0; n < Math.Min(Shape.RowCount, ShownCount); n++)
        {
            IEnumerable<string> row = _entries.Skip(n * Shape.ColumnCount).Take(Math.Min(Shape.ColumnCount, ShownCount)).Select(Text);
            if (Shape.ColumnCount > ShownCount) row = row.Append("...");
            text.Append(n > 0 ? ",\n [" : "[").AppendJoin(", ", row).Append(']');
        }

        if (Shape.RowCount > ShownCount) text.Append(",\n ...");
        return text.Append(Shape.Rank == 2 ? "]" : "").ToString();
    }

    /// <summary>The entries, in row-major order, as a matrix of any shape that has as many of them.</summary>
    internal Matrix<double> ToMatrix(int rowCount, int columnCount)
        => Matrix<double>.Build.DenseOfRowMajor(rowCount, columnCount, _entries);

    /// <summary>The same value as one that no gradient went into.</summary>
    internal TapeValue WithoutOrigin() => Origin is null ? this : new TapeValue(Shape, _entries);

    private static string Text(double entry) => entry.ToString("G6", CultureInfo.InvariantCulture);

    private static TapeValue NotNull(TapeValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }

    private InvalidOperationException IsNot(string kind) => new($"The value is not {kind}; its shape is: {Shape}.");
}
