using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>Takes from Markdown what the checks ask for. It knows the Markdown of these pages, not all there is.</summary>
internal static partial class MarkdownText
{
    /// <summary>Stands in the prose where code or a formula stood: neighbours stay neighbours, and no letter is added.</summary>
    public const char Placeholder = '\uFFFC';

    /// <summary>The words: no code, no formulas, no HTML, no emphasis, of links only the text.</summary>
    public static string Prose(string markdown) =>
        Emphasis().Replace(Tag().Replace(Link().Replace(WithoutCodeAndFormulas(markdown), "${text}"), ""), "");

    /// <summary>The words that are the author's own: as <see cref="Prose"/>, without the texts of links to elsewhere, which are titles.</summary>
    public static string OwnProse(string markdown) =>
        Prose(Link().Replace(markdown, link => IsExternal(link.Groups["target"].Value) ? $"{Placeholder}" : link.Value));

    /// <summary>
    /// Emphasis that Markdown shows as stars: the stars of the opening stand between a letter and punctuation, or those of the end between
    /// punctuation and a letter. In English a space keeps them apart; Chinese has none.
    /// </summary>
    public static IEnumerable<string> EmphasisShownAsStars(string markdown)
    {
        string text = WithoutCodeAndFormulas(markdown);
        foreach (Match emphasis in Emphasized().Matches(text))
        {
            string inside = emphasis.Groups["text"].Value;
            bool isAfterLetter = emphasis.Index > 0 && char.IsLetterOrDigit(text[emphasis.Index - 1]);
            int end = emphasis.Index + emphasis.Length;
            bool isBeforeLetter = end < text.Length && char.IsLetterOrDigit(text[end]);
            if (isAfterLetter && !char.IsLetterOrDigit(inside[0]) || isBeforeLetter && !char.IsLetterOrDigit(inside[^1]))
                yield return text[Math.Max(0, emphasis.Index - 1)..Math.Min(text.Length, end + 1)];
        }
    }

    /// <summary>Where links, images, and href and src of HTML lead, as written.</summary>
    public static IReadOnlyList<string> LinkTargets(string markdown)
    {
        string text = WithoutCodeAndFormulas(markdown);
        return [.. new[] { Link(), Reference(), Attribute(), Autolink() }.SelectMany(pattern => pattern.Matches(text)).Select(match => match.Groups["target"].Value)];
    }

    public static bool IsExternal(string target) => Scheme().IsMatch(target);

    /// <summary>What a link may name after #: ids in HTML, and each heading as GitHub makes an anchor of it, -1, -2 and so on added where it has been.</summary>
    public static IReadOnlyList<string> Anchors(IEnumerable<string> parts)
    {
        List<string> anchors = [];
        foreach (string markdown in parts)
        {
            string text = Fence().Replace(markdown, "");
            anchors.AddRange(Id().Matches(text).Select(match => match.Groups["id"].Value));
            foreach (Match heading in Heading().Matches(text))
            {
                string anchor = Anchor(heading.Groups["text"].Value);
                string distinct = anchor;
                for (int i = 1; anchors.Contains(distinct); i++)
                    distinct = $"{anchor}-{i}";
                anchors.Add(distinct);
            }
        }

        return anchors;
    }

    /// <summary>Code between backticks, and of fenced code nothing.</summary>
    public static IReadOnlyList<string> CodeSpans(string markdown) =>
        [.. CodeSpan().Matches(Fence().Replace(markdown, "")).Select(match => match.Groups["code"].Value)];

    /// <summary>Code between lines of ``` or ~~~, those included.</summary>
    public static IReadOnlyList<string> FencedCode(string markdown) => [.. Fence().Matches(markdown).Select(match => match.Value)];

    /// <summary>Formulas on lines of their own, without the words in them and without white space.</summary>
    public static IReadOnlyList<string> DisplayedFormulas(string markdown) =>
        [.. DisplayedFormula().Matches(WithoutCode(markdown)).Select(match => WordsAndSpace().Replace(match.Value, ""))];

    // GitHub keeps letters, marks, digits, _ and -, of every script, in lower case, and makes a hyphen of each space.
    private static string Anchor(string heading) =>
        NotInAnchor().Replace(Emphasis().Replace(Link().Replace(heading, "${text}"), "").Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string markdown) => CodeSpan().Replace(Fence().Replace(markdown, ""), $"{Placeholder}");

    private static string WithoutCodeAndFormulas(string markdown) =>
        Formula().Replace(DisplayedFormula().Replace(WithoutCode(markdown), ""), $"{Placeholder}");

    [GeneratedRegex(@"^ {0,3}(?<fence>```+|~~~+)[^\n]*\n(.*?\n)??\s*\k<fence>[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<!`)(?<ticks>`+)(?!`)(?<code>.+?)(?<!`)\k<ticks>(?!`)", RegexOptions.Singleline)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\$\$.+?\$\$", RegexOptions.Singleline)]
    private static partial Regex DisplayedFormula();

    [GeneratedRegex(@"(?<![\\$])\$(?![\s$])[^$\n]*?(?<![\s\\])\$")]
    private static partial Regex Formula();

    [GeneratedRegex(@"\\text\{[^}]*\}|\s|\\ ")]
    private static partial Regex WordsAndSpace();

    // An image inside a link leaves its own ](target) behind, so each is found.
    [GeneratedRegex(@"!?\[(?<text>[^\[\]]*)\]\(\s*(?:<(?<target>[^>]*)>|(?<target>(?:[^()\s]|\([^()\s]*\))*))(?:\s+""[^""]*"")?\s*\)|(?<=\])\((?<target>[^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^ {0,3}\[[^\]]+\]:[ ]*(?<target>\S+)", RegexOptions.Multiline)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\b(?:href|src)\s*=\s*(?<quote>[""'])(?<target>.*?)\k<quote>", RegexOptions.IgnoreCase)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"<(?<target>[a-z][a-z0-9+.-]*:[^>\s]+)>", RegexOptions.IgnoreCase)]
    private static partial Regex Autolink();

    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*:|^//", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"<[^>]*\b(?:id|name)\s*=\s*(?<quote>[""'])(?<id>.*?)\k<quote>", RegexOptions.IgnoreCase)]
    private static partial Regex Id();

    [GeneratedRegex(@"^#{1,6}[ ]+(?<text>.+?)(?:[ ]+#+)?[ ]*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}\p{Pc}\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"</?[a-z][^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\*+")]
    private static partial Regex Emphasis();

    [GeneratedRegex(@"\*+(?<text>[^*\n]+)\*+")]
    private static partial Regex Emphasized();
}
