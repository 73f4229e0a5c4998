using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// On vectors: one example.
public static partial class CrossEntropy
{
    /// <summary>loss = -log p[t], where p = softmax(z) and t is the target class</summary>
    /// <remarks>Shapes: logits (C), result a scalar. A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// The target lies outside [0, C) and is not the index to ignore. There are no logits. The class weights do not fit. The reduction
    /// is none, for which there is no single loss. The reduction is the mean and there is nothing to average: the target is ignored, or
    /// its weight is 0.
    /// </exception>
    public static double Loss(Vector<double> logits, int targetClass, CrossEntropyOptions? options = null)
        => LossOf(logits, Classes(logits, [targetClass], options));

    /// <inheritdoc cref="Loss(Vector{double}, int, CrossEntropyOptions)"/>
    public static float Loss(Vector<float> logits, int targetClass, CrossEntropyOptions? options = null)
        => LossOf(logits, Classes(logits, [targetClass], options));

    /// <summary>dz[j] = p[j] - (j = t ? 1 : 0), where t is the target class</summary>
    /// <remarks>Shapes: logits (C), result (C). Sums to 0. A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// The target lies outside [0, C) and is not the index to ignore. There are no logits. The class weights do not fit. The reduction
    /// is the mean and there is nothing to average: the target is ignored, or its weight is 0.
    /// </exception>
    public static Vector<double> Gradient(Vector<double> logits, int targetClass, CrossEntropyOptions? options = null)
        => GradientOf(logits, Classes(logits, [targetClass], options));

    /// <inheritdoc cref="Gradient(Vector{double}, int, CrossEntropyOptions)"/>
    public static Vector<float> Gradient(Vector<float> logits, int targetClass, CrossEntropyOptions? options = null)
        => GradientOf(logits, Classes(logits, [targetClass], options));

    /// <summary>The loss and its gradient</summary>
    /// <remarks>Shapes: logits (C), loss a scalar, gradient (C). A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// The target lies outside [0, C) and is not the index to ignore. There are no logits. The class weights do not fit. The reduction
    /// is none, for which there is no single loss. The reduction is the mean and there is nothing to average: the target is ignored, or
    /// its weight is 0.
    /// </exception>
    public static (double Loss, Vector<double> Gradient) LossAndGradient(
        Vector<double> logits, int targetClass, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Classes(logits, [targetClass], options));

    /// <inheritdoc cref="LossAndGradient(Vector{double}, int, CrossEntropyOptions)"/>
    public static (float Loss, Vector<float> Gradient) LossAndGradient(
        Vector<float> logits, int targetClass, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Classes(logits, [targetClass], options));

    /// <summary>loss = -sum over j of y[j] log p[j], where p = softmax(z)</summary>
    /// <remarks>Shapes: logits (C), targets (C), result a scalar. A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths differ, or the class weights do not fit. The
    /// reduction is none, for which there is no single loss.
    /// </exception>
    public static double Loss(Vector<double> logits, Vector<double> targets, CrossEntropyOptions? options = null)
        => LossOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="Loss(Vector{double}, Vector{double}, CrossEntropyOptions)"/>
    public static float Loss(Vector<float> logits, Vector<float> targets, CrossEntropyOptions? options = null)
        => LossOf(logits, Distributions(logits, targets, options));

    /// <summary>dz[j] = (sum of y) p[j] - y[j]</summary>
    /// <remarks>Shapes: logits (C), targets (C), result (C). Sums to 0. A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths differ, or the class weights do not fit.
    /// </exception>
    public static Vector<double> Gradient(Vector<double> logits, Vector<double> targets, CrossEntropyOptions? options = null)
        => GradientOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="Gradient(Vector{double}, Vector{double}, CrossEntropyOptions)"/>
    public static Vector<float> Gradient(Vector<float> logits, Vector<float> targets, CrossEntropyOptions? options = null)
        => GradientOf(logits, Distributions(logits, targets, options));

    /// <summary>The loss and its gradient</summary>
    /// <remarks>Shapes: logits (C), targets (C), loss a scalar, gradient (C). A batch of one: the options apply as to a batch.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths differ, or the class weights do not fit. The
    /// reduction is none, for which there is no single loss.
    /// </exception>
    public static (double Loss, Vector<double> Gradient) LossAndGradient(
        Vector<double> logits, Vector<double> targets, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="LossAndGradient(Vector{double}, Vector{double}, CrossEntropyOptions)"/>
    public static (float Loss, Vector<float> Gradient) LossAndGradient(
        Vector<float> logits, Vector<float> targets, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Distributions(logits, targets, options));

    private static TargetRows<T> Classes<T>(Vector<T> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        return TargetRows<T>.OfClasses(targets, logits.Count, logits.Count, options);
    }

    private static TargetRows<T> Distributions<T>(Vector<T> logits, Vector<T> targets, CrossEntropyOptions? options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        return TargetRows<T>.OfDistributions(targets.ToArray(), logits.Count, logits.Count, options);
    }

    private static T LossOf<T>(Vector<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => T.CreateTruncating(CrossEntropyBatch.Loss(logits.ToArray(), targets));

    private static Vector<T> GradientOf<T>(Vector<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] entries = logits.ToArray();
        CrossEntropyBatch.Gradient(entries, targets, entries);
        return Vector<T>.Build.Dense(entries);
    }

    private static (T Loss, Vector<T> Gradient) LossAndGradientOf<T>(Vector<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => (LossOf(logits, targets), GradientOf(logits, targets));
}
