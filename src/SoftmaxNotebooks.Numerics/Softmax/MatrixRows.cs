using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The bridge from MathNet matrices, which are stored by column, to the span kernels, which take rows.</summary>
internal static class MatrixRows
{
    internal delegate void RowsKernel<T>(ReadOnlySpan<T> rows, int columnCount, Span<T> destination);

    /// <summary>A matrix of the same shape from the rows of this one.</summary>
    internal static Matrix<T> Map<T>(Matrix<T> matrix, RowsKernel<T> kernel)
        where T : struct, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(matrix);
        T[] result = new T[matrix.RowCount * matrix.ColumnCount];
        if (result.Length > 0) kernel(matrix.ToRowMajorArray(), matrix.ColumnCount, result);
        return Matrix<T>.Build.DenseOfRowMajor(matrix.RowCount, matrix.ColumnCount, result);
    }

    /// <summary>
    /// A matrix of the same shape from the columns of this one: in column-major order each column is a row to the kernel.
    /// </summary>
    internal static Matrix<T> MapColumns<T>(Matrix<T> matrix, RowsKernel<T> kernel)
        where T : struct, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(matrix);
        T[] result = new T[matrix.RowCount * matrix.ColumnCount];
        if (result.Length > 0) kernel(matrix.ToColumnMajorArray(), matrix.RowCount, result);
        return Matrix<T>.Build.DenseOfColumnMajor(matrix.RowCount, matrix.ColumnCount, result);
    }

    internal static void SameShape<T>(Matrix<T> expected, string expectedName, int rowCount, int columnCount, string actualName)
        where T : struct, IEquatable<T>, IFormattable
    {
        if (expected.RowCount != rowCount || expected.ColumnCount != columnCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"{actualName} is {rowCount} × {columnCount}, but {expectedName} is {expected.RowCount} × {expected.ColumnCount}."),
                actualName);
        }
    }
}
