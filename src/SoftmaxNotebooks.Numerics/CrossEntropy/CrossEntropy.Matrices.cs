using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// On matrices: one example per row.
public static partial class CrossEntropy
{
    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); reduced to one number; one class index per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N), result a scalar. Takes logits: softmax is part of the loss.</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is none, for which there
    /// is no single loss. The reduction is the mean and there is nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static double Loss(Matrix<double> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => LossOf(logits, Classes(logits, targets, options));

    /// <inheritdoc cref="Loss(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static float Loss(Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => LossOf(logits, Classes(logits, targets, options));

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); one class index per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N), result (N). The reduction is not used.</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together.
    /// </exception>
    public static Vector<double> Losses(Matrix<double> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => LossesOf(logits, Classes(logits, targets, options));

    /// <inheritdoc cref="Losses(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static Vector<float> Losses(Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => LossesOf(logits, Classes(logits, targets, options));

    /// <summary>dz[n,j] = ((sum over i of q[n,i]) p[n,j] - q[n,j]) / (the divisor of the reduction); one class index per row</summary>
    /// <remarks>
    /// Shapes: logits (N × C), targets (N), result (N × C). Each row sums to 0.
    /// With the reduction none, each row holds the gradient of its own loss, as with the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is the mean and there is
    /// nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static Matrix<double> Gradient(Matrix<double> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => GradientOf(logits, Classes(logits, targets, options));

    /// <inheritdoc cref="Gradient(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static Matrix<float> Gradient(Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => GradientOf(logits, Classes(logits, targets, options));

    /// <summary>The loss and its gradient; one class index per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N), loss a scalar, gradient (N × C).</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is none, for which there
    /// is no single loss. The reduction is the mean and there is nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static (double Loss, Matrix<double> Gradient) LossAndGradient(
        Matrix<double> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Classes(logits, targets, options));

    /// <inheritdoc cref="LossAndGradient(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static (float Loss, Matrix<float> Gradient) LossAndGradient(
        Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Classes(logits, targets, options));

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); reduced to one number; one distribution per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N × C), result a scalar. Takes logits: softmax is part of the loss.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is none, for
    /// which there is no single loss. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    public static double Loss(Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
        => LossOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="Loss(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static float Loss(Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
        => LossOf(logits, Distributions(logits, targets, options));

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); one distribution per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N × C), result (N). The reduction is not used.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together.
    /// </exception>
    public static Vector<double> Losses(Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
        => LossesOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="Losses(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static Vector<float> Losses(Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
        => LossesOf(logits, Distributions(logits, targets, options));

    /// <summary>dz[n,j] = ((sum over i of q[n,i]) p[n,j] - q[n,j]) / (the divisor of the reduction); one distribution per row</summary>
    /// <remarks>
    /// Shapes: logits (N × C), targets (N × C), result (N × C). Each row sums to 0.
    /// With the reduction none, each row holds the gradient of its own loss, as with the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is the mean and
    /// there is nothing to average: no rows.
    /// </exception>
    public static Matrix<double> Gradient(Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
        => GradientOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="Gradient(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static Matrix<float> Gradient(Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
        => GradientOf(logits, Distributions(logits, targets, options));

    /// <summary>The loss and its gradient; one distribution per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N × C), loss a scalar, gradient (N × C).</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is none, for
    /// which there is no single loss. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    public static (double Loss, Matrix<double> Gradient) LossAndGradient(
        Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Distributions(logits, targets, options));

    /// <inheritdoc cref="LossAndGradient(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static (float Loss, Matrix<float> Gradient) LossAndGradient(
        Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
        => LossAndGradientOf(logits, Distributions(logits, targets, options));

    private static TargetRows<T> Classes<T>(Matrix<T> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        return TargetRows<T>.OfClasses(targets, logits.RowCount * logits.ColumnCount, logits.ColumnCount, options);
    }

    private static TargetRows<T> Distributions<T>(Matrix<T> logits, Matrix<T> targets, CrossEntropyOptions? options)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        MatrixRows.SameShape(logits, nameof(logits), targets.RowCount, targets.ColumnCount, nameof(targets));
        return TargetRows<T>.OfDistributions(targets.ToRowMajorArray(), logits.RowCount * logits.ColumnCount, logits.ColumnCount, options);
    }

    private static T LossOf<T>(Matrix<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => T.CreateTruncating(CrossEntropyBatch.Loss(logits.ToRowMajorArray(), targets));

    private static Vector<T> LossesOf<T>(Matrix<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] losses = new T[logits.RowCount];
        CrossEntropyBatch.Losses(logits.ToRowMajorArray(), targets, losses);
        return Vector<T>.Build.Dense(losses);
    }

    private static Matrix<T> GradientOf<T>(Matrix<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        T[] entries = logits.ToRowMajorArray();
        CrossEntropyBatch.Gradient(entries, targets, entries);
        return Matrix<T>.Build.DenseOfRowMajor(logits.RowCount, logits.ColumnCount, entries);
    }

    private static (T Loss, Matrix<T> Gradient) LossAndGradientOf<T>(Matrix<T> logits, TargetRows<T> targets)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        => (LossOf(logits, targets), GradientOf(logits, targets));
}
