namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A row or column that is shown, or a gap that begins there and hides some.</summary>
internal readonly record struct Position(int Index, int HiddenCount)
{
    public bool IsGap => HiddenCount > 0;

    /// <summary>What stands in the gap: "… 764 more".</summary>
    public string GapText => $"… {NumberFormat.Index(HiddenCount)} more";
}

/// <summary>Which of the positions 0 to count - 1 are shown: all, or as many at the beginning as at the end, and the one in between that matters.</summary>
/// <remarks>
/// A gap takes the room of one position, so it never stands for a single one. At most limit + 1 positions are shown, limit + 2 if that is all.
/// </remarks>
internal sealed class Truncation
{
    private readonly List<Position> _positions = [];

    /// <param name="count">How many positions there are.</param>
    /// <param name="limit">How many of them are shown.</param>
    /// <param name="kept">One that is shown in any case.</param>
    public Truncation(int count, int limit, int kept = 0)
    {
        if (count <= limit + 1)
        {
            Show(0, count);
            return;
        }

        // An odd number gives its middle to the beginning.
        (int beginning, int end) = ((limit + 1) / 2, limit / 2);
        bool isInGap = kept >= beginning && kept < count - end;
        if (isInGap) (beginning, end) = (limit / 2, (limit - 1) / 2);
        Show(0, beginning);
        if (isInGap)
        {
            Hide(beginning, kept);
            Show(kept, kept + 1);
            beginning = kept + 1;
        }

        Hide(beginning, count - end);
        Show(count - end, count);
    }

    /// <summary>What is shown, in order, with the gaps.</summary>
    public IReadOnlyList<Position> Positions => _positions;

    /// <summary>The shown positions without the gaps.</summary>
    public IEnumerable<int> Shown => _positions.Where(position => !position.IsGap).Select(position => position.Index);

    public bool HidesAny => _positions.Exists(position => position.IsGap);

    private void Show(int begin, int end)
    {
        for (int i = begin; i < end; i++) _positions.Add(new Position(i, 0));
    }

    private void Hide(int begin, int end)
    {
        if (end - begin <= 1) Show(begin, end);
        else _positions.Add(new Position(begin, end - begin));
    }
}
