namespace SoftmaxNotebooks.Numerics;

public static partial class SoftmaxPrimitives
{
    /// <summary>m + log1p(sum over the entries other than the maximum of exp(z[k] - m)) = log(sum of exp(z))</summary>
    /// <remarks>
    /// Shapes: logits (C), result a scalar. The soft maximum; its gradient is softmax.
    /// An empty row gives -inf, a row with +inf gives +inf, a row with NaN gives NaN.
    /// Source: Blanchard, Higham, Higham, doi 10.1093/imanum/draa038; scipy.special.logsumexp since gh-18295.
    /// </remarks>
    public static double LogSumExp(ReadOnlySpan<double> logits)
        => SoftmaxKernel.LogSumExp(logits, default);

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{double})"/>
    public static float LogSumExp(ReadOnlySpan<float> logits)
        => SoftmaxKernel.LogSumExp(logits, default);

    /// <summary>log(sum of exp(z)) over the entries whose mask is true; -inf if there are none</summary>
    /// <remarks>Shapes: logits (C), mask (C), result a scalar.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    public static double LogSumExp(ReadOnlySpan<double> logits, ReadOnlySpan<bool> mask)
    {
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        return SoftmaxKernel.LogSumExp(logits, mask);
    }

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{double}, ReadOnlySpan{bool})"/>
    public static float LogSumExp(ReadOnlySpan<float> logits, ReadOnlySpan<bool> mask)
    {
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        return SoftmaxKernel.LogSumExp(logits, mask);
    }

    /// <summary>log(sum over j of w[j] exp(z[j])), w not negative</summary>
    /// <remarks>Shapes: logits (C), weights (C), result a scalar. An entry of weight 0 is not there, whatever its logit.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a weight is negative, infinite or NaN.</exception>
    public static double LogSumExp(ReadOnlySpan<double> logits, ReadOnlySpan<double> weights)
    {
        Guard.SameLength(logits.Length, nameof(logits), weights.Length, nameof(weights));
        Guard.NotNegative<double>(weights, nameof(weights));
        return SoftmaxKernel.LogSumExpSigned(logits, weights).LogOfMagnitude;
    }

    /// <inheritdoc cref="LogSumExp(ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public static float LogSumExp(ReadOnlySpan<float> logits, ReadOnlySpan<float> weights)
    {
        Guard.SameLength(logits.Length, nameof(logits), weights.Length, nameof(weights));
        Guard.NotNegative<float>(weights, nameof(weights));
        return (float)SoftmaxKernel.LogSumExpSigned(logits, weights).LogOfMagnitude;
    }

    /// <summary>log |s| and the sign of s, where s = sum over j of w[j] exp(z[j]) and w may be negative</summary>
    /// <remarks>
    /// Shapes: logits (C), weights (C), result two scalars; the sign is -1, 0, 1, or NaN where the logarithm is NaN.
    /// Source: scipy.special.logsumexp with return_sign.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static (double LogOfMagnitude, double Sign) LogSumExpSigned(ReadOnlySpan<double> logits, ReadOnlySpan<double> weights)
    {
        Guard.SameLength(logits.Length, nameof(logits), weights.Length, nameof(weights));
        return SoftmaxKernel.LogSumExpSigned(logits, weights);
    }

    /// <inheritdoc cref="LogSumExpSigned(ReadOnlySpan{double}, ReadOnlySpan{double})"/>
    public static (float LogOfMagnitude, float Sign) LogSumExpSigned(ReadOnlySpan<float> logits, ReadOnlySpan<float> weights)
    {
        Guard.SameLength(logits.Length, nameof(logits), weights.Length, nameof(weights));
        (double logOfMagnitude, double sign) = SoftmaxKernel.LogSumExpSigned(logits, weights);
        return ((float)logOfMagnitude, (float)sign);
    }

    /// <summary>m + log1p(sum over the entries other than the maximum of exp(z[k] - m)) = log(sum of exp(z)), in each row</summary>
    /// <remarks>Shapes: logits (N·C, row-major), destination (N), separate from the logits.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length, or the destination does not have N entries or overlaps
    /// the logits.
    /// </exception>
    public static void LogSumExpRows(ReadOnlySpan<double> logits, int columnCount, Span<double> destination)
    {
        CheckLogSumExpRows<double>(logits, columnCount, destination);
        SoftmaxKernel.LogSumExpRows(logits, columnCount, default, destination);
    }

    /// <inheritdoc cref="LogSumExpRows(ReadOnlySpan{double}, int, Span{double})"/>
    public static void LogSumExpRows(ReadOnlySpan<float> logits, int columnCount, Span<float> destination)
    {
        CheckLogSumExpRows<float>(logits, columnCount, destination);
        SoftmaxKernel.LogSumExpRows(logits, columnCount, default, destination);
    }

    /// <summary>log(sum of exp(z)) in each row over the entries whose mask is true; -inf if there are none</summary>
    /// <remarks>Shapes: logits (N·C, row-major), mask (N·C), destination (N), separate from the logits.</remarks>
    /// <exception cref="ArgumentException">As without a mask, or the mask has another length than the logits.</exception>
    public static void LogSumExpRows(ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<bool> mask, Span<double> destination)
    {
        CheckLogSumExpRows<double>(logits, columnCount, destination);
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        SoftmaxKernel.LogSumExpRows(logits, columnCount, mask, destination);
    }

    /// <inheritdoc cref="LogSumExpRows(ReadOnlySpan{double}, int, ReadOnlySpan{bool}, Span{double})"/>
    public static void LogSumExpRows(ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<bool> mask, Span<float> destination)
    {
        CheckLogSumExpRows<float>(logits, columnCount, destination);
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        SoftmaxKernel.LogSumExpRows(logits, columnCount, mask, destination);
    }

    private static void CheckLogSumExpRows<T>(ReadOnlySpan<T> logits, int columnCount, ReadOnlySpan<T> destination)
    {
        int rowCount = Guard.RowCount(logits.Length, columnCount);
        Guard.SameLength(rowCount, "the batch", destination.Length, nameof(destination));
        Guard.Separate(logits, nameof(logits), destination);
    }
}
