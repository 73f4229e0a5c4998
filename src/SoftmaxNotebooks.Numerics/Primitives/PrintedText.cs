using System.Globalization;
using System.Text;

namespace SoftmaxNotebooks.Numerics;

/// <summary>What names of the user need before they stand in a line of a report or in a label of a drawing.</summary>
internal static class PrintedText
{
    /// <summary>Character by character; an invisible one becomes a space.</summary>
    internal static string OneLine(string text, Func<Rune, string> write)
        => string.Concat(text.EnumerateRunes().Select(rune => IsInvisible(rune) ? " " : write(rune)));

    /// <summary>A line break, a control character, or one that only changes how its neighbours are shown.</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
