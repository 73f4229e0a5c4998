using System.Text;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The HTML around a picture.</summary>
internal static class DrawingHtml
{
    /// <summary>The picture as an address that holds it.</summary>
    public static string AddressOf(string svg) => $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}";

    /// <summary>The picture, the notes below it, and what the numbers are, behind a heading that opens.</summary>
    /// <remarks>
    /// As the address of an image and not inline: JupyterLab removes svg elements from outputs that it does not trust, and GitHub always.
    /// </remarks>
    public static string Of(string svg, string description, IReadOnlyList<string> notes, Action<HtmlWriter> writeValues)
    {
        var html = new HtmlWriter();
        using (html.Element("div"))
        {
            html.Void(
                "img",
                ("src", AddressOf(svg)),
                ("alt", description),
                ("style", "max-width:100%;height:auto"));
            foreach (string note in notes) html.Element("div", note);
            using (html.Element("details"))
            {
                html.Summary("In words and numbers");
                html.Element("div", description);
                writeValues(html);
            }
        }

        return html.ToString();
    }
}
