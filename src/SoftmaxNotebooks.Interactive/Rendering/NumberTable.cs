namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The rows or the columns of a table: how many there are, and what each is called.</summary>
internal sealed record Axis(int Count, Func<int, string?> NameOf);

/// <summary>A table of numbers, as HTML and as plain text. However many numbers there are, the output is bounded.</summary>
/// <remarks>
/// The HTML has no script, style sheet, id or address, and says nothing by colour alone: it reads the same in a viewer that strips styles.
/// </remarks>
internal sealed class NumberTable : IRendering
{
    // At most 128 KiB: one row and column more than here (see Truncation) make 21 × 21 cells of up to 270 bytes (110 for the markup and
    // the longest number, 2 names × 16 characters × 5 bytes when each has to be escaped) and 42 headers of up to 190 bytes: 127 kB.
    private const int ShownRows = 20;
    private const int ShownColumns = 20;
    private const int NameLengthInHeader = 32;
    private const int NameLengthInTitle = 16;

    /// <summary>Ten columns of nine characters are what a console shows without wrapping.</summary>
    private const int ShownTextColumns = 10;

    public required string Caption { get; init; }

    public required Axis Rows { get; init; }

    /// <summary>None for a vector, which is one column without a name.</summary>
    public Axis? Columns { get; init; }

    public required Func<int, int, Number> EntryAt { get; init; }

    /// <summary>What stands before the index in the title of a cell: the J of J[p[0], z[2]].</summary>
    public string Symbol { get; init; } = "";

    /// <summary>The colours of the cells; none for a plain table.</summary>
    public ColorScale? Scale { get; init; }

    /// <summary>What the numbers say as a whole: a line below the table.</summary>
    public string? Note { get; init; }

    private int ColumnCount => Columns?.Count ?? 1;

    /// <summary>The table as an HTML fragment.</summary>
    public string ToHtml()
    {
        var rows = new Truncation(Rows.Count, ShownRows);
        var columns = new Truncation(ColumnCount, ShownColumns);
        NumberFormat format = FormatOf(rows, columns);
        var html = new HtmlWriter();
        using (html.Element("div"))
        {
            // What cells inherit is said once. Padding they do not inherit, but it has an attribute of its own. As wide as its content:
            // notebooks allow cells to wrap, and -1.5e-07 would.
            using (html.Element(
                "table",
                ("cellpadding", "4"),
                ("style", "border-collapse:collapse;margin:0 0 4px;width:max-content;text-align:right;font-variant-numeric:tabular-nums")))
            {
                html.Element("caption", Caption, ("style", "text-align:left;white-space:nowrap"));
                if (Columns is { Count: > 0 }) WriteColumnHeaders(html, Columns, columns);
                using (html.Element("tbody"))
                {
                    foreach (int? row in rows.Positions)
                    {
                        if (row is { } shown) WriteRow(html, shown, columns, format);
                        else WriteRowGap(html, rows, columns);
                    }
                }
            }

            if (Scale is { Limit: > 0 }) WriteLegend(html, Scale);
            if (Note is not null) html.Element("div", Note);
        }

        return html.ToString();
    }

    /// <summary>The table in aligned columns, for a console.</summary>
    public string ToPlainText()
    {
        var rows = new Truncation(Rows.Count, ShownRows);
        var columns = new Truncation(ColumnCount, ShownTextColumns);
        NumberFormat format = FormatOf(rows, columns);
        var lines = new List<string[]>();
        if (Columns is { Count: > 0 } axis)
        {
            lines.Add(["", .. columns.Positions.Select(column => column is { } shown ? Header(axis, shown) : columns.GapText)]);
        }

        foreach (int row in rows.Shown)
        {
            IEnumerable<string> entries = columns.Positions.Select(column => column is { } shown ? format.Short(EntryAt(row, shown)) : "…");
            lines.Add([Header(Rows, row), .. entries]);
        }

        List<string> text = [.. Aligned(lines)];
        if (rows.HiddenCount > 0) text.Insert(text.Count - (ShownRows / 2), RowGapText(rows));
        text.Insert(0, Caption);
        if (Note is not null) text.Add(Note);
        return string.Join('\n', text);
    }

    private static IEnumerable<string> Aligned(List<string[]> lines)
    {
        if (lines.Count == 0) return [];
        int[] widths = [.. lines[0].Select((_, i) => lines.Max(line => line[i].Length))];
        return lines.Select(line => string.Join("  ", line.Select((cell, i) => cell.PadLeft(widths[i]))));
    }

    private static void WriteColumnHeaders(HtmlWriter html, Axis axis, Truncation columns)
    {
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            html.Element("td", "");
            foreach (int? column in columns.Positions)
            {
                html.Element("th", column is { } shown ? Header(axis, shown) : $"{columns.GapText} columns", ("scope", "col"));
            }
        }
    }

    private void WriteRow(HtmlWriter html, int row, Truncation columns, NumberFormat format)
    {
        using (html.Element("tr"))
        {
            html.Element("th", Header(Rows, row), ("scope", "row"));
            foreach (int? column in columns.Positions)
            {
                if (column is { } shown) WriteCell(html, row, shown, format);
                else html.Element("td", "…", ("style", "text-align:center"));
            }
        }
    }

    private void WriteCell(HtmlWriter html, int row, int column, NumberFormat format)
    {
        Number entry = EntryAt(row, column);
        (string, string) title = ("title", $"{Symbol}[{IndexOf(row, column)}] = {entry.Full}");
        if (Scale is null) html.Element("td", format.Short(entry), title);
        else html.Element("td", format.Short(entry), title, ("style", Scale.ColorOf(entry.Real).ToGroundStyle()));
    }

    private void WriteRowGap(HtmlWriter html, Truncation rows, Truncation columns)
    {
        using (html.Element("tr"))
        {
            string span = NumberFormat.Index(columns.Positions.Count() + 1);
            html.Element("td", RowGapText(rows), ("colspan", span), ("style", "text-align:center"));
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

    private string RowGapText(Truncation rows) => $"{rows.GapText} {(Columns is null ? "entries" : "rows")}";

    private string IndexOf(int row, int column)
    {
        string rowName = Label.Shorten(Rows.NameOf(row), NameLengthInTitle);
        return Columns is null ? rowName : $"{rowName}, {Label.Shorten(Columns.NameOf(column), NameLengthInTitle)}";
    }

    private static string Header(Axis axis, int position) => Label.Shorten(axis.NameOf(position), NameLengthInHeader);

    private NumberFormat FormatOf(Truncation rows, Truncation columns)
        => NumberFormat.For(rows.Shown.SelectMany(row => columns.Shown.Select(column => EntryAt(row, column))));
}
