using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The rows or the columns of a table: how many there are, and what each is called.</summary>
internal sealed record Axis(int Count, Func<int, string?> NameOf);

/// <summary>A table of numbers, as HTML and as plain text. However many numbers there are, the output is bounded.</summary>
/// <remarks>
/// The HTML has no script, style sheet, id or address, and says nothing by colour alone: it reads the same in a viewer that strips styles.
/// </remarks>
internal sealed class NumberTable : IRendering
{
    /// <summary>Pixels of a name in a header, so that three columns fit beside their rows whatever they are called.</summary>
    private const double RowNameWidth = 200;
    private const double ColumnNameWidth = 150;

    /// <summary>Fewer columns are no table.</summary>
    private const int FewestColumns = 3;

    /// <summary>In the title of each cell.</summary>
    private const int NameLengthInTitle = 12;

    /// <summary>Of less, names cannot be told apart.</summary>
    private const int FewestLetters = 6;

    /// <summary>In plain text, where nobody counts pixels.</summary>
    private const int NameLengthInText = 32;

    /// <summary>Ten columns of nine characters are what a console shows without wrapping.</summary>
    private const int ShownTextColumns = 10;

    private readonly Lazy<(GridSummary Summary, PatchExtremes? Patches)> _whole;

    private int _longestName = Label.LongestTitle;

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

    /// <summary>What stands in a cell instead of its number, which is still in the title; null for the number.</summary>
    public Func<int, int, string?>? MarkAt { get; init; }

    /// <summary>What the numbers say as a whole: a line below the table.</summary>
    public string? Note { get; init; }

    /// <summary>How many rows, and at most how many columns are shown: fewer where their numbers or names are wide.</summary>
    /// <remarks>
    /// At most 128 kB: up to two more are shown (see Truncation), so 22 × 22 cells of up to 190 bytes (70 for the markup and a number short
    /// enough for so many columns, 2 names × 12 characters × 5 bytes when each has to be escaped) and 44 headers of up to 340 bytes make
    /// 107 kB. A picture (see Overview) takes 14 kB at most.
    /// </remarks>
    public int ShownCount { get; init; } = 20;

    public GridSummary Summary => _whole.Value.Summary;

    public ColorScale? Scale => SharedScale ?? (IsPainted ? new ColorScale(Summary.LargestMagnitude) : null);

    private int ColumnCount => Columns?.Count ?? 1;

    private string Shape => Columns is null || Summary.MissingCount > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{((long)Rows.Count * ColumnCount) - Summary.MissingCount} entries")
        : $"{NumberFormat.Shape(Rows.Count, ColumnCount)} entries";

    /// <summary>The same table with names, in its HTML, of at most so many characters; too short to tell them apart, in titles an index instead.</summary>
    public NumberTable WithNamesUpTo(int length)
    {
        var table = (NumberTable)MemberwiseClone();
        table._longestName = length;
        return table;
    }

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
        (Truncation columns, NumberFormat format) = FittingColumns(rows);
        // Said in the caption: a header as wide as the sentence would take the room of two columns.
        string hidden = string.Join(" and ", columns.Positions.Where(column => column.IsGap).Select(column => column.GapText));
        using (html.Table(hidden.Length == 0 ? Caption : $"{Caption}; {hidden} columns"))
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

        Overview? overview = OverviewOf(rows, columns);
        if (HasLegend && Scale is { Limit: > 0 } scale) WriteLegend(html, "Blue below 0, orange above", scale);
        overview?.Write(html);
        // Where the cells have no colours, the legend belongs to the picture alone.
        if (Scale is null && overview is not null && Summary.LargestMagnitude > 0)
        {
            WriteLegend(
                html,
                Grid.IsModulus ? "Picture: the darker, the larger the modulus" : "Picture: blue below 0, orange above",
                new ColorScale(Summary.LargestMagnitude));
        }

        if (Note is not null) new Line(Note).WriteTo(html);
    }

    public string ToPlainText()
    {
        Truncation rows = Truncate(Rows.Count, ShownCount, Summary.Extreme.Row);
        Truncation columns = Truncate(ColumnCount, ShownTextColumns, Summary.Extreme.Column);
        NumberFormat format = FormatOf(rows, columns);
        var lines = new TextTable();
        if (Columns is { Count: > 0 } axis)
        {
            lines.AddRow(["", .. columns.Positions.Select(column => column.IsGap ? column.GapText : TextHeader(axis, column.Index))]);
        }

        foreach (Position row in rows.Positions)
        {
            if (row.IsGap) lines.AddLine(RowGapText(row));
            else lines.AddRow([TextHeader(Rows, row.Index), .. columns.Positions.Select(column => column.IsGap ? "…" : TextOf(row.Index, column.Index, format))]);
        }

        IEnumerable<string?> text = [Caption, .. lines.Lines, OverviewOf(rows, columns)?.Facts, Note];
        return string.Join('\n', text.OfType<string>());
    }

    /// <summary>As many columns as fit side by side, and the format of what they show.</summary>
    private (Truncation Columns, NumberFormat Format) FittingColumns(Truncation rows)
    {
        double room = TextWidth.OfPage - TextWidth.CellPadding
            - rows.Shown.Select(row => TextWidth.OfBold(RowHeader(row))).DefaultIfEmpty(0).Max();
        int limit = ShownCount;
        while (true)
        {
            Truncation columns = Truncate(ColumnCount, limit, Summary.Extreme.Column);
            NumberFormat format = FormatOf(rows, columns);
            double width = columns.Positions.Sum(column => TextWidth.CellPadding + WidthOf(column, rows, format));
            if (width <= room || limit <= FewestColumns) return (columns, format);
            // About as many as the room is a part of the width, until they fit.
            limit = Math.Clamp((int)Math.Ceiling(limit * room / width), FewestColumns, limit - 1);
        }
    }

    private double WidthOf(Position column, Truncation rows, NumberFormat format)
        => column.IsGap
            ? TextWidth.OfBold("…")
            : rows.Shown.Select(row => TextWidth.Of(TextOf(row, column.Index, format)))
                .Append(Columns is null ? 0 : TextWidth.OfBold(ColumnHeader(Columns, column.Index))).Max();

    private static Truncation Truncate(int count, int limit, int kept) => new(count, limit, kept);

    private (GridSummary Summary, PatchExtremes? Patches) Summarize()
    {
        if (Rows.Count == 0 || ColumnCount == 0) return (new GridSummary(Grid), null);
        // A vector lies down in its picture, as time does in a chart.
        var patches = new PatchExtremes(
            Columns is null ? 1 : Rows.Count, Columns is null ? Rows.Count : ColumnCount, Overview.MostPixels, hasAllCells: Grid.SkipsZeros);
        return (new GridSummary(Grid, Columns is null ? (row, column, values) => patches.AddBeside(column, row, values) : patches.Add), patches);
    }

    /// <summary>Everything in a picture, where the table hides some of it.</summary>
    private Overview? OverviewOf(Truncation rows, Truncation columns)
        => !(rows.HidesAny || columns.HidesAny) || _whole.Value.Patches is not { } patches ? null : new Overview(
        Summary,
        patches,
        Scale ?? new ColorScale(Summary.LargestMagnitude),
        Shape,
        Grid.IsModulus,
        place => NameOf(place.Row, place.Column),
        place => NumberFormat.For([Grid.At(place.Row, place.Column)]).Short(Grid.At(place.Row, place.Column)));

    private void WriteColumnHeaders(HtmlWriter html, Axis axis, Truncation columns)
    {
        using (html.Element("thead"))
        using (html.Element("tr"))
        {
            html.Element("td", "");
            foreach (Position column in columns.Positions)
            {
                if (column.IsGap) html.Element("th", "…", ("scope", "col"), ("title", $"{column.GapText} columns"));
                else WriteHeader(html, "col", axis.NameOf(column.Index), ColumnHeader(axis, column.Index));
            }
        }
    }

    private void WriteRow(HtmlWriter html, int row, Truncation columns, NumberFormat format)
    {
        using (html.Element("tr"))
        {
            WriteHeader(html, "row", Rows.NameOf(row), RowHeader(row));
            foreach (Position column in columns.Positions)
            {
                if (column.IsGap) html.Element("td", "…");
                else WriteCell(html, row, column.Index, format);
            }
        }
    }

    private void WriteHeader(HtmlWriter html, string scope, string? name, string shown)
    {
        if (Label.TitleOf(Label.Shorten(name, _longestName), shown) is { } title) html.Element("th", shown, ("scope", scope), ("title", title));
        else html.Element("th", shown, ("scope", scope));
    }

    private void WriteCell(HtmlWriter html, int row, int column, NumberFormat format)
    {
        Number entry = Grid.At(row, column);
        (string, string) title = ("title", $"{NameOf(row, column)} = {entry.Full}");
        if (Scale is not { } scale) html.Element("td", TextOf(row, column, format), title);
        else html.Element("td", TextOf(row, column, format), title, ("style", scale.ColorOf(entry.Real).ToGroundStyle()));
    }

    private void WriteRowGap(HtmlWriter html, Position gap, Truncation columns)
    {
        using (html.Element("tr"))
        {
            string span = NumberFormat.Index(columns.Positions.Count + 1);
            html.Element("td", RowGapText(gap), ("colspan", span), ("style", TableElement.Left));
        }
    }

    private void WriteLegend(HtmlWriter html, string text, ColorScale scale)
    {
        double[] values = Grid.IsModulus ? [0, scale.Limit] : [-scale.Limit, 0, scale.Limit];
        new Legend(text, [.. values.Select(value => (NumberFormat.Alone(value), scale.ColorOf(value)))]).WriteTo(html);
    }

    private string RowGapText(Position gap) => $"{gap.GapText} {(Columns is null ? "entries" : "rows")}";

    private string NameOf(int row, int column)
    {
        string rowName = NameInTitle(Rows, row);
        return Columns is null ? $"{Symbol}[{rowName}]" : $"{Symbol}[{rowName}, {NameInTitle(Columns, column)}]";
    }

    private string NameInTitle(Axis axis, int position)
        => _longestName < FewestLetters ? NumberFormat.Index(position) : Label.Shorten(axis.NameOf(position), Math.Min(_longestName, NameLengthInTitle));

    private string RowHeader(int row) => HeaderOf(Rows, row, RowNameWidth);

    private string ColumnHeader(Axis axis, int column) => HeaderOf(axis, column, ColumnNameWidth);

    private string HeaderOf(Axis axis, int position, double width) => Label.Fit(Label.Shorten(axis.NameOf(position), _longestName), width);

    private static string TextHeader(Axis axis, int position) => Label.Shorten(axis.NameOf(position), NameLengthInText);

    private string TextOf(int row, int column, NumberFormat format) => MarkAt?.Invoke(row, column) ?? format.Short(Grid.At(row, column));

    private NumberFormat FormatOf(Truncation rows, Truncation columns)
        => NumberFormat.For(rows.Shown.SelectMany(row => columns.Shown.Select(column => Grid.At(row, column))));
}
