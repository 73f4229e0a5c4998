using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The weights of a row, which are its exponentials up to a common factor, their sum, and the maximum, a vector at a time.</summary>
/// <remarks>
/// Symbols: z logits, w weights (see <see cref="LaneExponential{T, TLanes}"/>).
/// The inner loops are methods of their own, without a call in them, so that they keep all they need in registers.
/// </remarks>
internal static class LaneWeights<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>As many vectors are added up before their sum goes to a compensated one: so few that their rounding does not show.</summary>
    private const int VectorsInBlock = 32;

    private static bool KeepsErrors => typeof(T) == typeof(double) || TLanes.Count < 8;

    private static int BlockLength => VectorsInBlock * TLanes.Count;

    /// <summary>
    /// w[j] = exp(z[j]) and their sum, if all z are numbers between plus and minus the limit up to which exponentials need no shift; if not,
    /// the weights are of no use.
    /// </summary>
    /// <remarks>The limit is looked for on the way: for the rows that meet it there is one pass where a maximum would take two.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryPlain(ReadOnlySpan<T> logits, Span<T> weights, out CompensatedSum sum)
    {
        CompensatedSum total = default;
        TLanes limit = TLanes.Create(LaneExponential<T, TLanes>.PlainLimit);
        int j = 0;
        bool isPlain = true;
        while (isPlain && j <= logits.Length - TLanes.Count)
        {
            int length = Math.Min(BlockLength, (logits.Length - j) / TLanes.Count * TLanes.Count);
            TLanes largest = PlainBlock(in logits[j], ref weights[j], length, ref total);
            isPlain = TLanes.AreAtMost(largest, limit);
            j += length;
        }

        if (isPlain && j < logits.Length)
        {
            isPlain = TryPlainRest(logits, weights, j, ref total);
        }

        sum = total;
        return isPlain;
    }

    /// <summary>w[j] into the destination, unless that is empty, and their sum.</summary>
    /// <remarks>In place is allowed.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static CompensatedSum Shifted(in LaneExponential<T, TLanes> exponential, ReadOnlySpan<T> logits, Span<T> destination)
    {
        // What is not kept is overwritten by the next block.
        Span<T> unkept = stackalloc T[destination.IsEmpty ? Math.Min(BlockLength, logits.Length) : 0];
        CompensatedSum total = default;
        int j = 0;
        while (j <= logits.Length - TLanes.Count)
        {
            int length = Math.Min(BlockLength, (logits.Length - j) / TLanes.Count * TLanes.Count);
            ShiftedBlock(exponential, in logits[j], ref destination.IsEmpty ? ref unkept[0] : ref destination[j], length, ref total);
            j += length;
        }

        if (j < logits.Length)
        {
            Span<T> rest = stackalloc T[TLanes.Count];
            rest.Fill(T.NegativeInfinity);
            logits[j..].CopyTo(rest);
            TLanes w = exponential.Of(TLanes.Load(in rest[0], 0));
            w.AddTo(ref total);
            w.Store(ref rest[0], 0);
            if (!destination.IsEmpty) rest[..(logits.Length - j)].CopyTo(destination[j..]);
        }

        return total;
    }

    /// <summary>The sum of a few numbers; always in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static CompensatedSum SumOfFew(ReadOnlySpan<T> row)
    {
        CompensatedSum sum = default;
        int last = row.Length - TLanes.Count;
        if (last < 0)
        {
            foreach (T entry in row) sum.Add(double.CreateTruncating(entry));
            return sum;
        }

        ref readonly T first = ref MemoryMarshal.GetReference(row);
        TLanes sums = default, errors = default;
        int j = 0;
        for (; j <= last; j += TLanes.Count) Add(ref sums, ref errors, TLanes.Load(in first, j));
        if (j < row.Length) Add(ref sums, ref errors, TLanes.Load(in first, last) & TLanes.MaskFrom(j - last));
        AddTo(ref sum, sums, errors);
        return sum;
    }

    /// <summary>The largest entry; NaN if there is one; of an empty row -inf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Maximum(ReadOnlySpan<T> row)
    {
        int last = row.Length - TLanes.Count;
        if (last < 0)
        {
            T maximum = T.NegativeInfinity;
            foreach (T entry in row) maximum = T.Max(maximum, entry);
            return maximum;
        }

        ref readonly T first = ref MemoryMarshal.GetReference(row);
        TLanes maxima = TLanes.Load(in first, last);
        TLanes notANumber = TLanes.NotANumber(maxima);
        for (int j = 0; j < last; j += TLanes.Count)
        {
            TLanes x = TLanes.Load(in first, j);
            maxima = TLanes.Max(maxima, x);
            notANumber |= TLanes.NotANumber(x);
        }

        return TLanes.HasBits(notANumber) ? T.NaN : TLanes.Maximum(maxima);
    }

    /// <summary>The index of the first entry that equals a number which is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int IndexOf(ReadOnlySpan<T> row, T value)
    {
        ref readonly T first = ref MemoryMarshal.GetReference(row);
        TLanes values = TLanes.Create(value);
        int j = 0;
        for (; j <= row.Length - TLanes.Count; j += TLanes.Count)
        {
            ulong isEqual = TLanes.Equal(TLanes.Load(in first, j), values);
            if (isEqual != 0) return j + BitOperations.TrailingZeroCount(isEqual);
        }

        while (row[j] != value) j++;
        return j;
    }

    /// <summary>The end of a row that is no whole vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryPlainRest(ReadOnlySpan<T> logits, Span<T> weights, int start, ref CompensatedSum sum)
    {
        TLanes limit = TLanes.Create(LaneExponential<T, TLanes>.PlainLimit);
        int last = logits.Length - TLanes.Count;
        if (last >= 0)
        {
            // It overlaps the vector before, and says the same there.
            TLanes z = TLanes.Load(in logits[last], 0);
            TLanes w = LaneExponential<T, TLanes>.OfPlain(z);
            w.Store(ref weights[last], 0);
            (w & TLanes.MaskFrom(start - last)).AddTo(ref sum);
            return TLanes.AreAtMost(TLanes.MaxMagnitude(default, z), limit);
        }

        Span<T> padded = stackalloc T[TLanes.Count];
        padded.Clear();
        logits.CopyTo(padded);
        TLanes paddedLogits = TLanes.Load(in padded[0], 0);
        LaneExponential<T, TLanes>.OfPlain(paddedLogits).Store(ref padded[0], 0);
        padded[..logits.Length].CopyTo(weights);
        foreach (T w in weights[..logits.Length]) sum.Add(double.CreateTruncating(w));
        return TLanes.AreAtMost(TLanes.MaxMagnitude(default, paddedLogits), limit);
    }

    /// <summary>w[j] of whole vectors, added to the sum; the largest magnitudes of the logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLanes PlainBlock(ref readonly T logits, ref T weights, int length, ref CompensatedSum sum)
    {
        TLanes sums = default, errors = default, magnitudes = default;
        for (int j = 0; j < length; j += TLanes.Count)
        {
            TLanes z = TLanes.Load(in logits, j);
            TLanes w = LaneExponential<T, TLanes>.OfPlain(z);
            magnitudes = TLanes.MaxMagnitude(magnitudes, z);
            w.Store(ref weights, j);
            Add(ref sums, ref errors, w);
        }

        AddTo(ref sum, sums, errors);
        return magnitudes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ShiftedBlock(
        in LaneExponential<T, TLanes> exponential, ref readonly T logits, ref T weights, int length, ref CompensatedSum sum)
    {
        LaneExponential<T, TLanes> e = exponential;
        TLanes sums = default, errors = default;
        for (int j = 0; j < length; j += TLanes.Count)
        {
            TLanes w = e.Of(TLanes.Load(in logits, j));
            w.Store(ref weights, j);
            Add(ref sums, ref errors, w);
        }

        AddTo(ref sum, sums, errors);
    }

    /// <summary>sum += w; what rounding takes from the sum is kept where it would show.</summary>
    /// <remarks>
    /// A single large weight would be rounded as often as another is added to it. In wide vectors of floats, of which each lane sees but a few, what
    /// that takes is less than what rounding took from their exponentials. Source: D. E. Knuth's TwoSum, as in <see cref="CompensatedSum"/>.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref TLanes sums, ref TLanes errors, TLanes w)
    {
        TLanes sum = sums + w;
        if (KeepsErrors)
        {
            TLanes part = sum - sums;
            errors += (sums - (sum - part)) + (w - part);
        }

        sums = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(ref CompensatedSum sum, TLanes sums, TLanes errors)
    {
        sums.AddTo(ref sum);
        if (KeepsErrors) errors.AddTo(ref sum);
    }
}
