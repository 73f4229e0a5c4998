using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The Jacobian of softmax and products with it, a vector at a time.</summary>
/// <remarks>
/// Symbols: C classes, p probabilities, g output gradient, k the most probable class, a = g - g[k].
/// What is written goes in aligned vectors: see <see cref="Alignment"/>.
/// </remarks>
internal static class LaneDerivatives<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>As many vectors are added up before their sum goes to one in double: four sums of 16 vectors each.</summary>
    private const int VectorsInBlock = 64;

    /// <summary>What is longer does not stay in the first-level cache from one pass to the next.</summary>
    private const int LongRowLength = 2048;

    /// <summary>2^103 or 2^970, half a unit in the last place of the largest number, which does not overflow by taking less from it.</summary>
    private static double Huge
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 10141204801825835211973625643008.0 : BitConverter.UInt64BitsToDouble(0x7C90_0000_0000_0000);
    }

    /// <summary>J[i,j] = -p[i] p[j] in a row i of the Jacobian; its diagonal, too, which is not that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void JacobianRow(ReadOnlySpan<T> probabilities, int i, Span<T> row)
    {
        T factor = -probabilities[i];
        int last = probabilities.Length - TLanes.Count;
        if (last < 0)
        {
            for (int column = 0; column < row.Length; column++) row[column] = (factor * probabilities[column]) + T.Zero;
            return;
        }

        // + 0, so that an entry that is zero does not read "-0".
        ref readonly T p = ref MemoryMarshal.GetReference(probabilities);
        ref T destination = ref MemoryMarshal.GetReference(row);
        TLanes factors = TLanes.Create(factor);
        TLanes.MultiplyAdd(factors, TLanes.Load(in p, 0), default).Store(ref destination, 0);
        nint j = Alignment.FirstEntry(in destination, TLanes.Count * Unsafe.SizeOf<T>());
        for (; j < last - TLanes.Count; j += 2 * TLanes.Count)
        {
            TLanes.MultiplyAdd(factors, TLanes.Load(in p, j), default).Store(ref destination, j);
            TLanes.MultiplyAdd(factors, TLanes.Load(in p, j + TLanes.Count), default).Store(ref destination, j + TLanes.Count);
        }

        for (; j < last; j += TLanes.Count) TLanes.MultiplyAdd(factors, TLanes.Load(in p, j), default).Store(ref destination, j);
        TLanes.MultiplyAdd(factors, TLanes.Load(in p, last), default).Store(ref destination, last);
    }

    /// <summary>dz[j] = p[j] · (a[j] - sum over i of p[i] a[i]); false, and nothing written, if a number is NaN, infinite or huge.</summary>
    /// <remarks>In place is allowed, also in the vector.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryProduct(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vector, Span<T> destination)
    {
        nint last = probabilities.Length - TLanes.Count;
        if (last < 0) return false;
        ref readonly T p = ref MemoryMarshal.GetReference(probabilities);
        ref readonly T g = ref MemoryMarshal.GetReference(vector);
        double mean = typeof(T) == typeof(double)
            ? OrderedMean(in p, in g, last, out T anchor)
            : Mean(in p, in g, last, probabilities.Length % TLanes.Count, out anchor);

        // Whatever is NaN, infinite or overflows shows in the mean, for 0 · inf is NaN.
        if (!(Math.Abs(mean) < Huge)) return false;
        Centre(in p, in g, TLanes.Create(anchor), TLanes.Create(T.CreateTruncating(mean)), ref MemoryMarshal.GetReference(destination), last);
        return true;
    }

    /// <summary>sum over j of p[j] a[j], one term after another, and g[k]: for doubles, which are for checking, the same bits at any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double OrderedMean(ref readonly T p, ref readonly T g, nint last, out T anchor)
    {
        anchor = At(in g, IndexOf(Largest(in p, last, last), in p, 0, last));
        double mean = 0;
        for (nint j = 0; j < last + TLanes.Count; j++) mean += double.CreateTruncating(At(in p, j) * (At(in g, j) - anchor));
        return mean;
    }

    /// <summary>sum over j of p[j] a[j], and g[k]; restCount entries of the last vector belong to none of the whole vectors from the start.</summary>
    /// <remarks>
    /// k is looked for on the way: the row is read once, where to look for it first would take twice. A block that has a larger probability than
    /// all before is taken again with the new anchor, and what was summed up before it, sum of p (g - old), gets what it lacks:
    /// (sum of p) · (old - new), which is no larger than the probabilities so far, and as accurate as they are.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Mean(ref readonly T p, ref readonly T g, nint last, int restCount, out T anchor)
    {
        nint blockLength = VectorsInBlock * TLanes.Count;
        T top = Largest(in p, Math.Min(blockLength, last), last);
        T current = At(in g, IndexOf(top, in p, 0, last));
        double sum = 0, sumOfProbabilities = 0;
        for (nint start = 0; start <= last; start += blockLength)
        {
            nint end = Math.Min(start + blockLength, last + 1);
            TLanes products = Block(in p, in g, TLanes.Create(current), start, end, out TLanes probabilities, out TLanes largest);
            if (!TLanes.AreAtMost(largest, TLanes.Create(top)))
            {
                top = TLanes.Maximum(largest);
                T next = At(in g, IndexOf(top, in p, start, last));
                double step = double.CreateTruncating(current) - double.CreateTruncating(next);
                // Where 2^31 steps are less than huge, what did not overflow with one anchor does not with another.
                sum += Math.Abs(step) < Huge / 2147483648 ? sumOfProbabilities * step : double.NaN;
                current = next;
                products = Block(in p, in g, TLanes.Create(current), start, end, out probabilities, out _);
            }

            sum += TLanes.Sum(products, default).Value;
            sumOfProbabilities += TLanes.Sum(probabilities, default).Value;
        }

        anchor = current;
        TLanes lastProducts = TLanes.Load(in p, last) * (TLanes.Load(in g, last) - TLanes.Create(current));
        return sum + TLanes.Sum(lastProducts & TLanes.MaskFrom(TLanes.Count - restCount), default).Value;
    }

    /// <summary>The sum of p[j] (g[j] - anchor) over the whole vectors that begin in [start, end), that of p[j], and the largest p[j], in lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static TLanes Block(
        ref readonly T p, ref readonly T g, TLanes anchor, nint start, nint end, out TLanes sumOfProbabilities, out TLanes largest)
    {
        // Four sums of products, so that not every step waits for the one before.
        TLanes sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        TLanes even = default, odd = default, top = TLanes.Load(in p, start);
        nint j = start;
        for (; j < end - (3 * TLanes.Count); j += 4 * TLanes.Count)
        {
            TLanes p0 = TLanes.Load(in p, j), p1 = TLanes.Load(in p, j + TLanes.Count);
            TLanes.AddProduct(ref sum0, p0, TLanes.Load(in g, j) - anchor);
            TLanes.AddProduct(ref sum1, p1, TLanes.Load(in g, j + TLanes.Count) - anchor);
            even += p0;
            odd += p1;
            top = TLanes.Max(top, TLanes.Max(p0, p1));
            TLanes p2 = TLanes.Load(in p, j + (2 * TLanes.Count)), p3 = TLanes.Load(in p, j + (3 * TLanes.Count));
            TLanes.AddProduct(ref sum2, p2, TLanes.Load(in g, j + (2 * TLanes.Count)) - anchor);
            TLanes.AddProduct(ref sum3, p3, TLanes.Load(in g, j + (3 * TLanes.Count)) - anchor);
            even += p2;
            odd += p3;
            top = TLanes.Max(top, TLanes.Max(p2, p3));
        }

        for (; j < end; j += TLanes.Count)
        {
            TLanes p0 = TLanes.Load(in p, j);
            TLanes.AddProduct(ref sum0, p0, TLanes.Load(in g, j) - anchor);
            even += p0;
            top = TLanes.Max(top, p0);
        }

        sumOfProbabilities = even + odd;
        largest = top;
        return (sum0 + sum1) + (sum2 + sum3);
    }

    /// <summary>dz[j] = p[j] (a[j] - mean)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Centre(ref readonly T p, ref readonly T g, TLanes anchor, TLanes mean, ref T dz, nint last)
    {
        TLanes begin = TLanes.Load(in p, 0) * ((TLanes.Load(in g, 0) - anchor) - mean);
        TLanes end = TLanes.Load(in p, last) * ((TLanes.Load(in g, last) - anchor) - mean);

        nint aligned = Alignment.FirstEntry(in dz, TLanes.Count * Unsafe.SizeOf<T>());
        nint vectorCount = (last - aligned + TLanes.Count - 1) / TLanes.Count;
        nint step = TLanes.Count, j = aligned;
        // What the mean has read last is still in the first-level cache.
        if (last > LongRowLength) (j, step) = (aligned + ((vectorCount - 1) * TLanes.Count), -TLanes.Count);
        for (; vectorCount >= 2; vectorCount -= 2)
        {
            nint next = j + step;
            TLanes first = TLanes.Load(in p, j) * ((TLanes.Load(in g, j) - anchor) - mean);
            TLanes second = TLanes.Load(in p, next) * ((TLanes.Load(in g, next) - anchor) - mean);
            first.Store(ref dz, j);
            second.Store(ref dz, next);
            j = next + step;
        }

        if (vectorCount > 0) (TLanes.Load(in p, j) * ((TLanes.Load(in g, j) - anchor) - mean)).Store(ref dz, j);
        begin.Store(ref dz, 0);
        end.Store(ref dz, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T At(ref readonly T x, nint index) => Unsafe.Add(ref Unsafe.AsRef(in x), index);

    /// <summary>The largest of the vectors that begin before end, and of the last vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Largest(ref readonly T x, nint end, nint last)
    {
        TLanes largest = TLanes.Load(in x, last);
        for (nint j = 0; j < end; j += TLanes.Count) largest = TLanes.Max(largest, TLanes.Load(in x, j));
        return TLanes.Maximum(largest);
    }

    /// <summary>The first index of a value from a start on; any, if it is not there. The last vector begins at last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint IndexOf(T value, ref readonly T x, nint start, nint last)
    {
        TLanes values = TLanes.Create(value);
        for (nint j = start; j < last; j += TLanes.Count)
        {
            ulong isEqual = TLanes.LanesOf(TLanes.Equal(TLanes.Load(in x, j), values));
            if (isEqual != 0) return j + BitOperations.TrailingZeroCount(isEqual);
        }

        ulong isEqualAtTheEnd = TLanes.LanesOf(TLanes.Equal(TLanes.Load(in x, last), values));
        return last + (isEqualAtTheEnd == 0 ? 0 : BitOperations.TrailingZeroCount(isEqualAtTheEnd));
    }
}
