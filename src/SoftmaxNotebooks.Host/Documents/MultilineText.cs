using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Documents;

/// <summary>nbformat's multi-line strings: one string, or an array of lines that keep their line ends. Arrays make readable diffs.</summary>
internal static class MultilineText
{
    /// <exception cref="DocumentException">It is neither.</exception>
    public static string Join(JsonNode? node)
    {
        try
        {
            return node switch
            {
                null => "",
                JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
                _ => node.GetValue<string>(),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or NullReferenceException)
        {
            throw new DocumentException("a text in the notebook is neither a string nor an array of strings.", exception);
        }
    }

    public static JsonArray Split(string text)
    {
        JsonArray lines = [];
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) + 1;
            if (end == 0)
                end = text.Length;
            lines.Add(text[start..end]);
            start = end;
        }

        return lines;
    }
}
