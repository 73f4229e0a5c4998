namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The numbers behind a picture, each as the shortest text that reads back as the same value.</summary>
internal sealed class ValueTable
{
    // 21 rows of 21 numbers with 24 characters and 9 of markup are 15 kB, which leaves the rest of 128 kB to the picture.
    private const int ShownRows = 20;
    private const int ShownColumns = 20;
    private const int NameLength = 24;

    public required string Caption { get; init; }

    public required Axis Rows { get; init; }

    public required Axis Columns { get; init; }

    /// <summary>The text of a cell; empty where there is no number.</summary>
    public required Func<int, int, string> TextAt { get; init; }

    public void WriteTo(HtmlWriter html)
    {
        var rows = new Truncation(Rows.Count, ShownRows);
        var columns = new Truncation(Columns.Count, ShownColumns);
        using (html.Table(Caption))
        {
            using (html.Element("thead"))
            using (html.Element("tr"))
            {
                html.Element("td", "");
                foreach (Position column in columns.Positions)
                {
                    html.Element("th", column.IsGap ? $"{column.GapText} columns" : Header(Columns, column.Index), ("scope", "col"));
                }
            }

            using (html.Element("tbody"))
            {
                foreach (Position row in rows.Positions)
                {
                    using (html.Element("tr"))
                    {
                        html.Element("th", row.IsGap ? $"{row.GapText} rows" : Header(Rows, row.Index), ("scope", "row"));
                        foreach (Position column in columns.Positions)
                        {
                            html.Element("td", row.IsGap || column.IsGap ? "…" : TextAt(row.Index, column.Index));
                        }
                    }
                }
            }
        }
    }

    private static string Header(Axis axis, int position) => Label.Shorten(axis.NameOf(position), NameLength);
}
