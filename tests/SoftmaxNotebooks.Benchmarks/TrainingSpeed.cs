using System.Diagnostics;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>How fast 784-128-10 trains in batches of 128, and what part of the time its live display takes.</summary>
internal static class TrainingSpeed
{
    private const int RunCount = 7;

    /// <summary>The medians and the best of some runs, after one that is not counted: the runtime is still compiling then.</summary>
    public static string Measure()
    {
        SoftmaxExtension.Load();
        LabelledExamples digits = LabelledExamples.FromDigits(SyntheticDigits.DrawData().Training);
        (double Rate, double Share)[] runs = [.. Enumerable.Range(0, RunCount + 1).Select(_ => Run(digits)).Skip(1)];
        return FormattableString.Invariant(
            $"784-128-10, batches of 128, {Environment.ProcessorCount} cores: {Statistics.Median(runs.Select(run => run.Rate)):N0} examples/s, at best {runs.Max(run => run.Rate):N0}; ")
            + FormattableString.Invariant($"its live display takes {Statistics.Median(runs.Select(run => run.Share)):P2} of the time");
    }

    private static (double Rate, double Share) Run(LabelledExamples digits)
    {
        var network = ThreeLayerNetwork.Create(DigitSet.PixelCount, 128, DigitSet.ClassCount);
        var options = new TrainingOptions { EpochCount = 30 };
        using var display = new TrainingDisplay([new FormattedView()], TimeProvider.System);
        var timed = new TimedProgress(display);
        long start = Stopwatch.GetTimestamp();
        Trainer.Train(network, digits, options, progress: timed);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (digits.Count * (double)options.EpochCount / seconds, timed.Seconds / seconds);
    }

    /// <summary>What a notebook does with an update, but for sending it.</summary>
    private sealed class FormattedView : ITrainingView
    {
        public void Show(TrainingProgress progress)
        {
            _ = progress.ToDisplayString("text/html");
            _ = progress.ToDisplayString("text/plain");
        }
    }

    private sealed class TimedProgress(IProgress<TrainingProgress> inner) : IProgress<TrainingProgress>
    {
        private long _ticks;

        public double Seconds => (double)_ticks / Stopwatch.Frequency;

        public void Report(TrainingProgress value)
        {
            long start = Stopwatch.GetTimestamp();
            inner.Report(value);
            _ticks += Stopwatch.GetTimestamp() - start;
        }
    }
}
