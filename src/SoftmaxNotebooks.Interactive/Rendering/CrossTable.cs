namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>What stands at the end of each row, or of each column, and what it is called.</summary>
internal sealed record Margin(string Name, Func<int, Cell> CellAt);

/// <summary>A cell for every pair of a row and a column; of many, the first and the last.</summary>
internal sealed record CrossTable
{
    private const int NameLength = 32;

    public required string Caption { get; init; }

    public required Axis Rows { get; init; }

    public required Axis Columns { get; init; }

    public required Func<int, int, Cell> CellAt { get; init; }

    /// <summary>How many rows, and how many columns, are shown of more.</summary>
    public required int Limit { get; init; }

    /// <summary>What a hidden row is: the end of "… 84 more outputs".</summary>
    public required string RowsAre { get; init; }

    /// <summary>What a hidden column is, if it says more than "… 84 more".</summary>
    public string ColumnsAre { get; init; } = "";

    /// <summary>A column behind the others, if any.</summary>
    public Margin? RowMargin { get; init; }

    /// <summary>A row below the others, if any.</summary>
    public Margin? ColumnMargin { get; init; }

    /// <summary>The cells that are shown.</summary>
    public Grid ToGrid()
    {
        var rows = new Truncation(Rows.Count, Limit);
        var columns = new Truncation(Columns.Count, Limit);
        IEnumerable<Cell> InEachColumn(Func<int, Cell> cellOf)
            => columns.Positions.Select(position => position.IsGap ? new Cell("…") : cellOf(position.Index));

        List<GridRow> lines = [];
        foreach (Position position in rows.Positions)
        {
            int row = position.Index;
            lines.Add(position.IsGap
                ? new GridRow(true, new Cell($"{position.GapText} {RowsAre}"))
                : new GridRow(
                    false,
                    [new Cell(NameOf(Rows, row)), .. InEachColumn(column => CellAt(row, column)), .. RowMargin is null ? [] : new[] { RowMargin.CellAt(row) }]));
        }

        if (ColumnMargin is not null && Columns.Count > 0)
        {
            lines.Add(new GridRow(
                false, [new Cell(ColumnMargin.Name), .. InEachColumn(ColumnMargin.CellAt), .. RowMargin is null ? [] : new[] { new Cell("") }]));
        }

        return new Grid(
            Caption,
            [
                new Column(""),
                .. columns.Positions.Select(position => new Column(position.IsGap ? $"{position.GapText} {ColumnsAre}".TrimEnd() : NameOf(Columns, position.Index))),
                .. RowMargin is null ? [] : new[] { new Column(RowMargin.Name) },
            ],
            lines);
    }

    private static string NameOf(Axis axis, int position) => Label.Shorten(axis.NameOf(position), NameLength);
}
