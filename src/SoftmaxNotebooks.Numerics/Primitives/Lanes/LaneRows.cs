using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Softmax, log-softmax and log-sum-exp of rows without mask and temperature, a vector at a time.</summary>
/// <remarks>
/// Symbols: C columns, z logits, p probabilities, l log-probabilities, m the maximum of a row, w its weights (see
/// <see cref="LaneExponential{T, TLanes}"/>).
/// <para>
/// Short rows go through the exponentials many at a time, as if they were one row, for a row of ten would leave most of its second vector
/// empty; only sum and division go row by row. They are copied for that, so that whole vectors can be read and written at every end; to fill
/// that room with zeros first would take as long as a short row. Where a logit of such a group is large the rows go one by one, to the same
/// bits: no row influences another.
/// </para>
/// <para>
/// Compiled for speed from the first call on, as the inner loops of <see cref="MatrixMultiply"/>, for the same reason.
/// </para>
/// </remarks>
internal static class LaneRows<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>Up to here a row is short: a few vectors. Longer rows are longer than the widest vector.</summary>
    private const int ShortRowLength = 128;

    /// <summary>
    /// As many short rows as fit go together: a few KiB, which stay in the first-level cache from one pass to the next. No power of two: the
    /// processor takes a store for one to the weights that are read next if they lie 4 KiB apart.
    /// </summary>
    private const int GroupLength = 640;

    /// <summary>p[j] = w[j] / (sum of w), in each row</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void SoftmaxRows(ReadOnlySpan<T> logits, int columnCount, Span<T> destination)
    {
        if (columnCount > ShortRowLength)
        {
            for (int start = 0; start < logits.Length; start += columnCount)
                Softmax(logits.Slice(start, columnCount), destination.Slice(start, columnCount));
            return;
        }

        if (logits.Length == columnCount && columnCount >= TLanes.Count && TrySoftmax(logits, destination)) return;

        var shortRow = new ShortRow<T, TLanes>(columnCount);
        int groupLength = LengthOfGroup(logits.Length, columnCount), roomLength = groupLength + TLanes.Count;
        Span<T> logitsRoom = stackalloc T[roomLength], weightsRoom = stackalloc T[roomLength];
        ref T z = ref MemoryMarshal.GetReference(logitsRoom);
        ref T w = ref MemoryMarshal.GetReference(weightsRoom);
        for (int start = 0, length; start < logits.Length; start += length)
        {
            length = Math.Min(groupLength, logits.Length - start);
            logits.Slice(start, length).CopyTo(logitsRoom);
            logitsRoom.Slice(length, TLanes.Count).Clear(); // exp takes what stands there, too.
            if (!LaneWeights<T, TLanes>.TryPlain(in z, ref w, length))
            {
                for (int row = 0; row < length; row += columnCount) shortRow.Weigh(in Unsafe.Add(ref z, row), ref Unsafe.Add(ref w, row));
            }

            // The logits have done their duty.
            for (int row = 0; row < length; row += columnCount) shortRow.Normalize(in Unsafe.Add(ref w, row), ref Unsafe.Add(ref z, row));
            logitsRoom[..length].CopyTo(destination[start..]);
        }
    }

    /// <summary>l[j] = (z[j] - m) - log1p((sum of the w other than that of the maximum) / (w of the maximum)), in each row</summary>
    /// <remarks>Neither difference cancels: the first is at most 0, the logarithm at least 0.</remarks>
    internal static void LogSoftmaxRows(ReadOnlySpan<T> logits, int columnCount, Span<T> destination)
        => LogRows(logits, columnCount, destination, default);

    /// <summary>m + log1p((sum of the w other than that of the maximum) / (w of the maximum)), of each row; m, where that is no number</summary>
    internal static void LogSumExpRows(ReadOnlySpan<T> logits, int columnCount, Span<T> destination)
        => LogRows(logits, columnCount, default, destination);

    /// <summary>Log-softmax or log-sum-exp of each row: the one that has a destination, the other's is empty.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LogRows(ReadOnlySpan<T> logits, int columnCount, Span<T> logProbabilities, Span<T> logSumExps)
    {
        if (columnCount > ShortRowLength)
        {
            for (int start = 0; start < logits.Length; start += columnCount)
            {
                ReadOnlySpan<T> row = logits.Slice(start, columnCount);
                double logOfSum = LogOfSum(row, out T maximum);
                if (logSumExps.IsEmpty) Subtract(row, maximum, T.CreateTruncating(logOfSum), logProbabilities.Slice(start, columnCount));
                else logSumExps[start / columnCount] = LogSumExp(maximum, logOfSum);
            }

            return;
        }

        var shortRow = new ShortRow<T, TLanes>(columnCount);
        int groupLength = LengthOfGroup(logits.Length, columnCount), roomLength = groupLength + TLanes.Count;
        Span<T> logitsRoom = stackalloc T[roomLength], weightsRoom = stackalloc T[roomLength];
        Span<T> maxima = stackalloc T[groupLength / columnCount];
        Span<double> logsOfSums = stackalloc double[maxima.Length];
        ref T z = ref MemoryMarshal.GetReference(logitsRoom);
        ref T l = ref MemoryMarshal.GetReference(weightsRoom);
        for (int start = 0, length; start < logits.Length; start += length)
        {
            length = Math.Min(groupLength, logits.Length - start);
            int rowCount = length / columnCount;
            logits.Slice(start, length).CopyTo(logitsRoom);
            logitsRoom.Slice(length, TLanes.Count).Clear(); // exp takes what stands there, too.
            LogsOfSums(shortRow, length, columnCount, logitsRoom, weightsRoom, maxima, logsOfSums);
            if (!logSumExps.IsEmpty)
            {
                int first = start / columnCount;
                for (int n = 0; n < rowCount; n++) logSumExps[first + n] = LogSumExp(maxima[n], logsOfSums[n]);
                continue;
            }

            // The weights have done their duty.
            for (int n = 0; n < rowCount; n++)
            {
                int row = n * columnCount;
                shortRow.Subtract(in Unsafe.Add(ref z, row), maxima[n], T.CreateTruncating(logsOfSums[n]), ref Unsafe.Add(ref l, row));
            }

            weightsRoom[..length].CopyTo(logProbabilities[start..]);
        }
    }

    /// <summary>A whole number of rows.</summary>
    private static int LengthOfGroup(int length, int columnCount) => Math.Min(GroupLength / columnCount * columnCount, length);

    /// <summary>Softmax of a single short row that is plain and at least a vector long; false, and nothing written, if it is not plain.</summary>
    /// <remarks>
    /// Such a row need not be copied: its last vector is taken where the row ends, and overlaps the one before. What copies cost is not so much
    /// their time as that a vector which was written in two pieces cannot be read before both have left for the cache. Bits as in a group.
    /// </remarks>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static bool TrySoftmax(ReadOnlySpan<T> logits, Span<T> destination)
    {
        Span<T> weights = stackalloc T[ShortRowLength + TLanes.Count];
        ref readonly T z = ref MemoryMarshal.GetReference(logits);
        ref T w = ref MemoryMarshal.GetReference(weights);
        int last = logits.Length - TLanes.Count;
        TLanes lastLogits = TLanes.Load(in z, last);
        TLanes magnitudes = TLanes.MaxMagnitude(default, lastLogits);
        LaneExponential<T, TLanes>.OfPlain(lastLogits).Store(ref w, last);
        for (int j = 0; j < last; j += TLanes.Count)
        {
            TLanes vector = TLanes.Load(in z, j);
            LaneExponential<T, TLanes>.OfPlain(vector).Store(ref w, j);
            magnitudes = TLanes.MaxMagnitude(magnitudes, vector);
        }

        if (!TLanes.AreAtMost(magnitudes, TLanes.Create(LaneExponential<T, TLanes>.PlainLimit))) return false;
        new ShortRow<T, TLanes>(logits.Length).Normalize(in w, last, ref MemoryMarshal.GetReference(destination));
        return true;
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

        Divide(destination, sum);
    }

    /// <summary>log(sum of w / w of the maximum) of a long row, or NaN if it has no probabilities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double LogOfSum(ReadOnlySpan<T> logits, out T maximum)
    {
        maximum = LaneWeights<T, TLanes>.Maximum(logits);
        if (!T.IsFinite(maximum)) return double.NaN;
        double logOfSum = LaneWeights<T, TLanes>.SumOfOthersByTop(logits, maximum);
        Log1p(new Span<double>(ref logOfSum));
        return logOfSum;
    }

    /// <summary>log(sum of w / w of the maximum) of each short row of a group, or NaN if it has no probabilities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LogsOfSums(
        in ShortRow<T, TLanes> shortRow, int length, int columnCount, Span<T> logits, Span<T> weights, Span<T> maxima, Span<double> logsOfSums)
    {
        ShortRow<T, TLanes> inRegisters = shortRow;
        ref T z = ref MemoryMarshal.GetReference(logits);
        ref T w = ref MemoryMarshal.GetReference(weights);
        int rowCount = length / columnCount;
        if (LaneWeights<T, TLanes>.TryPlain(in z, ref w, length))
        {
            for (int n = 0; n < rowCount; n++)
            {
                int row = n * columnCount;
                logsOfSums[n] = inRegisters.SumOfOthersByTop(in Unsafe.Add(ref z, row), in Unsafe.Add(ref w, row), out maxima[n]);
            }
        }
        else
        {
            for (int n = 0; n < rowCount; n++)
            {
                int row = n * columnCount;
                T maximum = inRegisters.Weigh(in Unsafe.Add(ref z, row), ref Unsafe.Add(ref w, row));
                logsOfSums[n] = inRegisters.SumOfOthersByTop(in Unsafe.Add(ref z, row), in Unsafe.Add(ref w, row), out _);
                maxima[n] = maximum;
            }
        }

        Log1p(logsOfSums[..rowCount]);
    }

    private static T LogSumExp(T maximum, double logOfSum)
        => T.IsFinite(maximum) ? T.CreateTruncating(double.CreateTruncating(maximum) + logOfSum) : maximum;

    /// <summary>Doubles, whatever T is, in vectors as wide.</summary>
    private static void Log1p(Span<double> values)
    {
        if (typeof(TLanes) == typeof(Lanes512<T>)) LaneLogarithm<Lanes512<double>>.Log1p(values);
        else if (typeof(TLanes) == typeof(Lanes256<T>)) LaneLogarithm<Lanes256<double>>.Log1p(values);
        else if (typeof(TLanes) == typeof(Lanes128<T>)) LaneLogarithm<Lanes128<double>>.Log1p(values);
        else LaneLogarithm<OneLane<double>>.Log1p(values);
    }

    /// <summary>x[j] ← x[j] / sum, in aligned vectors: see <see cref="Alignment"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide(Span<T> row, in CompensatedSum sum)
    {
        ref T x = ref MemoryMarshal.GetReference(row);
        var divisor = LaneDivisor<T, TLanes>.Of(sum);
        nint last = row.Length - TLanes.Count;
        TLanes begin = divisor.Divide(TLanes.Load(in x, 0)), end = divisor.Divide(TLanes.Load(in x, last));
        for (nint j = Alignment.FirstEntry(in x, TLanes.Count * Unsafe.SizeOf<T>()); j < last; j += TLanes.Count)
            divisor.Divide(TLanes.Load(in x, j)).Store(ref x, j);
        begin.Store(ref x, 0);
        end.Store(ref x, last);
    }

    /// <summary>l[j] = (z[j] - m) - logOfSum; in place is allowed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ReadOnlySpan<T> logits, T maximum, T logOfSum, Span<T> logProbabilities)
    {
        ref readonly T z = ref MemoryMarshal.GetReference(logits);
        ref T l = ref MemoryMarshal.GetReference(logProbabilities);
        TLanes maxima = TLanes.Create(maximum), logs = TLanes.Create(logOfSum);
        // The last vector overlaps the one before, and is taken first.
        int last = logits.Length - TLanes.Count;
        TLanes end = (TLanes.Load(in z, last) - maxima) - logs;
        for (nint j = 0; j < last; j += TLanes.Count) ((TLanes.Load(in z, j) - maxima) - logs).Store(ref l, j);
        end.Store(ref l, last);
    }
}
