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
/// The inner loops are compiled for speed from the first call on: as tiered compilation begins, without inlining, they take a hundred times
/// as long, and a training in a notebook would be over before they are compiled again.
/// </para>
/// </remarks>
internal static class MatrixMultiply
{
    /// <summary>The rows of a tile: with two vectors each they take 8 registers, enough to hide the latency of the multiply-add.</summary>
    private const int TileRows = 4;

    /// <summary>32 × 128 entries of B are 16 KiB: half of a first-level cache, so that all row tiles find them there.</summary>
    private const int InnerBlock = 32;

    /// <inheritdoc cref="InnerBlock"/>
    private const int ColumnBlock = 128;

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
        int wholeColumns = columnCount - (columnCount % TileColumns);
        Span<float> tail = stackalloc float[InnerBlock * TileColumns];
        for (int k = 0; k < innerCount; k += InnerBlock)
        {
            int inner = Math.Min(InnerBlock, innerCount - k);
            for (int j = 0; j < columnCount; j = j < wholeColumns ? Math.Min(j + ColumnBlock, wholeColumns) : columnCount)
            {
                int columns = j < wholeColumns ? Math.Min(ColumnBlock, wholeColumns - j) : columnCount - j;
                ReadOnlySpan<float> block = b.Slice((k * columnCount) + j, ((inner - 1) * columnCount) + columns);
                if (j == wholeColumns) CopyRows(block, columnCount, tail, TileColumns, inner, columns);
                int i = 0;
                for (; i + TileRows <= rowCount; i += TileRows)
                {
                    Strided rows = a.From(i, k, TileRows, inner);
                    Span<float> tile = c.Slice((i * columnCount) + j, ((TileRows - 1) * columnCount) + columns);
                    if (j < wholeColumns) AddTiles(rows, block, tile, inner, columns, columnCount);
                    else AddNarrowTile(rows, tail, tile, inner, columns, columnCount);
                }

                for (; i < rowCount; i++) AddRow(a.From(i, k, 1, inner), block, c.Slice((i * columnCount) + j, columns), inner, columnCount);
            }
        }
    }

    /// <summary>C += A·B for four rows and fewer columns than a tile has, with copies of B and C that are as wide as a tile.</summary>
    private static void AddNarrowTile(Strided a, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columns, int columnCount)
    {
        Span<float> tile = stackalloc float[TileRows * TileColumns];
        CopyRows(c, columnCount, tile, TileColumns, TileRows, columns);
        AddTiles(a, b, tile, innerCount, TileColumns, TileColumns);
        CopyRows(tile, TileColumns, c, columnCount, TileRows, columns);
    }

    private static void CopyRows(
        ReadOnlySpan<float> source, int sourceStride, Span<float> destination, int destinationStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++) source.Slice(i * sourceStride, columns).CopyTo(destination[(i * destinationStride)..]);
    }

    /// <summary>C += A·B for four rows and a whole number of tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTiles(Strided a, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columns, int columnCount)
    {
        int width = Vector<float>.Count;
        ref float b0 = ref MemoryMarshal.GetReference(b);
        ref float c0 = ref MemoryMarshal.GetReference(c);
        ref float a0 = ref MemoryMarshal.GetReference(a.Values);
        nuint stride = (nuint)columnCount, rowStride = (nuint)a.RowStride, innerStride = (nuint)a.InnerStride;
        for (int j = 0; j < columns; j += TileColumns)
        {
            nuint left = (nuint)j, right = (nuint)(j + width);
            Vector<float> c00 = Vector.LoadUnsafe(ref c0, left), c01 = Vector.LoadUnsafe(ref c0, right);
            Vector<float> c10 = Vector.LoadUnsafe(ref c0, stride + left), c11 = Vector.LoadUnsafe(ref c0, stride + right);
            Vector<float> c20 = Vector.LoadUnsafe(ref c0, (2 * stride) + left), c21 = Vector.LoadUnsafe(ref c0, (2 * stride) + right);
            Vector<float> c30 = Vector.LoadUnsafe(ref c0, (3 * stride) + left), c31 = Vector.LoadUnsafe(ref c0, (3 * stride) + right);
            nuint fromA = 0, fromB = left;
            for (int k = 0; k < innerCount; k++)
            {
                Vector<float> bLeft = Vector.LoadUnsafe(ref b0, fromB), bRight = Vector.LoadUnsafe(ref b0, fromB + (nuint)width);
                Vector<float> factor = new(Unsafe.Add(ref a0, fromA));
                c00 = Vector.MultiplyAddEstimate(factor, bLeft, c00);
                c01 = Vector.MultiplyAddEstimate(factor, bRight, c01);
                factor = new(Unsafe.Add(ref a0, fromA + rowStride));
                c10 = Vector.MultiplyAddEstimate(factor, bLeft, c10);
                c11 = Vector.MultiplyAddEstimate(factor, bRight, c11);
                factor = new(Unsafe.Add(ref a0, fromA + (2 * rowStride)));
                c20 = Vector.MultiplyAddEstimate(factor, bLeft, c20);
                c21 = Vector.MultiplyAddEstimate(factor, bRight, c21);
                factor = new(Unsafe.Add(ref a0, fromA + (3 * rowStride)));
                c30 = Vector.MultiplyAddEstimate(factor, bLeft, c30);
                c31 = Vector.MultiplyAddEstimate(factor, bRight, c31);
                fromA += innerStride;
                fromB += stride;
            }

            c00.StoreUnsafe(ref c0, left);
            c01.StoreUnsafe(ref c0, right);
            c10.StoreUnsafe(ref c0, stride + left);
            c11.StoreUnsafe(ref c0, stride + right);
            c20.StoreUnsafe(ref c0, (2 * stride) + left);
            c21.StoreUnsafe(ref c0, (2 * stride) + right);
            c30.StoreUnsafe(ref c0, (3 * stride) + left);
            c31.StoreUnsafe(ref c0, (3 * stride) + right);
        }
    }

    /// <summary>C += A·B for one row of those that do not fill a tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(Strided a, ReadOnlySpan<float> b, Span<float> c, int innerCount, int columnCount)
    {
        int j = 0;
        for (; j + Vector<float>.Count <= c.Length; j += Vector<float>.Count)
        {
            Vector<float> sum = new(c[j..]);
            for (int k = 0; k < innerCount; k++)
            {
                sum = Vector.MultiplyAddEstimate(new Vector<float>(a[k]), new Vector<float>(b[((k * columnCount) + j)..]), sum);
            }

            sum.CopyTo(c[j..]);
        }

        for (; j < c.Length; j++)
        {
            float sum = c[j];
            for (int k = 0; k < innerCount; k++) sum = float.MultiplyAddEstimate(a[k], b[(k * columnCount) + j], sum);
            c[j] = sum;
        }
    }

    /// <summary>A, or Aᵀ: how far it is from one row to the next and from one k to the next.</summary>
    private readonly ref struct Strided(ReadOnlySpan<float> values, int rowStride, int innerStride)
    {
        internal ReadOnlySpan<float> Values { get; } = values;

        internal int RowStride { get; } = rowStride;

        internal int InnerStride { get; } = innerStride;

        /// <summary>A[0,k]</summary>
        internal float this[int k] => Values[k * InnerStride];

        /// <summary>The part that begins at A[i,k]; as long as its last entry requires.</summary>
        internal Strided From(int i, int k, int rows, int inner)
        {
            int start = (i * RowStride) + (k * InnerStride), last = ((rows - 1) * RowStride) + ((inner - 1) * InnerStride);
            return new Strided(Values.Slice(start, last + 1), RowStride, InnerStride);
        }
    }
}
