using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Checks the arguments of a batch, takes its rows one by one and reduces their losses.</summary>
internal static class CrossEntropyBatch
{
    private delegate double RowLoss<T>(ReadOnlySpan<T> row, TargetRows<T> targets, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    internal static double Loss<T>(ReadOnlySpan<T> logits, TargetRows<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Reduced(logits, targets, CrossEntropyKernel.RowLoss);

    internal static double NegativeLogLikelihood<T>(ReadOnlySpan<T> logProbabilities, TargetRows<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Reduced(logProbabilities, targets, CrossEntropyKernel.RowLossOfLogProbabilities);

    internal static void Losses<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.SameLength(targets.RowCount, "the batch", destination.Length, nameof(destination));
        Guard.Separate(logits, nameof(logits), destination);
        targets.RejectOverlap(destination);
        for (int n = 0; n < targets.RowCount; n++)
        {
            destination[n] = T.CreateTruncating(CrossEntropyKernel.RowLoss(Row(logits, targets, n), targets, n));
        }
    }

    internal static void Gradient<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.InputAndDestination(logits, nameof(logits), destination);
        targets.RejectOverlap(destination);
        double divisor = Divisor(targets);
        for (int n = 0; n < targets.RowCount; n++)
        {
            CrossEntropyKernel.RowGradient(Row(logits, targets, n), targets, n, divisor, Row(destination, targets, n));
        }
    }

    internal static double LossAndGradient<T>(ReadOnlySpan<T> logits, TargetRows<T> targets, Span<T> destination)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RejectNone(targets);
        Guard.InputAndDestination(logits, nameof(logits), destination);
        targets.RejectOverlap(destination);
        double divisor = Divisor(targets);
        double sum = 0;
        for (int n = 0; n < targets.RowCount; n++)
        {
            sum += CrossEntropyKernel.RowLossAndGradient(Row(logits, targets, n), targets, n, divisor, Row(destination, targets, n));
        }

        return sum / divisor;
    }

    /// <summary>The losses of the rows, and the gradient of their sum divided by the divisor.</summary>
    /// <remarks>For callers that have checked the shapes: logits (N·C), losses (N), destination (N·C).</remarks>
    internal static void LossesAndGradient(
        ReadOnlySpan<float> logits, TargetRows<float> targets, double divisor, Span<float> losses, Span<float> destination)
    {
        for (int n = 0; n < targets.RowCount; n++)
        {
            losses[n] = (float)CrossEntropyKernel.RowLossAndGradient(
                Row(logits, targets, n), targets, n, divisor, Row(destination, targets, n));
        }
    }

    private static double Reduced<T>(ReadOnlySpan<T> rows, TargetRows<T> targets, RowLoss<T> rowLoss)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RejectNone(targets);
        double divisor = Divisor(targets);
        double sum = 0;
        for (int n = 0; n < targets.RowCount; n++) sum += rowLoss(Row(rows, targets, n), targets, n);

        return sum / divisor;
    }

    private static ReadOnlySpan<T> Row<T>(ReadOnlySpan<T> rows, TargetRows<T> targets, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => rows.Slice(n * targets.ColumnCount, targets.ColumnCount);

    private static Span<T> Row<T>(Span<T> rows, TargetRows<T> targets, int n)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => rows.Slice(n * targets.ColumnCount, targets.ColumnCount);

    private static void RejectNone<T>(TargetRows<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (targets.Reduction == Reduction.None)
            throw new ArgumentException("Reduction is None, which gives one loss per row; call Losses, or choose Mean or Sum.");
    }

    private static double Divisor<T>(TargetRows<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (targets.Reduction != Reduction.Mean) return 1;

        double totalWeight = targets.TotalWeight;
        if (!(totalWeight > 0 && double.IsFinite(totalWeight)))
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The total weight of the {targets.RowCount} target rows is {totalWeight}; a mean needs more than 0 and a finite number."),
                nameof(targets));
        }

        return totalWeight;
    }
}
