using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The innermost loops of a product of matrices: six rows and two vectors of C, a multiply-add of each for every k.</summary>
/// <remarks>
/// Symbols: A (M × K), B (K × N), C (M × N). The twelve vectors of C, two of B and one entry of A, in all lanes, take 15 of 16 registers.
/// Twelve multiply-adds that do not wait for each other hide the latency of 4 or 5 cycles on two units.
/// </remarks>
internal static class LaneTile<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>The rows of a tile.</summary>
    internal const int Rows = MatrixMultiply.TileRows;

    /// <summary>The columns of a tile.</summary>
    internal static int Columns => 2 * TLanes.Count;

    /// <summary>C[i,j] ← (0 or C[i,j]) + sum over k of A[i,k] B[k,j], for all rows of a block and the columns of a tile</summary>
    /// <remarks>
    /// In the order of k. Where a tile has fewer rows, the last one is computed again in the place of those that are missing, and stored
    /// again.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyColumns(
        RowBlock<T> block, ref readonly T columns, int columnsStride, ref T destination, int stride, bool isFirst)
    {
        ref T a0 = ref block.First;
        ref T c0 = ref destination;
        for (int rows = block.RowCount; rows > 0; rows -= Rows)
        {
            int last = Math.Min(rows, Rows) - 1;
            ref T a1 = ref Unsafe.Add(ref a0, Math.Min(1, last) * block.RowStride);
            ref T a2 = ref Unsafe.Add(ref a0, Math.Min(2, last) * block.RowStride);
            ref T a3 = ref Unsafe.Add(ref a0, Math.Min(3, last) * block.RowStride);
            ref T a4 = ref Unsafe.Add(ref a0, Math.Min(4, last) * block.RowStride);
            ref T a5 = ref Unsafe.Add(ref a0, last * block.RowStride);
            ref T c1 = ref Unsafe.Add(ref c0, Math.Min(1, last) * stride);
            ref T c2 = ref Unsafe.Add(ref c0, Math.Min(2, last) * stride);
            ref T c3 = ref Unsafe.Add(ref c0, Math.Min(3, last) * stride);
            ref T c4 = ref Unsafe.Add(ref c0, Math.Min(4, last) * stride);
            ref T c5 = ref Unsafe.Add(ref c0, last * stride);
            TLanes left0 = default, left1 = default, left2 = default, left3 = default, left4 = default, left5 = default;
            TLanes right0 = default, right1 = default, right2 = default, right3 = default, right4 = default, right5 = default;
            if (!isFirst)
            {
                (left0, right0) = (TLanes.Load(in c0, 0), TLanes.Load(in c0, TLanes.Count));
                (left1, right1) = (TLanes.Load(in c1, 0), TLanes.Load(in c1, TLanes.Count));
                (left2, right2) = (TLanes.Load(in c2, 0), TLanes.Load(in c2, TLanes.Count));
                (left3, right3) = (TLanes.Load(in c3, 0), TLanes.Load(in c3, TLanes.Count));
                (left4, right4) = (TLanes.Load(in c4, 0), TLanes.Load(in c4, TLanes.Count));
                (left5, right5) = (TLanes.Load(in c5, 0), TLanes.Load(in c5, TLanes.Count));
            }

            ref T b = ref Unsafe.AsRef(in columns);
            nint fromA = 0, nextA = block.InnerStride, nextB = columnsStride;
            for (int k = block.InnerCount; k > 0; k--)
            {
                TLanes left = TLanes.Load(in b, 0), right = TLanes.Load(in b, TLanes.Count);
                TLanes a = TLanes.Create(Unsafe.Add(ref a0, fromA));
                TLanes.AddProduct(ref left0, a, left);
                TLanes.AddProduct(ref right0, a, right);
                a = TLanes.Create(Unsafe.Add(ref a1, fromA));
                TLanes.AddProduct(ref left1, a, left);
                TLanes.AddProduct(ref right1, a, right);
                a = TLanes.Create(Unsafe.Add(ref a2, fromA));
                TLanes.AddProduct(ref left2, a, left);
                TLanes.AddProduct(ref right2, a, right);
                a = TLanes.Create(Unsafe.Add(ref a3, fromA));
                TLanes.AddProduct(ref left3, a, left);
                TLanes.AddProduct(ref right3, a, right);
                a = TLanes.Create(Unsafe.Add(ref a4, fromA));
                TLanes.AddProduct(ref left4, a, left);
                TLanes.AddProduct(ref right4, a, right);
                a = TLanes.Create(Unsafe.Add(ref a5, fromA));
                TLanes.AddProduct(ref left5, a, left);
                TLanes.AddProduct(ref right5, a, right);
                fromA += nextA;
                b = ref Unsafe.Add(ref b, nextB);
            }

            left0.Store(ref c0, 0);
            right0.Store(ref c0, TLanes.Count);
            left1.Store(ref c1, 0);
            right1.Store(ref c1, TLanes.Count);
            left2.Store(ref c2, 0);
            right2.Store(ref c2, TLanes.Count);
            left3.Store(ref c3, 0);
            right3.Store(ref c3, TLanes.Count);
            left4.Store(ref c4, 0);
            right4.Store(ref c4, TLanes.Count);
            left5.Store(ref c5, 0);
            right5.Store(ref c5, TLanes.Count);
            a0 = ref Unsafe.Add(ref a0, block.TileStride);
            c0 = ref Unsafe.Add(ref c0, Rows * stride);
        }
    }

    /// <summary>The same for fewer columns than a tile has: in a tile beside C, of which only these are written to C.</summary>
    /// <remarks>What is computed in the columns that are missing is made of whatever lies there, and is dropped.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyFewColumns(
        RowBlock<T> block, ref readonly T columns, int columnsStride, ref T destination, int stride, bool isFirst, int columnCount)
    {
        Span<T> tile = stackalloc T[Rows * Columns];
        ref T c = ref destination;
        for (int i = 0; i < block.RowCount; i += Rows)
        {
            RowBlock<T> tileRows = block.TileFrom(i);
            if (!isFirst) Copy(in c, stride, ref tile[0], Columns, tileRows.RowCount, columnCount);
            MultiplyColumns(tileRows, in columns, columnsStride, ref tile[0], Columns, isFirst);
            Copy(in tile[0], Columns, ref c, stride, tileRows.RowCount, columnCount);
            c = ref Unsafe.Add(ref c, Rows * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref readonly T source, int sourceStride, ref T destination, int stride, int rowCount, int columnCount)
    {
        ref T from = ref Unsafe.AsRef(in source);
        for (int i = 0; i < rowCount; i++)
            LanePanels<T, TLanes>.Copy(in Unsafe.Add(ref from, i * sourceStride), ref Unsafe.Add(ref destination, i * stride), columnCount);
    }
}
