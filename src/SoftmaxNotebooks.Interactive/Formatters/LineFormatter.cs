using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A value that is a line of text, for a place in a table of the host's.</summary>
internal static class LineFormatter
{
    /// <summary>As much as stands in a cell without pushing the others out of sight; at most 1.2 kB when each character has to be escaped.</summary>
    private const int MostCharacters = 240;

    /// <summary>The text in one line, escaped.</summary>
    public static string HtmlOf(string? text)
    {
        var html = new HtmlWriter();
        html.Element("span", Label.Shorten(text?.ReplaceLineEndings(""), MostCharacters));
        return html.ToString();
    }
}
