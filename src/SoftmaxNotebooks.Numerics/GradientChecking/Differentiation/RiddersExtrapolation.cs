namespace SoftmaxNotebooks.Numerics;

/// <summary>The limit of central differences for h → 0, from a few that are large enough not to drown in rounding.</summary>
/// <remarks>
/// A central difference with step h is off by a₂h² + a₄h⁴ + …; two of them with h and h/c cancel the first term, two of the results
/// cancel the second, and so on. Of all combinations the one is taken that differs least from its neighbours, and that difference is the
/// error estimate: C. J. F. Ridders, Advances in Engineering Software 4 (1982) 75–76, doi 10.1016/S0141-1195(82)80057-0.
/// </remarks>
internal static class RiddersExtrapolation
{
    /// <summary>How many steps: from the first down to a 300th of it, so that 1/8 ends at 4e-4.</summary>
    internal const int StepCount = 10;

    /// <summary>c, by which each step is smaller than the one before.</summary>
    /// <remarks>Not 2: sin(2πk x) has whole periods in all of 1/8, 1/16, …, and every difference would be 0, in perfect agreement.</remarks>
    private const double Contraction = 1.9;

    /// <summary>The first steps to try along a line, until one settles.</summary>
    /// <remarks>
    /// Far out, for a function with much rounding; near, for one that turns quickly; not relative to a large x, for a function such as
    /// softmax that turns as quickly at 1e6 as at 0; and within a small x, for one with a pole at 0.
    /// </remarks>
    internal static IEnumerable<double> FirstSteps(DifferentiationLine line)
    {
        yield return line.Scale / 8;
        yield return line.Scale / 2048;
        if (line.Scale > 8)
        {
            yield return 0.125;
            yield return 1.0 / 2048;
        }

        if (line.Smallest < 0.25) yield return line.Smallest / 4;
    }

    /// <summary>For each output the estimate with the smallest error among the first steps, of which no more are tried than needed.</summary>
    internal static ExtrapolatedDifference Along(DifferentiationLine line)
    {
        ExtrapolatedDifference? best = null;
        foreach (double firstStep in FirstSteps(line))
        {
            ExtrapolatedDifference attempt = Along(line, firstStep);
            best = best is null ? attempt : best.OrBetter(attempt);
            if (best.Errors.Zip(best.Values).All(pair => pair.First <= 1e-8 * Math.Max(1, Math.Abs(pair.Second)))) break;
        }

        return best!;
    }

    internal static ExtrapolatedDifference Along(DifferentiationLine line, double firstStep)
    {
        Difference[] differences =
            [.. Enumerable.Range(0, StepCount).Select(k => line.CentralAt(firstStep * Math.Pow(Contraction, -k)))];
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
                power *= Contraction * Contraction;
                current[order] = current[order - 1] + ((current[order - 1] - previous[order - 1]) / (power - 1));
                double error = Math.Max(
                    Math.Max(Math.Abs(current[order] - current[order - 1]), Math.Abs(current[order] - previous[order - 1])),
                    differences[k].Rounding[output]);
                if (double.IsFinite(error)) estimates.Add((current[order], error, differences[k].Step));
            }

            previous = current;
        }

        // Where nothing can be compared, as for NaN, the finest plain difference stands with an error without limit.
        Difference finest = differences[^1];
        if (estimates.Count < 3) return (finest.Values[output], double.PositiveInfinity, finest.Step);

        // Among 45 estimates full of noise two neighbours agree by chance; that three of the best agree is no chance.
        (double Value, double Error, double Step)[] best = [.. estimates.OrderBy(estimate => estimate.Error).Take(3)];
        double spread = Math.Max(best[0].Error, best.Max(estimate => Math.Abs(estimate.Value - best[0].Value)));

        // Large steps agree with each other on the far side of a pole or a kink, too. The finest ones know better.
        double[] plain = [.. differences[^3..].Select(difference => difference.Values[output])];
        double off = Math.Abs(best[0].Value - finest.Values[output]);
        bool isWhereTheFinestPoint = off <= (4 * (plain.Max() - plain.Min())) + (64 * finest.Rounding[output]);
        return (best[0].Value, isWhereTheFinestPoint ? spread : Math.Max(spread, off), best[0].Step);
    }
}

/// <summary>The extrapolated derivative of every output, its error estimate, and the smallest step that it was taken from.</summary>
internal sealed record ExtrapolatedDifference(double[] Values, double[] Errors, double[] Steps)
{
    /// <summary>For each output the estimate with the smaller error.</summary>
    internal ExtrapolatedDifference OrBetter(ExtrapolatedDifference other)
    {
        double[] Chosen(Func<ExtrapolatedDifference, double[]> part)
            => [.. Enumerable.Range(0, Values.Length).Select(i => part(other.Errors[i] < Errors[i] ? other : this)[i])];
        return new ExtrapolatedDifference(Chosen(one => one.Values), Chosen(one => one.Errors), Chosen(one => one.Steps));
    }
}
