namespace SoftmaxNotebooks.Numerics;

public static partial class SoftmaxPrimitives
{
    /// <summary>l[j] = (z[j] - m) / T - log1p(sum over the entries other than the maximum of exp((z[k] - m) / T))</summary>
    /// <remarks>
    /// Shapes: logits (C), destination (C). In place is allowed.
    /// Accurate where log(softmax) is not: a probability that underflows to 0 has a finite logarithm, and one that rounds to 1 a negative
    /// one. Source: Blanchard, Higham, Higham, doi 10.1093/imanum/draa038; pytorch#113708.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The destination has another length than the logits, or overlaps them without being the same span.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void LogSoftmax(ReadOnlySpan<double> logits, Span<double> destination, double temperature = 1)
        => LogSoftmaxRows(logits, SingleRow(logits.Length), destination, temperature);

    /// <inheritdoc cref="LogSoftmax(ReadOnlySpan{double}, Span{double}, double)"/>
    public static void LogSoftmax(ReadOnlySpan<float> logits, Span<float> destination, float temperature = 1)
        => LogSoftmaxRows(logits, SingleRow(logits.Length), destination, temperature);

    /// <summary>
    /// l[j] = (z[j] - m) / T - log1p(sum over the entries other than the maximum of exp((z[k] - m) / T)), over the entries whose mask is
    /// true; -inf elsewhere
    /// </summary>
    /// <remarks>
    /// Shapes: logits (C), mask (C), destination (C). In place is allowed.
    /// Source: the <c>where</c> argument of jax.nn.log_softmax. A fully masked row is all -inf.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The mask or the destination has another length than the logits, or the destination overlaps them without being the same span.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void LogSoftmax(
        ReadOnlySpan<double> logits, ReadOnlySpan<bool> mask, Span<double> destination, double temperature = 1)
        => LogSoftmaxRows(logits, SingleRow(logits.Length), mask, destination, temperature);

    /// <inheritdoc cref="LogSoftmax(ReadOnlySpan{double}, ReadOnlySpan{bool}, Span{double}, double)"/>
    public static void LogSoftmax(
        ReadOnlySpan<float> logits, ReadOnlySpan<bool> mask, Span<float> destination, float temperature = 1)
        => LogSoftmaxRows(logits, SingleRow(logits.Length), mask, destination, temperature);

    /// <summary>l[j] = (z[j] - m) / T - log1p(sum over the entries other than the maximum of exp((z[k] - m) / T)), in each row</summary>
    /// <remarks>Shapes: logits (N·C, row-major), destination (N·C). In place is allowed. No row influences another.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void LogSoftmaxRows(ReadOnlySpan<double> logits, int columnCount, Span<double> destination, double temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.LogSoftmaxRows(logits, columnCount, default, destination, Guard.Temperature(temperature));
    }

    /// <inheritdoc cref="LogSoftmaxRows(ReadOnlySpan{double}, int, Span{double}, double)"/>
    public static void LogSoftmaxRows(ReadOnlySpan<float> logits, int columnCount, Span<float> destination, float temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.LogSoftmaxRows(logits, columnCount, default, destination, Guard.Temperature(temperature));
    }

    /// <summary>
    /// l[j] = (z[j] - m) / T - log1p(sum over the entries other than the maximum of exp((z[k] - m) / T)), in each row over the entries
    /// whose mask is true; -inf elsewhere
    /// </summary>
    /// <remarks>Shapes: logits (N·C, row-major), mask (N·C), destination (N·C). In place is allowed.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void LogSoftmaxRows(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<bool> mask, Span<double> destination, double temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.LogSoftmaxRows(logits, columnCount, mask, destination, Guard.Temperature(temperature));
    }

    /// <inheritdoc cref="LogSoftmaxRows(ReadOnlySpan{double}, int, ReadOnlySpan{bool}, Span{double}, double)"/>
    public static void LogSoftmaxRows(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<bool> mask, Span<float> destination, float temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.LogSoftmaxRows(logits, columnCount, mask, destination, Guard.Temperature(temperature));
    }
}
