using System.Text.Json.Serialization;

namespace SoftmaxNotebooks.Numerics;

/// <summary>What a gradient check found: the verdict, the worst entries, and the mistake if it could be named.</summary>
/// <remarks>
/// A plain record: System.Text.Json writes it and reads it back. <see cref="ToString"/> is the report in plain text.
/// Matrices are lists of rows, outputs × inputs; a gradient is one row.
/// </remarks>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GradientCheckReport
{
    /// <summary>No ratio is above 1, every number is finite, and a vector-Jacobian or Jacobian-vector product is linear.</summary>
    public required bool Passed { get; init; }

    /// <summary>What was compared with what: how the numerical derivative was taken.</summary>
    public required string Method { get; init; }

    /// <summary>atol of the criterion ratio = |analytic - numeric| / (atol + rtol · |numeric|).</summary>
    public required double AbsoluteTolerance { get; init; }

    /// <summary>rtol of the criterion.</summary>
    public required double RelativeTolerance { get; init; }

    /// <summary>How many derivatives were compared.</summary>
    public required int EntryCount { get; init; }

    /// <summary>How many of them have a ratio above 1.</summary>
    public required int FailedCount { get; init; }

    /// <summary>The largest ratio; at most 1 if the check passed. What is left to 1 is the margin.</summary>
    public required double WorstRatio { get; init; }

    /// <summary>How often the function was evaluated.</summary>
    public required int EvaluationCount { get; init; }

    /// <summary>The entries with the largest ratios, the worst first.</summary>
    public required IReadOnlyList<GradientCheckEntry> Worst { get; init; }

    /// <summary>The mistakes that explain the difference. Empty where none fits; several where they cannot be told apart at this point.</summary>
    public required IReadOnlyList<GradientDiagnosis> Diagnoses { get; init; }

    /// <summary>Facts worth knowing that are no explanation.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The central difference at the worst entry for steps from large to small; empty if the check passed.</summary>
    public required IReadOnlyList<StepSweepPoint> StepSweep { get; init; }

    /// <summary>The step of each input, or of each projection.</summary>
    public required IReadOnlyList<double> Steps { get; init; }

    /// <summary>What the outputs, or the projections, are called.</summary>
    public required IReadOnlyList<string> OutputNames { get; init; }

    /// <summary>What the inputs are called; for projections the one thing that stands for all of them.</summary>
    public required IReadOnlyList<string> InputNames { get; init; }

    /// <summary>The derivatives that were to be checked.</summary>
    [JsonConverter(typeof(RowsJsonConverter))]
    public required IReadOnlyList<IReadOnlyList<double>> Analytic { get; init; }

    /// <summary>The derivatives as measured.</summary>
    [JsonConverter(typeof(RowsJsonConverter))]
    public required IReadOnlyList<IReadOnlyList<double>> Numeric { get; init; }

    /// <summary>How much of each measured derivative may be rounding.</summary>
    [JsonConverter(typeof(RowsJsonConverter))]
    public required IReadOnlyList<IReadOnlyList<double>> Rounding { get; init; }

    /// <summary>The verdict in words, the same in every form of the report: "9 of 9 derivatives agree: worst ratio 0.5, margin 2×".</summary>
    /// <remarks>Below 0.1 the ratio is mostly rounding, which differs between processors: it is said to the power of ten.</remarks>
    [JsonIgnore]
    public string Verdict => GradientCheckReportText.VerdictOf(this);

    /// <summary>The first of the diagnoses, if there is one.</summary>
    [JsonIgnore]
    public GradientDiagnosis? Diagnosis => Diagnoses.Count > 0 ? Diagnoses[0] : null;

    /// <summary>|analytic - numeric| / (atol + rtol · |numeric|); +∞ where one of them is not finite.</summary>
    public double Ratio(int output, int input) => GradientCheckEntry.RatioOf(
        Analytic[output][input], Numeric[output][input], AbsoluteTolerance, RelativeTolerance);

    /// <summary>The report in plain text: verdict, criterion, diagnosis, the worst entries, and the step sweep of a failure.</summary>
    public override string ToString() => GradientCheckReportText.Of(this);
}

/// <summary>One derivative, analytic and numeric.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record GradientCheckEntry
{
    /// <summary>Which derivative, such as ∂p[0]/∂z[2].</summary>
    public required string Name { get; init; }

    /// <summary>The row of the derivative: which output, or which projection.</summary>
    public required int Output { get; init; }

    /// <summary>The column of the derivative: which input.</summary>
    public required int Input { get; init; }

    /// <summary>The derivative that was to be checked.</summary>
    public required double Analytic { get; init; }

    /// <summary>The derivative as measured.</summary>
    public required double Numeric { get; init; }

    /// <summary>|analytic - numeric|</summary>
    public required double AbsoluteError { get; init; }

    /// <summary>|analytic - numeric| / |numeric|; null where the numeric value is within the absolute tolerance of 0 and the quotient says nothing.</summary>
    public required double? RelativeError { get; init; }

    /// <summary>How many doubles lie between the two, as a double: beyond 2^53 it is rounded.</summary>
    public required double UlpDistance { get; init; }

    /// <summary>|analytic - numeric| / (atol + rtol · |numeric|); above 1 fails.</summary>
    public required double Ratio { get; init; }

    /// <summary>The value of the input at this place; null for a projection.</summary>
    public required double? InputValue { get; init; }

    /// <summary>The value of the output at this place; null for a projection of several outputs.</summary>
    public required double? OutputValue { get; init; }

    /// <summary>False where the numerical derivative does not settle as the step shrinks: there it proves nothing.</summary>
    public required bool NumericIsReliable { get; init; }

    internal static GradientCheckEntry Of(
        string name, int output, int input, double analytic, double numeric, GradientCheckOptions options)
    {
        double error = Math.Abs(analytic - numeric);
        return new GradientCheckEntry
        {
            Name = name,
            Output = output,
            Input = input,
            Analytic = analytic,
            Numeric = numeric,
            AbsoluteError = error,
            RelativeError = Math.Abs(numeric) > options.AbsoluteTolerance ? error / Math.Abs(numeric) : null,
            UlpDistance = UlpsBetween(analytic, numeric),
            Ratio = RatioOf(analytic, numeric, options.AbsoluteTolerance, options.RelativeTolerance),
            InputValue = null,
            OutputValue = null,
            NumericIsReliable = true,
        };
    }

    internal static double RatioOf(double analytic, double numeric, double absoluteTolerance, double relativeTolerance)
    {
        double ratio = Math.Abs(analytic - numeric) / (absoluteTolerance + (relativeTolerance * Math.Abs(numeric)));
        return double.IsNaN(ratio) || !double.IsFinite(analytic) || !double.IsFinite(numeric) ? double.PositiveInfinity : ratio;
    }

    /// <summary>Doubles of one sign lie in the order of their bits; those of the other sign continue downwards from 0.</summary>
    internal static double UlpsBetween(double a, double b)
        => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : (double)Int128.Abs((Int128)Order(a) - Order(b));

    private static long Order(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bits >= 0 ? bits : long.MinValue - bits;
    }
}
