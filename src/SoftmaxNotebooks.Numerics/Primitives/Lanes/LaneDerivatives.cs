using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The Jacobian of softmax and products with it, a vector at a time.</summary>
/// <remarks>Symbols: C classes, p probabilities, g output gradient, k the most probable class, a = g - g[k].</remarks>
internal static class LaneDerivatives<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>As many vectors are added up before their sum goes to a compensated one.</summary>
    private const int VectorsInBlock = 32;

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
        int j = 0;
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
        int last = probabilities.Length - TLanes.Count;
        if (last < 0) return false;
        ref readonly T p = ref MemoryMarshal.GetReference(probabilities);
        ref readonly T g = ref MemoryMarshal.GetReference(vector);
        TLanes anchor = TLanes.Create(vector[IndexOfLargest(in p, last)]);
        double mean = Mean(in p, in g, anchor, last, probabilities.Length % TLanes.Count);

        // Whatever is NaN, infinite or overflows shows in the mean, for 0 · inf is NaN. Half a unit in the last place of the largest number is
        // 2^103 (float) or 2^970 (double): no number overflows by taking less from it.
        if (!(Math.Abs(mean) < Math.ScaleB(1, typeof(T) == typeof(float) ? 103 : 970))) return false;
        Centre(in p, in g, anchor, TLanes.Create(T.CreateTruncating(mean)), ref MemoryMarshal.GetReference(destination), last);
        return true;
    }

    /// <summary>sum over j of p[j] a[j]; restCount entries of the last vector belong to none of the whole vectors from the start.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static double Mean(ref readonly T p, ref readonly T g, TLanes anchor, nint last, int restCount)
    {
        CompensatedSum sum = default;
        nint j = 0;
        while (j <= last)
        {
            nint end = Math.Min(j + (VectorsInBlock * TLanes.Count), last + 1);
            // Two sums, so that not every step waits for the one before.
            TLanes even = default, odd = default;
            for (; j < end - TLanes.Count; j += 2 * TLanes.Count)
            {
                even = TLanes.MultiplyAdd(TLanes.Load(in p, j), TLanes.Load(in g, j) - anchor, even);
                odd = TLanes.MultiplyAdd(TLanes.Load(in p, j + TLanes.Count), TLanes.Load(in g, j + TLanes.Count) - anchor, odd);
            }

            for (; j < end; j += TLanes.Count) even = TLanes.MultiplyAdd(TLanes.Load(in p, j), TLanes.Load(in g, j) - anchor, even);
            sum.Add(TLanes.Sum(even + odd, default));
        }

        TLanes lastTerms = TLanes.Load(in p, last) * (TLanes.Load(in g, last) - anchor);
        sum.Add(TLanes.Sum(lastTerms & TLanes.MaskFrom(TLanes.Count - restCount), default));
        return sum.Value;
    }

    /// <summary>dz[j] = p[j] (a[j] - mean)</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Centre(ref readonly T p, ref readonly T g, TLanes anchor, TLanes mean, ref T dz, nint last)
    {
        // The last vector overlaps the one before. Taken first, it is right in place, too.
        TLanes end = TLanes.Load(in p, last) * ((TLanes.Load(in g, last) - anchor) - mean);
        nint j = 0;
        for (; j < last - TLanes.Count; j += 2 * TLanes.Count)
        {
            nint next = j + TLanes.Count;
            TLanes first = TLanes.Load(in p, j) * ((TLanes.Load(in g, j) - anchor) - mean);
            TLanes second = TLanes.Load(in p, next) * ((TLanes.Load(in g, next) - anchor) - mean);
            first.Store(ref dz, j);
            second.Store(ref dz, next);
        }

        for (; j < last; j += TLanes.Count) (TLanes.Load(in p, j) * ((TLanes.Load(in g, j) - anchor) - mean)).Store(ref dz, j);
        end.Store(ref dz, last);
    }

    /// <summary>The index of the largest probability; any, if one is NaN. The last vector begins at last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int IndexOfLargest(ref readonly T probabilities, int last)
    {
        TLanes largest = TLanes.Load(in probabilities, last);
        for (nint j = 0; j < last; j += TLanes.Count) largest = TLanes.Max(largest, TLanes.Load(in probabilities, j));
        TLanes maximum = TLanes.Create(TLanes.Maximum(largest));
        for (nint j = 0; j < last; j += TLanes.Count)
        {
            ulong isEqual = TLanes.LanesOf(TLanes.Equal(TLanes.Load(in probabilities, j), maximum));
            if (isEqual != 0) return (int)j + BitOperations.TrailingZeroCount(isEqual);
        }

        ulong isEqualAtTheEnd = TLanes.LanesOf(TLanes.Equal(TLanes.Load(in probabilities, last), maximum));
        return last + (isEqualAtTheEnd == 0 ? 0 : BitOperations.TrailingZeroCount(isEqualAtTheEnd));
    }
}
