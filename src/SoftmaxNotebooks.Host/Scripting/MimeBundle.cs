using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>Turns a value into what a notebook stores: its content by MIME type, with plain text for whoever cannot show the rest.</summary>
internal static class MimeBundle
{
    public const string PlainText = "text/plain";
    public const string Html = "text/html";

    // With this class the formatter marks HTML that is the plain text in a <pre>, followed by a style sheet.
    private const string NothingButText = "<div class=\"dni-plaintext\">";

    /// <summary>The value in the MIME types that its type prefers.</summary>
    public static IReadOnlyDictionary<string, string> Of(object? value)
    {
        // HTML as such has no other form; its text would be its tags.
        if (value is IHtmlContent)
            return Of(value, [Html]);
        Type type = value?.GetType() ?? typeof(object);
        Dictionary<string, string> bundle = Of(value, [.. Formatter.GetPreferredMimeTypesFor(type).Append(PlainText).Distinct()]);
        // A number needs no second copy of itself with 600 bytes of style.
        if (bundle.TryGetValue(Html, out string? html) && html.StartsWith(NothingButText, StringComparison.Ordinal))
            bundle.Remove(Html);
        return bundle;
    }

    /// <summary>The value in the MIME types named.</summary>
    public static Dictionary<string, string> Of(object? value, IReadOnlyList<string> mimeTypes) =>
        mimeTypes.ToDictionary(mimeType => mimeType, mimeType => value.ToDisplayString(mimeType).ReplaceLineEndings("\n"));
}
