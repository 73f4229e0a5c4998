using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Sums of weights in the lanes of a vector, and beside them what rounding took from these sums, where it would show.</summary>
/// <remarks>
/// A single large weight would be rounded as often as another is added to it. In wide vectors of floats, of which each lane sees but a few, what
/// that takes is less than what rounding took from their exponentials. Source: D. E. Knuth's TwoSum, as in <see cref="CompensatedSum"/>.
/// </remarks>
internal static class LaneSum<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    private static bool KeepsErrors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)] // A call in a loop would take the registers from it.
        get => typeof(T) == typeof(double) || TLanes.Count < 8;
    }

    /// <summary>sums += w</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Add(ref TLanes sums, ref TLanes errors, TLanes w)
    {
        TLanes sum = sums + w;
        if (KeepsErrors)
        {
            TLanes part = sum - sums;
            errors += (sums - (sum - part)) + (w - part);
        }

        sums = sum;
    }
}
