using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Softmax and log-softmax of rows without mask and temperature, a vector at a time.</summary>
/// <remarks>
/// Symbols: C columns, z logits, p probabilities, l log-probabilities, m the maximum of a row, w its weights (see
/// <see cref="LaneExponential{T, TLanes}"/>).
/// <para>
/// Short rows go through the exponentials many at a time, as if they were one row, for a row of ten would leave most of its second vector
/// empty; only sum and division go row by row. Where a logit of such a group is large the rows go one by one, to the same bits: no row
/// influences another.
/// </para>
/// <para>
/// Compiled for speed from the first call on, as the inner loops of <see cref="MatrixMultiply"/>, for the same reason.
/// </para>
/// </remarks>
internal static class LaneRows<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>Up to here a row is short: a few vectors.</summary>
    private const int ShortRow = 64;

    /// <summary>As many short rows as fit go together: a few KiB, which stay in the first-level cache from one pass to the next.</summary>
    private const int GroupLength = 512;

    /// <summary>p[j] = w[j] / (sum of w), in each row</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SoftmaxRows(ReadOnlySpan<T> logits, int columnCount, Span<T> destination)
    {
        if (columnCount > ShortRow)
        {
            for (int start = 0; start < logits.Length; start += columnCount)
                Softmax(logits.Slice(start, columnCount), destination.Slice(start, columnCount));
            return;
        }

        int groupLength = Math.Min(GroupLength / columnCount * columnCount, logits.Length);
        Span<T> weights = stackalloc T[groupLength];
        for (int start = 0; start < logits.Length; start += groupLength)
        {
            ReadOnlySpan<T> z = logits.Slice(start, Math.Min(groupLength, logits.Length - start));
            bool arePlain = LaneWeights<T, TLanes>.TryPlain(z, weights, out _);
            for (int row = 0; row < z.Length; row += columnCount)
            {
                Span<T> w = weights.Slice(row, columnCount);
                Span<T> p = destination.Slice(start + row, columnCount);
                if (arePlain || TryShifted(z.Slice(row, columnCount), w, out _)) Divide(w, p, LaneWeights<T, TLanes>.SumOfFew(w));
                else p.Fill(T.NaN);
            }
        }
    }

    /// <summary>l[j] = (z[j] - m) - log1p((sum of the w other than that of the maximum) / (w of the maximum)), in each row</summary>
    /// <remarks>Neither difference cancels: the first is at most 0, the logarithm at least 0.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void LogSoftmaxRows(ReadOnlySpan<T> logits, int columnCount, Span<T> destination)
    {
        if (columnCount > ShortRow)
        {
            for (int start = 0; start < logits.Length; start += columnCount)
                LogSoftmax(logits.Slice(start, columnCount), destination.Slice(start, columnCount));
            return;
        }

        int groupLength = Math.Min(GroupLength / columnCount * columnCount, logits.Length);
        Span<T> weights = stackalloc T[groupLength];
        for (int start = 0; start < logits.Length; start += groupLength)
        {
            ReadOnlySpan<T> group = logits.Slice(start, Math.Min(groupLength, logits.Length - start));
            bool arePlain = LaneWeights<T, TLanes>.TryPlain(group, weights, out _);
            for (int row = 0; row < group.Length; row += columnCount)
            {
                ReadOnlySpan<T> z = group.Slice(row, columnCount);
                Span<T> w = weights.Slice(row, columnCount);
                Span<T> l = destination.Slice(start + row, columnCount);
                T maximum = default;
                if (arePlain)
                {
                    maximum = LaneWeights<T, TLanes>.Maximum(z);
                }
                else if (!TryShifted(z, w, out maximum))
                {
                    l.Fill(T.NaN);
                    continue;
                }

                int top = LaneWeights<T, TLanes>.IndexOf(z, maximum);
                T topWeight = w[top];
                w[top] = T.Zero;
                Subtract(z, l, maximum, LogOfSum(LaneWeights<T, TLanes>.SumOfFew(w).Value, topWeight));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(ReadOnlySpan<T> logits, Span<T> destination)
    {
        // In place there would be no way back from a row that turns out not to be plain.
        bool isInPlace = Unsafe.AreSame(in MemoryMarshal.GetReference(logits), in MemoryMarshal.GetReference(destination));
        CompensatedSum sum = default;
        if (isInPlace || !LaneWeights<T, TLanes>.TryPlain(logits, destination, out sum))
        {
            T maximum = LaneWeights<T, TLanes>.Maximum(logits);
            if (!T.IsFinite(maximum))
            {
                destination.Fill(T.NaN);
                return;
            }

            sum = LaneWeights<T, TLanes>.Shifted(new LaneExponential<T, TLanes>(maximum), logits, destination);
        }

        Divide(destination, destination, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LogSoftmax(ReadOnlySpan<T> logits, Span<T> destination)
    {
        T maximum = LaneWeights<T, TLanes>.Maximum(logits);
        if (!T.IsFinite(maximum))
        {
            destination.Fill(T.NaN);
            return;
        }

        int top = LaneWeights<T, TLanes>.IndexOf(logits, maximum);
        var exponential = new LaneExponential<T, TLanes>(maximum);
        double others = LaneWeights<T, TLanes>.Shifted(exponential, logits[..top], default).Value
            + LaneWeights<T, TLanes>.Shifted(exponential, logits[(top + 1)..], default).Value;
        T topWeight = TLanes.Maximum(exponential.Of(TLanes.Create(maximum)));
        Subtract(logits, destination, maximum, LogOfSum(others, topWeight));
    }

    /// <summary>log(sum of w / w of the maximum)</summary>
    private static T LogOfSum(double others, T topWeight) => T.CreateTruncating(RowMath.Log1p(others / double.CreateTruncating(topWeight)));

    /// <summary>w[j] of a short row of any logits; false if it has no probabilities.</summary>
    private static bool TryShifted(ReadOnlySpan<T> logits, Span<T> weights, out T maximum)
    {
        maximum = LaneWeights<T, TLanes>.Maximum(logits);
        if (!T.IsFinite(maximum)) return false;
        LaneWeights<T, TLanes>.Shifted(new LaneExponential<T, TLanes>(maximum), logits, weights);
        return true;
    }

    /// <summary>y[j] = x[j] / sum; in place is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Divide(ReadOnlySpan<T> x, Span<T> y, in CompensatedSum sum)
    {
        int last = x.Length - TLanes.Count;
        if (last < 0)
        {
            for (int j = 0; j < x.Length; j++) y[j] = T.CreateTruncating(double.CreateTruncating(x[j]) / sum.Value);
            return;
        }

        T divisor = T.CreateTruncating(sum.Value);
        T rest = T.CreateTruncating((sum.High - double.CreateTruncating(divisor)) + sum.Low);
        // The last vector overlaps the one before. Taken first, it is right in place, too.
        ref readonly T source = ref MemoryMarshal.GetReference(x);
        ref T destination = ref MemoryMarshal.GetReference(y);
        TLanes divisors = TLanes.Create(divisor), rests = TLanes.Create(rest), reciprocals = TLanes.Create(T.One / divisor);
        TLanes end = TLanes.Quotient(TLanes.Load(in source, last), divisors, rests, reciprocals);
        for (int j = 0; j < last; j += TLanes.Count)
            TLanes.Quotient(TLanes.Load(in source, j), divisors, rests, reciprocals).Store(ref destination, j);
        end.Store(ref destination, last);
    }

    /// <summary>y[j] = (x[j] - first) - second; in place is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(ReadOnlySpan<T> x, Span<T> y, T first, T second)
    {
        int last = x.Length - TLanes.Count;
        if (last < 0)
        {
            for (int j = 0; j < x.Length; j++) y[j] = (x[j] - first) - second;
            return;
        }

        ref readonly T source = ref MemoryMarshal.GetReference(x);
        ref T destination = ref MemoryMarshal.GetReference(y);
        TLanes firsts = TLanes.Create(first), seconds = TLanes.Create(second);
        TLanes end = (TLanes.Load(in source, last) - firsts) - seconds;
        for (int j = 0; j < last; j += TLanes.Count) ((TLanes.Load(in source, j) - firsts) - seconds).Store(ref destination, j);
        end.Store(ref destination, last);
    }
}
