using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>Where a sentence ends.</summary>
internal static partial class Sentences
{
    /// <summary>
    /// The first sentence of a paragraph of Markdown. A period ends one where the next word begins with a capital, a digit, or markup, so
    /// that "e.g. this" goes on; Chinese punctuation always does. In code, formulas and links nothing ends.
    /// </summary>
    public static string First(string paragraph)
    {
        string text = paragraph.ReplaceLineEndings(" ");
        foreach (Match end in End().Matches(text))
        {
            if (end.Groups["end"].Success)
                return text[..(end.Index + end.Length)].Trim();
        }

        return text.Trim();
    }

    // Whatever is to be passed over is matched first.
    [GeneratedRegex(@"`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\[[^\]]*\]\([^)]*\)"
        + @"|(?<end>[.?!…][""”’*_)]*(?=\s+[\p{Lu}\p{Lo}\p{Nd}`*$\[“""(]|\s*$)|[。？！][”’」』）*_]*)")]
    private static partial Regex End();
}
