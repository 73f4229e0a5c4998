using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The inner loops of <see cref="SparseRows"/> and <see cref="SparseMultiply"/>, which say what is computed, and why so.</summary>
/// <remarks>Compiled for speed from the first call on, as the inner loops of <see cref="MatrixMultiply"/>, for the same reason.</remarks>
internal static class SparseKernel<TLanes>
    where TLanes : unmanaged, ILanes<TLanes, float>
{
    /// <summary>Eight vectors of sums, a factor and a row of B take 10 of 16 registers; more would need a third load for two products.</summary>
    internal static int PanelColumns => 8 * TLanes.Count;

    /// <summary>Lists the values that are not 0; blockEnds[b] is how many of them lie before the end of block b. Returns how many there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Compress(ReadOnlySpan<float> values, Span<SparseEntry> list, Span<int> blockEnds)
    {
        ref float value = ref MemoryMarshal.GetReference(values);
        ref SparseEntry entry = ref MemoryMarshal.GetReference(list);
        ulong lanes = (1UL << TLanes.Count) - 1;
        TLanes zero = TLanes.Create(0);
        int count = 0;
        for (int block = 0; block < blockEnds.Length; block++)
        {
            int first = block * SparseRows.BlockColumns, length = Math.Min(SparseRows.BlockColumns, values.Length - first), j = 0;
            ulong isNonzero = 0;
            for (; j + TLanes.Count <= length; j += TLanes.Count)
                isNonzero |= (~TLanes.Equal(TLanes.Load(in value, first + j), zero) & lanes) << j;
            for (; j < length; j++) isNonzero |= Unsafe.Add(ref value, first + j) != 0 ? 1UL << j : 0;
            if (count + BitOperations.PopCount(isNonzero) > list.Length) throw TooMany(list.Length);
            for (; isNonzero != 0; isNonzero &= isNonzero - 1)
            {
                int k = first + BitOperations.TrailingZeroCount(isNonzero);
                Unsafe.Add(ref entry, count++) = new SparseEntry(k, Unsafe.Add(ref value, k));
            }

            blockEnds[block] = count;
        }

        return count;
    }

    /// <summary>C[i,:] = sum over the list of row i of A[i,k] B[k,:], for these rows i of A</summary>
    internal static void Multiply(
        SparseRows a, ReadOnlySpan<int> rows, ReadOnlySpan<float> b, Span<float> c, int columnCount, Span<float> panel)
    {
        if (rows.IsEmpty) return;
        for (int j = 0; j < columnCount; j += PanelColumns)
        {
            int width = Math.Min(PanelColumns, columnCount - j);
            int stride = width <= 2 * TLanes.Count ? 2 * TLanes.Count : width <= 4 * TLanes.Count ? 4 * TLanes.Count : PanelColumns;
            Pack(b[j..], panel, columnCount, width, stride);
            ref readonly float packed = ref MemoryMarshal.GetReference(panel);
            if (stride == PanelColumns) Eight(a, rows, in packed, c[j..], width, columnCount);
            else if (stride == 4 * TLanes.Count) Four(a, rows, in packed, c[j..], width, columnCount);
            else Two(a, rows, in packed, c[j..], width, columnCount);
        }
    }

    /// <summary>Copies the first columns of the rows of B, and fills them up with zeros to whole vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(ReadOnlySpan<float> b, Span<float> panel, int columnCount, int width, int stride)
    {
        int wholeWidth = width - (width % TLanes.Count);
        ref float source = ref MemoryMarshal.GetReference(b);
        ref float destination = ref MemoryMarshal.GetReference(panel);
        for (int k = 0; k * columnCount < b.Length; k++)
        {
            if (wholeWidth == PanelColumns)
            {
                TLanes.Load(in source, 0).Store(ref destination, 0);
                TLanes.Load(in source, TLanes.Count).Store(ref destination, TLanes.Count);
                TLanes.Load(in source, 2 * TLanes.Count).Store(ref destination, 2 * TLanes.Count);
                TLanes.Load(in source, 3 * TLanes.Count).Store(ref destination, 3 * TLanes.Count);
                TLanes.Load(in source, 4 * TLanes.Count).Store(ref destination, 4 * TLanes.Count);
                TLanes.Load(in source, 5 * TLanes.Count).Store(ref destination, 5 * TLanes.Count);
                TLanes.Load(in source, 6 * TLanes.Count).Store(ref destination, 6 * TLanes.Count);
                TLanes.Load(in source, 7 * TLanes.Count).Store(ref destination, 7 * TLanes.Count);
                source = ref Unsafe.Add(ref source, columnCount);
                destination = ref Unsafe.Add(ref destination, PanelColumns);
                continue;
            }

            for (int j = 0; j < wholeWidth; j += TLanes.Count) TLanes.Load(in source, j).Store(ref destination, j);
            for (int j = wholeWidth; j < stride; j++) Unsafe.Add(ref destination, j) = j < width ? Unsafe.Add(ref source, j) : 0;
            source = ref Unsafe.Add(ref source, columnCount);
            destination = ref Unsafe.Add(ref destination, stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(SparseRows a, ReadOnlySpan<int> rows, ref readonly float panel, Span<float> c, int width, int columnCount)
    {
        Span<float> whole = stackalloc float[8 * TLanes.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly SparseEntry entry = ref a.List(rows[i], out int count);
            ref readonly SparseEntry last = ref Unsafe.Add(ref Unsafe.AsRef(in entry), count);
            TLanes s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
            for (; Unsafe.IsAddressLessThan(in entry, in last); entry = ref Unsafe.Add(ref Unsafe.AsRef(in entry), 1))
            {
                ref float b = ref Unsafe.Add(ref Unsafe.AsRef(in panel), (nint)entry.Column * 8 * TLanes.Count);
                TLanes factor = TLanes.Create(entry.Value);
                s0 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 0), s0);
                s1 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, TLanes.Count), s1);
                s2 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 2 * TLanes.Count), s2);
                s3 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 3 * TLanes.Count), s3);
                s4 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 4 * TLanes.Count), s4);
                s5 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 5 * TLanes.Count), s5);
                s6 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 6 * TLanes.Count), s6);
                s7 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 7 * TLanes.Count), s7);
            }

            Span<float> row = c.Slice(i * columnCount, width);
            ref float sums = ref MemoryMarshal.GetReference(width == whole.Length ? row : whole);
            s0.Store(ref sums, 0);
            s1.Store(ref sums, TLanes.Count);
            s2.Store(ref sums, 2 * TLanes.Count);
            s3.Store(ref sums, 3 * TLanes.Count);
            s4.Store(ref sums, 4 * TLanes.Count);
            s5.Store(ref sums, 5 * TLanes.Count);
            s6.Store(ref sums, 6 * TLanes.Count);
            s7.Store(ref sums, 7 * TLanes.Count);
            if (width < whole.Length) whole[..width].CopyTo(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(SparseRows a, ReadOnlySpan<int> rows, ref readonly float panel, Span<float> c, int width, int columnCount)
    {
        Span<float> whole = stackalloc float[4 * TLanes.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly SparseEntry entry = ref a.List(rows[i], out int count);
            ref readonly SparseEntry last = ref Unsafe.Add(ref Unsafe.AsRef(in entry), count);
            TLanes s0 = default, s1 = default, s2 = default, s3 = default;
            for (; Unsafe.IsAddressLessThan(in entry, in last); entry = ref Unsafe.Add(ref Unsafe.AsRef(in entry), 1))
            {
                ref float b = ref Unsafe.Add(ref Unsafe.AsRef(in panel), (nint)entry.Column * 4 * TLanes.Count);
                TLanes factor = TLanes.Create(entry.Value);
                s0 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 0), s0);
                s1 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, TLanes.Count), s1);
                s2 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 2 * TLanes.Count), s2);
                s3 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 3 * TLanes.Count), s3);
            }

            Span<float> row = c.Slice(i * columnCount, width);
            ref float sums = ref MemoryMarshal.GetReference(width == whole.Length ? row : whole);
            s0.Store(ref sums, 0);
            s1.Store(ref sums, TLanes.Count);
            s2.Store(ref sums, 2 * TLanes.Count);
            s3.Store(ref sums, 3 * TLanes.Count);
            if (width < whole.Length) whole[..width].CopyTo(row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(SparseRows a, ReadOnlySpan<int> rows, ref readonly float panel, Span<float> c, int width, int columnCount)
    {
        Span<float> whole = stackalloc float[2 * TLanes.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly SparseEntry entry = ref a.List(rows[i], out int count);
            ref readonly SparseEntry last = ref Unsafe.Add(ref Unsafe.AsRef(in entry), count);
            TLanes s0 = default, s1 = default;
            for (; Unsafe.IsAddressLessThan(in entry, in last); entry = ref Unsafe.Add(ref Unsafe.AsRef(in entry), 1))
            {
                ref float b = ref Unsafe.Add(ref Unsafe.AsRef(in panel), (nint)entry.Column * 2 * TLanes.Count);
                TLanes factor = TLanes.Create(entry.Value);
                s0 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, 0), s0);
                s1 = TLanes.MultiplyAdd(factor, TLanes.Load(in b, TLanes.Count), s1);
            }

            Span<float> row = c.Slice(i * columnCount, width);
            ref float sums = ref MemoryMarshal.GetReference(width == whole.Length ? row : whole);
            s0.Store(ref sums, 0);
            s1.Store(ref sums, TLanes.Count);
            if (width < whole.Length) whole[..width].CopyTo(row);
        }
    }

    private static InvalidOperationException TooMany(int capacity) => new(FormattableString.Invariant(
        $"A row has more than the {capacity} entries other than 0 that it had when they were counted: it has been changed since."));
}
