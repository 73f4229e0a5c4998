using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive;

/// <summary>A picture of numbers that a notebook shows, and that says the same in words wherever it cannot be seen.</summary>
/// <remarks>
/// The same numbers give the same bytes, in every culture. There is no script, and nothing is loaded. However many numbers there are,
/// each form stays below 128 kB. To zoom in a front end that knows Plotly: <c>chart.Display("application/vnd.plotly.v1+json")</c>.
/// </remarks>
public abstract class Chart : IDrawing
{
    private protected Chart()
    {
    }

    /// <summary>What stands above the chart; nothing if it is empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>What the horizontal axis shows.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>What the vertical axis shows.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>An HTML fragment: the picture with its description, what it leaves out, and a table of its numbers.</summary>
    public string ToHtml() => DrawingHtml.Of(ToSvg(), Description, Notes, WriteValues);

    /// <summary>The chart in characters, for a console.</summary>
    public abstract string ToPlainText();

    /// <summary>The picture as an SVG document.</summary>
    public abstract string ToSvg();

    /// <summary>The chart as the JSON of a Plotly figure, application/vnd.plotly.v1+json.</summary>
    public abstract string ToPlotly();

    /// <summary>What the chart shows, in words.</summary>
    public override string ToString() => Description;

    /// <summary>What whoever does not see the picture should know: what it is of, from where to where, and the extremes.</summary>
    internal abstract string Description { get; }

    /// <summary>What the picture does not show, or not as it is.</summary>
    internal abstract IReadOnlyList<string> Notes { get; }

    /// <summary>Writes the numbers as a table, of bounded size.</summary>
    internal abstract void WriteValues(HtmlWriter html);

    /// <summary>A table of the numbers, each as the shortest text that reads back as the same value.</summary>
    private protected static void WriteTable(HtmlWriter html, string caption, Axis rows, Axis columns, Func<int, int, string> textAt)
        => new CrossTable
        {
            Caption = caption,
            Rows = rows,
            Columns = columns,
            CellAt = (row, column) => new Cell(textAt(row, column)),
            // 22 × 22 numbers with 24 characters and 9 of markup, and 44 names, are 24 kB, which leaves the rest of 128 kB to the picture.
            Limit = 20,
            RowsAre = "rows",
        }.ToGrid().WriteTo(html);

    /// <summary>Line chart “Loss”</summary>
    private protected string Heading(string kind) => string.IsNullOrEmpty(Title) ? kind : $"{kind} “{Label.Shorten(Title, 80)}”";
}
