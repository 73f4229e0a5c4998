using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>C = A·B and C = Aᵀ·B of row-major float matrices, without allocation.</summary>
/// <remarks>
/// Symbols: A (M × K), or (K × M) where it is transposed, B (K × N), C (M × N).
/// <para>
/// Each entry of C is the sum over k = 0, 1, …, K - 1 in this order, one fused multiply-add after the other, whichever rows of C a call
/// computes. So threads can share the rows out as they like, and the result has the same bits.
/// </para>
/// <para>
/// B is packed into panels as wide as a tile of C, so that the inner loop reads it in the order in which it lies in the cache.
/// Source: K. Goto and R. van de Geijn, "Anatomy of high-performance matrix multiplication", doi 10.1145/1356052.1356053.
/// </para>
/// <para>
/// The inner loops are compiled for speed from the first call on: as tiered compilation begins, without inlining, they take a hundred times
/// as long, and a training in a notebook would be over before they are compiled again.
/// </para>
/// </remarks>
internal static class MatrixMultiply
{
    /// <summary>The rows of a tile: with two vectors each they take 12 of 16 registers, enough to hide the latency of the multiply-add.</summary>
    internal const int TileRows = 6;

    /// <summary>As many k of a panel of B take 16 KiB, half of a first-level cache, so that all tiles of a panel find it there.</summary>
    private const int InnerBlock = 256;

    /// <summary>A whole number of panels; with <see cref="InnerBlock"/> they take 128 KiB of a second-level cache.</summary>
    private const int ColumnBlock = 128;

    /// <summary>A block of B: panels as wide as a tile, one after the other, row by row.</summary>
    [ThreadStatic]
    private static float[]? _panels;

    private static int TileColumns => 2 * Vector<float>.Count;

    /// <summary>C[i,j] = sum over k of A[i,k] B[k,j]</summary>
    /// <remarks>Shapes: a (M·K), b (K·N), c (M·N). For a part of the rows, take the slices of a and c.</remarks>
    internal static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columnCount)
    {
        int rowCount = c.Length / columnCount;
        Guard.SameLength((long)rowCount * innerCount, "A", a.Length, nameof(a));
        Guard.SameLength((long)innerCount * columnCount, "B", b.Length, nameof(b));
        Guard.SameLength((long)rowCount * columnCount, "C", c.Length, nameof(c));
        Blocks(new Strided(a, innerCount, 1), b, c, rowCount, innerCount, columnCount);
    }

    /// <summary>C[i,j] = sum over k of A[k,i] B[k,j], for the rows i of C from firstRow</summary>
    /// <remarks>Shapes: a (K·M), b (K·N), c (as many of the M rows as it has room for, ·N).</remarks>
    internal static void MultiplyTransposed(
        ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columnCount, int firstRow)
    {
        if (c.Length == 0) return;
        int rowCount = c.Length / columnCount;
        int stride = innerCount == 0 ? 0 : a.Length / innerCount;
        Guard.SameLength((long)innerCount * stride, "A", a.Length, nameof(a));
        Guard.SameLength((long)innerCount * columnCount, "B", b.Length, nameof(b));
        Guard.SameLength((long)rowCount * columnCount, "C", c.Length, nameof(c));
        Blocks(new Strided(innerCount == 0 ? a : a[firstRow..], 1, stride), b, c, rowCount, innerCount, columnCount);
    }

    private static void Blocks(Strided a, ReadOnlySpan<float> b, Span<float> c, int rowCount, int innerCount, int columnCount)
    {
        c.Clear();
        Span<float> panels = _panels ??= new float[InnerBlock * ColumnBlock];
        int blockCount = (innerCount + InnerBlock - 1) / InnerBlock;
        for (int block = 0; block < blockCount; block++)
        {
            int k = (int)((long)innerCount * block / blockCount), inner = (int)((long)innerCount * (block + 1) / blockCount) - k;
            for (int j = 0; j < columnCount; j += ColumnBlock)
            {
                int columns = Math.Min(ColumnBlock, columnCount - j);
                Pack(b[((k * columnCount) + j)..], panels, inner, columns, columnCount);
                for (int column = 0; column < columns; column += TileColumns)
                {
                    ReadOnlySpan<float> panel = panels.Slice(column * inner, TileColumns * inner);
                    int width = Math.Min(TileColumns, columns - column);
                    for (int i = 0; i < rowCount; i += TileRows)
                    {
                        int rows = Math.Min(TileRows, rowCount - i);
                        Span<float> tile = c.Slice((i * columnCount) + j + column, ((rows - 1) * columnCount) + width);
                        if (width == TileColumns) AddTile(a.From(i, k, rows, inner), panel, tile, rows, inner, columnCount);
                        else AddNarrowTile(a.From(i, k, rows, inner), panel, tile, rows, inner, width, columnCount);
                    }
                }
            }
        }
    }

    /// <summary>Copies rows of B into panels; the last is filled up with zeros.</summary>
    /// <remarks>B is read along its rows, once. Tile after tile would jump from row to row, and each time wait for the memory.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(ReadOnlySpan<float> b, Span<float> panels, int innerCount, int columns, int columnCount)
    {
        int wholeColumns = columns - (columns % TileColumns), panelLength = TileColumns * innerCount;
        nuint right = (nuint)Vector<float>.Count;
        for (int k = 0; k < innerCount; k++)
        {
            ReadOnlySpan<float> row = b.Slice(k * columnCount, columns);
            ref float source = ref MemoryMarshal.GetReference(row);
            ref float destination = ref panels[k * TileColumns];
            for (int column = 0; column < wholeColumns; column += TileColumns)
            {
                Vector.LoadUnsafe(ref source).StoreUnsafe(ref destination);
                Vector.LoadUnsafe(ref source, right).StoreUnsafe(ref destination, right);
                source = ref Unsafe.Add(ref source, TileColumns);
                destination = ref Unsafe.Add(ref destination, panelLength);
            }

            if (wholeColumns == columns) continue;
            Span<float> rest = panels.Slice((wholeColumns * innerCount) + (k * TileColumns), TileColumns);
            rest.Clear();
            row[wholeColumns..].CopyTo(rest);
        }
    }

    /// <summary>C += A·B for fewer columns than a panel has, with a copy of C that is as wide as a panel.</summary>
    private static void AddNarrowTile(Strided a, ReadOnlySpan<float> panel, Span<float> c, int rows, int innerCount, int columns, int columnCount)
    {
        Span<float> tile = stackalloc float[TileRows * TileColumns];
        for (int i = 0; i < rows; i++) c.Slice(i * columnCount, columns).CopyTo(tile[(i * TileColumns)..]);
        AddTile(a, panel, tile, rows, innerCount, TileColumns);
        for (int i = 0; i < rows; i++) tile.Slice(i * TileColumns, columns).CopyTo(c[(i * columnCount)..]);
    }

    /// <summary>C += A·B for up to six rows and the columns of a panel.</summary>
    /// <remarks>Where there are fewer rows, the last one is computed again in the place of those that are missing, and stored again.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTile(Strided a, ReadOnlySpan<float> panel, Span<float> c, int rows, int innerCount, int columnCount)
    {
        int last = rows - 1;
        ref float a0 = ref a.Row(0);
        ref float a1 = ref a.Row(Math.Min(1, last));
        ref float a2 = ref a.Row(Math.Min(2, last));
        ref float a3 = ref a.Row(Math.Min(3, last));
        ref float a4 = ref a.Row(Math.Min(4, last));
        ref float a5 = ref a.Row(last);
        ref float c0 = ref MemoryMarshal.GetReference(c);
        ref float c1 = ref Unsafe.Add(ref c0, Math.Min(1, last) * columnCount);
        ref float c2 = ref Unsafe.Add(ref c0, Math.Min(2, last) * columnCount);
        ref float c3 = ref Unsafe.Add(ref c0, Math.Min(3, last) * columnCount);
        ref float c4 = ref Unsafe.Add(ref c0, Math.Min(4, last) * columnCount);
        ref float c5 = ref Unsafe.Add(ref c0, last * columnCount);
        nuint right = (nuint)Vector<float>.Count;
        Vector<float> c0Left = Vector.LoadUnsafe(ref c0), c0Right = Vector.LoadUnsafe(ref c0, right);
        Vector<float> c1Left = Vector.LoadUnsafe(ref c1), c1Right = Vector.LoadUnsafe(ref c1, right);
        Vector<float> c2Left = Vector.LoadUnsafe(ref c2), c2Right = Vector.LoadUnsafe(ref c2, right);
        Vector<float> c3Left = Vector.LoadUnsafe(ref c3), c3Right = Vector.LoadUnsafe(ref c3, right);
        Vector<float> c4Left = Vector.LoadUnsafe(ref c4), c4Right = Vector.LoadUnsafe(ref c4, right);
        Vector<float> c5Left = Vector.LoadUnsafe(ref c5), c5Right = Vector.LoadUnsafe(ref c5, right);
        ref float b = ref MemoryMarshal.GetReference(panel);
        nuint fromA = 0;
        for (int k = 0; k < innerCount; k++)
        {
            Vector<float> bLeft = Vector.LoadUnsafe(ref b), bRight = Vector.LoadUnsafe(ref b, right);
            Vector<float> factor = new(Unsafe.Add(ref a0, fromA));
            c0Left = Vector.MultiplyAddEstimate(factor, bLeft, c0Left);
            c0Right = Vector.MultiplyAddEstimate(factor, bRight, c0Right);
            factor = new(Unsafe.Add(ref a1, fromA));
            c1Left = Vector.MultiplyAddEstimate(factor, bLeft, c1Left);
            c1Right = Vector.MultiplyAddEstimate(factor, bRight, c1Right);
            factor = new(Unsafe.Add(ref a2, fromA));
            c2Left = Vector.MultiplyAddEstimate(factor, bLeft, c2Left);
            c2Right = Vector.MultiplyAddEstimate(factor, bRight, c2Right);
            factor = new(Unsafe.Add(ref a3, fromA));
            c3Left = Vector.MultiplyAddEstimate(factor, bLeft, c3Left);
            c3Right = Vector.MultiplyAddEstimate(factor, bRight, c3Right);
            factor = new(Unsafe.Add(ref a4, fromA));
            c4Left = Vector.MultiplyAddEstimate(factor, bLeft, c4Left);
            c4Right = Vector.MultiplyAddEstimate(factor, bRight, c4Right);
            factor = new(Unsafe.Add(ref a5, fromA));
            c5Left = Vector.MultiplyAddEstimate(factor, bLeft, c5Left);
            c5Right = Vector.MultiplyAddEstimate(factor, bRight, c5Right);
            fromA += (nuint)a.InnerStride;
            b = ref Unsafe.Add(ref b, TileColumns);
        }

        c0Left.StoreUnsafe(ref c0);
        c0Right.StoreUnsafe(ref c0, right);
        c1Left.StoreUnsafe(ref c1);
        c1Right.StoreUnsafe(ref c1, right);
        c2Left.StoreUnsafe(ref c2);
        c2Right.StoreUnsafe(ref c2, right);
        c3Left.StoreUnsafe(ref c3);
        c3Right.StoreUnsafe(ref c3, right);
        c4Left.StoreUnsafe(ref c4);
        c4Right.StoreUnsafe(ref c4, right);
        c5Left.StoreUnsafe(ref c5);
        c5Right.StoreUnsafe(ref c5, right);
    }

    /// <summary>A, or Aᵀ: how far it is from one row to the next and from one k to the next.</summary>
    private readonly ref struct Strided(ReadOnlySpan<float> values, int rowStride, int innerStride)
    {
        internal ReadOnlySpan<float> Values { get; } = values;

        internal int RowStride { get; } = rowStride;

        internal int InnerStride { get; } = innerStride;

        /// <summary>A[i,0]</summary>
        internal ref float Row(int i) => ref Unsafe.Add(ref MemoryMarshal.GetReference(Values), i * RowStride);

        /// <summary>The part that begins at A[i,k]; as long as its last entry requires.</summary>
        internal Strided From(int i, int k, int rows, int inner)
        {
            int start = (i * RowStride) + (k * InnerStride), last = ((rows - 1) * RowStride) + ((inner - 1) * InnerStride);
            return new Strided(Values.Slice(start, last + 1), RowStride, InnerStride);
        }
    }
}
