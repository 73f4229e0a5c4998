using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The cross-entropy between targets and softmax(logits), and its gradient with respect to the logits, side by side.</summary>
/// <remarks>
/// Symbols: N examples, C classes, z logits, p = softmax(z), y targets (a class index stands for its one-hot row), w class weights,
/// e label smoothing, q[n,j] = w[j] · ((1 - e) y[n,j] + e / C).
/// <para>
/// loss[n] = -sum over j of q[n,j] log p[n,j], with 0 · log 0 = 0. Its gradient is (sum of q[n]) p[n] - q[n]: the textbook's p - y
/// when the weights of a row sum to 1, and only then. Each row of a gradient sums to 0.
/// </para>
/// <para>
/// Mean = sum of loss[n] / D. For class indices D is the sum of the class weights w[t[n]] over the rows that are not ignored; for
/// distributions it is N. Both are PyTorch's; under class weights they differ for a one-hot distribution and its class index
/// (pytorch#61309), and Sum does not. A mean over nothing is NaN elsewhere; here it is an error, because a NaN would only surface later.
/// </para>
/// <para>
/// A row whose q are all 0 has loss 0 and gradient 0 whatever its logits: an ignored row, and without label smoothing a distribution of
/// zeros. The mean over class indices does not count an ignored row; the mean over distributions counts every row.
/// </para>
/// </remarks>
public static partial class CrossEntropy
{
    /// <summary>loss = -l[t], where l are log-probabilities and t is the target class</summary>
    /// <remarks>Shapes: logProbabilities (C), result a scalar. Takes the output of log-softmax; for logits there is Loss.</remarks>
    /// <exception cref="ArgumentException">The target lies outside [0, C) and is not the index to ignore.</exception>
    public static double NegativeLogLikelihood(Vector<double> logProbabilities, int targetClass, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        return NegativeLogLikelihood(logProbabilities.ToRowMatrix(), [targetClass], options);
    }

    /// <summary>
    /// loss[n] = -sum over j of q[n,j] l[n,j], where l are log-probabilities; reduced to one number; one class index per row
    /// </summary>
    /// <remarks>
    /// Shapes: logProbabilities (N × C), targets (N), result a scalar. Takes the output of log-softmax; for logits there is Loss.
    /// </remarks>
    /// <exception cref="ArgumentException">As for Loss.</exception>
    public static double NegativeLogLikelihood(
        Matrix<double> logProbabilities, ReadOnlySpan<int> targets, CrossEntropyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(logProbabilities);
        double[] entries = logProbabilities.ToRowMajorArray();
        return CrossEntropyBatch.NegativeLogLikelihood<double>(
            entries, TargetRows<double>.OfClasses(targets, entries.Length, logProbabilities.ColumnCount, options));
    }
}
