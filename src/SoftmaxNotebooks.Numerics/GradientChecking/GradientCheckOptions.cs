namespace SoftmaxNotebooks.Numerics;

/// <summary>The choices of a gradient check. The defaults suit a function of double whose values are of ordinary size.</summary>
/// <remarks>Immutable. Each value is checked when it is set, so that the mistake shows where it is made.</remarks>
public sealed record GradientCheckOptions
{
    /// <summary>atol in ratio = |analytic - numeric| / (atol + rtol · |numeric|); 1e-9 unless set.</summary>
    /// <remarks>A central difference of a function whose value is 1 is right to about 4e-11.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite: derivatives of 0 would then never pass.</exception>
    public double AbsoluteTolerance
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"AbsoluteTolerance is {value}; it must be greater than 0 and finite."));
    }
    = 1e-9;

    /// <summary>rtol in ratio = |analytic - numeric| / (atol + rtol · |numeric|); 1e-6 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 1).</exception>
    public double RelativeTolerance
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"RelativeTolerance is {value}; it must lie in [0, 1)."));
    }
    = 1e-6;

    /// <summary>h / max(1, |x[j]|) of the central difference; ε^(1/3) unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [2^-52, 1].</exception>
    public double RelativeStep
    {
        get;
        init => field = CentralDifferenceOptions.CheckedRelativeStep(value, nameof(RelativeStep));
    }
    = CentralDifferenceOptions.DefaultRelativeStep;

    /// <summary>
    /// 0 checks every coordinate. k &gt; 0 compares k random projections gᵀJu instead, with two evaluations of the function each whatever
    /// its size: fast for many inputs, but it cannot say where the mistake is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int ProjectionCount
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"ProjectionCount is {value}; it must be at least 0.");
    }

    /// <summary>What the random directions are drawn from; the same seed draws the same directions on every machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many entries the report lists, the worst first; 10 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int WorstCount
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"WorstCount is {value}; it must be at least 1.");
    }
    = 10;

    /// <summary>N, where the function takes the mean over N examples and N is not the number of rows of the input.</summary>
    /// <remarks>A factor of N or 1/N can then be named for what it is.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? BatchSize
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"BatchSize is {value}; it must be at least 1.");
    }

    /// <summary>The letter of the inputs, as in z[0], z[1], or z[0,1] for a matrix.</summary>
    public string InputSymbol { get; init; } = "z";

    /// <summary>The letter of the outputs, as in p[0], p[1]; L for a function with one output unless set.</summary>
    public string? OutputSymbol { get; init; }

    /// <summary>Names in place of z[0], z[1], …; row by row for a matrix.</summary>
    public IReadOnlyList<string>? InputNames { get; init; }

    /// <summary>Names in place of p[0], p[1], …; row by row for a matrix.</summary>
    public IReadOnlyList<string>? OutputNames { get; init; }

    /// <summary>Receives the fraction of the inputs or projections that were measured, from 0 to 1. What fails is measured again after that.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Asked before each input or projection.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>atol + rtol · |numeric|: what a derivative may be off.</summary>
    internal double ToleranceOf(double numeric) => AbsoluteTolerance + (RelativeTolerance * Math.Abs(numeric));
}
