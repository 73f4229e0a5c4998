using System.Diagnostics;
using SoftmaxNotebooks.Benchmarks.Comparison.Reports;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Ours and the peers in one run.</summary>
internal static class CompareCommand
{
    /// <summary>Prints the measurements and the verdicts.</summary>
    /// <returns>Whether no target that could be measured is missed.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static bool Run(CompareOptions options, CancellationToken cancellationToken)
    {
        using var contenders = Contenders.Start(options.Groups, options.Pythons);
        var comparison = new WorkComparison(contenders, new Rounds(options.IsQuick ? RoundOptions.Quick : RoundOptions.Thorough));
        Work[] works = [.. Works.All.Where(work => options.Groups.Contains(work.Group) && (work.IsQuick || !options.IsQuick))];
        List<WorkResult> results = [];
        foreach (IGrouping<string, Work> titled in works.GroupBy(work => work.Title))
        {
            WorkResult[] group = [.. titled.Select(work => Measure(comparison, work, cancellationToken))];
            Console.WriteLine(ComparisonTable.Of(group));
            results.AddRange(group);
        }

        Verdict[] verdicts = [.. results.SelectMany(result => result.Verdicts)];
        Console.WriteLine(Summary(verdicts));
        return verdicts.All(verdict => verdict.IsMet != false);
    }

    /// <summary>Where somebody watches, says which it is: all of them take minutes.</summary>
    private static WorkResult Measure(WorkComparison comparison, Work work, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        WorkResult result = comparison.Measure(work, cancellationToken);
        if (!Console.IsErrorRedirected)
            Console.Error.WriteLine(FormattableString.Invariant($"{work.Title}, {work.Shape}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        return result;
    }

    private static string Summary(IReadOnlyCollection<Verdict> verdicts)
    {
        int Count(bool? isMet) => verdicts.Count(verdict => verdict.IsMet == isMet);
        return FormattableString.Invariant($"{Count(true)} targets met, {Count(false)} missed, {Count(null)} not measured");
    }
}
