namespace SoftmaxNotebooks.Host.Pages;

/// <summary>Text as HTML: the only place of the pages that escapes.</summary>
internal static class Html
{
    /// <summary>The text, for an element's content or an attribute in double quotes. Every other character stays as it is, in UTF-8.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
