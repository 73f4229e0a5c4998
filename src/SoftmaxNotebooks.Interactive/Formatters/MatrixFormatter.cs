using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A MathNet matrix as a plain table. No colours: they would claim a meaning of sign and size that only the user knows.</summary>
internal static class MatrixFormatter
{
    public static NumberTable TableOf<T>(Matrix<T> matrix, string elementType, Func<T, Number> numberOf)
        where T : struct, IEquatable<T>, IFormattable
        => new()
        {
            Caption = $"Matrix<{elementType}>, {NumberFormat.Shape(matrix.RowCount, matrix.ColumnCount)}",
            Rows = new Axis(matrix.RowCount, NumberFormat.Index),
            Columns = new Axis(matrix.ColumnCount, NumberFormat.Index),
            EntryAt = (row, column) => numberOf(matrix[row, column]),
        };
}
