namespace SoftmaxNotebooks.Numerics;

/// <summary>The check of a few numbers gᵀJu with random directions g and u, in place of all m·n derivatives.</summary>
/// <remarks>
/// The directions have both signs. With directions of one sign a Jacobian whose rows sum to 0, as those of softmax do, would answer with
/// little more than its rounding, and a wrong one could do so too. Each direction is uniform on the unit sphere.
/// </remarks>
internal static class ProjectionCheck
{
    internal static GradientCheckReport Run(CheckedFunction subject, AnalyticDerivative analyticDerivative, GradientCheckOptions options)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        var function = new CountedFunction(subject.Evaluate);
        double[] outputs = function.Evaluate([.. subject.At]);
        if (outputs.Length == 0) throw new InvalidOperationException("The function returned 0 outputs; there is nothing to check.");

        var random = new NormalRandom(options.Seed);
        var analytic = new double[options.ProjectionCount];
        var differences = new Difference[options.ProjectionCount];
        for (int k = 0; k < options.ProjectionCount; k++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            double[] inputDirection = random.UnitVector(subject.At.Length);
            double[] outputDirection = outputs.Length == 1 ? [1] : random.UnitVector(outputs.Length);
            analytic[k] = analyticDerivative.ProjectionFor(subject, outputDirection, inputDirection);
            differences[k] = Measure(function, subject.At, inputDirection, outputDirection, analytic[k], options);
            options.Progress?.Report((k + 1.0) / options.ProjectionCount);
        }

        return Report(analytic, differences, outputs, subject.InputShape, function.Count, options);
    }

    private static Difference Measure(
        CountedFunction function, double[] at, double[] inputDirection, double[] outputDirection, double analytic, GradientCheckOptions options)
    {
        var line = DifferentiationLine.Direction(
            point => [function.Evaluate(point).Zip(outputDirection, (output, weight) => output * weight).Sum()], at, inputDirection);
        Difference plain = line.Central(options.RelativeStep);
        if (RatioOf(analytic, plain.Values[0], options) <= 1) return plain;

        ExtrapolatedDifference better = RiddersExtrapolation.Along(line);
        return better.Errors[0] <= Tolerance(better.Values[0], options)
            ? new Difference(better.Values, better.Errors, better.Steps[0])
            : plain;
    }

    private static GradientCheckReport Report(
        double[] analytic, Difference[] differences, double[] outputs, GridShape inputShape, int evaluationCount, GradientCheckOptions options)
    {
        string function = outputs.Length == 1 ? "∇·u" : "gᵀJu";
        double[] numeric = [.. differences.Select(difference => difference.Values[0])];
        GradientCheckEntry[] entries =
        [
            .. analytic.Select((value, k) => GradientCheckEntry.Of(
                FormattableString.Invariant($"{function} [{k}]"), k, 0, value, numeric[k], options) with
            {
                OutputValue = outputs.Length == 1 ? outputs[0] : null,
            }),
        ];
        int failedCount = entries.Count(entry => entry.Ratio > 1);
        GradientCheckEntry[] worst = [.. entries.OrderByDescending(entry => entry.Ratio)];
        return new GradientCheckReport
        {
            Passed = failedCount == 0,
            Method = FormattableString.Invariant(
                $"{options.ProjectionCount} random projections {function} (seed {options.Seed}), central difference along u"),
            AbsoluteTolerance = options.AbsoluteTolerance,
            RelativeTolerance = options.RelativeTolerance,
            EntryCount = entries.Length,
            FailedCount = failedCount,
            WorstRatio = worst[0].Ratio,
            EvaluationCount = evaluationCount,
            Worst = [.. worst.Take(options.WorstCount)],
            Diagnoses = [.. ProjectionRules.Explain(entries, inputShape, options)],
            Notes = failedCount == 0 ? [] : ["Projections say that something is wrong, not where: check by coordinate (ProjectionCount = 0)."],
            StepSweep = [],
            Steps = [.. differences.Select(difference => difference.Step)],
            OutputNames = [.. entries.Select(entry => entry.Name)],
            InputNames = ["u"],
            Analytic = [.. analytic.Select(value => new[] { value })],
            Numeric = [.. numeric.Select(value => new[] { value })],
        };
    }

    private static double RatioOf(double analytic, double numeric, GradientCheckOptions options)
        => GradientCheckEntry.RatioOf(analytic, numeric, options.AbsoluteTolerance, options.RelativeTolerance);

    private static double Tolerance(double numeric, GradientCheckOptions options)
        => options.AbsoluteTolerance + (options.RelativeTolerance * Math.Abs(numeric));
}
