namespace SoftmaxNotebooks.Numerics;

/// <summary>Softmax and everything that belongs to it, on spans: float and double, one row or a row-major batch.</summary>
/// <remarks>
/// Symbols, used in all files of this class: N rows (examples), C columns (classes), z logits, p probabilities, l log-probabilities,
/// g output gradient, m the maximum of a row, T temperature.
/// <para>
/// A destination has exactly the length of its result and is untouched when a function throws. Nothing is allocated, but by those that take
/// <see cref="System.Threading.Tasks.ParallelOptions"/>, which share the rows of a large batch out among threads. Softmax and log-softmax stay
/// within 3 units in the last place of the exact value, in float and in double, log-sum-exp within 3 of the larger of |m| and its value, which
/// may cancel; a temperature adds the rounding of (z - m) / T.
/// The field writes softmax; .NET writes SoftMax in its TensorPrimitives.
/// </para>
/// <para>
/// Edge values follow PyTorch: a NaN, a +inf, or nothing but -inf makes a whole row of probabilities or log-probabilities NaN; an
/// empty row has none. Masks follow JAX: a masked entry has probability 0 and log-probability -inf, in a fully masked row too.
/// </para>
/// </remarks>
public static partial class SoftmaxPrimitives
{
    /// <summary>p[j] = exp((z[j] - m) / T) / sum over k of exp((z[k] - m) / T)</summary>
    /// <remarks>
    /// Shapes: logits (C), destination (C). In place is allowed.
    /// Source: Blanchard, Higham, Higham, "Accurately computing the log-sum-exp and softmax functions", doi 10.1093/imanum/draa038.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The destination has another length than the logits, or overlaps them without being the same span.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void Softmax(ReadOnlySpan<double> logits, Span<double> destination, double temperature = 1)
    {
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.SoftmaxRows(logits, SingleRow(logits.Length), default, destination, Guard.Temperature(temperature));
    }

    /// <inheritdoc cref="Softmax(ReadOnlySpan{double}, Span{double}, double)"/>
    public static void Softmax(ReadOnlySpan<float> logits, Span<float> destination, float temperature = 1)
    {
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.SoftmaxRows(logits, SingleRow(logits.Length), default, destination, Guard.Temperature(temperature));
    }

    /// <summary>p[j] = exp((z[j] - m) / T) / sum over k of exp((z[k] - m) / T), over the entries whose mask is true; 0 elsewhere</summary>
    /// <remarks>
    /// Shapes: logits (C), mask (C), destination (C). In place is allowed.
    /// Source: the <c>where</c> argument of jax.nn.softmax. A fully masked row is all 0.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The mask or the destination has another length than the logits, or the destination overlaps them without being the same span.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void Softmax(
        ReadOnlySpan<double> logits, ReadOnlySpan<bool> mask, Span<double> destination, double temperature = 1)
        => SoftmaxRows(logits, SingleRow(logits.Length), mask, destination, temperature);

    /// <inheritdoc cref="Softmax(ReadOnlySpan{double}, ReadOnlySpan{bool}, Span{double}, double)"/>
    public static void Softmax(
        ReadOnlySpan<float> logits, ReadOnlySpan<bool> mask, Span<float> destination, float temperature = 1)
        => SoftmaxRows(logits, SingleRow(logits.Length), mask, destination, temperature);

    /// <summary>p[j] = exp((z[j] - m) / T) / sum over k of exp((z[k] - m) / T), in each row</summary>
    /// <remarks>Shapes: logits (N·C, row-major), destination (N·C). In place is allowed. No row influences another.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void SoftmaxRows(ReadOnlySpan<double> logits, int columnCount, Span<double> destination, double temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.SoftmaxRows(logits, columnCount, default, destination, Guard.Temperature(temperature));
    }

    /// <inheritdoc cref="SoftmaxRows(ReadOnlySpan{double}, int, Span{double}, double)"/>
    public static void SoftmaxRows(ReadOnlySpan<float> logits, int columnCount, Span<float> destination, float temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.SoftmaxRows(logits, columnCount, default, destination, Guard.Temperature(temperature));
    }

    /// <summary>
    /// p[j] = exp((z[j] - m) / T) / sum over k of exp((z[k] - m) / T), in each row over the entries whose mask is true; 0 elsewhere
    /// </summary>
    /// <remarks>Shapes: logits (N·C, row-major), mask (N·C), destination (N·C). In place is allowed.</remarks>
    /// <exception cref="ArgumentException">
    /// <paramref name="columnCount"/> is not positive or does not divide the length; or as for a single row.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static void SoftmaxRows(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<bool> mask, Span<double> destination, double temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.SoftmaxRows(logits, columnCount, mask, destination, Guard.Temperature(temperature));
    }

    /// <inheritdoc cref="SoftmaxRows(ReadOnlySpan{double}, int, ReadOnlySpan{bool}, Span{double}, double)"/>
    public static void SoftmaxRows(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<bool> mask, Span<float> destination, float temperature = 1)
    {
        Guard.RowCount(logits.Length, columnCount);
        Guard.SameLength(logits.Length, nameof(logits), mask.Length, nameof(mask));
        Guard.InputAndDestination(logits, nameof(logits), destination);
        SoftmaxKernel.SoftmaxRows(logits, columnCount, mask, destination, Guard.Temperature(temperature));
    }

    /// <summary>A row is a batch of one; an empty row is a batch of none, of any width.</summary>
    private static int SingleRow(int length) => Math.Max(length, 1);
}
