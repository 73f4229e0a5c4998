namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Whether a target is reached; null where it could not be measured.</summary>
/// <param name="Target">The target as a report states it.</param>
/// <param name="IsMet">Whether it is reached.</param>
/// <param name="Detail">What was measured, or why nothing was.</param>
internal sealed record Verdict(string Target, bool? IsMet, string Detail)
{
    /// <summary>A target that could not be measured.</summary>
    public Verdict(string target, string reason)
        : this(target, null, reason)
    {
    }

    public override string ToString() => IsMet switch
    {
        true => $"met: {Target} ({Detail})",
        false => $"MISSED: {Target} ({Detail})",
        null => $"not measured: {Target} ({Detail})",
    };
}
