using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The loss of a row and its gradient, side by side, once for float and double and for both kinds of targets.</summary>
/// <remarks>
/// Symbols: N examples, C classes, z logits, p = softmax(z), q the weights of the targets (<see cref="TargetRows{T}"/>), m the maximum
/// of the row. The callers have checked the arguments.
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

    /// <summary>dz[j] = (e[j] · (sum of q) - q[j] · (sum of e)) / (sum of e) = (sum of q) p[j] - q[j], where e[j] = exp(z[j] - m)</summary>
    /// <remarks>
    /// From the exponentials rather than from p, and with both sums to twice the precision: the row sums to 0, and a sure and right
    /// answer keeps its gradient of -4e-18, where p[k] - 1 is 0, also if two classes share it. The exponentials are taken twice rather
    /// than stored, because the destination may be float.
    /// p - y, the formula of the textbooks, is the case sum of q = 1.
    /// </remarks>
    internal static void RowGradient<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, int n, double divisor, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CompensatedSum sumOfTargets = default;
        for (int j = 0; j < logits.Length; j++) sumOfTargets.Add(targets[n, j]);
        if (sumOfTargets.High == 0)
        {
            // A row without a target takes no part, whatever its logits.
            destination.Clear();
            return;
        }

        double maximum = double.CreateTruncating(logits[RowMath.IndexOfMaximum(logits)]);
        CompensatedSum sumOfExponentials = default;
        for (int j = 0; j < logits.Length; j++) sumOfExponentials.Add(Exponential(logits[j], maximum));
        for (int j = 0; j < logits.Length; j++)
        {
            double difference = CompensatedSum.DifferenceOfProducts(
                Exponential(logits[j], maximum), sumOfTargets, targets[n, j], sumOfExponentials);
            destination[j] = T.CreateTruncating(difference / sumOfExponentials.High / divisor);
        }
    }

    private static double Exponential<T>(T logit, double maximum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Exp(RowMath.Shifted(logit, maximum, temperature: 1));
}
