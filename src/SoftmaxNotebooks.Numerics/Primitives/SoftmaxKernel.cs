using System.Numerics;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Softmax, log-softmax and log-sum-exp of one row and of a batch of rows, once for float and double.</summary>
/// <remarks>
/// Symbols: N rows, C columns (classes), z logits, p probabilities, m the maximum of the row, T temperature.
/// The callers have checked the arguments; an empty mask keeps every entry.
/// </remarks>
internal static class SoftmaxKernel
{
    /// <summary>p[j] = exp((z[j] - m) / T) / sum over k of exp((z[k] - m) / T)</summary>
    /// <remarks>
    /// Dividing by the sum, rather than taking exp(log-softmax), keeps every p[j] to a few units in the last place.
    /// NaN needs no branch: the sum is NaN, and dividing by it spreads NaN over the row.
    /// Source: Blanchard, Higham, Higham, "Accurately computing the log-sum-exp and softmax functions", doi 10.1093/imanum/draa038.
    /// </remarks>
    internal static void Softmax<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask, Span<T> destination, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = RowMath.IndexOfMaximum(logits, mask);
        if (top < 0)
        {
            destination.Clear();
            return;
        }

        RowExponentials.Divide(destination, 1 + RowExponentials.SumOfOthers(logits, mask, top, temperature, destination));
        FillMasked(mask, destination, T.Zero);
    }

    /// <summary>l[j] = (z[j] - m) / T - log1p(sum over the entries other than the maximum of exp((z[k] - m) / T))</summary>
    internal static void LogSoftmax<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask, Span<T> destination, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = RowMath.IndexOfMaximum(logits, mask);
        double maximum = top < 0 ? double.NegativeInfinity : double.CreateTruncating(logits[top]);
        double logOfSum = LogOfSum(logits, mask, top, temperature);
        for (int j = 0; j < logits.Length; j++)
        {
            destination[j] = RowMath.IsKept(mask, j)
                ? T.CreateTruncating(RowMath.Shifted(logits[j], maximum, temperature) - logOfSum)
                : T.NegativeInfinity;
        }
    }

    /// <summary>log(sum over k of exp((z[k] - m) / T)), or NaN if the row has no finite maximum and so no probabilities.</summary>
    /// <remarks>
    /// The maximum contributes exactly 1 to the sum of exponentials. Leaving it out and taking log1p keeps the log-probability of
    /// the top class when it is as small as -4e-18, where log(1 + 4e-18) is 0 (pytorch#113708, scipy#19521).
    /// The NaN is for a row with one +inf, which would otherwise come out as 0 beside -inf.
    /// </remarks>
    internal static double LogOfSum<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask, int top, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        return top < 0 ? double.NaN : RowMath.Log1p(RowExponentials.SumOfOthers(logits, mask, top, temperature, destination: default));
    }

    /// <summary>m + log1p(sum over the entries other than the maximum of exp(z[k] - m))</summary>
    /// <remarks>An infinite or NaN maximum is the result: -inf for an empty, a fully masked and an all -inf row.</remarks>
    internal static T LogSumExp<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T result = T.NegativeInfinity;
        if (!logits.IsEmpty) LogSumExpRows(logits, logits.Length, mask, new Span<T>(ref result));
        return result;
    }

    /// <summary>log |sum over j of w[j] exp(z[j])| and the sign of that sum, in units of the largest term.</summary>
    /// <remarks>An entry of weight 0 is not there, even if its logit is infinite or NaN (jax#5370).</remarks>
    internal static (double LogOfMagnitude, double Sign) LogSumExpSigned<T>(ReadOnlySpan<T> logits, ReadOnlySpan<T> weights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = -1;
        double maximum = double.NegativeInfinity;
        for (int j = 0; j < logits.Length; j++)
        {
            if (weights[j] == T.Zero) continue;
            double z = WeightedLogit(logits[j], weights[j]);
            if (double.IsNaN(z)) return (double.NaN, double.NaN);
            if (top < 0 || z > maximum) (top, maximum) = (j, z);
        }

        if (double.IsNegativeInfinity(maximum)) return (double.NegativeInfinity, 0);

        // In units of exp(z[top]) the sum is w[top] + others. The weights enter as they are: their logarithms would be rounded before
        // they could cancel.
        double topWeight = double.CreateTruncating(weights[top]);
        double topLogit = double.CreateTruncating(logits[top]);
        double others = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            double weight = double.CreateTruncating(weights[j]);
            if (j == top || weight == 0) continue;
            double z = WeightedLogit(logits[j], weights[j]);
            bool isOpposite = Math.Sign(weight) != Math.Sign(topWeight);
            if (isOpposite && double.IsPositiveInfinity(z)) return (double.NaN, double.NaN); // inf - inf has no value
            double exponential = Math.Exp(double.CreateTruncating(logits[j]) - topLogit);
            // A large logit with a small weight, or the reverse: the exponential alone may be more or less than a double holds, and only
            // with its weight is it no more than the top.
            others += double.IsNormal(exponential)
                ? weight * exponential
                : Math.Sign(weight) * Math.Abs(topWeight) * (z == maximum ? 1 : Math.Exp(z - maximum));
        }

        double sum = topWeight + others;
        double logOfMagnitude = others / topWeight > -0.5
            ? maximum + RowMath.Log1p(others / topWeight)
            : topLogit + Math.Log(Math.Abs(sum));
        return (logOfMagnitude, Math.Sign(sum));
    }

    /// <summary>Softmax of each row.</summary>
    internal static void SoftmaxRows<T>(
        ReadOnlySpan<T> logits, int columnCount, ReadOnlySpan<bool> mask, Span<T> destination, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (temperature == 1)
        {
            ReadOnlySpan<T> kept = Keep(logits, mask, destination);
            if (Widest.Is512) LaneRows<T, Lanes512<T>>.SoftmaxRows(kept, columnCount, destination);
            else if (Widest.Is256) LaneRows<T, Lanes256<T>>.SoftmaxRows(kept, columnCount, destination);
            else if (Widest.Is128) LaneRows<T, Lanes128<T>>.SoftmaxRows(kept, columnCount, destination);
            else LaneRows<T, OneLane<T>>.SoftmaxRows(kept, columnCount, destination);
            FillMasked(mask, destination, T.Zero);
            return;
        }

        for (int start = 0; start < logits.Length; start += columnCount)
        {
            Span<T> row = destination.Slice(start, columnCount);
            Softmax(logits.Slice(start, columnCount), MaskOfRow(mask, start, columnCount), row, temperature);
        }
    }

    /// <summary>Log-softmax of each row.</summary>
    internal static void LogSoftmaxRows<T>(
        ReadOnlySpan<T> logits, int columnCount, ReadOnlySpan<bool> mask, Span<T> destination, double temperature)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (temperature == 1)
        {
            ReadOnlySpan<T> kept = Keep(logits, mask, destination);
            if (Widest.Is512) LaneRows<T, Lanes512<T>>.LogSoftmaxRows(kept, columnCount, destination);
            else if (Widest.Is256) LaneRows<T, Lanes256<T>>.LogSoftmaxRows(kept, columnCount, destination);
            else if (Widest.Is128) LaneRows<T, Lanes128<T>>.LogSoftmaxRows(kept, columnCount, destination);
            else LaneRows<T, OneLane<T>>.LogSoftmaxRows(kept, columnCount, destination);
            FillMasked(mask, destination, T.NegativeInfinity);
            return;
        }

        for (int start = 0; start < logits.Length; start += columnCount)
        {
            Span<T> row = destination.Slice(start, columnCount);
            LogSoftmax(logits.Slice(start, columnCount), MaskOfRow(mask, start, columnCount), row, temperature);
        }
    }

    /// <summary>Log-sum-exp of each row: N·C entries in, N out.</summary>
    internal static void LogSumExpRows<T>(ReadOnlySpan<T> logits, int columnCount, ReadOnlySpan<bool> mask, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columnCount == 0)
        {
            destination.Fill(T.NegativeInfinity);
            return;
        }

        if (mask.IsEmpty && typeof(T) == typeof(double))
        {
            LogSumExpRows(MemoryMarshal.Cast<T, double>(logits), columnCount, MemoryMarshal.Cast<T, double>(destination));
            return;
        }

        WidenedLogSumExp.OfRows(logits, columnCount, mask, destination);
    }

    /// <summary>Log-sum-exp of each row.</summary>
    internal static void LogSumExpRows(ReadOnlySpan<double> logits, int columnCount, Span<double> destination)
    {
        if (Widest.Is512) LaneRows<double, Lanes512<double>>.LogSumExpRows(logits, columnCount, destination);
        else if (Widest.Is256) LaneRows<double, Lanes256<double>>.LogSumExpRows(logits, columnCount, destination);
        else if (Widest.Is128) LaneRows<double, Lanes128<double>>.LogSumExpRows(logits, columnCount, destination);
        else LaneRows<double, OneLane<double>>.LogSumExpRows(logits, columnCount, destination);
    }

    /// <summary>The logits, with -inf in the place of those that are masked; that takes a copy in the destination.</summary>
    private static ReadOnlySpan<T> Keep<T>(ReadOnlySpan<T> logits, ReadOnlySpan<bool> mask, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (mask.IsEmpty) return logits;
        logits.CopyTo(destination);
        FillMasked(mask, destination, T.NegativeInfinity);
        return destination;
    }

    /// <summary>A masked entry has its value beside a NaN, and in a fully masked row, too.</summary>
    private static void FillMasked<T>(ReadOnlySpan<bool> mask, Span<T> row, T value)
    {
        for (int j = 0; j < mask.Length; j++)
        {
            if (!mask[j]) row[j] = value;
        }
    }

    private static double WeightedLogit<T>(T logit, T weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => double.CreateTruncating(logit) + Math.Log(Math.Abs(double.CreateTruncating(weight)));

    private static ReadOnlySpan<bool> MaskOfRow(ReadOnlySpan<bool> mask, int start, int columnCount)
        => mask.IsEmpty ? mask : mask.Slice(start, columnCount);
}
