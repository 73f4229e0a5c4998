using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>
/// Takes the formulas out of Markdown before Markdown is read, and puts them into the HTML afterwards, as Jupyter does: so no underscore
/// becomes emphasis, no backslash an escape, and a line of a formula that begins with + or = neither list nor heading.
/// A formula is <c>$…$</c>, with no blank just behind the first dollar and no digit right after the last, so that prices stay prices, or
/// <c>$$…$$</c>; neither contains an empty line. In code there are none.
/// </summary>
internal sealed partial class MathText
{
    // Of Unicode's private use area, where no writing system and no Markdown has anything.
    private const char Open = '\uE000';
    private const char Close = '\uE001';

    private readonly List<(string Tex, bool IsDisplay)> _formulas = [];

    private MathText(string markdown) => Markdown = Extract(markdown.Replace(Open, '\uFFFD').Replace(Close, '\uFFFD'));

    /// <summary>The Markdown with a placeholder for each formula.</summary>
    public string Markdown { get; }

    public static MathText Of(string markdown) => new(markdown.ReplaceLineEndings("\n"));

    /// <summary>The formula as a page's script finds it: its TeX, which also who has no script can read.</summary>
    public static string Formula(string tex, bool isDisplay) =>
        $"<span class=\"math{(isDisplay ? " display" : "")}\">{Html.Escape(tex.Trim())}</span>";

    /// <summary>Text that is not HTML, with its formulas as they were written.</summary>
    public string RestoreText(string text) => Restore(text, Written);

    /// <summary>Text without the dollars of its formulas.</summary>
    public string RestoreTex(string text) => Restore(text, formula => formula.Tex);

    /// <summary>HTML with its formulas: between tags as elements, inside a tag, such as in an image's alternative text, as written.</summary>
    public string RestoreHtml(string html)
    {
        char quote = '\0';
        bool inTag = false;
        return Restore(html, formula => inTag ? Html.Escape(Written(formula)) : Formula(formula.Tex, formula.IsDisplay), i =>
        {
            char c = html[i];
            if (!inTag)
                inTag = c == '<' && i + 1 < html.Length && (char.IsAsciiLetter(html[i + 1]) || html[i + 1] == '/');
            else if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '>')
                inTag = false;
        });
    }

    private string Restore(string text, Func<(string Tex, bool IsDisplay), string> show, Action<int>? pass = null)
    {
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            int end = text[i] == Open ? text.IndexOf(Close, i) : -1;
            // Whoever writes the placeholder's characters as entities does not get a formula that is not there.
            if (end > i && int.TryParse(text.AsSpan(i + 1, end - i - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < _formulas.Count)
            {
                result.Append(show(_formulas[index]));
                i = end;
            }
            else
            {
                pass?.Invoke(i);
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    private string Extract(string text)
    {
        StringBuilder result = new(text.Length);
        bool atLineStart = true;
        int paragraphEnd = 0;
        for (int i = 0; i < text.Length;)
        {
            if (i >= paragraphEnd)
                paragraphEnd = EmptyLine().Match(text, i) is { Success: true } empty ? empty.Index + empty.Length : text.Length;
            if (atLineStart && Fence().Match(text, i) is { Success: true } fence && fence.Index == i)
            {
                int end = EndOfFence(text, i + fence.Length, fence.Groups["fence"].Value);
                result.Append(text, i, end - i);
                i = end;
                continue;
            }

            int next = text[i] switch
            {
                '\\' => Math.Min(i + 2, text.Length),
                '`' => EndOfCode(text, i, paragraphEnd),
                '$' => EndOfFormula(text, i, paragraphEnd),
                _ => i + 1,
            };
            if (text[i] == '$' && next > i)
            {
                int dollars = text[i + 1] == '$' ? 2 : 1;
                result.Append(Open).Append(_formulas.Count.ToString(CultureInfo.InvariantCulture)).Append(Close);
                _formulas.Add((text[(i + dollars)..(next - dollars)], dollars == 2));
                atLineStart = false;
            }
            else
            {
                next = next > i ? next : i + (text.AsSpan(i).StartsWith("$$") ? 2 : 1);
                result.Append(text, i, next - i);
                atLineStart = text[next - 1] == '\n';
            }

            i = next;
        }

        return result.ToString();
    }

    // Where the fence's block ends: after the line that closes it, or at the end of the text.
    private static int EndOfFence(string text, int start, string fence)
    {
        for (int line = text.IndexOf('\n', start) + 1; line > 0; line = text.IndexOf('\n', line) + 1)
        {
            int end = text.IndexOf('\n', line);
            ReadOnlySpan<char> content = text.AsSpan(line, (end < 0 ? text.Length : end) - line).Trim(" \t>");
            if (content.Length >= fence.Length && content.TrimStart(fence[0]).IsEmpty)
                return end < 0 ? text.Length : end + 1;
        }

        return text.Length;
    }

    // A code span ends with as many backticks as it begins with, in the same paragraph; without such an end the backticks are text.
    private static int EndOfCode(string text, int start, int limit)
    {
        int content = start;
        while (content < text.Length && text[content] == '`')
            content++;
        int count = content - start;
        for (int i = content; i < limit; i++)
        {
            if (text[i] != '`')
                continue;
            int run = i;
            while (i < limit && text[i] == '`')
                i++;
            if (i - run == count)
                return i;
        }

        return content;
    }

    // Behind the formula's last dollar; the start itself where the dollar there begins none.
    private static int EndOfFormula(string text, int start, int limit)
    {
        bool isDisplay = text.AsSpan(start).StartsWith("$$");
        int content = start + (isDisplay ? 2 : 1);
        if (!isDisplay && (content >= limit || char.IsWhiteSpace(text[content])))
            return start;
        int depth = 0;
        for (int i = content; i < limit; i++)
        {
            if (text[i] == '\\')
                i++;
            else if (text[i] == '{')
                depth++;
            else if (text[i] == '}')
                depth--;
            else if (text[i] != '$' || depth > 0)
                continue;
            else if (isDisplay)
                return i + 1 < limit && text[i + 1] == '$' && text.AsSpan(content, i - content).Trim().Length > 0 ? i + 2 : start;
            else
                return EndsFormula(text, content, i) ? i + 1 : start;
        }

        return start;
    }

    // A blank before the dollar is well before what a formula leaves to a word, as in "$L = $ `z.Sum()`", but not between two prices.
    private static bool EndsFormula(string text, int content, int dollar)
    {
        char next = dollar + 1 < text.Length ? text[dollar + 1] : ' ';
        return char.IsWhiteSpace(text[dollar - 1]) ? !char.IsAsciiDigit(text[content]) && !char.IsLetterOrDigit(next) && next != '\\' : !char.IsAsciiDigit(next);
    }

    private static string Written((string Tex, bool IsDisplay) formula) => formula.IsDisplay ? $"$${formula.Tex}$$" : $"${formula.Tex}$";

    // In a list or a quotation, too.
    [GeneratedRegex(@"\G[ \t>]*(?:(?:[-*+]|[0-9]+[.)])[ \t]+)?(?<fence>`{3,}(?=[^`\n]*(?:\n|\z))|~{3,})", RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex EmptyLine();
}
