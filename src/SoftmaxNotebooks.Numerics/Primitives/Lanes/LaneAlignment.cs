using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Where in a row vectors can be written that cross no line of the cache.</summary>
/// <remarks>
/// Arrays begin at any multiple of 8 bytes, and a vector that is written across a line's end is written twice. A pass that does little else takes
/// its vectors from the first aligned entry on; what is left before and behind goes with a first and a last vector that overlap others. Both are
/// computed before anything is written, and written after everything else: so they are right in place, too.
/// </remarks>
internal static class LaneAlignment<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>The first entry whose address is a multiple of a vector's size: fewer are before it than a vector has.</summary>
    /// <remarks>A garbage collection that moves the array makes the pass slower, not wrong.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint FirstEntry(ref readonly T row)
        => (-Unsafe.ByteOffset(in Unsafe.NullRef<T>(), in row) & ((TLanes.Count * Unsafe.SizeOf<T>()) - 1)) / Unsafe.SizeOf<T>();
}
