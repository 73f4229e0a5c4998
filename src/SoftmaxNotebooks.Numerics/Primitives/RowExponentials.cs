using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>e[j] = exp((z[j] - m) / T), and the sum of the e of all entries but the maximum</summary>
/// <remarks>
/// Symbols: C columns, z logits, m the maximum of the row, T temperature, e exponentials, each in [0, 1].
/// The maximum has e = 1 exactly. It is left out of the sum because log1p and 1 - p want the others apart from it.
/// Doubles go one by one. Floats go as vectors of doubles, where z - m is exact and no rounding of a sum can show in a float.
/// </remarks>
internal static class RowExponentials
{
    /// <summary>From here on exp is taken to be 0: a float is 0 below -104, and a double normal, so that its bits can be composed, above -708.</summary>
    private const double Lowest = -700;

    /// <summary>Added to a double of up to 2^51, it leaves the nearest integer in the lowest bits of the sum.</summary>
    private const double RoundingShift = 3L << 51;

    /// <summary>sum over the entries other than the maximum of exp((z[k] - m) / T); e[j] into the destination, unless that is empty</summary>
    /// <remarks>
    /// Shapes: logits (C), mask (C) or empty, destination (C) or empty; in place is allowed. Where the mask is false e is 0.
    /// The sum is NaN if m is NaN or infinite: such a row has no probabilities.
    /// </remarks>
    internal static double SumOfOthers<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask, int top, double temperature, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float) && mask.IsEmpty)
            return SumOfOthers(MemoryMarshal.Cast<T, float>(logits), top, temperature, MemoryMarshal.Cast<T, float>(destination));

        double maximum = double.CreateTruncating(logits[top]);
        CompensatedSum others = default;
        for (int j = 0; j < logits.Length; j++)
        {
            double exponential = RowMath.IsKept(mask, j) ? Math.Exp(RowMath.Shifted(logits[j], maximum, temperature)) : 0;
            if (j != top) others.Add(exponential);
            if (!destination.IsEmpty) destination[j] = T.CreateTruncating(exponential);
        }

        return double.IsFinite(maximum) ? others.Value : double.NaN;
    }

    /// <summary>x[j] ← x[j] / divisor</summary>
    internal static void Divide<T>(Span<T> row, double divisor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float)) Divide(MemoryMarshal.Cast<T, float>(row), divisor);
        else foreach (ref T entry in row) entry = T.CreateTruncating(double.CreateTruncating(entry) / divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    private static double SumOfOthers(ReadOnlySpan<float> logits, int top, double temperature, Span<float> destination)
    {
        double maximum = logits[top];
        var sums = new Sums(maximum, 1 / temperature);
        int j = 0;
        for (; j + Vector<float>.Count <= logits.Length; j += Vector<float>.Count)
        {
            Vector<float> exponentials = sums.Add(new Vector<float>(logits[j..]));
            if (!destination.IsEmpty) exponentials.CopyTo(destination[j..]);
        }

        if (j < logits.Length)
        {
            // What is missing in the last vector is -inf, which has e = 0.
            Span<float> rest = stackalloc float[Vector<float>.Count];
            rest.Fill(float.NegativeInfinity);
            logits[j..].CopyTo(rest);
            sums.Add(new Vector<float>(rest)).CopyTo(rest);
            if (!destination.IsEmpty) rest[..(logits.Length - j)].CopyTo(destination[j..]);
        }

        return double.IsFinite(maximum) ? sums.Others : double.NaN;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Divide(Span<float> row, double divisor)
    {
        // Rounding the reciprocal to double cannot show in a float.
        double reciprocal = 1 / divisor;
        var factors = new Vector<double>(reciprocal);
        int j = 0;
        for (; j + Vector<float>.Count <= row.Length; j += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[j..]), out Vector<double> low, out Vector<double> high);
            Vector.Narrow(low * factors, high * factors).CopyTo(row[j..]);
        }

        for (; j < row.Length; j++) row[j] = (float)(row[j] * reciprocal);
    }

    /// <summary>The sums of what has been seen of a row, a lane each.</summary>
    private struct Sums(double maximum, double inverseTemperature)
    {
        private readonly Vector<double> _maximum = new(maximum);
        private readonly Vector<double> _inverseTemperature = new(inverseTemperature);
        private Vector<double> _ones;
        private Vector<double> _others;

        /// <summary>The ones but for that of the maximum itself, and what is less than one.</summary>
        internal readonly double Others => Vector.Sum(_ones) - 1 + Vector.Sum(_others);

        /// <summary>exp((z - m) / T)</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Vector<float> Add(Vector<float> logits)
        {
            Vector.Widen(logits, out Vector<double> low, out Vector<double> high);
            return Vector.Narrow(Add(low), Add(high));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private Vector<double> Add(Vector<double> logits)
        {
            Vector<double> shifted = (logits - _maximum) * _inverseTemperature;
            Vector<double> exponentials = Exp(shifted);
            Vector<double> isOne = Vector.Equals(shifted, Vector<double>.Zero).As<long, double>();
            _ones += Vector.BitwiseAnd(exponentials, isOne);
            _others += Vector.AndNot(exponentials, isOne);
            return exponentials;
        }

        /// <summary>exp(x) = 2^k · exp(r) for x ≤ 0, where k is the integer nearest to x / log 2, and so |r| ≤ 0.35</summary>
        /// <remarks>
        /// exp(r) is its Taylor polynomial up to r^8 / 8!. What is left out is at most 0.35^9 / 9! = 2e-10, less than a hundredth of
        /// what rounding to float takes. exp(0) is exactly 1, NaN stays NaN.
        /// Source: J.-M. Muller, "Elementary Functions", 3rd ed., 2016, on range reduction.
        /// </remarks>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<double> Exp(Vector<double> x)
        {
            Vector<long> isZero = Vector.LessThan(x, new Vector<double>(Lowest));
            x = Vector.ConditionalSelect(isZero, Vector<double>.Zero, x);
            var shift = new Vector<double>(RoundingShift);
            Vector<double> shifted = Vector.MultiplyAddEstimate(x, new Vector<double>(1 / 0.69314718055994531), shift);
            Vector<double> r = Vector.MultiplyAddEstimate(shift - shifted, new Vector<double>(0.69314718055994531), x);
            var p = new Vector<double>(1 / 40320.0);
            p = Vector.MultiplyAddEstimate(p, r, new Vector<double>(1 / 5040.0));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<double>(1 / 720.0));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<double>(1 / 120.0));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<double>(1 / 24.0));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<double>(1 / 6.0));
            p = Vector.MultiplyAddEstimate(p, r, new Vector<double>(0.5));
            p = Vector.MultiplyAddEstimate(p, r, Vector<double>.One);
            p = Vector.MultiplyAddEstimate(p, r, Vector<double>.One);
            // k stands in the lowest bits of the shifted number; added to the exponent of exp(r) it multiplies by 2^k.
            Vector<long> bits = p.As<double, long>() + Vector.ShiftLeft(shifted.As<double, long>(), 52);
            return Vector.AndNot(bits, isZero).As<long, double>();
        }
    }
}
