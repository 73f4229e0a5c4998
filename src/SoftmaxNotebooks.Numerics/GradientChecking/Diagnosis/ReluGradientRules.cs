namespace SoftmaxNotebooks.Numerics;

/// <summary>Mistakes in the mask of a ReLU, seen in the gradient with respect to its input or to the weights that lead into it.</summary>
/// <remarks>
/// With respect to the input z of a ReLU the sign of z says which entries are off. With respect to weights, a unit that is off for every
/// example leaves a whole column (or row) of zeros. Where a unit is on for some examples and off for others, the weights' gradient mixes
/// them and shows nothing: check the gradient of the unit's input instead.
/// </remarks>
internal static class ReluGradientRules
{
    internal const string AlwaysOnSentence =
        "the ReLU mask is always on: entries that are off (z ≤ 0) pass a gradient on. Take the mask from the input, z > 0; the test output ≥ 0 is always true.";

    internal const string InvertedSentence =
        "the ReLU mask is taken from the wrong side: entries with z > 0 pass nothing, those with z ≤ 0 pass the gradient. The mask is 1 where z > 0.";

    internal const string FromGradientSentence =
        "the ReLU mask is taken from the gradient: negative gradients are cut off. The mask is 1 where the unit's input is positive, whatever the sign of the gradient.";

    internal static GradientDiagnosis? Mask(GradientEvidence evidence) => MaskOfInputs(evidence) ?? MaskOfWeights(evidence);

    /// <summary>The gradient with respect to z itself: 0 exactly where z is negative.</summary>
    private static GradientDiagnosis? MaskOfInputs(GradientEvidence evidence)
    {
        double[] z = evidence.Input;
        if (!Separates(evidence, j => z[j] > 0)) return null;
        return Sentence(evidence, j => z[j] > 0) is { } sentence ? evidence.Diagnose(GradientDiagnosisKind.ReluMask, sentence) : null;
    }

    /// <summary>The gradient with respect to weights or a bias: 0 for whole units.</summary>
    private static GradientDiagnosis? MaskOfWeights(GradientEvidence evidence)
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

            if (Separates(evidence, j => isOn[j]) && Sentence(evidence, j => isOn[j]) is { } sentence && sentence != FromGradientSentence)
            {
                return evidence.Diagnose(GradientDiagnosisKind.ReluMask, sentence);
            }
        }

        return null;
    }

    /// <summary>Both kinds are there, nothing is measured where it is off, and most of what is on is measured.</summary>
    private static bool Separates(GradientEvidence evidence, Func<int, bool> isOn)
    {
        int[] on = [.. Enumerable.Range(0, evidence.InputCount).Where(isOn)];
        int[] off = [.. Enumerable.Range(0, evidence.InputCount).Where(j => !isOn(j))];
        return on.Length > 0 && off.Length > 0
            && off.All(j => IsZero(evidence, evidence.Numeric[0][j]))
            && on.Count(j => !IsZero(evidence, evidence.Numeric[0][j])) * 2 > on.Length;
    }

    private static string? Sentence(GradientEvidence evidence, Func<int, bool> isOn)
    {
        double[] a = evidence.Analytic[0], n = evidence.Numeric[0];
        int[] off = [.. Enumerable.Range(0, a.Length).Where(j => !isOn(j))];
        bool offPasses = off.Count(j => !IsZero(evidence, a[j])) * 2 > off.Length;
        if (offPasses && evidence.AnalyticIs((_, j) => isOn(j) ? n[j] : a[j])) return AlwaysOnSentence;
        if (offPasses && evidence.AnalyticIs((_, j) => isOn(j) ? 0 : a[j])) return InvertedSentence;
        return n.Any(value => value < -evidence.AbsoluteTolerance) && n.Any(value => value > evidence.AbsoluteTolerance)
            && evidence.AnalyticIs((_, j) => isOn(j) ? Math.Max(n[j], 0) : Math.Max(a[j], 0))
            ? FromGradientSentence
            : null;
    }

    private static bool IsZero(GradientEvidence evidence, double value) => Math.Abs(value) <= evidence.AbsoluteTolerance;
}
