using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>
/// What a cell shows, as HTML: of each output its richest form. The HTML of an output is the notebook's own and stays as it is, as nbconvert
/// leaves it; everything else is escaped.
/// </summary>
internal sealed partial class OutputHtml(MarkdownHtml markdown)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The MIME types that a page can show, the richest first.</summary>
    public static IReadOnlyList<string> MimeTypes { get; } =
    [
        "text/html", "image/svg+xml", "image/png", "image/jpeg", "image/gif", "text/markdown", "text/latex", "application/json", "text/plain",
    ];

    /// <summary>The MIME type under which an output is shown; null where it has none of those above.</summary>
    public static string? RichestOf(JsonObject data) => MimeTypes.FirstOrDefault(data.ContainsKey);

    /// <summary>An image as an address that holds the whole of it. SVG, too: so its ids are its own, and no script in it runs.</summary>
    public static string DataAddress(string mimeType, JsonNode? content) => mimeType == "image/svg+xml"
        ? $"data:{mimeType};base64,{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(TextOf(content)))}"
        : $"data:{mimeType};base64,{string.Concat(TextOf(content).Where(character => !char.IsWhiteSpace(character)))}";

    /// <summary>Text as a notebook has it; where something else stands in a text's place, its JSON.</summary>
    public static string TextOf(JsonNode? node)
    {
        try
        {
            return MultilineText.Join(node);
        }
        catch (DocumentException)
        {
            return node!.ToJsonString();
        }
    }

    /// <summary>The outputs one below the other; empty where there is nothing to see.</summary>
    public string Of(IReadOnlyList<JsonObject> outputs)
    {
        List<(string Kind, string Content)> parts = [];
        foreach (JsonObject output in outputs)
        {
            string type = output.TextOf("output_type") ?? "";
            if (type == "stream")
            {
                // A file may hold one stream in several pieces.
                string kind = output.TextOf("name") == "stderr" ? "stderr" : "stdout";
                bool goesOn = parts.Count > 0 && parts[^1].Kind == kind;
                string text = (goesOn ? parts[^1].Content : "") + TextOf(output["text"]);
                if (goesOn)
                    parts.RemoveAt(parts.Count - 1);
                parts.Add((kind, text));
            }
            else if (type == "error")
            {
                parts.Add(("error", ErrorText(output)));
            }
            else if (output["data"] is JsonObject data)
            {
                parts.Add(("data", Data(data, output["metadata"] as JsonObject)));
            }
        }

        return string.Concat(parts.Where(part => part.Content.Trim().Length > 0).Select(part => part.Kind == "data"
            ? part.Content
            : $"<pre class=\"{part.Kind}\">{AnsiText.ToHtml(part.Content.TrimEnd('\n'))}</pre>\n"));
    }

    private string Data(JsonObject data, JsonObject? metadata)
    {
        string? mimeType = RichestOf(data);
        string text = mimeType is null or "application/json" ? "" : TextOf(data[mimeType]);
        return mimeType switch
        {
            null when data.Count == 0 => "",
            null => $"<p class=\"unshown\">{Html.Escape(string.Join(", ", data.Select(entry => entry.Key)))}</p>\n",
            "text/html" => $"<div class=\"html\">{text}</div>\n",
            "text/markdown" => $"<div class=\"markdown\">{markdown.Output(text)}</div>\n",
            "text/latex" => $"<p>{Latex(text)}</p>\n",
            "application/json" => $"<pre>{Html.Escape(data[mimeType]?.ToJsonString(Indented) ?? "null")}</pre>\n",
            "text/plain" => $"<pre>{AnsiText.ToHtml(text)}</pre>\n",
            _ => $"<p><img src=\"{Html.Escape(DataAddress(mimeType, data[mimeType]))}\" alt=\"{Html.Escape(PlainOf(data))}\"{Size(metadata?[mimeType])}></p>\n",
        };
    }

    // Formulas between words, as in Markdown, but with nothing of Markdown around them; or LaTeX that is one formula.
    private static string Latex(string text)
    {
        string latex = text.Trim();
        if (WholeFormula().Match(latex) is { Success: true } whole)
            return MathText.Formula(whole.Groups["tex"].Value, isDisplay: true);
        MathText math = MathText.Of(latex);
        return math.RestoreHtml(Html.Escape(math.Markdown));
    }

    private static string ErrorText(JsonObject error)
    {
        string traceback = error["traceback"] is JsonArray lines ? string.Join('\n', lines.Select(TextOf)) : "";
        return traceback.Trim().Length > 0 ? traceback : $"{error.TextOf("ename")}: {error.TextOf("evalue")}";
    }

    private static string PlainOf(JsonObject data) => data.ContainsKey("text/plain") ? TextOf(data["text/plain"]).Trim() : "";

    private static string Size(JsonNode? metadata) => Size(metadata, "width") + Size(metadata, "height");

    private static string Size(JsonNode? metadata, string side) =>
        metadata is JsonObject size && size[side] is JsonValue value && value.TryGetValue(out int pixels) && pixels > 0
            ? FormattableString.Invariant($" {side}=\"{pixels}\"") : "";

    [GeneratedRegex(@"^(?:\$\$(?<tex>(?:(?!\$\$).)+)\$\$|\\\[(?<tex>.+)\\\]|(?<tex>\\begin\{.+))$", RegexOptions.Singleline)]
    private static partial Regex WholeFormula();
}
