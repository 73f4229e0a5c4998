namespace SoftmaxNotebooks.Numerics;

/// <summary>The choices of a central difference. The defaults are right for double and a function of ordinary size.</summary>
/// <remarks>Immutable. Each value is checked when it is set.</remarks>
public sealed record CentralDifferenceOptions
{
    /// <summary>ε^(1/3) = 6.06e-6, where the truncation of about h² and the rounding of about ε/h are equally small.</summary>
    public static readonly double DefaultRelativeStep = Math.Cbrt(Math.ScaleB(1, -52));

    /// <summary>h / max(1, |x[j]|); ε^(1/3) unless set. Not used with <see cref="Extrapolate"/>, which has its own sequence of steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not between 2^-52 and 1.</exception>
    public double RelativeStep
    {
        get;
        init => field = CheckedRelativeStep(value, nameof(RelativeStep));
    }
    = DefaultRelativeStep;

    /// <summary>
    /// Take ten steps and extrapolate to h = 0 (Ridders): 20 evaluations for each input, not 2, and 20 more for each further sequence of
    /// steps that is tried where the first does not settle.
    /// </summary>
    public bool Extrapolate { get; init; }

    /// <summary>Receives the fraction done, from 0 to 1, after each input.</summary>
    public IProgress<double>? Progress { get; init; }

    /// <summary>Asked before each input.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>A smaller step than 2^-52 |x| does not move x, and one beyond |x| is no neighbourhood.</summary>
    internal static double CheckedRelativeStep(double value, string name)
        => value >= Math.ScaleB(1, -52) && value <= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"{name} is {value}; it must lie in [2^-52, 1]."));
}
