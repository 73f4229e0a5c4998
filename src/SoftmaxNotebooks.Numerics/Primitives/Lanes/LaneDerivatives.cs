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

    /// <summary>Differences of differences up to this, and sums of 2^31 of them, are finite.</summary>
    private static T Limit => typeof(T) == typeof(float) ? T.CreateTruncating(Math.ScaleB(1, 90)) : T.CreateTruncating(Math.ScaleB(1, 985));

    /// <summary>J[i,j] = -p[i] p[j] in a row i of the Jacobian; its diagonal, too, which is not that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void JacobianRow(ReadOnlySpan<T> probabilities, int i, Span<T> row)
    {
        T factor = -probabilities[i];
        int last = probabilities.Length - TLanes.Count;
        if (last < 0)
        {
            for (int j = 0; j < row.Length; j++) row[j] = (factor * probabilities[j]) + T.Zero;
            return;
        }

        // + 0, so that an entry that is zero does not read "-0".
        ref readonly T p = ref MemoryMarshal.GetReference(probabilities);
        ref T destination = ref MemoryMarshal.GetReference(row);
        TLanes factors = TLanes.Create(factor);
        for (int j = 0; j < last; j += TLanes.Count)
            TLanes.MultiplyAdd(factors, TLanes.Load(in p, j), default).Store(ref destination, j);
        TLanes.MultiplyAdd(factors, TLanes.Load(in p, last), default).Store(ref destination, last);
    }

    /// <summary>dz[j] = p[j] · (a[j] - sum over i of p[i] a[i]); false, and nothing written, if a number is NaN, infinite or huge.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryProduct(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vector, Span<T> destination)
    {
        int last = probabilities.Length - TLanes.Count;
        if (last < 0) return false;
        T top = LaneWeights<T, TLanes>.Maximum(probabilities);
        if (!T.IsFinite(top)) return false;

        TLanes anchor = TLanes.Create(vector[LaneWeights<T, TLanes>.IndexOf(probabilities, top)]);
        ref readonly T p = ref MemoryMarshal.GetReference(probabilities);
        ref readonly T g = ref MemoryMarshal.GetReference(vector);
        CompensatedSum sum = default;
        TLanes largest = default;
        int j = 0;
        while (j <= last)
        {
            int end = Math.Min(j + (VectorsInBlock * TLanes.Count), last + 1);
            TLanes block = default;
            for (; j < end; j += TLanes.Count)
            {
                TLanes a = TLanes.Load(in g, j) - anchor;
                largest = TLanes.MaxMagnitude(largest, a);
                block = TLanes.MultiplyAdd(TLanes.Load(in p, j), a, block);
            }

            block.AddTo(ref sum);
        }

        // The last vector overlaps the one before. Taken first, it is right in place, too.
        TLanes lastDifferences = TLanes.Load(in g, last) - anchor, lastProbabilities = TLanes.Load(in p, last);
        largest = TLanes.MaxMagnitude(largest, lastDifferences);
        if (j < probabilities.Length)
            ((lastProbabilities * lastDifferences) & TLanes.MaskFrom(j - last)).AddTo(ref sum);
        if (!TLanes.AreAtMost(largest, TLanes.Create(Limit))) return false;

        TLanes mean = TLanes.Create(T.CreateTruncating(sum.Value));
        TLanes lastProducts = lastProbabilities * (lastDifferences - mean);
        ref T dz = ref MemoryMarshal.GetReference(destination);
        for (j = 0; j < last; j += TLanes.Count)
            (TLanes.Load(in p, j) * ((TLanes.Load(in g, j) - anchor) - mean)).Store(ref dz, j);
        lastProducts.Store(ref dz, last);
        return true;
    }
}
