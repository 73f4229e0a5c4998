using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Softmax, log-softmax and log-sum-exp as extension methods on vectors, matrices and arrays.</summary>
/// <remarks>
/// Symbols: N rows, C columns, z logits, p probabilities, l log-probabilities, T temperature.
/// <para>
/// Every method allocates its result and leaves its input alone. In a matrix the examples are rows (<c>…Rows</c>) or columns
/// (<c>…Columns</c>); the name says which entries belong together. A mask is true where an entry takes part.
/// </para>
/// <para>Edge values, formulas and sources: <see cref="SoftmaxPrimitives"/>, which does the computing.</para>
/// </remarks>
public static partial class SoftmaxFunctions
{
    /// <summary>p[j] = exp(z[j] / T) / sum over k of exp(z[k] / T)</summary>
    /// <remarks>Shapes: logits (C), mask (C) or none, result (C). A masked entry gives 0 and does not count in the sum.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static Vector<double> Softmax(this Vector<double> logits, double temperature = 1, bool[]? mask = null)
        => OfVector(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <inheritdoc cref="Softmax(Vector{double}, double, bool[])"/>
    public static Vector<float> Softmax(this Vector<float> logits, float temperature = 1, bool[]? mask = null)
        => OfVector(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <summary>l[j] = z[j] / T - log(sum over k of exp(z[k] / T))</summary>
    /// <remarks>Shapes: logits (C), mask (C) or none, result (C). A masked entry gives -inf and does not count in the sum.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static Vector<double> LogSoftmax(this Vector<double> logits, double temperature = 1, bool[]? mask = null)
        => OfVector(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <inheritdoc cref="LogSoftmax(Vector{double}, double, bool[])"/>
    public static Vector<float> LogSoftmax(this Vector<float> logits, float temperature = 1, bool[]? mask = null)
        => OfVector(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <summary>log(sum over j of exp(z[j]))</summary>
    /// <remarks>Shapes: logits (C), mask (C) or none, result a scalar: -inf if nothing takes part.</remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    public static double LogSumExp(this Vector<double> logits, bool[]? mask = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return mask is null ? SoftmaxPrimitives.LogSumExp(logits.ToArray()) : SoftmaxPrimitives.LogSumExp(logits.ToArray(), mask);
    }

    /// <inheritdoc cref="LogSumExp(Vector{double}, bool[])"/>
    public static float LogSumExp(this Vector<float> logits, bool[]? mask = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return mask is null ? SoftmaxPrimitives.LogSumExp(logits.ToArray()) : SoftmaxPrimitives.LogSumExp(logits.ToArray(), mask);
    }

    /// <summary>log(sum over j of w[j] exp(z[j])), w not negative</summary>
    /// <remarks>Shapes: logits (C), weights (C), result a scalar. An entry of weight 0 is not there, whatever its logit.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or a weight is negative, infinite or NaN.</exception>
    public static double LogSumExp(this Vector<double> logits, Vector<double> weights)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(weights);
        return SoftmaxPrimitives.LogSumExp(logits.ToArray(), weights.ToArray());
    }

    /// <inheritdoc cref="LogSumExp(Vector{double}, Vector{double})"/>
    public static float LogSumExp(this Vector<float> logits, Vector<float> weights)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(weights);
        return SoftmaxPrimitives.LogSumExp(logits.ToArray(), weights.ToArray());
    }

    private delegate void BatchKernel<T>(
        ReadOnlySpan<T> logits, int columnCount, ReadOnlySpan<bool> mask, Span<T> destination, double temperature);

    private static Vector<T> OfVector<T>(Vector<T> logits, T temperature, bool[]? mask, BatchKernel<T> kernel)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Vector<T>.Build.Dense(OfArray(logits.ToArray(), temperature, mask, kernel));
    }
}
