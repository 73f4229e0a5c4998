namespace SoftmaxNotebooks.Numerics;

/// <summary>The check of every derivative: all inputs are moved, one after the other.</summary>
internal static class CoordinateCheck
{
    internal static GradientCheckReport Run(CheckedFunction subject, AnalyticDerivative analyticDerivative, GradientCheckOptions options)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        var function = new CountedFunction(subject.Evaluate);
        double[] outputs = function.Evaluate([.. subject.At]);
        if (outputs.Length == 0) throw new InvalidOperationException("The function returned 0 outputs; there is nothing to check.");

        double[][] analytic = analyticDerivative.MatrixFor(subject).ToRowArrays();
        var evidence = new GradientEvidence(subject, outputs, analytic, options);
        for (int j = 0; j < subject.At.Length; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            evidence.SetColumn(j, DifferentiationLine.Coordinate(function.Evaluate, subject.At, j).Central(options.RelativeStep));
            options.Progress?.Report((j + 1.0) / subject.At.Length);
        }

        for (int j = 0; j < subject.At.Length; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            if (evidence.ColumnFails(j)) Reexamination.OfColumn(evidence, j, function.Evaluate);
        }

        return Report(evidence, function, options);
    }

    private static GradientCheckReport Report(GradientEvidence evidence, CountedFunction function, GradientCheckOptions options)
    {
        GradientCheckEntry[] worst =
        [
            .. evidence.Places()
                .Select(place => (place.Output, place.Input, Ratio: evidence.Ratio(place.Output, place.Input)))
                .OrderByDescending(place => place.Ratio)
                .Take(options.WorstCount)
                .Select(place => evidence.Entry(place.Output, place.Input)),
        ];
        int failedCount = evidence.Places().Count(place => evidence.Ratio(place.Output, place.Input) > 1);
        bool isDeterministic = failedCount == 0 || function.Evaluate([.. evidence.Input]).SequenceEqual(evidence.Output);
        StepSweepPoint[] sweep = failedCount == 0
            ? []
            : NumericalDifferentiation.SweepOf(
                DifferentiationLine.Coordinate(function.Evaluate, evidence.Input, worst[0].Input), worst[0].Output);
        return new GradientCheckReport
        {
            Passed = failedCount == 0,
            Method = $"central difference, h = {ReportNumber.Short(options.RelativeStep)}·max(1, |{options.InputSymbol}|)",
            AbsoluteTolerance = options.AbsoluteTolerance,
            RelativeTolerance = options.RelativeTolerance,
            EntryCount = evidence.OutputCount * evidence.InputCount,
            FailedCount = failedCount,
            WorstRatio = worst[0].Ratio,
            EvaluationCount = function.Count,
            Worst = worst,
            Diagnoses = [.. GradientDiagnostician.Explain(evidence, isDeterministic)],
            Notes = [.. GradientDiagnostician.Observe(evidence)],
            StepSweep = sweep,
            Steps = evidence.Steps,
            OutputNames = evidence.OutputNames,
            InputNames = evidence.InputNames,
            Analytic = evidence.Analytic,
            Numeric = evidence.Numeric,
        };
    }
}
