using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>log(1 + x), a vector of doubles at a time.</summary>
/// <remarks>
/// u = 1 + x as rounded, and c = x - (u - 1), which is exact, is what rounding took: log(1 + x) = log(u) + c / u, as in
/// <see cref="RowMath.Log1p"/>. u = f · 2^k with f in [sqrt(1/2), sqrt(2)), t = f - 1, s = t / (2 + t), and then
/// log(f) = 2 artanh(s) = t - t²/2 + s · (t²/2 + s² R(s²)), where R is the polynomial that equals (2 artanh(s) - 2 s) / s³ at the 7 Chebyshev
/// nodes of that interval; it leaves a relative error of 4.6e-18. log 2 comes in two parts, as in <see cref="LaneExponential{T, TLanes}"/>.
/// Source: J.-M. Muller, "Elementary Functions", 3rd ed., 2016, on range reduction and on Chebyshev interpolation.
/// </remarks>
internal static class LaneLogarithm<TLanes>
    where TLanes : unmanaged, ILanes<TLanes, double>
{
    /// <summary>x ← log(1 + x) for each x that is 0, a positive number or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Log1p(Span<double> values)
    {
        ref double x = ref MemoryMarshal.GetReference(values);
        int j = 0;
        for (; j <= values.Length - TLanes.Count; j += TLanes.Count) Log1p(TLanes.Load(in x, j)).Store(ref x, j);
        if (j == values.Length) return;
        Span<double> rest = stackalloc double[TLanes.Count];
        values[j..].CopyTo(rest);
        Log1p(TLanes.Load(in rest[0], 0)).Store(ref rest[0], 0);
        rest[..(values.Length - j)].CopyTo(values[j..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Log1p(TLanes x)
    {
        TLanes one = TLanes.Create(1), half = TLanes.Create(0.5);
        TLanes u = one + x;
        TLanes c = (x - (u - one)) / u;
        TLanes t = TLanes.SplitExponent(u, out TLanes k) - one;
        TLanes s = t / (TLanes.Create(2) + t);
        TLanes square = s * s;
        TLanes r = TLanes.MultiplyAdd(TLanes.Create(0.1461644968504340586), square, TLanes.Create(0.15331721600556041269));
        r = TLanes.MultiplyAdd(r, square, TLanes.Create(0.1818288912526172208));
        r = TLanes.MultiplyAdd(r, square, TLanes.Create(0.22222211134795079855));
        r = TLanes.MultiplyAdd(r, square, TLanes.Create(0.28571428625975484921));
        r = TLanes.MultiplyAdd(r, square, TLanes.Create(0.3999999999989950449));
        r = TLanes.MultiplyAdd(r, square, TLanes.Create(0.66666666666666696862));
        TLanes halfOfSquare = half * (t * t);
        c = TLanes.MultiplyAdd(k, TLanes.Create(1.90821492927058770002e-10), c);
        TLanes small = halfOfSquare - TLanes.MultiplyAdd(s, TLanes.MultiplyAdd(r, square, halfOfSquare), c);
        return TLanes.MultiplyAdd(k, TLanes.Create(6.93147180369123816490e-1), t - small);
    }
}
