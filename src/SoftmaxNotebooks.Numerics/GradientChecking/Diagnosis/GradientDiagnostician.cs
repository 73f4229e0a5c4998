using static SoftmaxNotebooks.Numerics.GradientDiagnosisKind;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Names the mistake in a derivative, if it is one of those that are known and nothing else.</summary>
/// <remarks>
/// Each rule builds what the derivative would be if one certain mistake had been made, and compares. A rule that does not fit to the
/// tolerance of the check says nothing. If several fit, all of them are reported: at another point they will part.
/// To teach it another mistake, add a rule to one of the lists.
/// </remarks>
internal static class GradientDiagnostician
{
    /// <summary>A mistake that explains the difference, or null.</summary>
    private delegate GradientDiagnosis? Rule(GradientEvidence evidence);

    /// <summary>If one of these holds, the numbers say no more.</summary>
    private static readonly Rule[] RulesOfTrust =
        [ReliabilityRules.NotAFunction, ReliabilityRules.NonFinite, ReliabilityRules.NotLinear, ReliabilityRules.Saturated];

    /// <summary>These look at the two derivatives and the shapes only.</summary>
    private static readonly Rule[] RulesOfEntries =
    [
        EntryRules.DiagonalOnly, EntryRules.OffDiagonalSign, EntryRules.Transposed, EntryRules.RowsSummed, EntryRules.SignFlipped,
        EntryRules.ConstantFactor,
    ];

    /// <summary>These recognise the function by its values, and know the derivative that a mistake in it leads to.</summary>
    private static readonly Rule[] RulesOfJacobians =
    [
        ActivationRules.InputInsteadOfOutput, ActivationRules.ReluMask, ActivationRules.WrongAxis, ActivationRules.DoubleSoftmax,
    ];

    /// <summary>These ask whether a gradient is that of some loss on top of softmax(input), with one mistake in it.</summary>
    private static readonly Rule[] RulesOfGradients =
    [
        SoftmaxGradientRules.OneHotForgotten, SoftmaxGradientRules.InputInsteadOfOutput, SoftmaxGradientRules.DiagonalOnly,
        SoftmaxGradientRules.OffDiagonalSign, SoftmaxGradientRules.WrongAxis, SoftmaxGradientRules.DoubleSoftmax,
        SoftmaxGradientRules.DerivativeAppliedTwice, ActivationGradientRules.InputInsteadOfOutput, ActivationGradientRules.ReluMask,
    ];

    internal static IEnumerable<GradientDiagnosis> Explain(GradientEvidence evidence)
    {
        GradientDiagnosis? distrust = FirstOf(RulesOfTrust, evidence);
        if (distrust is not null) return [distrust];

        // A kink here and there does not hide a mistake elsewhere.
        GradientDiagnosis[] named = evidence.Failures.Any()
            ? [.. AllOf(RulesOfEntries, evidence), .. evidence.IsGradient ? OfGradient(evidence) : AllOf(RulesOfJacobians, evidence)]
            : [];
        return ReliabilityRules.KinkOrNoise(evidence) is { } doubt ? [.. named, doubt] : named;
    }

    private static IEnumerable<GradientDiagnosis> OfGradient(GradientEvidence evidence)
        => AllOf(RulesOfGradients, evidence).Concat(SoftmaxGradientRules.MultipleOfProbabilities(evidence));

    /// <summary>Facts that hold beside any diagnosis.</summary>
    internal static IEnumerable<string> Observe(GradientEvidence evidence)
    {
        // A zero on both sides is the rule where an output does not depend on an input at all.
        int blind = evidence.Places().Count(place => evidence.IsBelowTolerance(place.Output, place.Input)
            && (evidence.Analytic[place.Output][place.Input] != 0 || evidence.Numeric[place.Output][place.Input] != 0));
        int count = evidence.OutputCount * evidence.InputCount;
        if (blind > 0 && blind < count)
        {
            yield return $"{blind} of {count} derivatives are below the absolute tolerance {ReportNumber.Short(evidence.AbsoluteTolerance)} on both sides: about them the check says nothing.";
        }

        if (evidence.Failures.Any() && evidence.IsGradient && SoftmaxBehind.Of(evidence).Any(behind => behind.IsUniform))
        {
            yield return "All inputs of a row are equal. Many mistakes look alike there, and some look right: check at a random point.";
        }

        if (!evidence.Failures.Any() || EntryRules.RowsSummed(evidence) is not null) yield break;
        if (evidence.Analytic.All(row => row.All(value => value == 0)))
        {
            yield return "The analytic derivative is 0 everywhere.";
        }
        else if (evidence.IsGradient && evidence.RowsSumToZero(evidence.Numeric[0])
            && !SoftmaxGroups.ByRows(evidence.InputShape).Members.All(group => evidence.SumsToZero(evidence.Analytic[0], group)))
        {
            yield return "The measured gradient sums to 0 along each row, as it must where a shift of the whole row changes nothing (softmax); the analytic one does not.";
        }
    }

    private static GradientDiagnosis? FirstOf(Rule[] rules, GradientEvidence evidence)
        => rules.Select(rule => rule(evidence)).FirstOrDefault(diagnosis => diagnosis is not null);

    private static IEnumerable<GradientDiagnosis> AllOf(Rule[] rules, GradientEvidence evidence)
        => rules.Select(rule => rule(evidence)).OfType<GradientDiagnosis>();
}
