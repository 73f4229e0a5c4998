using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A sum that a row is divided by.</summary>
/// <remarks>
/// 1 / sum is known as high + low, with twice the digits of T. x · high + x · low, where the first product is not rounded, is then as good as the
/// quotient, and takes a fraction of a division's time. Machines without a fused multiply-add divide by the sum, rounded to T: there it is high.
/// </remarks>
internal readonly struct LaneDivisor<T, TLanes>(TLanes high, TLanes low)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>For a sum that is positive, finite and far from the limits, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static LaneDivisor<T, TLanes> Of(in CompensatedSum sum)
    {
        double rounded = sum.Value;
        if (!Widest.HasFusedMultiplyAdd) return new(TLanes.Create(T.CreateTruncating(rounded)), default);
        double reciprocal = 1 / rounded;
        T high = T.CreateTruncating(reciprocal);
        double low = typeof(T) == typeof(float)
            ? reciprocal - double.CreateTruncating(high)
            : reciprocal * (Math.FusedMultiplyAdd(-reciprocal, rounded, 1) - (reciprocal * ((sum.High - rounded) + sum.Low)));
        return new(TLanes.Create(high), TLanes.Create(T.CreateTruncating(low)));
    }

    /// <summary>x / sum</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TLanes Divide(TLanes x) => Widest.HasFusedMultiplyAdd ? TLanes.MultiplyAdd(x, high, x * low) : x / high;
}
