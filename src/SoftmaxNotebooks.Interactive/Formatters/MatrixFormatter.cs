using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A MathNet matrix as a plain table. No colours: they would claim a meaning of sign and size that only the user knows.</summary>
internal static class MatrixFormatter
{
    public static NumberTable TableOf<T>(Matrix<T> matrix, NumberKind<T> kind)
        where T : struct, IEquatable<T>, IFormattable
        => new()
        {
            Caption = $"Matrix<{kind.Name}>, {NumberFormat.Shape(matrix.RowCount, matrix.ColumnCount)}",
            Grid = NumberGrid.Of(matrix, kind),
            Rows = new Axis(matrix.RowCount, NumberFormat.Index),
            Columns = new Axis(matrix.ColumnCount, NumberFormat.Index),
        };
}
