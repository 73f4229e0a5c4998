namespace SoftmaxNotebooks.Numerics;

// The same functions on arrays, for a reader who has no use for a matrix library yet.
public static partial class SoftmaxFunctions
{
    /// <summary>p[j] = exp(z[j] / T) / sum over k of exp(z[k] / T)</summary>
    /// <remarks>Shapes: logits (C), mask (C) or none, result (C). A masked entry gives 0 and does not count in the sum.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static double[] Softmax(this double[] logits, double temperature = 1, bool[]? mask = null)
        => OfArray(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <inheritdoc cref="Softmax(double[], double, bool[])"/>
    public static float[] Softmax(this float[] logits, float temperature = 1, bool[]? mask = null)
        => OfArray(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <summary>l[j] = z[j] / T - log(sum over k of exp(z[k] / T))</summary>
    /// <remarks>Shapes: logits (C), mask (C) or none, result (C). A masked entry gives -inf and does not count in the sum.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static double[] LogSoftmax(this double[] logits, double temperature = 1, bool[]? mask = null)
        => OfArray(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <inheritdoc cref="LogSoftmax(double[], double, bool[])"/>
    public static float[] LogSoftmax(this float[] logits, float temperature = 1, bool[]? mask = null)
        => OfArray(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <summary>log(sum over j of exp(z[j]))</summary>
    /// <remarks>Shapes: logits (C), mask (C) or none, result a scalar: -inf if nothing takes part.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    public static double LogSumExp(this double[] logits, bool[]? mask = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return mask is null ? SoftmaxPrimitives.LogSumExp(logits) : SoftmaxPrimitives.LogSumExp(logits, mask);
    }

    /// <inheritdoc cref="LogSumExp(double[], bool[])"/>
    public static float LogSumExp(this float[] logits, bool[]? mask = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return mask is null ? SoftmaxPrimitives.LogSumExp(logits) : SoftmaxPrimitives.LogSumExp(logits, mask);
    }

    /// <summary>log(sum over j of w[j] exp(z[j])), w not negative</summary>
    /// <remarks>Shapes: logits (C), weights (C), result a scalar. An entry of weight 0 is not there, whatever its logit.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a weight is negative, infinite or NaN.</exception>
    public static double LogSumExp(this double[] logits, double[] weights)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(weights);
        return SoftmaxPrimitives.LogSumExp(logits, weights);
    }

    /// <inheritdoc cref="LogSumExp(double[], double[])"/>
    public static float LogSumExp(this float[] logits, float[] weights)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(weights);
        return SoftmaxPrimitives.LogSumExp(logits, weights);
    }

    private static T[] OfArray<T>(T[] logits, T temperature, bool[]? mask, BatchKernel<T> kernel)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (mask is not null) Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));

        T[] result = new T[logits.Length];
        kernel(logits, Math.Max(logits.Length, 1), mask, result, Guard.Temperature(temperature));
        return result;
    }
}
