namespace SoftmaxNotebooks.Numerics;

/// <summary>What projections can tell: a factor between two numbers that is the same for all of them.</summary>
internal static class ProjectionRules
{
    /// <summary>As many projections have to agree, or a factor is a coincidence.</summary>
    private const int Fewest = 3;

    internal static IEnumerable<GradientDiagnosis> Explain(
        GradientCheckEntry[] entries, string?[] doubts, bool isDeterministic, GridShape inputShape, GradientCheckOptions options)
    {
        if (!isDeterministic) return [new GradientDiagnosis(GradientDiagnosisKind.KinkOrNoise, ReliabilityRules.NoFunctionSentence, [])];
        GradientCheckEntry[] nonFinite = [.. entries.Where(entry => !double.IsFinite(entry.Analytic) || !double.IsFinite(entry.Numeric))];
        if (nonFinite.Length > 0)
        {
            return
            [
                new GradientDiagnosis(
                    GradientDiagnosisKind.NonFinite,
                    $"non-finite values (NaN or ±∞) in {nonFinite.Length} of {entries.Length} projections.",
                    [.. nonFinite.Take(3).Select(entry => entry.Name)]),
            ];
        }

        if (entries.All(entry => Math.Abs(entry.Analytic) <= options.AbsoluteTolerance && Math.Abs(entry.Numeric) <= options.AbsoluteTolerance))
        {
            return
            [
                new GradientDiagnosis(
                    GradientDiagnosisKind.Saturated,
                    $"every projection is below the absolute tolerance {ReportNumber.Short(options.AbsoluteTolerance)}: a numerical check is blind here.",
                    []),
            ];
        }

        if (doubts.FirstOrDefault(doubt => doubt is not null) is { } first)
        {
            return
            [
                new GradientDiagnosis(
                    GradientDiagnosisKind.KinkOrNoise,
                    ReliabilityRules.DoubtSentence(first),
                    [.. entries.Where(entry => !entry.NumericIsReliable).Take(3).Select(entry => entry.Name)]),
            ];
        }

        if (entries.Length < Fewest || entries.All(entry => entry.Ratio <= 1)) return [];
        double factor = entries.Sum(entry => entry.Analytic * entry.Numeric) / entries.Sum(entry => entry.Numeric * entry.Numeric);
        bool isConstant = entries.All(entry => Math.Abs(entry.Analytic - (factor * entry.Numeric))
            <= 4 * options.ToleranceOf(entry.Numeric));
        if (!isConstant || Math.Abs(factor) < 1e-6 || ConstantFactors.IsNearOne(factor)) return [];
        return Math.Abs(factor + 1) < 1e-5
            ? [new GradientDiagnosis(GradientDiagnosisKind.SignFlipped, "the sign is flipped: analytic = −numeric in every projection.", [])]
            : [new GradientDiagnosis(GradientDiagnosisKind.ConstantFactor, ConstantFactors.Explain(factor, options.BatchSize, inputShape) ?? ConstantFactors.Unexplained(factor), [])];
    }
}
