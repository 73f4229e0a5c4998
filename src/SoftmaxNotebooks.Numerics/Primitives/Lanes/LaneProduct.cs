using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>
/// The product of two matrices in blocks that the caches hold: the algorithm of <see cref="MatrixMultiply"/> for one width of vector.
/// </summary>
/// <remarks>Symbols: A (M × K), B (K × N), C (M × N).</remarks>
internal static class LaneProduct<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>
    /// A panel of B as large as a first-level cache. Rows of A push a part of it out, which comes back from the second level in time; with
    /// half as many k in a block C would be read and written twice as often, from further away, which takes longer in large products.
    /// </summary>
    private const int PanelBytes = 32 << 10;

    /// <summary>With more k in a block, too few rows of A would fit into the second-level cache.</summary>
    private const int MostInner = 512;

    /// <summary>Up to two tiles of rows do not read a panel of B often enough to be worth packing it.</summary>
    private const int FewRows = 2 * MatrixMultiply.TileRows;

    /// <summary>From here on panels of B read the rows of A often enough to be worth packing them.</summary>
    private const int ManyPanels = 16;

    private static int TileColumns => LaneTile<T, TLanes>.Columns;

    /// <summary>C[i,j] = sum over k of A[i,k] B[k,j], in the order of k</summary>
    /// <remarks>K is greater than 0; c begins with C[0,0], and its rows begin a stride apart.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(MatrixView<T> a, MatrixView<T> b, Span<T> c, int stride)
    {
        int wholeColumns = 0;
        if (a.RowCount <= FewRows && b.ColumnStride == 1)
        {
            wholeColumns = b.ColumnCount - (b.ColumnCount % TileColumns);
            RowBlock<T> rows = RowBlock<T>.Of(a);
            for (int j = 0; j < wholeColumns; j += TileColumns)
                LaneTile<T, TLanes>.MultiplyColumns(rows, in b.Values[j], b.RowStride, ref c[j], stride, isFirst: true);
            if (wholeColumns == b.ColumnCount) return;
        }

        MultiplyInBlocks(a, b.Part(0, wholeColumns, b.RowCount, b.ColumnCount - wholeColumns), c[wholeColumns..], stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyInBlocks(MatrixView<T> a, MatrixView<T> b, Span<T> c, int stride)
    {
        PanelBuffers<T> buffers = PanelBuffers<T>.OfThisThread;
        int inner = Math.Min(MostInner, PanelBytes / (TileColumns * Unsafe.SizeOf<T>()));
        int columns = BlockSize(b.ColumnCount, PanelBuffers<T>.ColumnLength / inner, TileColumns);
        int rows = BlockSize(a.RowCount, PanelBuffers<T>.RowLength / inner, MatrixMultiply.TileRows);
        inner = BlockSize(a.ColumnCount, inner, 1);
        for (int j = 0; j < b.ColumnCount; j += columns)
        {
            for (int k = 0; k < a.ColumnCount; k += inner)
            {
                MatrixView<T> bBlock = b.Part(k, j, Math.Min(inner, b.RowCount - k), Math.Min(columns, b.ColumnCount - j));
                LanePanels<T, TLanes>.Pack(bBlock, buffers.Columns, TileColumns);
                for (int i = 0; i < a.RowCount; i += rows)
                {
                    RowBlock<T> aBlock = Rows(a.Part(i, k, Math.Min(rows, a.RowCount - i), bBlock.RowCount), bBlock.ColumnCount, buffers);
                    MultiplyBlock(aBlock, buffers.Columns, bBlock.ColumnCount, c[((i * stride) + j)..], stride, isFirst: k == 0);
                }
            }
        }
    }

    /// <summary>
    /// Blocks of a size up to a limit, in whole tiles. All are about equal: one of little work is packed, loaded and stored as any other.
    /// </summary>
    private static int BlockSize(int count, int most, int tile)
    {
        int blocks = ThreadTeam.PartCount(count, most / tile * tile);
        return ThreadTeam.PartCount(ThreadTeam.PartCount(count, blocks), tile) * tile;
    }

    /// <summary>Rows of A, packed if they are read often enough.</summary>
    private static RowBlock<T> Rows(MatrixView<T> a, int columnCount, PanelBuffers<T> buffers)
    {
        if (columnCount < ManyPanels * TileColumns) return RowBlock<T>.Of(a);
        LanePanels<T, TLanes>.Pack(a.Transpose, buffers.Rows, MatrixMultiply.TileRows);
        return RowBlock<T>.Packed(buffers.Rows, a.RowCount, a.ColumnCount);
    }

    /// <summary>Adds the products of a block of A with panels of B, one by one: each stays near while all rows pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock(RowBlock<T> rows, Span<T> panels, int columnCount, Span<T> c, int stride, bool isFirst)
    {
        for (int j = 0; j < columnCount; j += TileColumns)
        {
            ref T panel = ref panels[j * rows.InnerCount];
            int columns = columnCount - j;
            if (columns >= TileColumns) LaneTile<T, TLanes>.MultiplyColumns(rows, in panel, TileColumns, ref c[j], stride, isFirst);
            else LaneTile<T, TLanes>.MultiplyFewColumns(rows, in panel, TileColumns, ref c[j], stride, isFirst, columns);
        }
    }
}
