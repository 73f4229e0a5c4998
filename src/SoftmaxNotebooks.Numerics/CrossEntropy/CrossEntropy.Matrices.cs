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
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Loss(logits.ToRowMajorArray(), logits.ColumnCount, targets, options);
    }

    /// <inheritdoc cref="Loss(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static float Loss(Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Loss(logits.ToRowMajorArray(), logits.ColumnCount, targets, options);
    }

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); one class index per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N), result (N). The reduction is not used.</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together.
    /// </exception>
    public static Vector<double> Losses(Matrix<double> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        double[] losses = new double[logits.RowCount];
        Losses(logits.ToRowMajorArray(), logits.ColumnCount, targets, losses, options);
        return Vector<double>.Build.Dense(losses);
    }

    /// <inheritdoc cref="Losses(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static Vector<float> Losses(Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float[] losses = new float[logits.RowCount];
        Losses(logits.ToRowMajorArray(), logits.ColumnCount, targets, losses, options);
        return Vector<float>.Build.Dense(losses);
    }

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
    {
        ArgumentNullException.ThrowIfNull(logits);
        double[] entries = logits.ToRowMajorArray();
        Gradient(entries, logits.ColumnCount, targets, entries, options);
        return OfEntries(logits, entries);
    }

    /// <inheritdoc cref="Gradient(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static Matrix<float> Gradient(Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float[] entries = logits.ToRowMajorArray();
        Gradient(entries, logits.ColumnCount, targets, entries, options);
        return OfEntries(logits, entries);
    }

    /// <summary>The loss and its gradient; one class index per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N), loss a scalar, gradient (N × C).</remarks>
    /// <exception cref="ArgumentException">
    /// A target lies outside [0, C) and is not the index to ignore. The lengths do not fit together. The reduction is none, for which there
    /// is no single loss. The reduction is the mean and there is nothing to average: no rows, or a total weight of 0.
    /// </exception>
    public static (double Loss, Matrix<double> Gradient) LossAndGradient(
        Matrix<double> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        double[] entries = logits.ToRowMajorArray();
        double loss = LossAndGradient(entries, logits.ColumnCount, targets, entries, options);
        return (loss, OfEntries(logits, entries));
    }

    /// <inheritdoc cref="LossAndGradient(Matrix{double}, ReadOnlySpan{int}, CrossEntropyOptions)"/>
    public static (float Loss, Matrix<float> Gradient) LossAndGradient(
        Matrix<float> logits, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float[] entries = logits.ToRowMajorArray();
        float loss = LossAndGradient(entries, logits.ColumnCount, targets, entries, options);
        return (loss, OfEntries(logits, entries));
    }

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); reduced to one number; one distribution per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N × C), result a scalar. Takes logits: softmax is part of the loss.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is none, for
    /// which there is no single loss. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    public static double Loss(Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Loss(logits.ToRowMajorArray(), logits.ColumnCount, Entries(logits, targets), options);
    }

    /// <inheritdoc cref="Loss(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static float Loss(Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Loss(logits.ToRowMajorArray(), logits.ColumnCount, Entries(logits, targets), options);
    }

    /// <summary>loss[n] = -sum over j of q[n,j] log p[n,j], where p = softmax(z); one distribution per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N × C), result (N). The reduction is not used.</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together.
    /// </exception>
    public static Vector<double> Losses(Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        double[] losses = new double[logits.RowCount];
        Losses(logits.ToRowMajorArray(), logits.ColumnCount, Entries(logits, targets), losses, options);
        return Vector<double>.Build.Dense(losses);
    }

    /// <inheritdoc cref="Losses(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static Vector<float> Losses(Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float[] losses = new float[logits.RowCount];
        Losses(logits.ToRowMajorArray(), logits.ColumnCount, Entries(logits, targets), losses, options);
        return Vector<float>.Build.Dense(losses);
    }

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
    {
        ArgumentNullException.ThrowIfNull(logits);
        double[] entries = logits.ToRowMajorArray();
        Gradient(entries, logits.ColumnCount, Entries(logits, targets), entries, options);
        return OfEntries(logits, entries);
    }

    /// <inheritdoc cref="Gradient(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static Matrix<float> Gradient(Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float[] entries = logits.ToRowMajorArray();
        Gradient(entries, logits.ColumnCount, Entries(logits, targets), entries, options);
        return OfEntries(logits, entries);
    }

    /// <summary>The loss and its gradient; one distribution per row</summary>
    /// <remarks>Shapes: logits (N × C), targets (N × C), loss a scalar, gradient (N × C).</remarks>
    /// <exception cref="ArgumentException">
    /// A target is negative, infinite or NaN, or an index to ignore is set. The lengths do not fit together. The reduction is none, for
    /// which there is no single loss. The reduction is the mean and there is nothing to average: no rows.
    /// </exception>
    public static (double Loss, Matrix<double> Gradient) LossAndGradient(
        Matrix<double> logits, Matrix<double> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        double[] entries = logits.ToRowMajorArray();
        double loss = LossAndGradient(entries, logits.ColumnCount, Entries(logits, targets), entries, options);
        return (loss, OfEntries(logits, entries));
    }

    /// <inheritdoc cref="LossAndGradient(Matrix{double}, Matrix{double}, CrossEntropyOptions)"/>
    public static (float Loss, Matrix<float> Gradient) LossAndGradient(
        Matrix<float> logits, Matrix<float> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        float[] entries = logits.ToRowMajorArray();
        float loss = LossAndGradient(entries, logits.ColumnCount, Entries(logits, targets), entries, options);
        return (loss, OfEntries(logits, entries));
    }

    private static T[] Entries<T>(Matrix<T> logits, Matrix<T> targets)
        where T : struct, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(targets);
        MatrixRows.SameShape(logits, nameof(logits), targets.RowCount, targets.ColumnCount, nameof(targets));
        return targets.ToRowMajorArray();
    }

    private static Matrix<T> OfEntries<T>(Matrix<T> shape, T[] rowMajor)
        where T : struct, IEquatable<T>, IFormattable
        => Matrix<T>.Build.DenseOfRowMajor(shape.RowCount, shape.ColumnCount, rowMajor);
}
