namespace SoftmaxNotebooks.Numerics;

// On spans: a row-major batch, float and double, no allocation.
public static partial class CrossEntropy
{
    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); reduced to one number; one class index per row</summary>
    /// <remarks>Shapes: logits (N·C, row-major), targets (N), result a scalar. Takes logits: softmax is part of the loss.</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is none, for which there
    /// is no single loss. The reduction is the mean and there is nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static double Loss(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Loss(logits, TargetRows<double>.OfClasses(targets, logits.Length, columnCount, options));

    /// <inheritdoc cref="Loss(ReadOnlySpan{double}, int, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static float Loss(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => (float)CrossEntropyBatch.Loss(logits, TargetRows<float>.OfClasses(targets, logits.Length, columnCount, options));

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); one class index per row</summary>
    /// <remarks>Shapes: logits (N·C, row-major), targets (N), destination (N), separate from both. The reduction is not used.</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together.
    /// </exception>
    public static void Losses(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<int> targets,
        Span<double> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Losses(logits, TargetRows<double>.OfClasses(targets, logits.Length, columnCount, options), destination);

    /// <inheritdoc cref="Losses(ReadOnlySpan{double}, int, ReadOnlySpan{int}, Span{double}, CrossEntropyOptions)"/>
    public static void Losses(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<int> targets,
        Span<float> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Losses(logits, TargetRows<float>.OfClasses(targets, logits.Length, columnCount, options), destination);

    /// <summary>dz[n,j] = ((sum over i of q[n,i]) p[n,j] - q[n,j]) / (the divisor of the reduction); one class index per row</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), targets (N), destination (N·C); in place of the logits is allowed.
    /// With the reduction none, each row holds the gradient of its own loss, as with the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is the mean and there is
    /// nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static void Gradient(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<int> targets,
        Span<double> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Gradient(logits, TargetRows<double>.OfClasses(targets, logits.Length, columnCount, options), destination);

    /// <inheritdoc cref="Gradient(ReadOnlySpan{double}, int, ReadOnlySpan{int}, Span{double}, CrossEntropyOptions)"/>
    public static void Gradient(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<int> targets,
        Span<float> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Gradient(logits, TargetRows<float>.OfClasses(targets, logits.Length, columnCount, options), destination);

    /// <summary>The loss as its result and its gradient in the destination; one class index per row</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), targets (N), destination (N·C), result a scalar; in place of the logits is allowed.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is none, for which there
    /// is no single loss. The reduction is the mean and there is nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static double LossAndGradient(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<int> targets,
        Span<double> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.LossAndGradient(logits, TargetRows<double>.OfClasses(targets, logits.Length, columnCount, options), destination);

    /// <inheritdoc cref="LossAndGradient(ReadOnlySpan{double}, int, ReadOnlySpan{int}, Span{double}, CrossEntropyOptions)"/>
    public static float LossAndGradient(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<int> targets,
        Span<float> destination, CrossEntropyOptions? options = null)
        => (float)CrossEntropyBatch.LossAndGradient(logits, TargetRows<float>.OfClasses(targets, logits.Length, columnCount, options), destination);

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); reduced to one number; one distribution per row</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), targets (N·C, row-major), result a scalar. Takes logits: softmax is part of the loss.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is none, for
    /// which there is no single loss. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    public static double Loss(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<double> targets, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Loss(logits, TargetRows<double>.OfDistributions(targets, logits.Length, columnCount, options));

    /// <inheritdoc cref="Loss(ReadOnlySpan{double}, int, ReadOnlySpan{double}, CrossEntropyOptions)"/>
    public static float Loss(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<float> targets, CrossEntropyOptions? options = null)
        => (float)CrossEntropyBatch.Loss(logits, TargetRows<float>.OfDistributions(targets, logits.Length, columnCount, options));

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); one distribution per row</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), targets (N·C, row-major), destination (N), separate from both. The reduction is not used.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together.
    /// </exception>
    public static void Losses(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<double> targets,
        Span<double> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Losses(logits, TargetRows<double>.OfDistributions(targets, logits.Length, columnCount, options), destination);

    /// <inheritdoc cref="Losses(ReadOnlySpan{double}, int, ReadOnlySpan{double}, Span{double}, CrossEntropyOptions)"/>
    public static void Losses(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<float> targets,
        Span<float> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Losses(logits, TargetRows<float>.OfDistributions(targets, logits.Length, columnCount, options), destination);

    /// <summary>dz[n,j] = ((sum over i of q[n,i]) p[n,j] - q[n,j]) / (the divisor of the reduction); one distribution per row</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), targets (N·C, row-major), destination (N·C); in place of the logits is allowed.
    /// With the reduction none, each row holds the gradient of its own loss, as with the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is the mean and
    /// there is nothing to average: no rows.
    /// </exception>
    public static void Gradient(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<double> targets,
        Span<double> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Gradient(logits, TargetRows<double>.OfDistributions(targets, logits.Length, columnCount, options), destination);

    /// <inheritdoc cref="Gradient(ReadOnlySpan{double}, int, ReadOnlySpan{double}, Span{double}, CrossEntropyOptions)"/>
    public static void Gradient(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<float> targets,
        Span<float> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.Gradient(logits, TargetRows<float>.OfDistributions(targets, logits.Length, columnCount, options), destination);

    /// <summary>The loss as its result and its gradient in the destination; one distribution per row</summary>
    /// <remarks>
    /// Shapes: logits (N·C, row-major), targets (N·C, row-major), destination (N·C), result a scalar; in place of the logits is allowed.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is none, for
    /// which there is no single loss. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    public static double LossAndGradient(
        ReadOnlySpan<double> logits, int columnCount, ReadOnlySpan<double> targets,
        Span<double> destination, CrossEntropyOptions? options = null)
        => CrossEntropyBatch.LossAndGradient(logits, TargetRows<double>.OfDistributions(targets, logits.Length, columnCount, options), destination);

    /// <inheritdoc cref="LossAndGradient(ReadOnlySpan{double}, int, ReadOnlySpan{double}, Span{double}, CrossEntropyOptions)"/>
    public static float LossAndGradient(
        ReadOnlySpan<float> logits, int columnCount, ReadOnlySpan<float> targets,
        Span<float> destination, CrossEntropyOptions? options = null)
        => (float)CrossEntropyBatch.LossAndGradient(logits, TargetRows<float>.OfDistributions(targets, logits.Length, columnCount, options), destination);
}
