namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>How every table of numbers begins.</summary>
internal static class TableElement
{
    /// <summary>Opens a table with its caption; it ends when the result is disposed.</summary>
    public static HtmlWriter.Scope Table(this HtmlWriter html, string caption)
    {
        // What cells inherit is said once. Padding they do not inherit, but it has an attribute of its own. As wide as its content:
        // notebooks allow cells to wrap, and -1.5e-07 would.
        HtmlWriter.Scope table = html.Element(
            "table",
            ("cellpadding", "4"),
            ("style", "border-collapse:collapse;margin:0 0 4px;width:max-content;text-align:right;font-variant-numeric:tabular-nums"));
        html.Element("caption", caption, ("style", "text-align:left;white-space:nowrap"));
        return table;
    }
}
