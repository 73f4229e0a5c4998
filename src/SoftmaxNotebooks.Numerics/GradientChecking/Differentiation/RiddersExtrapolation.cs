namespace SoftmaxNotebooks.Numerics;

/// <summary>The limit of central differences for h → 0, from a few that are large enough not to drown in rounding.</summary>
/// <remarks>
/// A central difference with step h is off by a₂h² + a₄h⁴ + …; two of them with h and h/2 cancel the first term, two of the results
/// cancel the second, and so on. Of all combinations the one is taken that differs least from its neighbours, and that difference is the
/// error estimate: C. J. F. Ridders, Advances in Engineering Software 4 (1982) 75–76, doi 10.1016/S0141-1195(82)80057-0.
/// </remarks>
internal static class RiddersExtrapolation
{
    /// <summary>How many steps, each half of the one before: from an eighth down to 2^-12 ≈ 2.4e-4 of max(1, |x|).</summary>
    /// <remarks>Below that, rounding grows faster than truncation shrinks for any function that a first step of 1/8 can follow.</remarks>
    internal const int StepCount = 10;

    private const double FirstStep = 0.125;

    /// <param name="line">What is differentiated.</param>
    /// <param name="firstStep">The largest step; smaller than 1/8 for a function that turns within 1/8.</param>
    internal static ExtrapolatedDifference Along(DifferentiationLine line, double firstStep = FirstStep)
    {
        Difference[] differences =
            [.. Enumerable.Range(0, StepCount).Select(k => line.Central(firstStep * Math.ScaleB(1, -k)))];
        int outputCount = differences[0].Values.Length;
        var values = new double[outputCount];
        var errors = new double[outputCount];
        var steps = new double[outputCount];
        for (int i = 0; i < outputCount; i++)
        {
            (values[i], errors[i], steps[i]) = Best(differences, i);
        }

        return new ExtrapolatedDifference(values, errors, steps);
    }

    private static (double Value, double Error, double Step) Best(Difference[] differences, int output)
    {
        var estimates = new List<(double Value, double Error, double Step)>();
        double[] previous = [];
        for (int k = 0; k < differences.Length; k++)
        {
            double[] current = new double[k + 1];
            current[0] = differences[k].Values[output];
            double power = 1;
            for (int order = 1; order <= k; order++)
            {
                power *= 4;
                current[order] = current[order - 1] + ((current[order - 1] - previous[order - 1]) / (power - 1));
                double error = Math.Max(
                    Math.Max(Math.Abs(current[order] - current[order - 1]), Math.Abs(current[order] - previous[order - 1])),
                    differences[k].Rounding[output]);
                if (double.IsFinite(error)) estimates.Add((current[order], error, differences[k].Step));
            }

            previous = current;
        }

        // Where nothing can be compared, as for NaN, the finest plain difference stands with an error without limit.
        if (estimates.Count < 3) return (differences[^1].Values[output], double.PositiveInfinity, differences[^1].Step);

        // Among 45 estimates full of noise two neighbours agree by chance; that three of the best agree is no chance.
        (double Value, double Error, double Step)[] best = [.. estimates.OrderBy(estimate => estimate.Error).Take(3)];
        double spread = Math.Max(Math.Abs(best[1].Value - best[0].Value), Math.Abs(best[2].Value - best[0].Value));
        return (best[0].Value, Math.Max(best[0].Error, spread), best[0].Step);
    }
}

/// <summary>The extrapolated derivative of every output, its error estimate, and the smallest step that it was taken from.</summary>
internal sealed record ExtrapolatedDifference(double[] Values, double[] Errors, double[] Steps);
