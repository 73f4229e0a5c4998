using System.Numerics;
using MathNet.Numerics.Providers.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The shape of a column-major factor X as it is stored, and whether op(X) is X or Xᵀ.</summary>
internal readonly record struct MatrixShape
{
    private MatrixShape(int storedRows, int storedColumns, bool isTransposed)
        => (StoredRows, StoredColumns, IsTransposed) = (storedRows, storedColumns, isTransposed);

    private int StoredRows { get; }

    private int StoredColumns { get; }

    private bool IsTransposed { get; }

    /// <summary>Those of op(X).</summary>
    private int Rows => IsTransposed ? StoredColumns : StoredRows;

    /// <summary>Those of op(X).</summary>
    private int Columns => IsTransposed ? StoredRows : StoredColumns;

    /// <summary>rows × columns, as it is stored</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many entries, or the transpose is none of MathNet's.</exception>
    internal static MatrixShape Of(Transpose transpose, int length, int rows, int columns, string name)
    {
        if (transpose is not (Transpose.DontTranspose or Transpose.Transpose or Transpose.ConjugateTranspose))
        {
            throw new ArgumentOutOfRangeException(
                $"transpose{name}", transpose,
                FormattableString.Invariant(
                    $"transpose{name} is {(int)transpose}; it must be DontTranspose, Transpose or ConjugateTranspose."));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(rows, $"rows{name}");
        ArgumentOutOfRangeException.ThrowIfNegative(columns, $"columns{name}");
        if ((long)rows * columns != length)
        {
            throw new ArgumentOutOfRangeException(
                name, length,
                FormattableString.Invariant($"{name} has {length} entries; a matrix of {rows} × {columns} has {(long)rows * columns}."));
        }

        return new MatrixShape(rows, columns, transpose != Transpose.DontTranspose);
    }

    /// <summary>op(A) has as many columns as op(B) has rows, and C the entries of their product.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not so.</exception>
    internal static void CheckProduct(MatrixShape a, MatrixShape b, int length)
    {
        if (a.Columns != b.Rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(b), b.ToString(),
                FormattableString.Invariant($"The factors are {a} and {b}: the first must have as many columns as the second has rows."));
        }

        if ((long)a.Rows * b.Columns != length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(length), length,
                FormattableString.Invariant($"C has {length} entries; the product of {a} and {b} has {(long)a.Rows * b.Columns}."));
        }
    }

    /// <summary>op(X)ᵀ, from the memory of X</summary>
    internal ParallelProduct<T>.Factor RowMajorTranspose<T>(T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => new(values, StoredColumns, StoredRows, IsTransposed);

    public override string ToString() => FormattableString.Invariant($"{Rows} × {Columns}");
}
