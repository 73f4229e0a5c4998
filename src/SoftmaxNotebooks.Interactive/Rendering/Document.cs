namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Lines and tables below each other. HTML and plain text come from the same parts, so neither says more than the other.</summary>
internal sealed class Document(IReadOnlyList<IDocumentPart> parts) : IRendering
{
    /// <summary>The parts as an HTML fragment.</summary>
    public string ToHtml()
    {
        var html = new HtmlWriter();
        using (html.Element("div"))
        {
            foreach (IDocumentPart part in parts) part.WriteTo(html);
        }

        return html.ToString();
    }

    /// <summary>The parts line by line.</summary>
    public string ToPlainText() => string.Join('\n', parts.SelectMany(part => part.TextLines));
}

/// <summary>A part of a document.</summary>
internal interface IDocumentPart
{
    /// <summary>The part in plain text.</summary>
    IEnumerable<string> TextLines { get; }

    /// <summary>The part as one HTML element or several.</summary>
    void WriteTo(HtmlWriter html);
}

/// <summary>A line of prose; a verdict is a strong one.</summary>
internal sealed record Line(string Text, bool IsStrong = false) : IDocumentPart
{
    // Lines of a report are read, not scanned: about 110 characters of 16 pixels wide type are as much as an eye follows.
    // A name without a space may be wider than that.
    private const string Style = "max-width:860px;margin:0 0 4px;word-wrap:break-word";

    public IEnumerable<string> TextLines => [Text];

    public void WriteTo(HtmlWriter html)
    {
        using (html.Element("div", ("style", Style)))
        {
            if (IsStrong) html.Element("strong", Text);
            else html.Text(Text);
        }
    }
}

/// <summary>A picture, and in words what it shows.</summary>
internal sealed record Picture(string Svg, string Description) : IDocumentPart
{
    public IEnumerable<string> TextLines => [Description];

    public void WriteTo(HtmlWriter html)
        => html.Void("img", ("src", DrawingHtml.AddressOf(Svg)), ("alt", Description), ("style", "max-width:100%;height:auto"));
}

/// <summary>What the colours of a table mean, in words and with a sample of some of them.</summary>
internal sealed record Legend(string Text, params (string Text, Color Color)[] Samples) : IDocumentPart
{
    /// <summary>Plain text has no colours to explain.</summary>
    public IEnumerable<string> TextLines => [];

    public void WriteTo(HtmlWriter html)
    {
        using (html.Element("div", ("style", "margin:0 0 4px")))
        {
            html.Text($"{Text}: ");
            foreach ((string text, Color color) in Samples)
            {
                // No-break spaces, because a margin of ordinary spaces collapses.
                html.Element("span", $"\u00A0{text}\u00A0", ("style", color.ToGroundStyle()));
            }
        }
    }
}

/// <summary>A column of a grid: its name and which side its cells are on.</summary>
internal sealed record Column(string Name, bool IsLeft = false, string? Title = null);

/// <summary>A cell: what it says, what it says in full, and its ground, which is never the only carrier of anything.</summary>
internal sealed record Cell(string Text, string? Title = null, Color? Ground = null)
{
    /// <summary>Whether the text is a bar of block characters.</summary>
    public bool IsBar { get; init; }
}

/// <summary>The cells of a row, of which the first names the others; a gap is one cell as wide as the table.</summary>
internal sealed record GridRow(bool IsGap, params IReadOnlyList<Cell> Cells);

/// <summary>A table of a caption, named columns and named rows.</summary>
internal sealed record Grid(string Caption, IReadOnlyList<Column> Columns, IReadOnlyList<GridRow> Rows) : IDocumentPart
{
    // Blocks of one font meet without gaps. The colour has a contrast of more than 3 with a white page and with a black one.
    private const string BarStyle = "font-family:monospace;color:#7089a8";

    public IEnumerable<string> TextLines
    {
        get
        {
            string[][] lines =
            [
                [.. Columns.Select(column => column.Name)],
                .. Rows.Where(row => !row.IsGap).Select(row => row.Cells.Select(cell => cell.Text).ToArray()),
            ];
            int[] widths = [.. Columns.Select((_, i) => lines.Max(line => line[i].Length))];
            string Aligned(string[] line) => string.Join(
                "  ", line.Select((cell, i) => Columns[i].IsLeft ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd();

            yield return Caption;
            yield return Aligned(lines[0]);
            int next = 1;
            foreach (GridRow row in Rows) yield return row.IsGap ? row.Cells[0].Text : Aligned(lines[next++]);
        }
    }

    public void WriteTo(HtmlWriter html)
    {
        using (html.Table(Caption))
        {
            using (html.Element("thead"))
            using (html.Element("tr"))
            {
                foreach (Column column in Columns) WriteHeader(html, column);
            }

            using (html.Element("tbody"))
            {
                foreach (GridRow row in Rows)
                {
                    using (html.Element("tr")) WriteCells(html, row);
                }
            }
        }
    }

    /// <summary>How wide the cells are side by side, at most.</summary>
    public double Width => Columns.Select((column, i) => TextWidth.CellPadding + Rows
        .Where(row => !row.IsGap)
        .Select(row => i == 0 ? TextWidth.OfBold(row.Cells[i].Text) : TextWidth.Of(row.Cells[i].Text))
        .Append(TextWidth.OfBold(column.Name))
        .Max()).Sum();

    private static void WriteHeader(HtmlWriter html, Column column)
    {
        if (column.Name.Length == 0 && column.Title is null)
        {
            html.Element("td", "");
            return;
        }

        List<(string, string)> attributes = [("scope", "col")];
        if (column.Title is not null) attributes.Add(("title", column.Title));
        if (column.IsLeft) attributes.Add(("style", TableElement.Left));
        html.Element("th", column.Name, [.. attributes]);
    }

    private void WriteCells(HtmlWriter html, GridRow row)
    {
        if (row.IsGap)
        {
            // At the beginning: the middle of a wide table is out of sight.
            html.Element("td", row.Cells[0].Text, ("colspan", NumberFormat.Index(Columns.Count)), ("style", TableElement.Left));
            return;
        }

        if (row.Cells[0].Title is { } title) html.Element("th", row.Cells[0].Text, ("scope", "row"), ("title", title));
        else html.Element("th", row.Cells[0].Text, ("scope", "row"));
        for (int i = 1; i < row.Cells.Count; i++) WriteCell(html, row.Cells[i], Columns[i].IsLeft);
    }

    private static void WriteCell(HtmlWriter html, Cell cell, bool isLeft)
    {
        List<(string, string)> attributes = [];
        if (cell.Title is not null) attributes.Add(("title", cell.Title));
        string style = string.Join(";", new[] { cell.Ground?.ToGroundStyle(), isLeft ? TableElement.Left : null, cell.IsBar ? BarStyle : null }.OfType<string>());
        if (style.Length > 0) attributes.Add(("style", style));
        html.Element("td", cell.Text, [.. attributes]);
    }
}
