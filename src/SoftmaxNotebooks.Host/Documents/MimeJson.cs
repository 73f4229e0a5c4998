using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Documents;

/// <summary>Content by MIME type as Jupyter has it: text as text, JSON as JSON, anything else as the text that encodes it.</summary>
internal static class MimeJson
{
    /// <param name="data">Content by MIME type.</param>
    /// <param name="text">How text is written; a notebook's file has it in lines.</param>
    public static JsonObject Of(IReadOnlyDictionary<string, string> data, Func<string, JsonNode?> text)
    {
        JsonObject bundle = [];
        foreach ((string mimeType, string content) in data.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            bool isText = mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType.EndsWith("+xml", StringComparison.Ordinal);
            bool isJson = mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);
            bundle[mimeType] = isText ? text(content) : isJson ? Json(content) : JsonValue.Create(content);
        }

        return bundle;
    }

    // JSON has no NaN; a formatter that writes one all the same must not cost the whole notebook.
    private static JsonNode? Json(string content)
    {
        try
        {
            return JsonNode.Parse(content);
        }
        catch (JsonException)
        {
            return JsonValue.Create(content);
        }
    }
}
