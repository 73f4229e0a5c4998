using SoftmaxNotebooks.Benchmarks.Comparison;

namespace SoftmaxNotebooks.Benchmarks.Accuracy;

/// <summary>How far a result is from the exact value, in units of the last place that the exact value has in its type.</summary>
internal static class UlpError
{
    /// <summary>|computed - exact| / ulp(exact); infinite where the one is 0, infinite or NaN, and the other has digits.</summary>
    public static double Of(double computed, BinaryNumber exact, Precision precision)
    {
        if (!double.IsFinite(computed)) return double.PositiveInfinity;
        if (exact.Significand.IsZero) return computed == 0 ? 0 : double.PositiveInfinity;
        BinaryNumber difference = BinaryNumber.FromDouble(computed) - exact;
        return difference.Significand.IsZero ? 0 : difference.InUnitsOf(LastPlace(exact, precision));
    }

    /// <summary>The exponent of the last place; a subnormal number has fewer places.</summary>
    private static int LastPlace(BinaryNumber exact, Precision precision) => precision == Precision.Float
        ? Math.Max(exact.Magnitude - 23, -149)
        : Math.Max(exact.Magnitude - 52, -1074);
}
