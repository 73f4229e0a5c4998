using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The check of every derivative: all inputs are moved, one after the other.</summary>
internal static class CoordinateCheck
{
    /// <summary>After so many inputs that fail for sure, or that cannot be measured, the others are taken to be like them.</summary>
    /// <remarks>
    /// A wrong gradient of 100,000 weights would otherwise cost four times the evaluations of a right one, and a function computed in float
    /// fifty times.
    /// </remarks>
    private const int EnoughInputs = 64;

    internal static GradientCheckReport Run(CheckedFunction subject, AnalyticDerivative analyticDerivative, GradientCheckOptions options)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        var function = new CountedFunction(subject.Evaluate);
        double[] outputs = function.Evaluate([.. subject.At]);
        if (outputs.Length == 0) throw new InvalidOperationException("The function returned 0 outputs; there is nothing to check.");

        Matrix<double> analytic = analyticDerivative.MatrixFor(subject);
        var evidence = new GradientEvidence(subject, function.Evaluate, outputs, analytic.ToRowArrays(), options)
        {
            Nonlinearity = analyticDerivative.NonlinearityFor(subject, analytic, options),
        };
        for (int j = 0; j < subject.At.Length; j++)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            evidence.SetColumn(j, DifferentiationLine.Coordinate(function.Evaluate, subject.At, j).Central(options.RelativeStep));
            options.Progress?.Report((j + 1.0) / subject.At.Length);
        }

        Reexamine(evidence, function, options);
        return Report(evidence, function, options);
    }

    /// <summary>Looks again at the inputs that fail, the worst first, until it is plain what the rest are.</summary>
    private static void Reexamine(GradientEvidence evidence, CountedFunction function, GradientCheckOptions options)
    {
        (int Input, double Ratio)[] failing =
        [
            .. Enumerable.Range(0, evidence.InputCount)
                .Select(j => (Input: j, Ratio: evidence.WorstRatioOfColumn(j)))
                .Where(column => column.Ratio > 1)
                .OrderByDescending(column => column.Ratio),
        ];
        int sureCount = 0, doubtCount = 0;
        foreach ((int input, _) in failing)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            if (doubtCount == EnoughInputs)
            {
                evidence.DoubtColumn(input, $"as at {evidence.InputNames[failing[0].Input]}");
                continue;
            }

            Reexamine(evidence, input, function, options);
            if (evidence.ColumnFailsForSure(input))
            {
                if (++sureCount == EnoughInputs) return;
            }
            else if (evidence.WorstRatioOfColumn(input) > 1)
            {
                doubtCount++;
            }
        }
    }

    private static void Reexamine(GradientEvidence evidence, int input, CountedFunction function, GradientCheckOptions options)
    {
        var again = new Reexamination(
            DifferentiationLine.Coordinate(function.Evaluate, evidence.Input, input), evidence.Output, evidence.Steps[input], options);
        for (int i = 0; i < evidence.OutputCount; i++)
        {
            if (evidence.Ratio(i, input) > 1) evidence.Replace(i, input, again.Of(i, evidence.Analytic[i][input]));
        }
    }

    private static GradientCheckReport Report(GradientEvidence evidence, CountedFunction function, GradientCheckOptions options)
    {
        GradientCheckEntry[] worst =
        [
            .. evidence.PlacesFromTheWorst()
                .Take(options.WorstCount)
                .Select(place => evidence.Entry(place.Output, place.Input)),
        ];
        int failedCount = evidence.Places().Count(place => evidence.Ratio(place.Output, place.Input) > 1);
        if (failedCount > 0) evidence.Jitter = JitterOf(evidence, function);
        StepSweepPoint[] sweep = failedCount == 0
            ? []
            : NumericalDifferentiation.SweepOf(
                DifferentiationLine.Coordinate(function.Evaluate, evidence.Input, worst[0].Input), worst[0].Output);
        return new GradientCheckReport
        {
            Passed = failedCount == 0 && evidence.Nonlinearity is null,
            Method = $"central difference, h = {ReportNumber.Short(options.RelativeStep)}·max(1, |{options.InputSymbol}|)",
            AbsoluteTolerance = options.AbsoluteTolerance,
            RelativeTolerance = options.RelativeTolerance,
            EntryCount = evidence.OutputCount * evidence.InputCount,
            FailedCount = failedCount,
            WorstRatio = evidence.Places().Max(place => evidence.Ratio(place.Output, place.Input)),
            EvaluationCount = function.Count,
            Worst = worst,
            Diagnoses = [.. GradientDiagnostician.Explain(evidence)],
            Notes = [.. GradientDiagnostician.Observe(evidence)],
            StepSweep = sweep,
            Steps = evidence.Steps,
            OutputNames = evidence.OutputNames,
            InputNames = evidence.InputNames,
            Analytic = evidence.Analytic,
            Numeric = evidence.Numeric,
            Rounding = evidence.Rounding,
        };
    }

    /// <summary>By how much the derivative may be off because two evaluations at the same point differ.</summary>
    private static double JitterOf(GradientEvidence evidence, CountedFunction function)
        => function.Evaluate([.. evidence.Input]).Zip(evidence.Output, (again, before) => Math.Abs(again - before)).Max() / evidence.Steps.Min();
}
