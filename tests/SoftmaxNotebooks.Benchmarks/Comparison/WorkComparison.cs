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
        List<(Contender Contender, IPreparedWork Work)> prepared = [];
        List<Measurement> absent = [.. contenders.Absences.Select(pair => new Measurement(pair.Key, "", null, pair.Value))];
        try
        {
            foreach (Contender contender in contenders.All)
            {
                cancellationToken.ThrowIfCancellationRequested();
                try
                {
                    if (contender.Prepare(work, inputs) is not { } ready) continue;
                    _ = ready.Run(1); // Who cannot do it fails here, not in the middle of the rounds.
                    prepared.Add((contender, ready));
                }
                catch (ContenderException exception)
                {
                    absent.Add(new Measurement(contender.Peer, contender.Setting, null, exception.Message));
                }
            }

            Timing[] timings = rounds.Measure([.. prepared.Select(pair => (pair.Work, pair.Contender.ThreadCount))], cancellationToken);
            double?[] deviations = Deviations(work, [.. prepared.Select(pair => pair.Work)]);
            Measurement[] measured =
            [
                .. prepared.Select((pair, i) => new Measurement(pair.Contender.Peer, pair.Contender.Setting, timings[i]) { Deviation = deviations[i] }),
                .. absent,
            ];
            return new WorkResult(work, measured, [.. work.Targets.Select(target => target.Judge(work.Unit, measured)), .. Differences(work, measured)]);
        }
        finally
        {
            prepared.ForEach(pair => pair.Work.Dispose());
        }
    }

    /// <summary>How far each result is from ours, relative to the largest entry of ours.</summary>
    private static double?[] Deviations(Work work, IReadOnlyList<IPreparedWork> prepared)
    {
        double?[] deviations = new double?[prepared.Count];
        if (work.Operation == Operation.Training || prepared.Count == 0) return deviations;
        double[] ours = prepared[0].Result();
        double scale = ours.Max(Math.Abs);
        for (int i = 1; i < prepared.Count; i++)
        {
            double[] theirs = prepared[i].Result();
            if (theirs.Length == 0) continue;
            deviations[i] = theirs.Length == ours.Length ? theirs.Zip(ours, (x, y) => Math.Abs(x - y)).Max() / scale : double.NaN;
        }

        return deviations;
    }

    /// <summary>A peer that computes something else is compared with in vain, whoever is wrong.</summary>
    private static IEnumerable<Verdict> Differences(Work work, IReadOnlyList<Measurement> measured)
    {
        double tolerance = work.Precision == Precision.Float ? FloatTolerance : DoubleTolerance;
        return measured
            .Where(measurement => measurement.Deviation is { } deviation && !(deviation <= tolerance))
            .Select(measurement => new Verdict(
                $"the result of {measurement.Peer}", false, FormattableString.Invariant($"relative difference {measurement.Deviation:0.0e+0}")));
    }
}
