using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Copies of factors in the order in which a product of matrices reads them.</summary>
/// <remarks>
/// Symbols: X (K × n), which is B or Aᵀ, W the columns of a panel. A panel holds W columns of X, row by row, without gaps; one panel
/// follows the other. The last may have fewer columns; what then is in their place is never part of a result.
/// </remarks>
internal static class LanePanels<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>panels[(j / W)·K·W + k·W + j mod W] = X[k,j]</summary>
    internal static void Pack(MatrixView<T> x, Span<T> panels, int width)
    {
        if (x.ColumnStride == 1) PackAlongRows(x, panels, width);
        else PackAcrossRows(x, panels, width);
    }

    /// <summary>destination[i] = source[i]</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(ref readonly T source, ref T destination, int count)
    {
        if (count >= TLanes.Count) CopyVectors<TLanes>(in source, ref destination, count);
        else if (Widest.Is128 && count >= Lanes128<T>.Count) CopyVectors<Lanes128<T>>(in source, ref destination, count);
        else for (int i = 0; i < count; i++) Unsafe.Add(ref destination, i) = Unsafe.Add(ref Unsafe.AsRef(in source), i);
    }

    /// <summary>The last vector overlaps the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyVectors<TSome>(ref readonly T source, ref T destination, int count)
        where TSome : unmanaged, ILanes<TSome, T>
    {
        int last = count - TSome.Count;
        for (int i = 0; i < last; i += TSome.Count) TSome.Load(in source, i).Store(ref destination, i);
        TSome.Load(in source, last).Store(ref destination, last);
    }

    /// <summary>X is read along its rows, once. Panel after panel would jump from row to row, and each time wait for the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackAlongRows(MatrixView<T> x, Span<T> panels, int width)
    {
        int panelLength = x.RowCount * width, wholeColumns = x.ColumnCount - (x.ColumnCount % width);
        for (int k = 0; k < x.RowCount; k++)
        {
            ref T source = ref Unsafe.Add(ref x.First, k * x.RowStride);
            ref T destination = ref panels[k * width];
            for (int column = 0; column < wholeColumns; column += width)
            {
                Copy(in source, ref destination, width);
                source = ref Unsafe.Add(ref source, width);
                destination = ref Unsafe.Add(ref destination, panelLength);
            }

            if (wholeColumns < x.ColumnCount) Copy(in source, ref destination, x.ColumnCount - wholeColumns);
        }
    }

    /// <summary>X is read along its columns, a few side by side, and turned in squares as long as a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackAcrossRows(MatrixView<T> x, Span<T> panels, int width)
    {
        int side = LaneSquare<T>.IsSupported ? LaneSquare<T>.Side : 1;
        for (int first = 0; first < x.ColumnCount; first += width)
        {
            int columns = Math.Min(width, x.ColumnCount - first);
            int squareColumns = columns < side ? 1 : side;
            ref T panel = ref panels[first * x.RowCount];
            ref T source = ref Unsafe.Add(ref x.First, first * x.ColumnStride);
            for (int column = 0; column < columns; column += squareColumns)
            {
                // The last squares overlap those before.
                int j = Math.Min(column, columns - squareColumns), k = 0;
                ref T from = ref Unsafe.Add(ref source, j * x.ColumnStride);
                ref T to = ref Unsafe.Add(ref panel, j);
                if (squareColumns > 1)
                {
                    for (; k <= x.RowCount - side; k += side)
                        LaneSquare<T>.Transpose(in Unsafe.Add(ref from, k), x.ColumnStride, ref Unsafe.Add(ref to, k * width), width);
                }

                for (; k < x.RowCount; k++)
                {
                    for (int i = 0; i < squareColumns; i++)
                        Unsafe.Add(ref to, (k * width) + i) = Unsafe.Add(ref from, (i * x.ColumnStride) + k);
                }
            }
        }
    }
}
