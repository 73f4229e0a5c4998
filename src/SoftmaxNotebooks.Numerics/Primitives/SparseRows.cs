using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>An entry that is not 0, and where it stands in its row.</summary>
internal readonly record struct SparseEntry(int Column, float Value);

/// <summary>A matrix of which most entries are 0: of each row, a list of those that are not, by ascending column.</summary>
/// <remarks>
/// The field's compressed sparse rows, with room for a full list in each, so that rows can be set in any order, by any threads, without
/// allocation. A list also says where each block of columns ends in it: so the columns of some blocks are found without a search.
/// </remarks>
internal sealed class SparseRows
{
    /// <summary>As many columns as a mask of 64 bits has room for; which are not 0 is found a mask at a time.</summary>
    internal const int BlockColumns = 64;

    /// <summary>A line of a cache: lists of 2^k entries would all begin in the same few sets of it.</summary>
    private const int Padding = 8;

    private readonly int _stride;
    private readonly SparseEntry[] _entries;

    /// <summary>How many entries of a row lie before the end of each block.</summary>
    private readonly int[] _blockEnds;
    private readonly int _blockCount;

    internal SparseRows(int rowCount, int columnCount)
    {
        (ColumnCount, _stride) = (columnCount, columnCount + Padding);
        _entries = new SparseEntry[checked(rowCount * _stride)];
        _blockCount = (columnCount + BlockColumns - 1) / BlockColumns;
        _blockEnds = new int[checked(rowCount * _blockCount)];
    }

    internal int ColumnCount { get; }

    /// <summary>Where the entries of a row in the blocks [first, end) of columns begin in its list, and how many they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref SparseEntry List(int row, int first, int end, out int count)
    {
        ref int ends = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_blockEnds), (nint)row * _blockCount);
        int start = first == 0 ? 0 : Unsafe.Add(ref ends, first - 1);
        count = Unsafe.Add(ref ends, end - 1) - start;
        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_entries), ((nint)row * _stride) + start);
    }

    /// <summary>Makes a row of all its entries.</summary>
    /// <remarks>Shape: values (as many as there are columns). NaN is not 0; −0 is.</remarks>
    internal void Set(int row, ReadOnlySpan<float> values)
    {
        Guard.SameLength(ColumnCount, "a row", values.Length, nameof(values));
        Span<SparseEntry> list = _entries.AsSpan(row * _stride, ColumnCount);
        Span<int> blockEnds = _blockEnds.AsSpan(row * _blockCount, _blockCount);
        if (Widest.Is512) SparseCompression<Lanes512<float>>.Compress(values, list, blockEnds);
        else if (Widest.Is256) SparseCompression<Lanes256<float>>.Compress(values, list, blockEnds);
        else if (Widest.Is128) SparseCompression<Lanes128<float>>.Compress(values, list, blockEnds);
        else SparseCompression<OneLane<float>>.Compress(values, list, blockEnds);
    }

    /// <summary>Makes its rows the columns of a block, of the first rows of another matrix.</summary>
    /// <remarks>It has as many rows as a block has columns.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal void SetToColumns(SparseRows matrix, int rowCount, int block)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rowCount, ColumnCount);
        Guard.SameLength(BlockColumns * _stride, "a block", _entries.Length, "the lists");
        // Where each list ends; as nint, for an int would have to be converted at every entry.
        Span<nint> ends = stackalloc nint[BlockColumns];
        for (int i = 0; i < ends.Length; i++) ends[i] = i * _stride;
        ref nint firstEnd = ref MemoryMarshal.GetReference(ends);
        ref SparseEntry lists = ref MemoryMarshal.GetArrayDataReference(_entries);
        for (int n = 0; n < rowCount; n++)
        {
            ref SparseEntry entry = ref matrix.List(n, block, block + 1, out int count);
            ref SparseEntry rowEnd = ref Unsafe.Add(ref entry, count);
            for (; Unsafe.IsAddressLessThan(ref entry, ref rowEnd); entry = ref Unsafe.Add(ref entry, 1))
            {
                ref nint end = ref Unsafe.Add(ref firstEnd, (nint)((uint)entry.Column % BlockColumns));
                Unsafe.Add(ref lists, end) = new SparseEntry(n, entry.Value);
                end++;
            }

            if ((n + 1) % BlockColumns == 0 || n == rowCount - 1)
            {
                for (int i = 0; i < ends.Length; i++) _blockEnds[(i * _blockCount) + (n / BlockColumns)] = (int)ends[i] - (i * _stride);
            }
        }
    }
}
