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
        if (targets.IsOneClass(n, out int target, out double weight)) return Loss(logits[target], maximum, logOfSum, weight);

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
        if (targets.IsOneClass(n, out int target, out double weight))
        {
            RowLossAndGradient(logits, target, weight, divisor, destination);
            return;
        }

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

    /// <summary>The loss of a row as the result and its gradient in the destination, which may be the logits.</summary>
    internal static double RowLossAndGradient<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, int n, double divisor, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (targets.IsOneClass(n, out int target, out double weight)) return RowLossAndGradient(logits, target, weight, divisor, destination);

        // The loss first: the gradient may take the place of the logits.
        double loss = RowLoss(logits, targets, n);
        RowGradient(logits, targets, n, divisor, destination);
        return loss;
    }

    /// <summary>dz[j] = w p[j] for j other than the target t, dz[t] = -w · (sum of the other p); p[j] = e[j] / (sum of e)</summary>
    /// <remarks>For one class of weight w there is nothing that cancels, so that each exponential has to be taken only once.</remarks>
    private static double RowLossAndGradient<T>(ReadOnlySpan<T> logits, int target, double weight, double divisor, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weight == 0)
        {
            destination.Clear();
            return 0;
        }

        int top = RowMath.IndexOfMaximum(logits);
        (T maximum, T targetLogit) = (logits[top], logits[target]);
        double others = RowExponentials.SumOfOthers(logits, mask: default, top, temperature: 1, destination);
        double othersThanTarget = targetLogit == maximum ? others : 1 + (others - double.CreateTruncating(destination[target]));
        double total = (1 + others) * divisor / weight;
        RowExponentials.Divide(destination, total);
        destination[target] = T.CreateTruncating(-othersThanTarget / total);
        return Loss(targetLogit, double.CreateTruncating(maximum), RowMath.Log1p(others), weight);
    }

    /// <summary>-w log p[t] = w · (log(sum of e) - (z[t] - m))</summary>
    private static double Loss<T>(T targetLogit, double maximum, double logOfSum, double weight)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => weight == 0 ? 0 : weight * (logOfSum - RowMath.Shifted(targetLogit, maximum, temperature: 1));

    private static double Exponential<T>(T logit, double maximum)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Math.Exp(RowMath.Shifted(logit, maximum, temperature: 1));
}
