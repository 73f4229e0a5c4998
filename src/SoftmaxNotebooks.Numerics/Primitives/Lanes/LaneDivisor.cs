using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A sum that a row is divided by.</summary>
/// <remarks>
/// 1 / sum is known as high + low, with twice the digits of T. x · high + x · low, where the first product is not rounded, is then as good as the
/// quotient, and takes a fraction of a division's time. Machines without a fused multiply-add divide by the rounded sum.
/// </remarks>
internal readonly struct LaneDivisor<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    private readonly TLanes _high;
    private readonly TLanes _low;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LaneDivisor(in CompensatedSum sum)
    {
        double rounded = sum.Value, rest = (sum.High - rounded) + sum.Low;
        if (!Widest.HasFusedMultiplyAdd)
        {
            _high = TLanes.Create(T.CreateTruncating(rounded));
            return;
        }

        double reciprocal = 1 / rounded;
        double error = reciprocal * (Math.FusedMultiplyAdd(-reciprocal, rounded, 1) - (reciprocal * rest));
        T high = T.CreateTruncating(reciprocal);
        _high = TLanes.Create(high);
        _low = TLanes.Create(T.CreateTruncating((reciprocal - double.CreateTruncating(high)) + error));
    }

    /// <summary>x / sum</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TLanes Divide(TLanes x) => Widest.HasFusedMultiplyAdd ? TLanes.MultiplyAdd(x, _high, x * _low) : x / _high;
}
