using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>X[i,j] = values[i·rowStride + j·columnStride]: a row-major matrix, its transpose, or a part of either, where it lies.</summary>
internal readonly ref struct MatrixView<T>
    where T : unmanaged
{
    private MatrixView(ReadOnlySpan<T> values, int rowCount, int columnCount, int rowStride, int columnStride)
    {
        Values = values;
        (RowCount, ColumnCount) = (rowCount, columnCount);
        (RowStride, ColumnStride) = (rowStride, columnStride);
    }

    /// <summary>The numbers from X[0,0] on.</summary>
    internal ReadOnlySpan<T> Values { get; }

    internal int RowCount { get; }

    internal int ColumnCount { get; }

    /// <summary>How far it is from one row to the next; 1 in a transpose.</summary>
    internal int RowStride { get; }

    /// <summary>How far it is from one column to the next; 1 unless it is a transpose.</summary>
    internal int ColumnStride { get; }

    /// <summary>Rows × columns, for a message.</summary>
    internal string Shape => FormattableString.Invariant($"{RowCount} × {ColumnCount}");

    /// <summary>X[0,0]; where there is none, nothing that may be read.</summary>
    internal ref T First => ref MemoryMarshal.GetReference(Values);

    /// <summary>Xᵀ[i,j] = X[j,i]</summary>
    internal MatrixView<T> Transpose => new(Values, ColumnCount, RowCount, ColumnStride, RowStride);

    /// <summary>X[i,j] = values[i·columnCount + j]</summary>
    /// <exception cref="ArgumentException">The length is not rowCount·columnCount.</exception>
    internal static MatrixView<T> RowMajor(ReadOnlySpan<T> values, int rowCount, int columnCount, string name)
    {
        if (values.Length != (long)rowCount * columnCount || (rowCount | columnCount) < 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{name} has {values.Length} entries; a matrix of {rowCount} × {columnCount} has {(long)rowCount * columnCount}."),
                name);
        }

        return new MatrixView<T>(values, rowCount, columnCount, columnCount, 1);
    }

    /// <summary>Rows and columns from a first one on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They reach beyond the matrix; the loops that read it do not check again.</exception>
    internal MatrixView<T> Part(int row, int column, int rowCount, int columnCount)
    {
        CheckRange(row, rowCount, RowCount, nameof(row));
        CheckRange(column, columnCount, ColumnCount, nameof(column));

        // What is empty may begin behind the end.
        ReadOnlySpan<T> values = rowCount == 0 || columnCount == 0 ? default : Values[((row * RowStride) + (column * ColumnStride))..];
        return new MatrixView<T>(values, rowCount, columnCount, RowStride, ColumnStride);
    }

    private static void CheckRange(int first, int count, int length, string name)
    {
        if ((first | count) < 0 || first > length - count)
        {
            throw new ArgumentOutOfRangeException(
                name, first, FormattableString.Invariant($"{count} from {name} {first} on reach beyond the {length} of the matrix."));
        }
    }
}
