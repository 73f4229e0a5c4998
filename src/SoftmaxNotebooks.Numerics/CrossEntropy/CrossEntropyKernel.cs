using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The loss of a row and its gradient, side by side, once for float and double and for both kinds of targets.</summary>
/// <remarks>
/// Symbols: N examples, C classes, z logits, p = softmax(z), q the weights of the targets (<see cref="TargetRows{T}"/>), k the most
/// probable class. The callers have checked the arguments.
/// </remarks>
internal static class CrossEntropyKernel
{
    /// <summary>loss = -sum over j of q[j] log p[j], with log p from the logits and 0 · log 0 = 0</summary>
    internal static double RowLoss<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = RowMath.IndexOfMaximum(logits);
        double maximum = double.CreateTruncating(logits[top]);
        double logOfSum = SoftmaxKernel.LogOfSum(logits, default, top, temperature: 1);
        double loss = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            double q = targets[n, j];
            if (q != 0) loss += q * (logOfSum - RowMath.Shifted(logits[j], maximum, temperature: 1));
        }

        return loss;
    }

    /// <summary>loss = -sum over j of q[j] l[j], where l are log-probabilities and 0 · log 0 = 0</summary>
    internal static double RowLossOfLogProbabilities<T>(ReadOnlySpan<T> logProbabilities, TargetRows<T> targets, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double loss = 0;
        for (int j = 0; j < logProbabilities.Length; j++)
        {
            double q = targets[n, j];
            if (q != 0) loss -= q * double.CreateTruncating(logProbabilities[j]);
        }

        return loss;
    }

    /// <summary>dz[j] = p[j] · (sum of the other q) - q[j] · (sum of the other p) = (sum of q) p[j] - q[j]</summary>
    /// <remarks>
    /// The first form at the most probable class, where p[k] - 1 would cancel: a sure and right answer keeps a gradient of -4e-18.
    /// The second elsewhere: there p[j] is at most one half, nothing cancels, and no sum over the others is needed.
    /// p - y, the formula of the textbooks, is the case sum of q = 1.
    /// </remarks>
    internal static void RowGradient<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, int n, double divisor, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int top = RowMath.IndexOfMaximum(logits);
        double otherTargets = 0;
        for (int j = 0; j < logits.Length; j++)
        {
            if (j != top) otherTargets += targets[n, j];
        }

        double sum = otherTargets + targets[n, top];
        if (sum == 0)
        {
            // A row without a target takes no part, whatever its logits.
            destination.Clear();
            return;
        }

        SoftmaxKernel.Softmax(logits, default, destination, temperature: 1);
        double otherProbabilities = RowMath.SumOfOthers<T>(destination, top);
        for (int j = 0; j < destination.Length; j++)
        {
            double p = double.CreateTruncating(destination[j]);
            double q = targets[n, j];
            double gradient = j == top ? (p * otherTargets) - (q * otherProbabilities) : (sum * p) - q;
            destination[j] = T.CreateTruncating(gradient / divisor);
        }
    }
}
