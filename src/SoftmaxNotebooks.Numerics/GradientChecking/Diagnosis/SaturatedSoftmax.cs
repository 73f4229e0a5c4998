namespace SoftmaxNotebooks.Numerics;

/// <summary>What the closed forms say where a numerical check is blind because a softmax is saturated.</summary>
internal static class SaturatedSoftmax
{
    /// <summary>How far the analytic derivative may be off the closed form, relatively: a few operations in double.</summary>
    private const double Accuracy = 1e-12;

    /// <summary>A sentence that starts with a space, or nothing if the function is no softmax that is known.</summary>
    internal static string Judge(GradientEvidence evidence)
    {
        var softmax = SoftmaxGroups.ByRows(evidence.InputShape);
        double[] p = softmax.Softmax(evidence.Input);
        if (!evidence.IsGradient)
        {
            return evidence.OutputIs(p) ? JudgeJacobian(evidence, softmax.Jacobian(p)) : "";
        }

        // Only a function that a shift of the logits leaves alone can be behind a softmax.
        if (softmax.Members.Any(group => group.Length < 2) || !evidence.IsShiftInvariant()) return "";
        if (SumsToZero(evidence, softmax) is false) return " The analytic gradient does not sum to 0, as it must where a shift of all logits changes nothing.";
        return IsCrossEntropyGradient(evidence, p, softmax)
            ? " The analytic gradient is that of cross-entropy, taken without cancellation: correct, but saturated."
            : "";
    }

    private static string JudgeJacobian(GradientEvidence evidence, Func<int, int, double> closedForm)
    {
        (int Output, int Input)[] wrong =
        [
            .. evidence.Places().Where(place => !Near(evidence.Analytic[place.Output][place.Input], closedForm(place.Output, place.Input))),
        ];
        if (wrong.Length == 0) return " The analytic values agree with the closed form of softmax, so they are correct, but saturated.";

        (int output, int input) = wrong.MaxBy(place => Math.Abs(evidence.Analytic[place.Output][place.Input] - closedForm(place.Output, place.Input)));
        return $" The closed form of softmax disagrees: {evidence.NameOf(output, input)} is {ReportNumber.Exact(closedForm(output, input))}, "
            + $"the analytic value {ReportNumber.Exact(evidence.Analytic[output][input])}.";
    }

    /// <summary>Null where there is nothing to sum.</summary>
    private static bool? SumsToZero(GradientEvidence evidence, SoftmaxGroups softmax)
    {
        double[] gradient = evidence.Analytic[0];
        bool? all = null;
        foreach (int[] group in softmax.Members)
        {
            // A one-hot target at the most probable class, where p rounds to 1: the case in which softmax is saturated.
            double size = group.Sum(j => Math.Abs(gradient[j])), sum = group.Sum(j => gradient[j]);
            if (size == 0) continue;
            all = (all ?? true) && Math.Abs(sum) <= Accuracy * size;
        }

        double[] p = softmax.Softmax(evidence.Input);
        bool saturated = softmax.Members.All(group => group.Max(j => p[j]) > 1 - 1e-9);
        return saturated ? all : null;
    }

    /// <summary>p - y for the one-hot y at the most probable class of each row, where p - 1 is minus the sum of the others.</summary>
    private static bool IsCrossEntropyGradient(GradientEvidence evidence, double[] p, SoftmaxGroups softmax)
    {
        double[] expected = [.. p];
        foreach (int[] group in softmax.Members)
        {
            int top = group.MaxBy(j => p[j]);
            expected[top] = -group.Where(j => j != top).Sum(j => p[j]);
        }

        return new[] { 1.0, evidence.InputShape.Rows, evidence.StatedBatchSize ?? 1 }.Any(
            divisor => Enumerable.Range(0, expected.Length).All(j => Near(evidence.Analytic[0][j], expected[j] / divisor)))
            && expected.Any(value => value != 0);
    }

    private static bool Near(double actual, double expected) => Math.Abs(actual - expected) <= Accuracy * Math.Abs(expected);
}
