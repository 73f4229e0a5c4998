using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Sees values that stand below each other in a column, the first of them in the row.</summary>
internal delegate void ColumnVisitor(int row, int column, ReadOnlySpan<double> values);

/// <summary>Numbers in rows and columns, wherever they are kept: each as it is shown, and all as what they say together.</summary>
/// <param name="RowCount">How many rows there are.</param>
/// <param name="ColumnCount">How many columns there are; 1 for a vector.</param>
/// <param name="At">The number in a row and a column, as it is shown.</param>
/// <param name="VisitAll">Shows all values to a visitor, in pieces of columns of any length and in any order.</param>
/// <param name="SkipsZeros">Whether numbers that are not visited are zeros. Otherwise they are not there at all.</param>
internal sealed record NumberGrid(
    int RowCount, int ColumnCount, Func<int, int, Number> At, Action<ColumnVisitor> VisitAll, bool SkipsZeros = false)
{
    /// <summary>Whether the values that are visited are moduli of complex numbers.</summary>
    public bool IsModulus { get; init; }

    /// <summary>The numbers of a matrix.</summary>
    public static NumberGrid Of<T>(Matrix<T> matrix, NumberKind<T> kind)
        where T : struct, IEquatable<T>, IFormattable
        => new(
            matrix.RowCount,
            matrix.ColumnCount,
            (row, column) => kind.NumberOf(matrix[row, column]),
            visit =>
            {
                if (matrix.AsColumnMajorArray() is { } data) VisitColumns(data, matrix.RowCount, kind.ValueOf, visit);
                else foreach ((int row, int column, T value) in matrix.EnumerateIndexed(Zeros.AllowSkip)) visit(row, column, [kind.ValueOf(value)]);
            },
            SkipsZeros: true) { IsModulus = kind.IsComplex };

    /// <summary>The numbers of a vector, as a column.</summary>
    public static NumberGrid Of<T>(Vector<T> vector, NumberKind<T> kind)
        where T : struct, IEquatable<T>, IFormattable
        => new(
            vector.Count,
            1,
            (row, _) => kind.NumberOf(vector[row]),
            visit =>
            {
                if (vector.AsArray() is { } data) VisitColumns(data, vector.Count, kind.ValueOf, visit);
                else foreach ((int row, T value) in vector.EnumerateIndexed(Zeros.AllowSkip)) visit(row, 0, [kind.ValueOf(value)]);
            },
            SkipsZeros: true) { IsModulus = kind.IsComplex };

    /// <summary>The numbers of an array, as a column.</summary>
    public static NumberGrid Of<T>(T[] array, NumberKind<T> kind)
        => new(array.Length, 1, (row, _) => kind.NumberOf(array[row]), visit => VisitColumns(array, array.Length, kind.ValueOf, visit));

    /// <summary>The numbers of a two-dimensional array.</summary>
    public static NumberGrid Of<T>(T[,] array, NumberKind<T> kind)
    {
        (int rowCount, int columnCount) = (array.GetLength(0), array.GetLength(1));
        return new(rowCount, columnCount, (row, column) => kind.NumberOf(array[row, column]), visit =>
        {
            for (int row = 0; row < rowCount; row++)
            {
                for (int column = 0; column < columnCount; column++) visit(row, column, [kind.ValueOf(array[row, column])]);
            }
        });
    }

    /// <summary>The numbers of an array of rows. Rows may be null or of different lengths: what is not there is shown as missing.</summary>
    public static NumberGrid Of<T>(T[]?[] rows, NumberKind<T> kind)
        => new(
            rows.Length,
            rows.Max(row => row?.Length) ?? 0,
            (row, column) => rows[row] is { } entries && column < entries.Length ? kind.NumberOf(entries[column]) : Number.Missing,
            visit =>
            {
                for (int row = 0; row < rows.Length; row++)
                {
                    for (int column = 0; column < rows[row]?.Length; column++) visit(row, column, [kind.ValueOf(rows[row]![column])]);
                }
            });

    // Straight through the array: an element access of MathNet checks bounds and asks the storage, and a call for each would show too.
    private static void VisitColumns<T>(T[] data, int rowCount, Func<T, double> valueOf, ColumnVisitor visit)
    {
        double[] converted = typeof(T) == typeof(double) ? [] : new double[rowCount];
        for (int start = 0, column = 0; start < data.Length; start += rowCount, column++)
        {
            if (data is double[] doubles)
            {
                visit(0, column, doubles.AsSpan(start, rowCount));
                continue;
            }

            for (int row = 0; row < rowCount; row++) converted[row] = valueOf(data[start + row]);
            visit(0, column, converted);
        }
    }
}
