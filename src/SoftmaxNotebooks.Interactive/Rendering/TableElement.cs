namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>How every table of numbers begins.</summary>
internal static class TableElement
{
    /// <summary>The style of a cell on the left.</summary>
    public const string Left = "text-align:left;text-align-last:left";

    /// <summary>Opens a table with its caption; it ends when the result is disposed.</summary>
    public static HtmlWriter.Scope Table(this HtmlWriter html, string caption)
    {
        // What cells inherit is said once. Padding they do not inherit, but it has an attribute of its own. As wide as its content:
        // notebooks allow cells to wrap, and -1.5e-07 would. On the right twice: around a value inside of another the host writes a style
        // sheet that says text-align:start of every cell on the page, but nothing of the last line of a cell, which here is the only one.
        HtmlWriter.Scope table = html.Element(
            "table",
            ("cellpadding", "4"),
            ("style", "border-collapse:collapse;margin:0 0 4px;width:max-content;text-align:right;text-align-last:right;font-variant-numeric:tabular-nums"));
        html.Element("caption", caption, ("style", $"{Left};white-space:nowrap"));
        return table;
    }
}
