using static SoftmaxNotebooks.Numerics.GradientDiagnosisKind;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Mistakes in the Jacobian of an activation that is recognised by its values: softmax, sigmoid, tanh, ReLU.</summary>
internal static class ActivationRules
{
    internal static GradientDiagnosis? InputInsteadOfOutput(GradientEvidence evidence)
    {
        double[] x = evidence.Input;
        if (SoftmaxOf(evidence) is { } softmax)
        {
            return evidence.AnalyticIs((i, j) => softmax.Outer(x, i, j)) || evidence.AnalyticIs((i, j) => i == j ? x[i] * (1 - x[i]) : 0)
                ? evidence.Diagnose(GradientDiagnosisKind.InputInsteadOfOutput, InputInsteadOfOutputSentence)
                : null;
        }

        if (evidence.OutputIs([.. x.Select(value => 1 / (1 + Math.Exp(-value)))])
            && evidence.AnalyticIs((i, j) => i == j ? x[i] * (1 - x[i]) : 0))
        {
            return evidence.Diagnose(
                GradientDiagnosisKind.InputInsteadOfOutput, SigmoidSentence);
        }

        return evidence.OutputIs([.. x.Select(Math.Tanh)]) && evidence.AnalyticIs((i, j) => i == j ? 1 - (x[i] * x[i]) : 0)
            ? evidence.Diagnose(
                GradientDiagnosisKind.InputInsteadOfOutput, TanhSentence)
            : null;
    }

    internal const string SigmoidSentence =
        "the input is used where the output belongs: the derivative of s = sigmoid(z) is s (1 − s), not z (1 − z).";

    internal const string TanhSentence =
        "the input is used where the output belongs: the derivative of t = tanh(z) is 1 − t², not 1 − z².";

    internal const string InputInsteadOfOutputSentence =
        "the input is used where the output belongs: s_i (δ_ij − s_j) takes the probabilities s = softmax(z), not the logits z.";

    internal static GradientDiagnosis? ReluMask(GradientEvidence evidence)
    {
        double[] x = evidence.Input;
        if (x.All(value => value >= 0) || x.All(value => value <= 0)
            || !evidence.OutputIs([.. x.Select(value => Math.Max(value, 0))]))
        {
            return null;
        }

        if (evidence.AnalyticIs((i, j) => i == j ? 1 : 0))
        {
            return evidence.Diagnose(GradientDiagnosisKind.ReluMask, ActivationGradientRules.AlwaysOnSentence);
        }

        return evidence.AnalyticIs((i, j) => i == j && x[i] <= 0 ? 1 : 0)
            ? evidence.Diagnose(GradientDiagnosisKind.ReluMask, ActivationGradientRules.InvertedSentence)
            : null;
    }

    internal static GradientDiagnosis? WrongAxis(GradientEvidence evidence)
    {
        if (SoftmaxOf(evidence) is not { } right) return null;
        foreach (SoftmaxGroups wrong in SoftmaxGroups.All(evidence.InputShape).Where(groups => groups.Name != right.Name))
        {
            double[] p = evidence.Output;
            if (evidence.AnalyticIs(wrong.Jacobian(wrong.Softmax(evidence.Input))) || evidence.AnalyticIs((i, j) => wrong.Outer(p, j, i)))
            {
                return evidence.Diagnose(
                    GradientDiagnosisKind.WrongAxis, $"the wrong axis: the function takes softmax over {right.Name}, the derivative over {wrong.Name}.");
            }
        }

        return null;
    }

    internal static GradientDiagnosis? DoubleSoftmax(GradientEvidence evidence)
    {
        foreach (SoftmaxGroups softmax in SoftmaxGroups.All(evidence.InputShape))
        {
            double[] once = softmax.Softmax(evidence.Input), twice = softmax.Softmax(once);
            Func<int, int, double> ofOnce = softmax.Jacobian(once), ofTwice = softmax.Jacobian(twice);
            if (evidence.OutputIs(twice) && (evidence.AnalyticIs(ofOnce) || evidence.AnalyticIs(ofTwice)))
            {
                return evidence.Diagnose(GradientDiagnosisKind.DoubleSoftmax, DoubleInFunction);
            }

            bool isOnce = evidence.OutputIs(once);
            if (isOnce && (evidence.AnalyticIs(ofTwice) || evidence.AnalyticIs((i, j) => softmax.GroupOf(j).Sum(k => ofTwice(i, k) * ofOnce(k, j)))))
            {
                return evidence.Diagnose(GradientDiagnosisKind.DoubleSoftmax, DoubleInDerivative);
            }
        }

        return null;
    }

    internal const string DoubleInFunction =
        "double softmax: the function applies softmax twice, the derivative is that of one. A loss that takes logits must not be given probabilities.";

    internal const string DoubleInDerivative =
        "double softmax: the derivative is that of softmax applied twice, the function applies it once. A loss that takes logits must not be given probabilities.";

    /// <summary>The softmax that the function is, or null if its values are no softmax of the input.</summary>
    internal static SoftmaxGroups? SoftmaxOf(GradientEvidence evidence) => evidence.OutputCount != evidence.InputCount
        ? null
        : SoftmaxGroups.All(evidence.InputShape).FirstOrDefault(groups => evidence.OutputIs(groups.Softmax(evidence.Input)));
}
