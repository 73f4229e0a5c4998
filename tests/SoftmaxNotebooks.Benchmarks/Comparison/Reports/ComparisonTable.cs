using System.Globalization;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Reports;

/// <summary>Measurements as Markdown.</summary>
internal static class ComparisonTable
{
    private const string Nothing = "–";

    /// <summary>The works of one title: a row each, a column for each peer, and the verdicts.</summary>
    public static string Of(IReadOnlyList<WorkResult> results)
    {
        Work first = results[0].Work;
        string[] peers = [.. results.SelectMany(result => result.Measurements).Where(measurement => measurement.Timing is not null)
            .Select(measurement => measurement.Peer).Where(peer => peer != Contender.Ours).Distinct()];
        List<string> lines =
        [
            $"### {first.Title}, {first.Unit.Name}",
            "",
            $"| shape | {Contender.Ours} | {string.Concat(peers.Select(peer => $"{peer} | "))}targets |",
            $"| --- | ---: | {string.Concat(peers.Select(_ => "---: | "))}--- |",
            .. results.Select(result => Row(result, peers)),
            "",
        ];
        return string.Join('\n', lines);
    }

    private static string Row(WorkResult result, IEnumerable<string> peers)
    {
        Unit unit = result.Work.Unit;
        Measurement? ours = result.Measurements.BestOf(Contender.Ours);
        string[] cells =
        [
            result.Work.Shape,
            ours is null ? Nothing : unit.Text(ours.Timing!.Median),
            .. peers.Select(peer => Cell(unit, ours, result.Measurements.BestOf(peer))),
            Verdicts(result.Verdicts),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>The peer's number, and how many times as fast we are.</summary>
    private static string Cell(Unit unit, Measurement? ours, Measurement? peer)
    {
        if (peer is null) return Nothing;
        string number = unit.Text(peer.Timing!.Median);
        return ours is null
            ? number
            : string.Create(CultureInfo.InvariantCulture, $"{number} ({peer.Timing.Median / ours.Timing!.Median:0.00} ×)");
    }

    private static string Verdicts(IReadOnlyList<Verdict> verdicts) => verdicts.Count == 0
        ? Nothing
        : string.Join("; ", verdicts.GroupBy(verdict => verdict.IsMet).OrderBy(group => group.Key switch { false => 0, null => 1, _ => 2 })
            .Select(group => $"{Name(group.Key)} {string.Join(", ", group.Select(verdict => Text(verdict)))}"));

    private static string Name(bool? isMet) => isMet switch
    {
        true => "met",
        false => "**MISSED**",
        null => "not measured",
    };

    private static string Text(Verdict verdict) => verdict.IsMet == true ? verdict.Target : $"{verdict.Target} ({verdict.Detail})";
}
