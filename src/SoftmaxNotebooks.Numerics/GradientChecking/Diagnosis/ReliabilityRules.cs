namespace SoftmaxNotebooks.Numerics;

/// <summary>Is there anything to compare? Values that are no numbers, derivatives that do not exist, changes that rounding swallows.</summary>
internal static class ReliabilityRules
{
    internal static GradientDiagnosis? NonFinite(GradientEvidence evidence)
    {
        (int Output, int Input)[] analytic = [.. evidence.Places().Where(place => !double.IsFinite(evidence.Analytic[place.Output][place.Input]))];
        (int Output, int Input)[] numeric = [.. evidence.Places().Where(place => !double.IsFinite(evidence.Numeric[place.Output][place.Input]))];
        if (analytic.Length + numeric.Length == 0) return null;

        string whereAnalytic = analytic.Length == 0 ? "" : $" The analytic derivative has {analytic.Length}: {Located(evidence, analytic, evidence.Analytic)}.";
        string whereNumeric = numeric.Length == 0 ? "" : $" The numerical derivative has {numeric.Length}: {Located(evidence, numeric, evidence.Numeric)}.";
        int[] outputs = [.. Enumerable.Range(0, evidence.OutputCount).Where(i => !double.IsFinite(evidence.Output[i]))];
        int[] inputs = [.. Enumerable.Range(0, evidence.InputCount).Where(j => !double.IsFinite(evidence.Input[j]))];
        string whereValue = outputs.Length == 0 ? "" : FormattableString.Invariant(
            $" The function itself is {ReportNumber.Exact(evidence.Output[outputs[0]])} there: {evidence.OutputNames[outputs[0]]}.");
        string whereInput = inputs.Length == 0 ? "" : FormattableString.Invariant(
            $" The input {evidence.InputNames[inputs[0]]} is {ReportNumber.Exact(evidence.Input[inputs[0]])}.");
        return new GradientDiagnosis(GradientDiagnosisKind.NonFinite, $"non-finite values (NaN or ±∞).{whereAnalytic}{whereNumeric}{whereValue}{whereInput}", []);
    }

    internal const string NoFunctionSentence =
        "noise: two evaluations at the same point differ, so the function is not a function of its input alone (dropout, or a random number inside?). Nothing can be compared with it.";

    internal static string DoubtSentence(string doubt)
        => $"kink or noise: the numerical derivative does not settle as the step shrinks ({doubt}), so it proves nothing about the analytic one. Check at another point.";

    /// <summary>Two evaluations at the same point differ by more than the tolerance allows for.</summary>
    internal static GradientDiagnosis? NotAFunction(GradientEvidence evidence)
        => evidence.Jitter > evidence.Tolerance(evidence.Numeric.Max(row => row.Max(Math.Abs)))
            ? evidence.Diagnose(GradientDiagnosisKind.KinkOrNoise, NoFunctionSentence)
            : null;

    /// <summary>The product with a vector of both signs is not the sum of its parts.</summary>
    internal static GradientDiagnosis? NotLinear(GradientEvidence evidence)
        => evidence.Nonlinearity is { } nonlinearity
            ? new GradientDiagnosis(GradientDiagnosisKind.NotLinear, nonlinearity, [])
            : null;

    internal static GradientDiagnosis? KinkOrNoise(GradientEvidence evidence)
    {
        if (evidence.Unreliable.Count == 0) return null;
        (int Output, int Input) worst = evidence.Unreliable.Keys.MaxBy(place => evidence.Ratio(place.Output, place.Input));
        return evidence.Diagnose(GradientDiagnosisKind.KinkOrNoise, DoubtSentence(evidence.Unreliable[worst]), evidence.Unreliable.Keys);
    }

    /// <summary>Every derivative lies below the absolute tolerance on both sides.</summary>
    internal static GradientDiagnosis? Saturated(GradientEvidence evidence)
    {
        if (evidence.Places().Any(place => !evidence.IsBelowTolerance(place.Output, place.Input))) return null;

        bool isZero = evidence.Analytic.Concat(evidence.Numeric).All(row => row.All(value => value == 0));
        string blind = isZero
            ? "every derivative is 0 on both sides: nothing was tested, and a numerical check is blind here."
            : $"saturated: every derivative is below the absolute tolerance {ReportNumber.Short(evidence.AbsoluteTolerance)}, where finite differences see 0; a numerical check is blind here.";
        return evidence.Diagnose(GradientDiagnosisKind.Saturated, blind + SaturatedSoftmax.Judge(evidence), []);
    }

    private static string Located(GradientEvidence evidence, (int Output, int Input)[] places, double[][] values) => string.Join(
        ", ",
        places.Take(3).Select(place => FormattableString.Invariant(
            $"{evidence.NameOf(place.Output, place.Input)} is {ReportNumber.Exact(values[place.Output][place.Input])}")));
}
