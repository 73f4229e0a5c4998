using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Where in memory vectors can be read and written that cross no line of the cache.</summary>
/// <remarks>
/// Arrays begin at any multiple of 8 bytes, and a vector that is written across a line's end is written twice. A pass over a row that does little
/// else takes its vectors from the first aligned entry on; what is left before and behind goes with a first and a last vector that overlap others.
/// Where a pass may be in place, both are computed before anything is written, and written after everything else.
/// </remarks>
internal static class Alignment
{
    /// <summary>The first entry whose address is a multiple of so many bytes, which are a power of two: fewer bytes than these are before it.</summary>
    /// <remarks>A garbage collection that moves the array makes a pass slower, not wrong.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint FirstEntry<T>(ref readonly T row, int bytes)
        where T : unmanaged
        => (-Unsafe.ByteOffset(in Unsafe.NullRef<T>(), in row) & (bytes - 1)) / Unsafe.SizeOf<T>();
}
