using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>w[j] = exp(z[j] - s) · 2^k: the exponentials of a row, up to a factor that all of them share</summary>
/// <remarks>
/// Symbols: z logits, m the maximum of the row, s shift, w weights. A probability is w[j] / (sum of w), whatever s and k.
/// <para>
/// Why not exp(z - m): rounding z - m costs up to |z - m| / 2 units in the last place of the exponential, 40 at the end of a row of
/// floats. Here nothing is rounded. Up to <see cref="Limit"/> nothing is shifted at all, and k brings the largest weight near 2^60, which
/// leaves room for the sum above and for the smallest probability below. A row with a larger maximum is shifted by it: every logit that is
/// not too small to matter lies within a factor of two of m, and such a difference is exact (Sterbenz' lemma).
/// Source of weights with an exponent of their own: M. Dukhan and A. Ablavatski, "Two-pass softmax algorithm", arXiv:2001.04438.
/// </para>
/// <para>
/// exp(x) = 2^n · exp(r) with n the integer nearest to x / log 2. log 2 is taken in two parts, the first so short that its product with n
/// is exact; what remains is |r| ≤ log(2) / 2. exp(r) = 1 + r + r² q(r), where q is the polynomial that equals (exp(r) - 1 - r) / r² at
/// the 5 (float) or 11 (double) Chebyshev nodes of that interval; the relative error that it leaves is below 1.1e-8 and 4.1e-19.
/// Source: J.-M. Muller, "Elementary Functions", 3rd ed., 2016, on range reduction and on Chebyshev interpolation.
/// </para>
/// </remarks>
internal readonly struct LaneExponential<T, TLanes>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLanes : unmanaged, ILanes<TLanes, T>
{
    /// <summary>The exponent of the largest weight: a sum of 2^31 such weights is finite, and the smallest is still normal.</summary>
    private const int TopExponent = 60;

    private readonly TLanes _shift;
    private readonly TLanes _rounding;
    private readonly TLanes _lowest;

    /// <summary>For a row with this maximum, which is finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LaneExponential(T maximum)
    {
        T shift = T.Abs(maximum) > Limit ? maximum : T.Zero;
        T top = maximum - shift;
        _shift = TLanes.Create(shift);
        _rounding = Lanes(Rounding + TopExponent - EvenExponent(top));
        _lowest = TLanes.Create(top - Reach);
    }

    /// <summary>
    /// For a row whose entries all lie between plus and minus this, there is no need to know the maximum: neither exp(z) nor a sum of them nor its
    /// reciprocal leaves the range of normal numbers, so that the power of two makes no difference in any bit of a probability.
    /// </summary>
    internal static T PlainLimit => Constant(40);

    /// <summary>Twice what matters of a row, so that m and m - reach lie within a factor of two.</summary>
    private static T Limit => Constant(typeof(T) == typeof(float) ? 214 : 1492);

    /// <summary>What lies further below the maximum has a probability that rounds to 0: exp(-107) &lt; 2^-150, exp(-746) &lt; 2^-1075.</summary>
    private static T Reach => Constant(typeof(T) == typeof(float) ? 107 : 746);

    /// <summary>w[j] for a vector of logits; 0 where a probability would round to 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TLanes Of(TLanes logits)
    {
        TLanes x = logits - _shift;
        return TLanes.KeepWhereAtLeast(Exp(x, _rounding), x, _lowest);
    }

    /// <summary>exp(z) for |z| up to <see cref="PlainLimit"/></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLanes OfPlain(TLanes logits) => Exp(logits, Lanes(Rounding));

    /// <summary>exp(x) · 2^k, where the number that rounds is 3/2 of a power of two plus k</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Exp(TLanes x, TLanes rounding)
    {
        // The sum has no room for a fraction: it is rounding + n, and n + k stands in its lowest bits.
        TLanes rounded = TLanes.MultiplyAdd(x, Lanes(1 / 0.69314718055994531), rounding);
        TLanes minusN = rounding - rounded;
        bool isFloat = typeof(T) == typeof(float);
        TLanes r = TLanes.MultiplyAdd(minusN, Lanes(isFloat ? 355.0 / 512 : 6.93147180369123816490e-1), x);
        r = TLanes.MultiplyAdd(minusN, Lanes(isFloat ? -2.1219444005469058e-4 : 1.90821492927058770002e-10), r);
        // The coefficients in pairs, whose values do not wait for each other.
        TLanes square = r * r;
        TLanes q;
        if (isFloat)
        {
            q = TLanes.MultiplyAdd(Lanes(0.0013926176119935578884), square, Pair(r, 0.041666554662050533982, 0.0083631730745137109028));
            q = TLanes.MultiplyAdd(q, square, Pair(r, 0.5, 0.1666657702559798819));
        }
        else
        {
            q = TLanes.MultiplyAdd(Lanes(2.09146793765839351e-9), square, Pair(r, 2.7557273661348636219e-7, 2.5105206373957011116e-8));
            q = TLanes.MultiplyAdd(q, square, Pair(r, 0.000024801587325533363819, 2.7557255425746434282e-6));
            q = TLanes.MultiplyAdd(q, square, Pair(r, 0.0013888888888883752417, 0.00019841269874800491981));
            q = TLanes.MultiplyAdd(q, square, Pair(r, 0.041666666666666669752, 0.008333333333326140884));
            q = TLanes.MultiplyAdd(q, square, Pair(r, 0.5, 0.16666666666666670986));
        }

        // 1 + (r + r² q), so that what is rounded before the last step is small.
        return TLanes.AddToExponent(Lanes(1) + TLanes.MultiplyAdd(q, square, r), rounded);
    }

    /// <summary>a + b r</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Pair(TLanes r, double a, double b) => TLanes.MultiplyAdd(Lanes(b), r, Lanes(a));

    /// <summary>The even integer nearest to x / log 2: with an odd one in the sum that rounds, a half would be rounded to the other side.</summary>
    private static double EvenExponent(T x) => 2 * Math.Round(double.CreateTruncating(x) / (2 * 0.69314718055994531));

    /// <summary>3/2 of the power of two whose unit in the last place is 1.</summary>
    private static double Rounding
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 3 << 22 : 3L << 51;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Lanes(double value) => TLanes.Create(Constant(value));

    /// <summary>A number known to the compiler, which does not see through the generic conversions in a loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Constant(double value)
        => typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)value) : Unsafe.BitCast<double, T>(value);
}
