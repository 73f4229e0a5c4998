using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Where a thread packs the factors of a product of matrices: made for its first product, and kept for all others.</summary>
internal sealed class PanelBuffers<T>
    where T : unmanaged
{
    /// <summary>Half of a second-level cache of 512 KiB: while a block of A lies there, panels of B and rows of C pass through.</summary>
    private const int RowBytes = 256 << 10;

    /// <summary>A share of a third-level cache. A block of A is packed once for so many columns of B.</summary>
    private const int ColumnBytes = 2 << 20;

    [ThreadStatic]
    private static PanelBuffers<T>? _ofThisThread;

    private readonly T[] _rows = GC.AllocateUninitializedArray<T>(RowLength);
    private readonly T[] _columns = GC.AllocateUninitializedArray<T>(ColumnLength);

    internal static int RowLength => RowBytes / Unsafe.SizeOf<T>();

    internal static int ColumnLength => ColumnBytes / Unsafe.SizeOf<T>();

    internal static PanelBuffers<T> OfThisThread => _ofThisThread ??= new PanelBuffers<T>();

    /// <summary>For a block of A.</summary>
    internal Span<T> Rows => _rows;

    /// <summary>For a block of B.</summary>
    internal Span<T> Columns => _columns;
}
