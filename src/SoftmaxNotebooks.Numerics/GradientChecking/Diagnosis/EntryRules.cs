using static SoftmaxNotebooks.Numerics.GradientDiagnosisKind;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Mistakes that show in the two derivatives alone, whatever the function is.</summary>
internal static class EntryRules
{
    internal static GradientDiagnosis? SignFlipped(GradientEvidence evidence)
        => evidence.AnalyticIs((i, j) => -evidence.Numeric[i][j])
            ? evidence.Diagnose(GradientDiagnosisKind.SignFlipped, "the sign is flipped: analytic = −numeric everywhere.")
            : null;

    internal static GradientDiagnosis? ConstantFactor(GradientEvidence evidence)
    {
        double products = 0, squares = 0;
        int significant = 0;
        foreach ((int i, int j) in evidence.Places())
        {
            products += evidence.Analytic[i][j] * evidence.Numeric[i][j];
            squares += evidence.Numeric[i][j] * evidence.Numeric[i][j];
            if (Math.Abs(evidence.Numeric[i][j]) > 100 * evidence.AbsoluteTolerance) significant++;
        }

        double factor = products / squares;
        if (!double.IsFinite(factor) || Math.Abs(factor + 1) < 1e-3 || ConstantFactors.IsNearOne(factor) || evidence.AnalyticIs((_, _) => 0)) return null;
        string? name = ConstantFactors.Explain(factor, evidence.StatedBatchSize, evidence.InputShape);

        // Any one number is a multiple of any other: a factor without a name needs three places to be one.
        if (name is null && significant < 3) return null;
        return significant > 0 && evidence.AnalyticIs((i, j) => factor * evidence.Numeric[i][j])
            ? evidence.Diagnose(GradientDiagnosisKind.ConstantFactor, name ?? ConstantFactors.Unexplained(factor))
            : null;
    }

    internal static GradientDiagnosis? Transposed(GradientEvidence evidence)
    {
        if (evidence.IsGradient)
        {
            // The gradient of a square matrix of weights; row by row, entry (r, c) stands where (c, r) belongs.
            int side = evidence.InputShape.Rows;
            return evidence.InputShape.Rank == 2 && side > 1 && side == evidence.InputShape.Columns
                && evidence.AnalyticIs((_, j) => evidence.Numeric[0][(j % side * side) + (j / side)])
                ? evidence.Diagnose(GradientDiagnosisKind.Transposed, "transposed: the gradient of entry (r, c) stands at (c, r).")
                : null;
        }

        return evidence.OutputCount == evidence.InputCount && evidence.AnalyticIs((i, j) => evidence.Numeric[j][i])
            ? evidence.Diagnose(GradientDiagnosisKind.Transposed, "transposed: analytic[i,j] = numeric[j,i]; J[i,j] is ∂output[i]/∂input[j].")
            : null;
    }

    /// <summary>The diagonal is right and the rest is 0.</summary>
    internal static GradientDiagnosis? DiagonalOnly(GradientEvidence evidence)
        => IsSquare(evidence) && evidence.AnalyticIs((i, j) => i == j ? evidence.Numeric[i][j] : 0)
            ? evidence.Diagnose(
                GradientDiagnosisKind.DiagonalOnly,
                ActivationRules.SoftmaxOf(evidence) is null
                    ? "only the diagonal: the off-diagonal terms are missing."
                    : DiagonalOnlySentence)
            : null;

    internal const string DiagonalOnlySentence =
        "only the diagonal: the off-diagonal terms −s_i s_j are missing; each logit moves all outputs, because they share one sum.";

    /// <summary>The diagonal is right and the rest has the other sign.</summary>
    internal static GradientDiagnosis? OffDiagonalSign(GradientEvidence evidence)
        => IsSquare(evidence) && evidence.AnalyticIs((i, j) => i == j ? evidence.Numeric[i][j] : -evidence.Numeric[i][j])
            && !evidence.AnalyticIs((i, j) => -evidence.Numeric[i][j])
            ? evidence.Diagnose(
                GradientDiagnosisKind.OffDiagonalSign,
                ActivationRules.SoftmaxOf(evidence) is null
                    ? "the sign off the diagonal: the diagonal is right, everything else has the wrong sign."
                    : OffDiagonalSignSentence)
            : null;

    internal const string OffDiagonalSignSentence =
        "the sign off the diagonal: it is −s_i s_j, because raising one logit takes probability from all other classes.";

    /// <summary>0 everywhere, where the measured derivatives sum to 0.</summary>
    internal static GradientDiagnosis? RowsSummed(GradientEvidence evidence)
    {
        if (!evidence.Numeric.All(evidence.RowsSumToZero) || !evidence.AnalyticIs((_, _) => 0)) return null;
        string perhaps = ActivationRules.SoftmaxOf(evidence) is null ? "perhaps " : "";
        return evidence.Diagnose(
            JacobianRowsSummed,
            perhaps + "the Jacobian rows are summed: the analytic derivative is 0 everywhere, which is what the entries of a row of the softmax Jacobian sum to. Multiply by the output gradient, Jᵀg, before summing.");
    }

    private static bool IsSquare(GradientEvidence evidence) => evidence.OutputCount == evidence.InputCount && evidence.InputCount > 1;
}
