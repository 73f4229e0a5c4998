using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Documents;

/// <summary>
/// Writes JSON as Jupyter writes notebooks: indented by one space, with every character as it is but for those that JSON forbids.
/// .NET's own writer escapes emoji and ideographic spaces whatever its settings, and a notebook that was only run would differ in its text.
/// </summary>
internal static class NotebookJsonWriter
{
    public static void Write(JsonNode root, TextWriter writer)
    {
        Write(root, writer, depth: 0);
        writer.Write('\n');
    }

    private static void Write(JsonNode? node, TextWriter writer, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } members:
                WriteBlock('{', members, '}', writer, depth, member =>
                {
                    WriteString(member.Key, writer);
                    writer.Write(": ");
                    Write(member.Value, writer, depth + 1);
                });
                break;
            case JsonArray { Count: > 0 } items:
                WriteBlock('[', items, ']', writer, depth, item => Write(item, writer, depth + 1));
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                WriteString(value, writer);
                break;
            default:
                // Numbers in the spelling in which they were read, true, false, null, {} and [].
                writer.Write(node?.ToJsonString() ?? "null");
                break;
        }
    }

    private static void WriteBlock<T>(char open, IEnumerable<T> items, char close, TextWriter writer, int depth, Action<T> write)
    {
        char before = open;
        foreach (T item in items)
        {
            writer.Write(before);
            NewLine(writer, depth + 1);
            write(item);
            before = ',';
        }

        NewLine(writer, depth);
        writer.Write(close);
    }

    private static void NewLine(TextWriter writer, int depth)
    {
        writer.Write('\n');
        for (int i = 0; i < depth; i++)
            writer.Write(' ');
    }

    private static void WriteString(JsonValue value, TextWriter writer)
    {
        string text;
        try
        {
            text = value.GetValue<string>();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a character is JSON, but no .NET string can be made of it.
            writer.Write(value.GetValue<JsonElement>().GetRawText());
            return;
        }

        WriteString(text, writer);
    }

    private static void WriteString(string text, TextWriter writer)
    {
        writer.Write('"');
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(character, text[i + 1]);
            if (character is '"' or '\\')
                writer.Write($"\\{character}");
            else if (character == '\n')
                writer.Write("\\n");
            else if (character == '\r')
                writer.Write("\\r");
            else if (character == '\t')
                writer.Write("\\t");
            else if (char.IsControl(character) || (char.IsSurrogate(character) && !isPair))
                // Half a character cannot be written in UTF-8; escaped, it survives.
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"));
            else
                writer.Write(character);
            if (isPair)
                writer.Write(text[++i]);
        }

        writer.Write('"');
    }
}
