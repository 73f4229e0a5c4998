namespace SoftmaxNotebooks.Numerics;

public static partial class SoftmaxPrimitives
{
    /// <summary>J[i,j] = dp[i]/dz[j] = p[i] · ((i = j ? 1 : 0) - p[j])</summary>
    /// <remarks>
    /// Shapes: probabilities (C), destination (C·C, row-major), separate from the probabilities.
    /// Takes the output of softmax, not its input.
    /// The diagonal is p[i] times the sum of the other probabilities. With a temperature T, divide by T.
    /// </remarks>
    /// <exception cref="ArgumentException">The destination does not have C·C entries, or overlaps the probabilities.</exception>
    public static void SoftmaxJacobian(ReadOnlySpan<double> probabilities, Span<double> destination)
    {
        Guard.SameLength((long)probabilities.Length * probabilities.Length, "the Jacobian", destination.Length, nameof(destination));
        Guard.Separate(probabilities, nameof(probabilities), destination);
        SoftmaxDerivativeKernel.Jacobian(probabilities, destination);
    }

    /// <inheritdoc cref="SoftmaxJacobian(ReadOnlySpan{double}, Span{double})"/>
    public static void SoftmaxJacobian(ReadOnlySpan<float> probabilities, Span<float> destination)
    {
        Guard.SameLength((long)probabilities.Length * probabilities.Length, "the Jacobian", destination.Length, nameof(destination));
        Guard.Separate(probabilities, nameof(probabilities), destination);
        SoftmaxDerivativeKernel.Jacobian(probabilities, destination);
    }

    /// <summary>dz[j] = p[j] · (g[j] - sum over i of p[i] g[i])</summary>
    /// <remarks>
    /// Shapes: probabilities (C), outputGradient (C), destination (C). In place of either input is allowed.
    /// The gradient of a loss with respect to the logits, from its gradient g with respect to the probabilities (PyTorch's grad_output,
    /// JAX's cotangent), without building the Jacobian: C numbers where the matrix has C·C. g is measured from its value at the most
    /// probable class first, so that a saturated row stays right. That is the same only for probabilities which sum to 1, as those of
    /// softmax do; with other numbers in their place the result is not p[j] (g[j] - sum of p g). With a temperature T, divide by T.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The lengths differ, or the destination overlaps an input without being the same span.
    /// </exception>
    public static void SoftmaxVjp(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outputGradient, Span<double> destination)
    {
        CheckProduct<double>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.SoftmaxProduct(probabilities, outputGradient, destination);
    }

    /// <inheritdoc cref="SoftmaxVjp(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>
    public static void SoftmaxVjp(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> outputGradient, Span<float> destination)
    {
        CheckProduct<float>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.SoftmaxProduct(probabilities, outputGradient, destination);
    }

    /// <summary>dz[j] = p[j] · (g[j] - sum over i of p[i] g[i]), in each row</summary>
    /// <remarks>
    /// Shapes: probabilities (N·C, row-major), outputGradient (N·C), destination (N·C). In place of either input is allowed.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    public static void SoftmaxVjpRows(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outputGradient, int columnCount, Span<double> destination)
    {
        Guard.RowCount(probabilities.Length, columnCount);
        CheckProduct<double>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.SoftmaxProductRows(probabilities, outputGradient, columnCount, destination);
    }

    /// <inheritdoc cref="SoftmaxVjpRows(ReadOnlySpan{double}, ReadOnlySpan{double}, int, Span{double})"/>
    public static void SoftmaxVjpRows(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> outputGradient, int columnCount, Span<float> destination)
    {
        Guard.RowCount(probabilities.Length, columnCount);
        CheckProduct<float>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.SoftmaxProductRows(probabilities, outputGradient, columnCount, destination);
    }

    /// <summary>dp[i] = p[i] · (dz[i] - sum over j of p[j] dz[j])</summary>
    /// <remarks>
    /// Shapes: probabilities (C), tangent (C), destination (C). In place of either input is allowed.
    /// The change of the probabilities when the logits change by the tangent dz. The Jacobian is symmetric, so this is the same
    /// computation as <see cref="SoftmaxVjp(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>.
    /// With a temperature T, divide by T.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The lengths differ, or the destination overlaps an input without being the same span.
    /// </exception>
    public static void SoftmaxJvp(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> tangent, Span<double> destination)
    {
        CheckProduct<double>(probabilities, tangent, nameof(tangent), destination);
        SoftmaxDerivativeKernel.SoftmaxProduct(probabilities, tangent, destination);
    }

    /// <inheritdoc cref="SoftmaxJvp(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>
    public static void SoftmaxJvp(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> tangent, Span<float> destination)
    {
        CheckProduct<float>(probabilities, tangent, nameof(tangent), destination);
        SoftmaxDerivativeKernel.SoftmaxProduct(probabilities, tangent, destination);
    }

    /// <summary>dp[i] = p[i] · (dz[i] - sum over j of p[j] dz[j]), in each row</summary>
    /// <remarks>Shapes: probabilities (N·C, row-major), tangent (N·C), destination (N·C). In place of either input is allowed.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    public static void SoftmaxJvpRows(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> tangent, int columnCount, Span<double> destination)
    {
        Guard.RowCount(probabilities.Length, columnCount);
        CheckProduct<double>(probabilities, tangent, nameof(tangent), destination);
        SoftmaxDerivativeKernel.SoftmaxProductRows(probabilities, tangent, columnCount, destination);
    }

    /// <inheritdoc cref="SoftmaxJvpRows(ReadOnlySpan{double}, ReadOnlySpan{double}, int, Span{double})"/>
    public static void SoftmaxJvpRows(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> tangent, int columnCount, Span<float> destination)
    {
        Guard.RowCount(probabilities.Length, columnCount);
        CheckProduct<float>(probabilities, tangent, nameof(tangent), destination);
        SoftmaxDerivativeKernel.SoftmaxProductRows(probabilities, tangent, columnCount, destination);
    }

    /// <summary>dz[j] = g[j] - p[j] · (sum of g)</summary>
    /// <remarks>
    /// Shapes: probabilities (C), outputGradient (C), destination (C). In place of either input is allowed.
    /// The gradient with respect to the logits from the gradient g with respect to the log-probabilities. At the most probable class it
    /// is computed as g[k] · (sum of the other p) - p[k] · (sum of the other g), which does not cancel. With a temperature T, divide by T.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The lengths differ, or the destination overlaps an input without being the same span.
    /// </exception>
    public static void LogSoftmaxVjp(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outputGradient, Span<double> destination)
    {
        CheckProduct<double>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.LogSoftmaxVjp(probabilities, outputGradient, destination);
    }

    /// <inheritdoc cref="LogSoftmaxVjp(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>
    public static void LogSoftmaxVjp(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> outputGradient, Span<float> destination)
    {
        CheckProduct<float>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.LogSoftmaxVjp(probabilities, outputGradient, destination);
    }

    /// <summary>dz[j] = g[j] - p[j] · (sum of g), in each row</summary>
    /// <remarks>
    /// Shapes: probabilities (N·C, row-major), outputGradient (N·C), destination (N·C). In place of either input is allowed.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    public static void LogSoftmaxVjpRows(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> outputGradient, int columnCount, Span<double> destination)
    {
        Guard.RowCount(probabilities.Length, columnCount);
        CheckProduct<double>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.LogSoftmaxVjpRows(probabilities, outputGradient, columnCount, destination);
    }

    /// <inheritdoc cref="LogSoftmaxVjpRows(ReadOnlySpan{double}, ReadOnlySpan{double}, int, Span{double})"/>
    public static void LogSoftmaxVjpRows(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<float> outputGradient, int columnCount, Span<float> destination)
    {
        Guard.RowCount(probabilities.Length, columnCount);
        CheckProduct<float>(probabilities, outputGradient, nameof(outputGradient), destination);
        SoftmaxDerivativeKernel.LogSoftmaxVjpRows(probabilities, outputGradient, columnCount, destination);
    }

    private static void CheckProduct<T>(
        ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vector, string vectorName, ReadOnlySpan<T> destination)
    {
        Guard.SameLength(probabilities.Length, nameof(probabilities), vector.Length, vectorName);
        Guard.InputAndDestination(probabilities, nameof(probabilities), destination);
        Guard.SameOrSeparate(vector, vectorName, destination);
    }
}
