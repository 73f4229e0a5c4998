using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A Jacobian as a painted table that says which output depends on which input, which way and how much.</summary>
internal static class JacobianFormatter
{
    public static JacobianRendering RenderingOf(Jacobian jacobian) => new(jacobian, TableOf(jacobian));

    public static NumberTable TableOf(Jacobian jacobian)
    {
        Matrix<double> matrix = jacobian.Matrix;
        return new NumberTable
        {
            Caption = $"Jacobian, {NumberFormat.Shape(jacobian.RowCount, jacobian.ColumnCount)}: rows are outputs, columns are inputs",
            Grid = NumberGrid.Of(matrix, NumberKind.Double),
            Rows = new Axis(jacobian.RowCount, output => jacobian.OutputNames[output]),
            Columns = new Axis(jacobian.ColumnCount, input => jacobian.InputNames[input]),
            Symbol = "J",
            IsPainted = true,
            Note = IsReadable(matrix) ? new JacobianStructure(matrix).ToString() : null,
        };
    }

    // A sparse matrix may have more entries than there is memory; its structure is not for this line.
    private static bool IsReadable(Matrix<double> matrix)
        => matrix.AsColumnMajorArray() is not null || (long)matrix.RowCount * matrix.ColumnCount <= 1 << 24;

    public static NumberGrid GridOf(Jacobian jacobian) => NumberGrid.Of(jacobian.Matrix, NumberKind.Double);

    public static string LatexOf(Jacobian jacobian) => LatexMatrix.Of(GridOf(jacobian));
}
