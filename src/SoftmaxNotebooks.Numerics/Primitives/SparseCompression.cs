using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Finds what is not 0 in a row, for <see cref="SparseRows"/>.</summary>
/// <remarks>Compiled for speed from the first call on, as the inner loops of <see cref="MatrixMultiply"/>, for the same reason.</remarks>
internal static class SparseCompression<TLanes>
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    /// <summary>Those of 1024 columns.</summary>
    private const int MasksTogether = 16;

    /// <summary>Lists the values that are not 0; blockEnds[b] is how many of them lie before the end of block b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Compress(ReadOnlySpan<float> values, Span<SparseEntry> list, Span<int> blockEnds)
    {
        ref SparseEntry entry = ref MemoryMarshal.GetReference(list);
        Span<ulong> masks = stackalloc ulong[MasksTogether];
        int count = 0;
        for (int block = 0; block < blockEnds.Length; block += MasksTogether)
        {
            // All masks before all lists: a list is written by jumps that are hard to predict, and behind each the memory would be waited for.
            int blocks = Math.Min(MasksTogether, blockEnds.Length - block), first = block * SparseRows.BlockColumns;
            ReadOnlySpan<float> part = values.Slice(first, Math.Min(blocks * SparseRows.BlockColumns, values.Length - first));
            ref float value = ref MemoryMarshal.GetReference(part);
            for (int m = 0; m < blocks; m++)
                masks[m] = Nonzero(ref Unsafe.Add(ref value, m * SparseRows.BlockColumns), part.Length - (m * SparseRows.BlockColumns));
            for (int m = 0; m < blocks; m++)
            {
                for (ulong mask = masks[m]; mask != 0; mask &= mask - 1)
                {
                    int k = (m * SparseRows.BlockColumns) + BitOperations.TrailingZeroCount(mask);
                    Unsafe.Add(ref entry, count++) = new SparseEntry(first + k, Unsafe.Add(ref value, k));
                }

                blockEnds[block + m] = count;
            }
        }
    }

    /// <summary>A bit for each of the next values, up to 64, that is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Nonzero(ref float value, int length)
    {
        ulong lanes = (1UL << TLanes.Count) - 1, nonzero = 0;
        TLanes zero = TLanes.Create(0);
        length = Math.Min(length, SparseRows.BlockColumns);
        int j = 0;
        for (; j + TLanes.Count <= length; j += TLanes.Count) nonzero |= (TLanes.LanesOf(TLanes.Equal(TLanes.Load(in value, j), zero)) ^ lanes) << j;
        for (; j < length; j++) nonzero |= Unsafe.Add(ref value, j) != 0 ? 1UL << j : 0;
        return nonzero;
    }
}
