namespace SoftmaxNotebooks.Benchmarks;

/// <summary>The part of a Markdown file between two comments that name it.</summary>
internal static class MarkedSection
{
    /// <summary>The lines between the two comments, without those next to them.</summary>
    /// <exception cref="InvalidDataException">The comments are not there, or not once each and in their order.</exception>
    public static string Read(string text, string name)
    {
        (int start, int end) = Find(text, name);
        return text[start..end].Trim('\n');
    }

    /// <summary>The text with another content between the two comments.</summary>
    /// <inheritdoc cref="Read"/>
    public static string Replace(string text, string name, string content)
    {
        (int start, int end) = Find(text, name);
        return $"{text[..start]}\n{content}\n{text[end..]}";
    }

    /// <summary>Replaces the content in the file: whole, or not at all.</summary>
    /// <inheritdoc cref="Read"/>
    public static void Write(string path, string name, string content)
    {
        string text = Replace(File.ReadAllText(path), name, content);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Where the content starts, behind the first comment, and where it ends, before the second.</summary>
    private static (int Start, int End) Find(string text, string name)
    {
        string startMarker = $"<!-- {name}: start -->";
        string endMarker = $"<!-- {name}: end -->";
        string[] parts = text.Split(startMarker);
        if (parts.Length != 2) throw new InvalidDataException($"\"{startMarker}\" has to be there once, not {parts.Length - 1} times.");
        int start = parts[0].Length + startMarker.Length;
        int end = text.IndexOf(endMarker, start, StringComparison.Ordinal);
        if (end < 0) throw new InvalidDataException($"\"{endMarker}\" has to stand below \"{startMarker}\".");
        return (start, end);
    }
}
