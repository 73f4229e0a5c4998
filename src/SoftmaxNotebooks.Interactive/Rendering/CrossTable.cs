namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>What stands at the end of each row, or of each column, and what it is called.</summary>
internal sealed record Margin(string Name, Func<int, Cell> CellAt);

/// <summary>A cell for every pair of a row and a column; of many, the first and the last.</summary>
internal sealed record CrossTable
{
    /// <summary>Pixels of a name, so that some columns fit whatever they are called.</summary>
    private const double RowNameWidth = 200;
    private const double ColumnNameWidth = 120;

    private const int FewestColumns = 3;

    public required string Caption { get; init; }

    public required Axis Rows { get; init; }

    public required Axis Columns { get; init; }

    public required Func<int, int, Cell> CellAt { get; init; }

    /// <summary>How many rows, and at most how many columns, are shown of more: fewer where their names are long.</summary>
    public required int Limit { get; init; }

    /// <summary>What a hidden row is: the end of "… 84 more outputs".</summary>
    public required string RowsAre { get; init; }

    /// <summary>A column behind the others, if any.</summary>
    public Margin? RowMargin { get; init; }

    /// <summary>A row below the others, if any.</summary>
    public Margin? ColumnMargin { get; init; }

    /// <summary>The cells that are shown.</summary>
    public Grid ToGrid()
    {
        int limit = Limit;
        Grid grid = ToGrid(limit);
        while (grid.Width > TextWidth.OfPage && limit > FewestColumns) grid = ToGrid(--limit);
        return grid;
    }

    private Grid ToGrid(int columnLimit)
    {
        var rows = new Truncation(Rows.Count, Limit);
        var columns = new Truncation(Columns.Count, columnLimit);
        string hidden = string.Join(" and ", columns.Positions.Where(column => column.IsGap).Select(column => $"{column.GapText} columns"));
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
                    [RowName(row), .. InEachColumn(column => CellAt(row, column)), .. RowMargin is null ? [] : new[] { RowMargin.CellAt(row) }]));
        }

        if (ColumnMargin is not null && Columns.Count > 0)
        {
            lines.Add(new GridRow(
                false, [new Cell(ColumnMargin.Name), .. InEachColumn(ColumnMargin.CellAt), .. RowMargin is null ? [] : new[] { new Cell("") }]));
        }

        return new Grid(
            hidden.Length == 0 ? Caption : $"{Caption}; {hidden}",
            [
                new Column(""),
                .. columns.Positions.Select(position => position.IsGap ? new Column("…", Title: $"{position.GapText} columns") : ColumnName(position.Index)),
                .. RowMargin is null ? [] : new[] { new Column(RowMargin.Name) },
            ],
            lines);
    }

    private Cell RowName(int row)
    {
        string name = Label.Fit(Rows.NameOf(row), RowNameWidth);
        return new Cell(name, Label.TitleOf(Rows.NameOf(row), name));
    }

    private Column ColumnName(int column)
    {
        string name = Label.Fit(Columns.NameOf(column), ColumnNameWidth);
        return new Column(name, Title: Label.TitleOf(Columns.NameOf(column), name));
    }
}
