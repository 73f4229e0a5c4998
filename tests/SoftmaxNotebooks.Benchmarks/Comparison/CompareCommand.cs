using System.Diagnostics;
using SoftmaxNotebooks.Benchmarks.Comparison.Reports;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Ours and the peers in one run.</summary>
internal static class CompareCommand
{
    /// <summary>A short run trains this many times less.</summary>
    private const int QuickDivisor = 30;

    /// <summary>Prints the measurements and the verdicts, and writes the files that are asked for.</summary>
    /// <returns>Whether no target that could be measured is missed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static bool Run(ComparisonOptions options, CancellationToken cancellationToken)
    {
        Console.WriteLine(MachineFacts.Here);
        using var contenders = Contenders.Start(options.Groups, options.Pythons);
        Console.WriteLine($"{string.Join(", ", contenders.Versions().Select(pair => $"{pair.Key} {pair.Value}"))}\n");
        foreach ((string peer, string reason) in contenders.Absences) Console.WriteLine($"{peer} does not take part: {reason}\n");
        if (options.Groups.Contains(Works.Training)) Console.WriteLine($"{Inputs.DigitsText()}\n");
        var comparison = new WorkComparison(contenders, new Rounds(options.IsQuick ? RoundOptions.Quick : RoundOptions.Thorough));
        List<WorkResult> results = [];
        foreach (IGrouping<string, Work> titled in Chosen(options).GroupBy(work => work.Title))
        {
            WorkResult[] group = [.. titled.Select(work => Measure(comparison, work, cancellationToken))];
            Console.WriteLine(ComparisonTable.Of(group));
            results.AddRange(group);
        }

        Verdict[] checks = [.. Checks(options, cancellationToken)];
        var report = new ComparisonReport(MachineFacts.Here, contenders.Versions(), options.IsQuick, results, checks);
        if (checks.Length > 0) Console.WriteLine($"{string.Join('\n', checks.Select(check => $"* {check}"))}\n");
        Console.WriteLine(report.Summary());
        if (options.IsQuick) Console.WriteLine("A quick run shows that everything works; its figures mean nothing.");
        if (options.JsonPath is { } json) File.WriteAllText(json, ComparisonJson.Of(report));
        if (options.SvgPath is { } svg) File.WriteAllText(svg, ComparisonChart.Of(report));
        return report.Verdicts.All(verdict => verdict.IsMet != false);
    }

    private static IEnumerable<Work> Chosen(ComparisonOptions options) => Works.All
        .Where(work => options.Groups.Contains(work.Group) && (work.IsQuick || !options.IsQuick))
        .Select(work => options.IsQuick && work.Operation == Operation.Training ? work with { Rows = work.Rows / QuickDivisor } : work);

    private static IEnumerable<Verdict> Checks(ComparisonOptions options, CancellationToken cancellationToken)
    {
        if (options.Groups.Contains(Works.Softmax)) yield return LargeLogits.Judge();
        if (!options.Groups.Contains(Works.Training)) yield break;
        yield return TrainingAllocation.Judge();
        yield return WholeRun.Judge(options.IsQuick, cancellationToken);
    }

    /// <summary>Where somebody watches, says which it was: all of them take minutes.</summary>
    private static WorkResult Measure(WorkComparison comparison, Work work, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        WorkResult result = comparison.Measure(work, cancellationToken);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (!Console.IsErrorRedirected) Console.Error.WriteLine(FormattableString.Invariant($"{work.Title}, {work.Shape}: {seconds:0.0} s"));
        return result;
    }
}
