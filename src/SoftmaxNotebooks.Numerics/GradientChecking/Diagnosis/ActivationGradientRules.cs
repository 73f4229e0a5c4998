namespace SoftmaxNotebooks.Numerics;

/// <summary>Mistakes in the gradient with respect to the input of an activation that is somewhere inside the function, or to its weights.</summary>
internal static class ActivationGradientRules
{
    internal const string AlwaysOnSentence =
        "the ReLU mask is always on: entries that are off (z ≤ 0) pass a gradient on. Take the mask from the input, z > 0; the test output ≥ 0 is always true.";

    internal const string InvertedSentence =
        "the ReLU mask is taken from the wrong side: entries with z > 0 pass nothing, those with z ≤ 0 pass the gradient. The mask is 1 where z > 0.";

    private const string FromGradientSentence =
        "the ReLU mask is taken from the gradient: negative gradients are cut off. The mask is 1 where the unit's input is positive, whatever the sign of the gradient.";

    /// <summary>z (1 - z) for s (1 - s) of a sigmoid, 1 - z² for 1 - t² of a tanh.</summary>
    /// <remarks>The ratio of the two is known at every entry, so nothing is free to fit.</remarks>
    internal static GradientDiagnosis? InputInsteadOfOutput(GradientEvidence evidence)
    {
        double[] z = evidence.Input, n = evidence.Numeric[0];
        if (n.Count(value => Math.Abs(value) > 100 * evidence.AbsoluteTolerance) < 2 || evidence.AnalyticIs((_, _) => 0)) return null;
        if (IsRatio(x => x * (1 - x) * (1 + Math.Exp(-x)) * (1 + Math.Exp(x)))) return evidence.Diagnose(GradientDiagnosisKind.InputInsteadOfOutput, ActivationRules.SigmoidSentence);
        return IsRatio(x => (1 - (x * x)) * Math.Cosh(x) * Math.Cosh(x))
            ? evidence.Diagnose(GradientDiagnosisKind.InputInsteadOfOutput, ActivationRules.TanhSentence)
            : null;

        bool IsRatio(Func<double, double> ratio)
            => evidence.AnalyticIs((_, j) => n[j] * ratio(z[j]), (_, j) => Math.Max(1, Math.Abs(ratio(z[j]))));
    }

    /// <summary>A mask that is missing, inverted or taken from the gradient.</summary>
    /// <remarks>
    /// With respect to the input z of a ReLU the sign of z says which entries are off. With respect to weights, a unit that is off for every
    /// example leaves a whole column (or row) of zeros. Where a unit is on for some examples and off for others, the weights' gradient mixes
    /// them and shows nothing: check the gradient of the unit's input instead.
    /// </remarks>
    internal static GradientDiagnosis? ReluMask(GradientEvidence evidence)
    {
        // Rows of a batch that a loss ignores have a gradient of 0 too, and so have sure answers.
        if (SoftmaxBehind.Of(evidence).Any()) return null;
        return ReluMaskOfInputs(evidence) ?? ReluMaskOfWeights(evidence);
    }

    private static GradientDiagnosis? ReluMaskOfInputs(GradientEvidence evidence)
    {
        double[] z = evidence.Input;
        return Separates(evidence, j => z[j] > 0)
            && Sentence(evidence, j => z[j] > 0, mayBeFromGradient: true) is { } sentence
            && Off(evidence, j => z[j] > 0).Take(3).All(j => IsReluAt(evidence, factor => Scaled(z, [j], factor), across: -0.001))
            ? evidence.Diagnose(GradientDiagnosisKind.ReluMask, sentence)
            : null;
    }

    private static GradientDiagnosis? ReluMaskOfWeights(GradientEvidence evidence)
    {
        if (evidence.InputShape is not { Rank: 2, Rows: > 1, Columns: > 1 }) return null;
        foreach (SoftmaxGroups units in SoftmaxGroups.All(evidence.InputShape).Where(groups => groups.Members.Length > 1))
        {
            bool[] isOn = new bool[evidence.InputCount];
            foreach (int[] unit in units.Members)
            {
                bool on = unit.Any(j => !IsZero(evidence, evidence.Numeric[0][j]));
                foreach (int j in unit) isOn[j] = on;
            }

            if (Separates(evidence, j => isOn[j])
                && Sentence(evidence, j => isOn[j], mayBeFromGradient: false) is { } sentence
                && units.Members.Where(unit => !isOn[unit[0]]).Take(3).All(unit => IsReluAt(evidence, factor => Scaled(evidence.Input, unit, factor), across: -3)))
            {
                return evidence.Diagnose(GradientDiagnosisKind.ReluMask, sentence);
            }
        }

        return null;
    }

    /// <summary>Flat as long as the sign stays, and no longer flat when it changes: what a ReLU that is off does, and little else.</summary>
    /// <remarks>Just across 0 for the input itself, so that it is 0 where it turns; far across for weights, which a bias may outweigh.</remarks>
    private static bool IsReluAt(GradientEvidence evidence, Func<double, double[]> inputTimes, double across)
    {
        double here = evidence.Output[0];
        bool Stays(double factor) => evidence.Function(inputTimes(factor))[0] == here;
        return Stays(0.75) && Stays(1.5) && !Stays(across);
    }

    private static double[] Scaled(double[] input, int[] places, double factor)
    {
        double[] point = [.. input];
        foreach (int j in places) point[j] *= factor;
        return point;
    }

    /// <summary>Both kinds are there, nothing is measured where it is off, and most of what is on is measured.</summary>
    private static bool Separates(GradientEvidence evidence, Func<int, bool> isOn)
    {
        int[] on = [.. Enumerable.Range(0, evidence.InputCount).Where(isOn)];
        int[] off = [.. Off(evidence, isOn)];
        return on.Length > 0 && off.Length > 0
            && off.All(j => IsZero(evidence, evidence.Numeric[0][j]))
            && on.Count(j => !IsZero(evidence, evidence.Numeric[0][j])) * 2 > on.Length;
    }

    private static string? Sentence(GradientEvidence evidence, Func<int, bool> isOn, bool mayBeFromGradient)
    {
        double[] a = evidence.Analytic[0], n = evidence.Numeric[0];
        int[] off = [.. Off(evidence, isOn)];
        bool offPasses = off.Count(j => !IsZero(evidence, a[j])) * 2 > off.Length;
        if (offPasses && evidence.AnalyticIs((_, j) => isOn(j) ? n[j] : a[j])) return AlwaysOnSentence;
        if (offPasses && evidence.AnalyticIs((_, j) => isOn(j) ? 0 : a[j])) return InvertedSentence;
        return mayBeFromGradient
            && n.Any(value => value < -evidence.AbsoluteTolerance) && n.Any(value => value > evidence.AbsoluteTolerance)
            && evidence.AnalyticIs((_, j) => isOn(j) ? Math.Max(n[j], 0) : Math.Max(a[j], 0))
            ? FromGradientSentence
            : null;
    }

    private static IEnumerable<int> Off(GradientEvidence evidence, Func<int, bool> isOn)
        => Enumerable.Range(0, evidence.InputCount).Where(j => !isOn(j));

    private static bool IsZero(GradientEvidence evidence, double value) => Math.Abs(value) <= evidence.AbsoluteTolerance;
}
