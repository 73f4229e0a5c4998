namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Everything that a run of `compare` found out.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Versions">Of which library which, by their names.</param>
/// <param name="IsQuick">Whether it only shows that all works.</param>
/// <param name="Results">The works.</param>
/// <param name="Checks">The verdicts that belong to none of them.</param>
internal sealed record ComparisonReport(
    MachineFacts Machine,
    IReadOnlyDictionary<string, string> Versions,
    bool IsQuick,
    IReadOnlyList<WorkResult> Results,
    IReadOnlyList<Verdict> Checks)
{
    public IEnumerable<Verdict> Verdicts => Results.SelectMany(result => result.Verdicts).Concat(Checks);

    /// <summary>How many targets are met, missed and not measured, and why not.</summary>
    public string Summary()
    {
        int Count(bool? isMet) => Verdicts.Count(verdict => verdict.IsMet == isMet);
        string reasons = string.Join("; ", Verdicts.Where(verdict => verdict.IsMet is null).Select(verdict => verdict.Detail).Distinct());
        return FormattableString.Invariant($"{Count(true)} targets met, {Count(false)} missed, {Count(null)} not measured")
            + (reasons.Length > 0 ? $": {reasons}" : "");
    }
}
