using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The weights of a long row, which are its exponentials up to a common factor, their sum, and the maximum, a vector at a time.</summary>
/// <remarks>
/// Symbols: z logits, w weights (see <see cref="LaneExponential{T, TLanes}"/>), m maximum.
/// A long row is at least a vector long. What is left of it behind the whole vectors is taken as its last vector, which overlaps the one before.
/// <para>
/// The inner loops are methods of their own, without a call in them, so that they keep all they need in registers.
/// </para>
/// </remarks>
internal static class LaneWeights<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>As many vectors are added up before their sum goes to a compensated one: so few that their rounding does not show.</summary>
    private const int VectorsInBlock = 32;

    /// <summary>As wide as an address, as all that is added to it: the end of a long row may lie near 2^31.</summary>
    private static nint BlockLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => VectorsInBlock * TLanes.Count;
    }

    /// <summary>
    /// w[j] = exp(z[j]) and their sum, if all z are numbers between plus and minus the limit up to which exponentials need no shift; if not,
    /// the weights are of no use.
    /// </summary>
    /// <remarks>The limit is looked for on the way: for the rows that meet it there is one pass where a maximum would take two.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static bool TryPlain(ReadOnlySpan<T> logits, Span<T> weights, out CompensatedSum sum)
    {
        sum = default;
        ref readonly T z = ref MemoryMarshal.GetReference(logits);
        ref T w = ref MemoryMarshal.GetReference(weights);
        TLanes limit = TLanes.Create(LaneExponential<T, TLanes>.PlainLimit);
        nint last = logits.Length - TLanes.Count;
        for (nint j = 0; j <= last; j += BlockLength)
        {
            nint end = Math.Min(j + BlockLength, last + 1);
            if (!TLanes.AreAtMost(PlainBlock(in z, ref w, j, end, ref sum), limit)) return false;
        }

        TLanes lastLogits = TLanes.Load(in z, last);
        TLanes lastWeights = LaneExponential<T, TLanes>.OfPlain(lastLogits);
        lastWeights.Store(ref w, last);
        sum.Add(TLanes.Sum(lastWeights & TLanes.MaskFrom(TLanes.Count - (logits.Length % TLanes.Count)), default));
        return TLanes.AreAtMost(TLanes.MaxMagnitude(default, lastLogits), limit);
    }

    /// <summary>Whether all z of a group of short rows are numbers between plus and minus the limit; if so, w[j] = exp(z[j]).</summary>
    /// <remarks>The last vector may reach beyond the length. What is read there has to be plain, too; what is written there means nothing.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static bool TryPlain(ref readonly T logits, ref T weights, int length)
    {
        TLanes magnitudes = default;
        for (nint j = 0; j < length; j += TLanes.Count)
        {
            TLanes z = TLanes.Load(in logits, j);
            LaneExponential<T, TLanes>.OfPlain(z).Store(ref weights, j);
            magnitudes = TLanes.MaxMagnitude(magnitudes, z);
        }

        return TLanes.AreAtMost(magnitudes, TLanes.Create(LaneExponential<T, TLanes>.PlainLimit));
    }

    /// <summary>w[j] and their sum; in place is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static CompensatedSum Shifted(in LaneExponential<T, TLanes> exponential, ReadOnlySpan<T> logits, Span<T> weights)
    {
        CompensatedSum sum = default;
        ref readonly T z = ref MemoryMarshal.GetReference(logits);
        ref T w = ref MemoryMarshal.GetReference(weights);
        nint last = logits.Length - TLanes.Count;
        // Taken first, it is right in place, too.
        TLanes lastWeights = exponential.Of(TLanes.Load(in z, last));
        for (nint j = 0; j <= last; j += BlockLength)
            ShiftedBlock(exponential, in z, ref w, j, Math.Min(j + BlockLength, last + 1), ref sum);
        lastWeights.Store(ref w, last);
        sum.Add(TLanes.Sum(lastWeights & TLanes.MaskFrom(TLanes.Count - (logits.Length % TLanes.Count)), default));
        return sum;
    }

    /// <summary>The sum of all w but one of those of the maximum, divided by that one.</summary>
    /// <remarks>It keeps what a top probability near 1 leaves to the others.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static double SumOfOthersByTop(ReadOnlySpan<T> logits, T maximum)
    {
        CompensatedSum sum = default;
        ref readonly T z = ref MemoryMarshal.GetReference(logits);
        var exponential = new LaneExponential<T, TLanes>(maximum);
        TLanes maxima = TLanes.Create(maximum);
        int topCount = 0;
        nint last = logits.Length - TLanes.Count;
        for (nint j = 0; j <= last; j += BlockLength)
            topCount += OthersBlock(exponential, maxima, in z, j, Math.Min(j + BlockLength, last + 1), ref sum);
        TLanes rest = TLanes.MaskFrom(TLanes.Count - (logits.Length % TLanes.Count));
        TLanes lastLogits = TLanes.Load(in z, last);
        TLanes isTop = TLanes.Equal(lastLogits, maxima);
        sum.Add(TLanes.Sum(TLanes.Clear(isTop, exponential.Of(lastLogits)) & rest, default));
        topCount += BitOperations.PopCount(TLanes.LanesOf(isTop & rest));
        double top = double.CreateTruncating(TLanes.Maximum(exponential.Of(maxima)));
        return (topCount - 1) + (sum.Value / top);
    }

    /// <summary>The largest entry; NaN if there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static T Maximum(ReadOnlySpan<T> row)
    {
        int last = row.Length - TLanes.Count;
        ref readonly T first = ref MemoryMarshal.GetReference(row);
        TLanes maxima = TLanes.Load(in first, last);
        TLanes notANumber = TLanes.NotANumber(maxima);
        for (nint j = 0; j < last; j += TLanes.Count)
        {
            TLanes x = TLanes.Load(in first, j);
            maxima = TLanes.Max(maxima, x);
            notANumber |= TLanes.NotANumber(x);
        }

        return TLanes.HasBits(notANumber) ? T.NaN : TLanes.Maximum(maxima);
    }

    /// <summary>w[j] of the whole vectors that begin in [start, end), added to the sum; the largest magnitudes of the logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLanes PlainBlock(ref readonly T logits, ref T weights, nint start, nint end, ref CompensatedSum sum)
    {
        TLanes sums = default, errors = default, magnitudes = default;
        nint j = start;
        // Two at a time share some of the constants, whose loading takes as long as all the products.
        for (; j < end - TLanes.Count; j += 2 * TLanes.Count)
        {
            TLanes z0 = TLanes.Load(in logits, j), z1 = TLanes.Load(in logits, j + TLanes.Count);
            TLanes w0 = LaneExponential<T, TLanes>.OfPlain(z0), w1 = LaneExponential<T, TLanes>.OfPlain(z1);
            w0.Store(ref weights, j);
            w1.Store(ref weights, j + TLanes.Count);
            magnitudes = TLanes.MaxMagnitude(magnitudes, z0);
            magnitudes = TLanes.MaxMagnitude(magnitudes, z1);
            LaneSum<T, TLanes>.Add(ref sums, ref errors, w0);
            LaneSum<T, TLanes>.Add(ref sums, ref errors, w1);
        }

        if (j < end)
        {
            TLanes z = TLanes.Load(in logits, j);
            TLanes w = LaneExponential<T, TLanes>.OfPlain(z);
            magnitudes = TLanes.MaxMagnitude(magnitudes, z);
            w.Store(ref weights, j);
            LaneSum<T, TLanes>.Add(ref sums, ref errors, w);
        }

        sum.Add(TLanes.Sum(sums, errors));
        return magnitudes;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ShiftedBlock(
        in LaneExponential<T, TLanes> exponential, ref readonly T logits, ref T weights, nint start, nint end, ref CompensatedSum sum)
    {
        LaneExponential<T, TLanes> e = exponential;
        TLanes sums = default, errors = default;
        for (nint j = start; j < end; j += TLanes.Count)
        {
            TLanes w = e.Of(TLanes.Load(in logits, j));
            w.Store(ref weights, j);
            LaneSum<T, TLanes>.Add(ref sums, ref errors, w);
        }

        sum.Add(TLanes.Sum(sums, errors));
    }

    /// <summary>Adds the w of the logits that are not the maximum to the sum; returns how many are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int OthersBlock(
        in LaneExponential<T, TLanes> exponential, TLanes maxima, ref readonly T logits, nint start, nint end, ref CompensatedSum sum)
    {
        LaneExponential<T, TLanes> e = exponential;
        TLanes sums = default, errors = default;
        int topCount = 0;
        for (nint j = start; j < end; j += TLanes.Count)
        {
            TLanes z = TLanes.Load(in logits, j);
            TLanes isTop = TLanes.Equal(z, maxima);
            LaneSum<T, TLanes>.Add(ref sums, ref errors, TLanes.Clear(isTop, e.Of(z)));
            topCount += BitOperations.PopCount(TLanes.LanesOf(isTop));
        }

        sum.Add(TLanes.Sum(sums, errors));
        return topCount;
    }
}
