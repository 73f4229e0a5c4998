using System.Globalization;
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
    /// <summary>So many rows and columns <see cref="ToString"/> shows whole, as a <see cref="Jacobian"/> does; of more, those at both ends.</summary>
    private const int MostWhole = 16;
    private const int ShownAtEachEnd = 4;

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
    /// In the invariant culture with six significant digits: 0.5, [1, 2] or [[1, 2], [3, 4]] with a line for each row. Of more than 16 rows or
    /// columns the first and the last 4, and how many there are between them: [0, 1, 2, 3, … 776 more, 780, 781, 782, 783].
    /// </summary>
    public override string ToString() => Shape.Rank switch
    {
        0 => Text(_entries[0]),
        1 => RowText(0),
        _ => $"[{string.Join(",\n ", Parts(Shape.RowCount, RowText))}]",
    };

    /// <summary>The entries, in row-major order, as a matrix of any shape that has as many of them.</summary>
    internal Matrix<double> ToMatrix(int rowCount, int columnCount)
        => Matrix<double>.Build.DenseOfRowMajor(rowCount, columnCount, _entries);

    /// <summary>The same value as one that no gradient went into.</summary>
    internal TapeValue WithoutOrigin() => Origin is null ? this : new TapeValue(Shape, _entries);

    private string RowText(int row) => $"[{string.Join(", ", Parts(Shape.ColumnCount, column => Text(_entries[(row * Shape.ColumnCount) + column])))}]";

    private static IEnumerable<string> Parts(int count, Func<int, string> partAt)
    {
        if (count <= MostWhole) return Enumerable.Range(0, count).Select(partAt);
        string gap = string.Create(CultureInfo.InvariantCulture, $"… {count - (2 * ShownAtEachEnd)} more");
        return [
            .. Enumerable.Range(0, ShownAtEachEnd).Select(partAt), gap, .. Enumerable.Range(count - ShownAtEachEnd, ShownAtEachEnd).Select(partAt)];
    }

    private static string Text(double entry) => entry.ToString("G6", CultureInfo.InvariantCulture);

    private static TapeValue NotNull(TapeValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }

    private InvalidOperationException IsNot(string kind) => new($"The value is not {kind}; its shape is: {Shape}.");
}
