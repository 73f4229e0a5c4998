namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Has all contenders do a work in turns, compares what they compute, and judges.</summary>
internal sealed class WorkComparison(Contenders contenders, Rounds rounds)
{
    /// <summary>More than the roundings of any order of summation, less than any mistake; relative to the largest entry.</summary>
    private const double FloatTolerance = 1e-4, DoubleTolerance = 1e-11;

    /// <summary>The measurements of the work, ours first, and the verdicts on it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public WorkResult Measure(Work work, CancellationToken cancellationToken)
    {
        IReadOnlyList<Array> inputs = Inputs.For(work);
        List<Entrant> entrants = [];
        List<Measurement> absent = [.. contenders.Absences.Select(pair => new Measurement(pair.Key, "", null, pair.Value))];
        try
        {
            foreach (Contender contender in contenders.All)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    if (contender.Prepare(work, inputs) is { } ready) entrants.Add(rounds.WarmUp(contender, ready));
                }
                catch (ContenderException exception)
                {
                    absent.Add(new Measurement(contender.Peer, contender.Setting, null, exception.Message));
                }
            }

            Timing[] timings = rounds.Measure(entrants, cancellationToken);
            double?[] deviations = Deviations(work, entrants);
            Measurement[] measured =
            [
                .. entrants.Select((entrant, i) => new Measurement(entrant.Contender.Peer, entrant.Contender.Setting, timings[i])
                {
                    Deviation = deviations[i],
                }),
                .. absent,
            ];
            IEnumerable<Verdict> verdicts = work.Targets.Select(target => target.Judge(work.Unit, measured));
            return new WorkResult(work, measured, [.. verdicts, .. Differences(work, measured)]);
        }
        finally
        {
            entrants.ForEach(entrant => entrant.Work.Dispose());
        }
    }

    /// <summary>How far each result is from the first, relative to its largest entry; null for those that have none.</summary>
    private static double?[] Deviations(Work work, List<Entrant> entrants)
    {
        // Who trains draws other first weights, in another order.
        if (work.Operation == Operation.Training) return new double?[entrants.Count];
        double[][] results = [.. entrants.Select(entrant => entrant.Work.Result())];
        double[]? first = Array.Find(results, result => result.Length > 0);
        return [.. results.Select(result => result.Length == 0 || result == first ? (double?)null : Deviation(result, first!))];
    }

    private static double Deviation(double[] result, double[] expected) => result.Length == expected.Length
        ? result.Zip(expected, (x, y) => Math.Abs(x - y)).Max() / expected.Max(Math.Abs)
        : double.NaN;

    /// <summary>A peer that computes something else is compared with in vain, whoever is wrong.</summary>
    private static IEnumerable<Verdict> Differences(Work work, IReadOnlyList<Measurement> measured)
    {
        double tolerance = work.Precision == Precision.Float ? FloatTolerance : DoubleTolerance;
        return measured
            .Where(measurement => measurement.Deviation is { } deviation && !(deviation <= tolerance))
            .Select(measurement => new Verdict(
                $"the result of {measurement.Peer}",
                false,
                FormattableString.Invariant($"relative difference {measurement.Deviation:0.0e+0}")));
    }
}
