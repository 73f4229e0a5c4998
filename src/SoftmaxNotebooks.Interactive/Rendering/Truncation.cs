namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Which of the positions 0 to Count - 1 are shown: all, or as many at the beginning as at the end, Limit in total.</summary>
/// <remarks>The gap takes the room of one position, so it never stands for a single one: up to Limit + 1 are shown.</remarks>
internal readonly record struct Truncation(int Count, int Limit)
{
    /// <summary>How many positions are not shown.</summary>
    public int HiddenCount => Count > Limit + 1 ? Count - Limit : 0;

    /// <summary>The shown positions in order; null stands for the gap.</summary>
    public IEnumerable<int?> Positions
    {
        get
        {
            // An odd limit gives its middle to the beginning.
            int beginning = HiddenCount == 0 ? Count : (Limit + 1) / 2;
            for (int i = 0; i < beginning; i++) yield return i;
            if (HiddenCount == 0) yield break;
            yield return null;
            for (int i = beginning + HiddenCount; i < Count; i++) yield return i;
        }
    }

    /// <summary>The shown positions without the gap.</summary>
    public IEnumerable<int> Shown => Positions.OfType<int>();

    /// <summary>What stands in the gap: "… 764 more".</summary>
    public string GapText => $"… {NumberFormat.Index(HiddenCount)} more";
}
