using System.Globalization;
using System.Text;

namespace SoftmaxNotebooks.Numerics;

/// <summary>What names of the user need before they stand in a line of a report or in a label of a drawing.</summary>
internal static class PrintedText
{
    /// <summary>Character by character; an invisible one becomes a space.</summary>
    internal static string OneLine(string text, Func<Rune, string> write)
        => string.Concat(text.EnumerateRunes().Select(rune => IsInvisible(rune) ? " " : write(rune)));

    /// <summary>Text from a file for an error message, whose length is not the file's to decide.</summary>
    internal static string Shortened(string text, int mostCharacters = 60)
    {
        if (text.Length <= mostCharacters) return text;
        int length = char.IsHighSurrogate(text[mostCharacters - 1]) ? mostCharacters - 1 : mostCharacters;
        return text[..length] + "…";
    }

    /// <summary>28 × 28: the first 8 sizes, where there are more</summary>
    internal static string Sizes<T>(IReadOnlyCollection<T> sizes, string separator)
        where T : IFormattable
    {
        const int Most = 8;
        string text = string.Join(separator, sizes.Take(Most).Select(size => size.ToString(null, CultureInfo.InvariantCulture)));
        return sizes.Count <= Most ? text : FormattableString.Invariant($"{text}{separator}… ({sizes.Count} in all)");
    }

    /// <summary>A line break, a control character, or one that only changes how its neighbours are shown.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
