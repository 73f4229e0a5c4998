namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The rows or the columns of a table: how many there are, and what each is called.</summary>
internal sealed record Axis(int Count, Func<int, string?> NameOf);

/// <summary>A table of numbers, as HTML and as plain text. However many numbers there are, the output is bounded.</summary>
/// <remarks>
/// The HTML has no script, style sheet, id or address, and says nothing by colour alone: it reads the same in a viewer that strips styles.
/// </remarks>
internal sealed class NumberTable : IRendering
{
    /// <summary>A name in a header, where there are at most 44, and in the title of each cell.</summary>
    private const int NameLengthInHeader = 32;
    private const int NameLengthInTitle = 12;

    /// <summary>Ten columns of nine characters are what a console shows without wrapping.</summary>
    private const int ShownTextColumns = 10;

    private readonly Lazy<(GridSummary Summary, PatchExtremes? Patches)> _whole;

    public NumberTable() => _whole = new(Summarize);

    public required string Caption { get; init; }

    public required NumberGrid Grid { get; init; }

    public required Axis Rows { get; init; }

    /// <summary>None for a vector, which is one column without a name.</summary>
    public Axis? Columns { get; init; }

    /// <summary>What stands before the index in the title of a cell: the J of J[p[0], z[2]].</summary>
    public string Symbol { get; init; } = "";

    /// <summary>Whether the cells have colours, from the scale that is given or else up to the largest number of all.</summary>
    public bool IsPainted { get; init; }

    /// <summary>A scale that several tables share.</summary>
    public ColorScale? SharedScale { get; init; }

    /// <summary>Whether the scale is explained below the table; not where the next table does.</summary>
    public bool HasLegend { get; init; } = true;

    /// <summary>What the numbers say as a whole: a line below the table.</summary>
    public string? Note { get; init; }

    /// <summary>How many rows and columns are shown.</summary>
    /// <remarks>
    /// At most 128 kB: up to two more are shown (see Truncation), so 22 × 22 cells of up to 220 bytes (100 for the markup and the longest
    /// number, 2 names × 12 characters × 5 bytes when each has to be escaped) and 44 headers of up to 190 bytes make 115 kB. A picture
    /// (see Overview) takes 14 kB at most, and stands only beside 21 × 21 cells and fewer: 97 + 8 + 14 kB.
    /// </remarks>
    public int ShownCount { get; init; } = 20;

    public GridSummary Summary => _whole.Value.Summary;

    public ColorScale? Scale => SharedScale ?? (IsPainted ? new ColorScale(Summary.LargestMagnitude) : null);

    private int ColumnCount => Columns?.Count ?? 1;

    private bool IsTruncated => Grid.RowCount > ShownCount + 1 || Grid.ColumnCount > ShownCount + 1;

    private string Shape => Columns is null
        ? $"{NumberFormat.Index(Rows.Count)} entries"
        : $"{NumberFormat.Shape(Rows.Count, ColumnCount)} entries";

    public string ToHtml()
    {
        var html = new HtmlWriter();
        // A wide table scrolls in its place and does not widen the page.
        using (html.Element("div", ("style", "overflow-x:auto"))) WriteContent(html);
        return html.ToString();
    }

    /// <summary>Writes the table and what belongs to it.</summary>
    public void WriteContent(HtmlWriter html)
    {
        Truncation rows = Truncate(Rows.Count, ShownCount, Summary.Extreme.Row);
        Truncation columns = Truncate(ColumnCount, ShownCount, Summary.Extreme.Column);
        NumberFormat format = FormatOf(rows, columns);
        using (html.Table(Caption))
        {
            if (Columns is { Count: > 0 }) WriteColumnHeaders(html, Columns, columns);
            using (html.Element("tbody"))
            {
                foreach (Position row in rows.Positions)
                {
                    if (row.IsGap) WriteRowGap(html, row, columns);
                    else WriteRow(html, row.Index, columns, format);
                }
            }
        }

        Overview? overview = OverviewOf();
        if (HasLegend && Scale is { Limit: > 0 } scale) WriteLegend(html, scale);
        else if (Scale is null && overview is not null && Summary.LargestMagnitude > 0) WriteLegend(html, new ColorScale(Summary.LargestMagnitude));
        overview?.Write(html);
        if (Note is not null) html.Element("div", Note);
    }

    public string ToPlainText()
    {
        Truncation rows = Truncate(Rows.Count, ShownCount, Summary.Extreme.Row);
        Truncation columns = Truncate(ColumnCount, ShownTextColumns, Summary.Extreme.Column);
        NumberFormat format = FormatOf(rows, columns);
        var lines = new TextTable();
        if (Columns is { Count: > 0 } axis)
        {
            lines.AddRow(["", .. columns.Positions.Select(column => column.IsGap ? column.GapText : Header(axis, column.Index))]);
        }

        foreach (Position row in rows.Positions)
        {
            if (row.IsGap) lines.AddLine(RowGapText(row));
            else lines.AddRow([Header(Rows, row.Index), .. columns.Positions.Select(column => column.IsGap ? "…" : format.Short(Grid.At(row.Index, column.Index)))]);
        }

        IEnumerable<string?> text = [Caption, .. lines.Lines, OverviewOf()?.Facts, Note];
        return string.Join('\n', text.OfType<string>());
    }

    private static Truncation Truncate(int count, int limit, int kept) => new(count, limit, kept);

    private (GridSummary Summary, PatchExtremes? Patches) Summarize()
    {
        // A vector lies down in its picture, as time does in a chart.
        if (!IsTruncated) return (new GridSummary(Grid), null);
        var patches = new PatchExtremes(Columns is null ? 1 : Rows.Count, Columns is null ? Rows.Count : ColumnCount, Overview.MostPixels);
        return (new GridSummary(Grid, Columns is null ? (row, column, values) => patches.AddBeside(column, row, values) : patches.Add), patches);
    }

    private Overview? OverviewOf() => _whole.Value.Patches is not { } patches ? null : new Overview(
        Summary,
        patches,
        Scale ?? new ColorScale(Summary.LargestMagnitude),
        Shape,
        Grid.IsModulus,
        place => NameOf(place.Row, place.Column),
        place => NumberFormat.For([Grid.At(place.Row, place.Column)]).Short(Grid.At(place.Row, place.Column)));

    private static void WriteColumnHeaders(HtmlWriter html, Axis axis, Truncation columns)
    {
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            html.Element("td", "");
            foreach (Position column in columns.Positions)
            {
                html.Element("th", column.IsGap ? $"{column.GapText} columns" : Header(axis, column.Index), ("scope", "col"));
            }
        }
    }

    private void WriteRow(HtmlWriter html, int row, Truncation columns, NumberFormat format)
    {
        using (html.Element("tr"))
        {
            html.Element("th", Header(Rows, row), ("scope", "row"));
            foreach (Position column in columns.Positions)
            {
                if (column.IsGap) html.Element("td", "…");
                else WriteCell(html, row, column.Index, format);
            }
        }
    }

    private void WriteCell(HtmlWriter html, int row, int column, NumberFormat format)
    {
        Number entry = Grid.At(row, column);
        (string, string) title = ("title", $"{NameOf(row, column)} = {entry.Full}");
        if (Scale is not { } scale) html.Element("td", format.Short(entry), title);
        else html.Element("td", format.Short(entry), title, ("style", scale.ColorOf(entry.Real).ToGroundStyle()));
    }

    private void WriteRowGap(HtmlWriter html, Position gap, Truncation columns)
    {
        using (html.Element("tr"))
        {
            string span = NumberFormat.Index(columns.Positions.Count + 1);
            html.Element("td", RowGapText(gap), ("colspan", span), ("style", "text-align:left"));
        }
    }

    private static void WriteLegend(HtmlWriter html, ColorScale scale)
    {
        using (html.Element("div"))
        {
            html.Text("Blue below 0, orange above: ");
            foreach (double value in new[] { -scale.Limit, 0, scale.Limit })
            {
                // No-break spaces, because a margin of ordinary spaces collapses.
                html.Element("span", $"\u00A0{NumberFormat.Alone(value)}\u00A0", ("style", scale.ColorOf(value).ToGroundStyle()));
            }
        }
    }

    private string RowGapText(Position gap) => $"{gap.GapText} {(Columns is null ? "entries" : "rows")}";

    private string NameOf(int row, int column)
    {
        string rowName = Label.Shorten(Rows.NameOf(row), NameLengthInTitle);
        return Columns is null ? $"{Symbol}[{rowName}]" : $"{Symbol}[{rowName}, {Label.Shorten(Columns.NameOf(column), NameLengthInTitle)}]";
    }

    private static string Header(Axis axis, int position) => Label.Shorten(axis.NameOf(position), NameLengthInHeader);

    private NumberFormat FormatOf(Truncation rows, Truncation columns)
        => NumberFormat.For(rows.Shown.SelectMany(row => columns.Shown.Select(column => Grid.At(row, column))));
}
