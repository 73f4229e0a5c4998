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

        // The names are not shown, but a wrong number of them is a mistake here too.
        _ = GradientEvidence.Names(options.InputNames, subject.InputShape, options.InputSymbol, nameof(options.InputNames));
        _ = GradientEvidence.Names(options.OutputNames, subject.OutputShape, "p", nameof(options.OutputNames));
        var random = new NormalRandom(options.Seed);
        var analytic = new double[options.ProjectionCount];
        var numeric = new Remeasured[options.ProjectionCount];
        var steps = new double[options.ProjectionCount];
        for (int k = 0; k < options.ProjectionCount; k++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            double[] inputDirection = random.UnitVector(subject.At.Length);
            double[] outputDirection = outputs.Length == 1 ? [1] : random.UnitVector(outputs.Length);
            analytic[k] = analyticDerivative.ProjectionFor(subject, outputDirection, inputDirection);
            double Projection(double[] values) => values.Zip(outputDirection, (value, weight) => value * weight).Sum();

            var line = DifferentiationLine.Direction(point => [Projection(function.Evaluate(point))], subject.At, inputDirection);
            Difference difference = line.Central(options.RelativeStep);
            numeric[k] = new Remeasured(difference.Values[0], difference.Rounding[0], null);
            steps[k] = difference.Step;
            if (GradientCheckEntry.RatioOf(analytic[k], numeric[k].Value, options.AbsoluteTolerance, options.RelativeTolerance) > 1)
            {
                numeric[k] = new Reexamination(line, [Projection(outputs)], difference.Step, options).Of(0, analytic[k]);
            }

            options.Progress?.Report((k + 1.0) / options.ProjectionCount);
        }

        string symbol = outputs.Length == 1 ? "∇·u" : "gᵀJu";
        GradientCheckEntry[] entries =
        [
            .. analytic.Select((value, k) => GradientCheckEntry.Of(
                FormattableString.Invariant($"{symbol} [{k}]"), k, 0, value, numeric[k].Value, options) with
            {
                OutputValue = outputs.Length == 1 ? outputs[0] : null,
                NumericIsReliable = numeric[k].Doubt is null,
            }),
        ];
        bool isDeterministic = entries.All(entry => entry.Ratio <= 1) || IsDeterministic(function, subject, outputs, steps.Min(), options);
        GradientDiagnosis[] diagnoses =
            [.. ProjectionRules.Explain(entries, [.. numeric.Select(one => one.Doubt)], isDeterministic, subject.InputShape, options)];
        return Report(symbol, entries, numeric, diagnoses, steps, function.Count, options);
    }

    private static bool IsDeterministic(
        CountedFunction function, CheckedFunction subject, double[] outputs, double step, GradientCheckOptions options)
        => function.Evaluate([.. subject.At]).Zip(outputs, (again, before) => Math.Abs(again - before)).Max() / step <= options.AbsoluteTolerance;

    private static GradientCheckReport Report(
        string symbol,
        GradientCheckEntry[] entries,
        Remeasured[] numeric,
        GradientDiagnosis[] diagnoses,
        double[] steps,
        int evaluationCount,
        GradientCheckOptions options)
    {
        int failedCount = entries.Count(entry => entry.Ratio > 1);
        GradientCheckEntry[] worst = [.. entries.OrderByDescending(entry => entry.Ratio)];
        return new GradientCheckReport
        {
            Passed = failedCount == 0,
            Method = FormattableString.Invariant(
                $"{options.ProjectionCount} random projections {symbol} (seed {options.Seed}), central difference along u"),
            AbsoluteTolerance = options.AbsoluteTolerance,
            RelativeTolerance = options.RelativeTolerance,
            EntryCount = entries.Length,
            FailedCount = failedCount,
            WorstRatio = worst[0].Ratio,
            EvaluationCount = evaluationCount,
            Worst = [.. worst.Take(options.WorstCount)],
            Diagnoses = diagnoses,
            Notes = failedCount == 0 ? [] : ["Projections say that something is wrong, not where: check by coordinate (ProjectionCount = 0)."],
            StepSweep = [],
            Steps = steps,
            OutputNames = [.. entries.Select(entry => entry.Name)],
            InputNames = ["u"],
            Analytic = [.. entries.Select(entry => new[] { entry.Analytic })],
            Numeric = [.. entries.Select(entry => new[] { entry.Numeric })],
            Rounding = [.. numeric.Select(one => new[] { one.Error })],
        };
    }
}
