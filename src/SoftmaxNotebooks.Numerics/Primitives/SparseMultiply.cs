using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>C = A·B and C = Aᵀ·B of row-major float matrices, where most entries of A are 0; without allocation.</summary>
/// <remarks>
/// Symbols: A (M × K), or (K × M) where it is transposed, B (K × N), C (M × N).
/// <para>
/// A row of C is the sum of those rows of B whose factors in A are not 0: C[i,:] = sum over k with A[i,k] ≠ 0, ascending, of A[i,k] B[k,:].
/// Up to eight vectors of it stay in registers while the rows of B pass. For Aᵀ the lists of its rows are made first, from those of A.
/// Some rows of B at a time, of them the columns that belong to the registers, are copied side by side and stay in the first-level cache
/// while all rows of C take what they need of them; between one such panel and the next the sums wait in C.
/// </para>
/// <para>
/// The bits are those of <see cref="MatrixMultiply"/>. That adds the same products in the same order by fused multiply-adds, and those
/// with A[i,k] = ±0 besides; for finite B they add ±0 to a sum that began with +0, which changes nothing (but −0 to +0, where all before were
/// so small that they rounded to −0). For an infinite entry of B, or a NaN, the product with 0 would be NaN, and is not seen here: who calls
/// this has to know that B is finite, or not to care.
/// </para>
/// <para>
/// In <see cref="Vector{T}"/>, as that: for a product with lanes the compiler copies each sum once more, which costs a tenth of the time.
/// </para>
/// <para>One object for each thread: it keeps its buffers.</para>
/// </remarks>
internal sealed class SparseMultiply
{
    /// <summary>For fewer columns of B, to make the lists takes longer than the product with all zeros.</summary>
    internal const int LeastColumns = 32;

    /// <summary>As many rows of C = Aᵀ·B as are best computed together.</summary>
    internal const int RowsTogether = SparseRows.BlockColumns;

    /// <summary>
    /// As many blocks of rows of B go together: with eight vectors each they take 32 KiB, as much as a first-level cache holds. With fewer, the
    /// sums would be loaded and stored more often, which takes longer than to fetch some rows from the second level.
    /// </summary>
    private const int BlocksOfPanel = 2;

    /// <summary>The bytes of a line of a cache: a vector that lies across two of them takes two loads.</summary>
    private const int LineBytes = 64;

    private readonly float[] _panel;
    private readonly int _panelStart;

    /// <summary>Stands in for C where that has fewer columns than the vectors have room for.</summary>
    private readonly float[] _narrowSums;
    private readonly SparseRows _columns;

    /// <param name="rowCapacity">The most rows of A.</param>
    /// <param name="columnCount">The columns of A.</param>
    internal SparseMultiply(int rowCapacity, int columnCount)
    {
        // Pinned, so that where a line begins stays where it is.
        int length = (BlocksOfPanel * SparseRows.BlockColumns * PanelColumns) + (LineBytes / sizeof(float));
        _panel = GC.AllocateArray<float>(length, pinned: true);
        _panelStart = (int)Alignment.FirstEntry(in _panel[0], LineBytes);
        _narrowSums = new float[checked(Math.Max(rowCapacity, RowsTogether) * PanelColumns)];
        _columns = new SparseRows(RowsTogether, rowCapacity);
    }

    /// <summary>Eight vectors of sums take half of the registers, and hide the latency of the multiply-add.</summary>
    private static int PanelColumns => 8 * Vector<float>.Count;

    /// <summary>C[i,j] = sum over k of A[i,k] B[k,j], for the rows i of A in [first, end)</summary>
    /// <remarks>Shapes: b (K·N), c ((end − first)·N).</remarks>
    internal void Multiply(SparseRows a, int first, int end, ReadOnlySpan<float> b, Span<float> c, int columnCount)
        => Multiply(a, first, end, b, c, a.ColumnCount, columnCount);

    /// <summary>C[i,j] = sum over k of A[k,i] B[k,j], for the rows i of C in [first, end), and the first K rows of A</summary>
    /// <remarks>Shapes: b (K·N), c ((end − first)·N).</remarks>
    internal void MultiplyTransposed(
        SparseRows a, int first, int end, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columnCount)
    {
        for (int i = first; i < end;)
        {
            (int block, int firstOfBlock) = Math.DivRem(i, RowsTogether);
            int count = Math.Min(RowsTogether - firstOfBlock, end - i);
            _columns.SetToColumns(a, innerCount, block);
            Span<float> rows = c.Slice((i - first) * columnCount, count * columnCount);
            Multiply(_columns, firstOfBlock, firstOfBlock + count, b, rows, innerCount, columnCount);
            i += count;
        }
    }

    private void Multiply(
        SparseRows a, int first, int end, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columnCount)
    {
        Guard.SameLength((long)innerCount * columnCount, "B", b.Length, nameof(b));
        Guard.SameLength((long)(end - first) * columnCount, "C", c.Length, nameof(c));
        if (innerCount == 0) c.Clear();
        if (innerCount == 0 || first == end) return;
        const int RowsOfPanel = BlocksOfPanel * SparseRows.BlockColumns;
        for (int j = 0; j < columnCount; j += PanelColumns)
        {
            int width = Math.Min(PanelColumns, columnCount - j);
            int panelWidth = width <= PanelColumns / 2 ? PanelColumns / 2 : PanelColumns;
            bool isNarrow = width < panelWidth;
            ref float sums = ref isNarrow ? ref _narrowSums.AsSpan(0, (end - first) * panelWidth)[0] : ref c[j];
            int stride = isNarrow ? panelWidth : columnCount;
            for (int k = 0; k < innerCount; k += RowsOfPanel)
            {
                int rowCount = Math.Min(RowsOfPanel, innerCount - k);
                Span<float> values = _panel.AsSpan(_panelStart, rowCount * panelWidth);
                Pack(b[((k * columnCount) + j)..], values, rowCount, width, columnCount);
                var panel = new Panel(values, k, rowCount);
                if (panelWidth == PanelColumns) Eight(a, first, end, panel, ref sums, stride);
                else Four(a, first, end, panel, ref sums, stride);
            }

            if (!isNarrow) continue;
            for (int i = 0; i < end - first; i++) _narrowSums.AsSpan(i * panelWidth, width).CopyTo(c[((i * columnCount) + j)..]);
        }
    }

    /// <summary>Copies the first columns of the rows of B; what then remains of a narrow panel is computed with and thrown away.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(ReadOnlySpan<float> b, Span<float> panel, int rowCount, int width, int columnCount)
    {
        int panelWidth = panel.Length / rowCount;
        ref float source = ref MemoryMarshal.GetReference(b);
        ref float destination = ref MemoryMarshal.GetReference(panel);
        nuint right = (nuint)Vector<float>.Count;
        for (int k = 0; k < rowCount; k++)
        {
            int j = 0;
            for (; j + (2 * Vector<float>.Count) <= width; j += 2 * Vector<float>.Count)
            {
                Vector.LoadUnsafe(ref source, (nuint)j).StoreUnsafe(ref destination, (nuint)j);
                Vector.LoadUnsafe(ref source, (nuint)j + right).StoreUnsafe(ref destination, (nuint)j + right);
            }

            if (j + Vector<float>.Count <= width)
            {
                Vector.LoadUnsafe(ref source, (nuint)j).StoreUnsafe(ref destination, (nuint)j);
                j += Vector<float>.Count;
            }

            for (; j < width; j++) Unsafe.Add(ref destination, j) = Unsafe.Add(ref source, j);
            source = ref Unsafe.Add(ref source, columnCount);
            destination = ref Unsafe.Add(ref destination, panelWidth);
        }
    }

    /// <summary>C[i,j] += sum over k of A[i,k] B[k,j], for a panel of eight vectors; C[i,j] = …, where it is the first</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(SparseRows a, int first, int end, Panel panel, ref float destination, int stride)
    {
        ref float b = ref panel.Values, sums = ref destination;
        nint firstRow = panel.FirstRow;
        for (int i = first; i < end; i++, sums = ref Unsafe.Add(ref sums, stride))
        {
            ref SparseEntry entry = ref a.List(i, panel.FirstBlock, panel.EndBlock, out int count);
            if (count == 0 && !panel.IsFirst) continue;
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            if (!panel.IsFirst)
            {
                s0 = Vector.LoadUnsafe(ref sums);
                s1 = Vector.LoadUnsafe(ref sums, (nuint)Vector<float>.Count);
                s2 = Vector.LoadUnsafe(ref sums, 2 * (nuint)Vector<float>.Count);
                s3 = Vector.LoadUnsafe(ref sums, 3 * (nuint)Vector<float>.Count);
                s4 = Vector.LoadUnsafe(ref sums, 4 * (nuint)Vector<float>.Count);
                s5 = Vector.LoadUnsafe(ref sums, 5 * (nuint)Vector<float>.Count);
                s6 = Vector.LoadUnsafe(ref sums, 6 * (nuint)Vector<float>.Count);
                s7 = Vector.LoadUnsafe(ref sums, 7 * (nuint)Vector<float>.Count);
            }

            ref SparseEntry listEnd = ref Unsafe.Add(ref entry, count);
            for (; Unsafe.IsAddressLessThan(ref entry, ref listEnd); entry = ref Unsafe.Add(ref entry, 1))
            {
                Vector<float> factor = new(entry.Value);
                ref float row = ref Unsafe.Add(ref b, (entry.Column - firstRow) * (8 * Vector<float>.Count));
                s0 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row), s0);
                s1 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, (nuint)Vector<float>.Count), s1);
                s2 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 2 * (nuint)Vector<float>.Count), s2);
                s3 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 3 * (nuint)Vector<float>.Count), s3);
                s4 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 4 * (nuint)Vector<float>.Count), s4);
                s5 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 5 * (nuint)Vector<float>.Count), s5);
                s6 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 6 * (nuint)Vector<float>.Count), s6);
                s7 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 7 * (nuint)Vector<float>.Count), s7);
            }

            s0.StoreUnsafe(ref sums);
            s1.StoreUnsafe(ref sums, (nuint)Vector<float>.Count);
            s2.StoreUnsafe(ref sums, 2 * (nuint)Vector<float>.Count);
            s3.StoreUnsafe(ref sums, 3 * (nuint)Vector<float>.Count);
            s4.StoreUnsafe(ref sums, 4 * (nuint)Vector<float>.Count);
            s5.StoreUnsafe(ref sums, 5 * (nuint)Vector<float>.Count);
            s6.StoreUnsafe(ref sums, 6 * (nuint)Vector<float>.Count);
            s7.StoreUnsafe(ref sums, 7 * (nuint)Vector<float>.Count);
        }
    }

    /// <summary>The same for a panel of four vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(SparseRows a, int first, int end, Panel panel, ref float destination, int stride)
    {
        ref float b = ref panel.Values, sums = ref destination;
        nint firstRow = panel.FirstRow;
        for (int i = first; i < end; i++, sums = ref Unsafe.Add(ref sums, stride))
        {
            ref SparseEntry entry = ref a.List(i, panel.FirstBlock, panel.EndBlock, out int count);
            if (count == 0 && !panel.IsFirst) continue;
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            if (!panel.IsFirst)
            {
                s0 = Vector.LoadUnsafe(ref sums);
                s1 = Vector.LoadUnsafe(ref sums, (nuint)Vector<float>.Count);
                s2 = Vector.LoadUnsafe(ref sums, 2 * (nuint)Vector<float>.Count);
                s3 = Vector.LoadUnsafe(ref sums, 3 * (nuint)Vector<float>.Count);
            }

            ref SparseEntry listEnd = ref Unsafe.Add(ref entry, count);
            for (; Unsafe.IsAddressLessThan(ref entry, ref listEnd); entry = ref Unsafe.Add(ref entry, 1))
            {
                Vector<float> factor = new(entry.Value);
                ref float row = ref Unsafe.Add(ref b, (entry.Column - firstRow) * (4 * Vector<float>.Count));
                s0 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row), s0);
                s1 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, (nuint)Vector<float>.Count), s1);
                s2 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 2 * (nuint)Vector<float>.Count), s2);
                s3 = Vector.MultiplyAddEstimate(factor, Vector.LoadUnsafe(ref row, 3 * (nuint)Vector<float>.Count), s3);
            }

            s0.StoreUnsafe(ref sums);
            s1.StoreUnsafe(ref sums, (nuint)Vector<float>.Count);
            s2.StoreUnsafe(ref sums, 2 * (nuint)Vector<float>.Count);
            s3.StoreUnsafe(ref sums, 3 * (nuint)Vector<float>.Count);
        }
    }

    /// <summary>Some rows of B, and of them the columns of a few vectors.</summary>
    /// <param name="values">Row by row, as wide as the vectors.</param>
    /// <param name="firstRow">Where the rows begin in B; a block of the lists begins there, too.</param>
    /// <param name="rowCount">How many rows there are.</param>
    private readonly ref struct Panel(Span<float> values, int firstRow, int rowCount)
    {
        internal readonly ref float Values = ref MemoryMarshal.GetReference(values);
        internal readonly nint FirstRow = firstRow;
        internal readonly int FirstBlock = firstRow / SparseRows.BlockColumns;
        internal readonly int EndBlock = (firstRow + rowCount + SparseRows.BlockColumns - 1) / SparseRows.BlockColumns;

        internal bool IsFirst => FirstBlock == 0;
    }
}
