namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>What is not 0 of the inputs of examples.</summary>
internal static class SparseExamples
{
    private const int ExamplesInPart = 256;

    /// <summary>A row for each example; it takes two passes, of which the first counts.</summary>
    internal static SparseRows ListsOf(LabelledExamples examples, ThreadTeam team)
    {
        int partCount = ThreadTeam.PartCount(examples.Count, ExamplesInPart);
        var counts = new int[examples.Count];
        team.Run(partCount, (part, _) =>
        {
            for (int n = part * ExamplesInPart; n < Math.Min(examples.Count, (part + 1) * ExamplesInPart); n++)
                counts[n] = examples.InputCount - RowMath.CountOfZeros(examples.Row(n));
        });
        var lists = new SparseRows(counts, examples.InputCount);
        team.Run(partCount, (part, _) =>
        {
            for (int n = part * ExamplesInPart; n < Math.Min(examples.Count, (part + 1) * ExamplesInPart); n++)
                lists.Set(n, examples.Row(n));
        });
        return lists;
    }
}
