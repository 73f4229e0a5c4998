using System.Globalization;
using System.Text;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>
/// The anchors of a page's headings, as GitHub makes them: in lower case, blanks as hyphens, without punctuation; the second of a name
/// ends in -1. So a link that works on GitHub works here.
/// </summary>
internal sealed class HeadingAnchors
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Add(string heading)
    {
        string name = Of(heading);
        string anchor = name;
        for (int i = 1; !_taken.Add(anchor); i++)
            anchor = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        return anchor;
    }

    public static string Of(string heading)
    {
        StringBuilder anchor = new();
        foreach (Rune rune in heading.Trim().EnumerateRunes())
        {
            if (rune.Value == ' ')
                anchor.Append('-');
            else if (rune.Value is '-' or '_' || Rune.IsLetterOrDigit(rune) || IsPartOfWord(Rune.GetUnicodeCategory(rune)))
                anchor.Append(Rune.ToLowerInvariant(rune));
        }

        return anchor.ToString();
    }

    private static bool IsPartOfWord(UnicodeCategory category) =>
        category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;
}
