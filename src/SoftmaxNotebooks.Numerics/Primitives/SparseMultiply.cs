namespace SoftmaxNotebooks.Numerics;

/// <summary>C = A·B and C = Aᵀ·B of row-major float matrices, where most entries of A are 0; without allocation.</summary>
/// <remarks>
/// Symbols: A (M × K), or (K × M) where it is transposed, B (K × N), C (M × N).
/// <para>
/// A row of C is the sum of those rows of B whose factors in A are not 0: C[i,:] = sum over k with A[i,k] ≠ 0, ascending, of A[i,k] B[k,:].
/// Up to eight vectors of it stay in registers while the rows of B pass. For Aᵀ the lists of its rows are made first, from those of A.
/// The columns of B that belong to the registers are copied side by side, for all rows of C: they then fill a second-level cache without
/// gaps, however wide B is.
/// </para>
/// <para>
/// The bits are those of <see cref="MatrixMultiply"/>. That adds the same products in the same order by fused multiply-adds, and those with
/// A[i,k] = ±0 besides; for finite B they add ±0 to a sum that began with +0, which changes nothing (but −0 to +0, if all before were so
/// small that they rounded to −0). For an infinite entry or a NaN in B the product with 0 would be NaN, which is not seen here: who calls this has to
/// know that B is finite, or not to care.
/// </para>
/// <para>One object for each thread: it keeps its buffers.</para>
/// </remarks>
internal sealed class SparseMultiply
{
    /// <summary>As many rows of C = Aᵀ·B as are best computed together.</summary>
    internal const int RowsTogether = SparseRows.BlockColumns;

    private static readonly int[] Together = [.. Enumerable.Range(0, RowsTogether)];

    private readonly float[] _panel;
    private readonly SparseRows _columns;

    /// <param name="rowCapacity">The most rows of A.</param>
    /// <param name="columnCount">The columns of A.</param>
    internal SparseMultiply(int rowCapacity, int columnCount)
    {
        _panel = new float[checked(Math.Max(rowCapacity, columnCount) * PanelColumns)];
        _columns = new SparseRows(RowsTogether, rowCapacity);
    }

    private static int PanelColumns => Widest.Is512 ? SparseKernel<Lanes512<float>>.PanelColumns
        : Widest.Is256 ? SparseKernel<Lanes256<float>>.PanelColumns
        : Widest.Is128 ? SparseKernel<Lanes128<float>>.PanelColumns
        : SparseKernel<OneLane<float>>.PanelColumns;

    /// <summary>C[i,j] = sum over k of A[rows[i],k] B[k,j]</summary>
    /// <remarks>Shapes: rows (M), b (K·N), c (M·N).</remarks>
    internal void Multiply(SparseRows a, ReadOnlySpan<int> rows, ReadOnlySpan<float> b, Span<float> c, int columnCount)
        => Multiply(a, rows, b, c, a.ColumnCount, columnCount);

    /// <summary>C[i,j] = sum over k of A[rows[k],i] B[k,j], for the rows i of C in [first, end)</summary>
    /// <remarks>Shapes: rows (K), b (K·N), c ((end − first)·N).</remarks>
    internal void MultiplyTransposed(
        SparseRows a, ReadOnlySpan<int> rows, int first, int end, ReadOnlySpan<float> b, Span<float> c, int columnCount)
    {
        for (int i = first; i < end; i += RowsTogether)
        {
            int count = Math.Min(RowsTogether, end - i);
            _columns.SetToColumns(a, rows, i, i + count);
            Multiply(_columns, Together.AsSpan(0, count), b, c.Slice((i - first) * columnCount, count * columnCount), rows.Length, columnCount);
        }
    }

    private void Multiply(
        SparseRows a, ReadOnlySpan<int> rows, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columnCount)
    {
        Guard.SameLength((long)innerCount * columnCount, "B", b.Length, nameof(b));
        Guard.SameLength((long)rows.Length * columnCount, "C", c.Length, nameof(c));
        Span<float> panel = _panel.AsSpan(0, innerCount * PanelColumns);
        if (Widest.Is512) SparseKernel<Lanes512<float>>.Multiply(a, rows, b, c, columnCount, panel);
        else if (Widest.Is256) SparseKernel<Lanes256<float>>.Multiply(a, rows, b, c, columnCount, panel);
        else if (Widest.Is128) SparseKernel<Lanes128<float>>.Multiply(a, rows, b, c, columnCount, panel);
        else SparseKernel<OneLane<float>>.Multiply(a, rows, b, c, columnCount, panel);
    }
}
