namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Names that users give, made fit for a table: one short line each.</summary>
internal static class Label
{
    /// <summary>As much as anybody reads of a name that does not fit, and at most 240 bytes when each character has to be escaped.</summary>
    public const int LongestTitle = 48;

    /// <summary>The name in at most <paramref name="length"/> characters, with an ellipsis for the rest.</summary>
    public static string Shorten(string? name, int length)
    {
        name ??= "";
        if (name.Length > length)
        {
            // Not between the halves of a surrogate pair.
            int end = char.IsHighSurrogate(name[length - 2]) ? length - 2 : length - 1;
            name = $"{name.AsSpan(0, end)}…";
        }

        return string.Create(name.Length, name, (label, source) =>
        {
            for (int i = 0; i < label.Length; i++) label[i] = BreaksTheLine(source[i]) || IsHalfOfAPair(source, i) ? '\uFFFD' : source[i];
        });
    }

    /// <summary>The name as far as it fits in so many pixels of a header.</summary>
    public static string Fit(string? name, double pixels)
    {
        string label = Whole(name);
        for (int length = label.Length - 1; length > 1 && TextWidth.OfBold(label) > pixels; length--) label = Shorten(name, length);
        return label;
    }

    /// <summary>What the title of a header adds to what it shows: the whole name, if that is more.</summary>
    public static string? TitleOf(string? name, string shown)
    {
        string title = Whole(name);
        return title == shown ? null : title;
    }

    /// <summary>The name as far as anybody reads it.</summary>
    public static string Whole(string? name) => Shorten(name, LongestTitle);

    // A line break would tear the row of a plain-text table apart; a bidirectional control would reorder the numbers behind it.
    private static bool BreaksTheLine(char c)
        => char.IsControl(c) || c is '\u061C' or '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    // Half of a surrogate pair has no bytes in UTF-8: a file or a message with it cannot be written.
    private static bool IsHalfOfAPair(string name, int i)
        => char.IsSurrogate(name[i])
            && !(i + 1 < name.Length && char.IsSurrogatePair(name[i], name[i + 1]))
            && !(i > 0 && char.IsSurrogatePair(name[i - 1], name[i]));
}
