namespace SoftmaxNotebooks.Host.Documents;

/// <summary>The languages that a cell, or a part of one after <c>#!name</c>, can be in; the names are .NET Interactive's.</summary>
internal static class CellLanguages
{
    public const string CSharp = "csharp";
    public const string Html = "html";
    public const string JavaScript = "javascript";
    public const string Markdown = "markdown";

    private static readonly Dictionary<string, string> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["csharp"] = CSharp,
        ["c#"] = CSharp,
        ["cs"] = CSharp,
        ["html"] = Html,
        ["javascript"] = JavaScript,
        ["js"] = JavaScript,
        ["markdown"] = Markdown,
        ["md"] = Markdown,
    };

    /// <summary>The canonical name of a language that this host runs, or null.</summary>
    public static string? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The MIME type under which text in a display language is shown.</summary>
    public static (string MimeType, string Content) AsDisplay(string language, string text) => language switch
    {
        Html => ("text/html", text),
        JavaScript => ("text/html", $"<script type=\"text/javascript\">{text}</script>"),
        Markdown => ("text/markdown", text),
        _ => throw new ArgumentOutOfRangeException(nameof(language), language, "Only html, javascript and markdown are shown as they stand."),
    };
}
