using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Some rows of A and some k, as they lie, or packed in tiles: where each entry is that the innermost loops read.</summary>
internal readonly ref struct RowBlock<T>
    where T : unmanaged
{
    private readonly ref T _first;

    private RowBlock(ref T first, int rowCount, int innerCount, int rowStride, int innerStride, int tileStride)
    {
        _first = ref first;
        (RowCount, InnerCount) = (rowCount, innerCount);
        (RowStride, InnerStride, TileStride) = (rowStride, innerStride, tileStride);
    }

    /// <summary>The first row at the first k.</summary>
    internal ref T First => ref _first;

    internal int RowCount { get; }

    internal int InnerCount { get; }

    /// <summary>How far it is from one row of a tile to the next.</summary>
    internal int RowStride { get; }

    /// <summary>How far it is from one k to the next.</summary>
    internal int InnerStride { get; }

    /// <summary>How far it is from one tile to the next.</summary>
    internal int TileStride { get; }

    /// <summary>The rows where they are.</summary>
    internal static RowBlock<T> Of(MatrixView<T> a)
        => new(ref a.First, a.RowCount, a.ColumnCount, a.RowStride, a.ColumnStride, MatrixMultiply.TileRows * a.RowStride);

    /// <summary>The rows packed tile by tile, the entries of a k side by side.</summary>
    internal static RowBlock<T> Packed(Span<T> panels, int rowCount, int innerCount)
        => new(ref panels[0], rowCount, innerCount, 1, MatrixMultiply.TileRows, MatrixMultiply.TileRows * innerCount);

    /// <summary>The tile that begins with a row; the last may have fewer.</summary>
    internal RowBlock<T> TileFrom(int row) => new(
        ref Unsafe.Add(ref _first, row / MatrixMultiply.TileRows * TileStride), Math.Min(MatrixMultiply.TileRows, RowCount - row),
        InnerCount, RowStride, InnerStride, TileStride);
}
