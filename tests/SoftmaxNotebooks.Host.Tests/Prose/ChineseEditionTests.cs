using System.Text.RegularExpressions;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>
/// The Chinese tutorials stay in step with the English ones: the same cells, the same code to the last character, the same formulas and
/// sources; only the words differ. That they show what they store is what `verify` says.
/// </summary>
public sealed partial class ChineseEditionTests
{
    // The tutorials that have a Chinese edition, by their first two characters.
    private static readonly string[] Translated = ["01", "02", "03", "04", "05", "06"];

    public static TheoryData<string> Tutorials =>
        [.. PublishedPage.Tutorials.Where(page => !page.IsChinese && Translated.Contains(page.FileName[..2])).Select(page => page.FileName)];

    public static TheoryData<string> ChinesePages => [.. PublishedPage.All.Where(page => page.IsChinese).Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Tutorials))]
    public void The_Chinese_edition_has_the_cells_and_the_code_of_the_English_one(string name)
    {
        (IReadOnlyList<NotebookCell> english, IReadOnlyList<NotebookCell> chinese) = Editions(name);
        for (int i = 0; i < Math.Max(english.Count, chinese.Count); i++)
        {
            string expected = Described(english.ElementAtOrDefault(i)), found = Described(chinese.ElementAtOrDefault(i));
            Assert.True(expected == found, $"zh-CN/{name}: cell {i + 1} is {found}, where the English edition has {expected}");
        }

        foreach ((NotebookCell left, NotebookCell right) in english.Zip(chinese))
        {
            if (left.IsCode)
                Assert.True(Raw(left) == Raw(right), $"zh-CN/{name}, cell {left.Id}: the code differs from the English edition's\n- {Raw(left)}\n+ {Raw(right)}");
            else
                Assert.True(Chinese().IsMatch(right.Source), $"zh-CN/{name}, cell {left.Id}: is not in Chinese");
        }
    }

    [Theory]
    [MemberData(nameof(Tutorials))]
    public void The_Chinese_edition_has_the_formulas_the_examples_the_tables_and_the_sources_of_the_English_one(string name)
    {
        (IReadOnlyList<NotebookCell> english, IReadOnlyList<NotebookCell> chinese) = Editions(name);
        foreach ((NotebookCell left, NotebookCell right) in english.Zip(chinese).Where(pair => !pair.First.IsCode))
        {
            Same("formulas", MarkdownText.DisplayedFormulas);
            Same("lines of code", MarkdownText.FencedCode);
            Same("addresses", markdown => MarkdownText.LinkTargets(markdown).Where(MarkdownText.IsExternal));
            Same("cells of tables", markdown => TableRow().Matches(markdown).Select(row => $"{row.Value.Count(c => c == '|')}"));
            Same("headings", markdown => Heading().Matches(markdown).Select(heading => heading.Value));
            Same("folded parts", markdown => Details().Matches(markdown).Select(tag => tag.Value));

            void Same(string what, Func<string, IEnumerable<string>> taken)
            {
                string[] expected = [.. taken(left.Source)], found = [.. taken(right.Source)];
                Assert.True(expected.SequenceEqual(found),
                    $"zh-CN/{name}, cell {left.Id}: the {what} differ from the English edition's\n- {string.Join("\n- ", expected)}\n+ {string.Join("\n+ ", found)}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tutorials))]
    public void The_Chinese_edition_begins_with_a_link_to_the_English_one(string name) =>
        Assert.StartsWith($"../{name} ", $"{string.Join(' ', MarkdownText.LinkTargets(Editions(name).Chinese[0].Source))} ", StringComparison.Ordinal);

    // All but the link to their own English edition, and those to what has no Chinese one.
    [Theory]
    [MemberData(nameof(ChinesePages))]
    public void Chinese_pages_lead_to_Chinese_pages(string page)
    {
        string english = $"../{PublishedPage.Named(page).FileName}";
        string[] leaving = [.. from part in PublishedPage.Named(page).Parts
                               from target in MarkdownText.LinkTargets(part.Markdown)
                               let name = target.Split('#')[0]
                               where name != english && name.StartsWith("../", StringComparison.Ordinal) && File.Exists(Path.Combine(Repository.Root, "notebooks", "zh-CN", name["../".Length..]))
                               select $"{part.Place}: ({target})"];
        Assert.True(leaving.Length == 0, $"There is a Chinese edition of\n{string.Join('\n', leaving)}");
    }

    // As Chinese books have it: a space between Chinese and Latin letters, digits, code and formulas; punctuation of full width beside Chinese.
    [Theory]
    [MemberData(nameof(ChinesePages))]
    public void Chinese_text_is_spaced_and_punctuated_as_Chinese(string page)
    {
        string[] slips = [.. from part in PublishedPage.Named(page).Parts
                             let prose = MarkdownText.Prose(part.Markdown)
                             from Match slip in Unspaced().Matches(prose)
                             select $"{part.Place}: {prose[Math.Max(0, slip.Index - 10)..Math.Min(prose.Length, slip.Index + 12)].ReplaceLineEndings(" ")}"];
        Assert.True(slips.Length == 0, string.Join('\n', slips));
    }

    [Theory]
    [MemberData(nameof(ChinesePages))]
    public void Emphasis_is_shown_as_emphasis(string page)
    {
        string[] stars = [.. PublishedPage.Named(page).Parts.SelectMany(part => MarkdownText.EmphasisShownAsStars(part.Markdown).Select(shown => $"{part.Place}: {shown}"))];
        Assert.True(stars.Length == 0, string.Join('\n', stars));
    }

    // What CommonMark makes of these, with the rules for left- and right-flanking runs of stars.
    [Theory]
    [InlineData("**下一篇：**英文版", true)]
    [InlineData("见**“引号”**之后", true)]
    [InlineData("**下一篇：**[第 7 篇](a.md)", false)]
    [InlineData("有**一个**数。**所有**类别", false)]
    [InlineData("**陷阱。** 并不是；`a ** b` 和 $a*b*c$", false)]
    public void Emphasis_that_Markdown_shows_as_stars_is_found(string markdown, bool isFound) =>
        Assert.Equal(isFound, MarkdownText.EmphasisShownAsStars(markdown).Any());

    private static (IReadOnlyList<NotebookCell> English, IReadOnlyList<NotebookCell> Chinese) Editions(string name)
    {
        string folder = Path.Combine(Repository.Root, "notebooks");
        string chinese = Path.Combine(folder, "zh-CN", name);
        Assert.True(File.Exists(chinese), $"There is no zh-CN/{name}.");
        return (NotebookDocument.Load(Path.Combine(folder, name)).Cells, NotebookDocument.Load(chinese).Cells);
    }

    private static string Described(NotebookCell? cell) => cell is null ? "none" : $"{cell.Json["cell_type"]} {cell.Id} {cell.Json["metadata"]?.ToJsonString()}";

    // As the file has it: NotebookCell.Source makes all line ends the same.
    private static string Raw(NotebookCell cell) => MultilineText.Join(cell.Json["source"]);

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex(@"^\|.*$", RegexOptions.Multiline)]
    private static partial Regex TableRow();

    [GeneratedRegex(@"^#+(?= )", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"</?(details|summary)>")]
    private static partial Regex Details();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}[A-Za-z0-9\uFFFC]|[A-Za-z0-9%\uFFFC]\p{IsCJKUnifiedIdeographs}|\p{IsCJKUnifiedIdeographs}[,;:!?()]|[,;:!?()]\p{IsCJKUnifiedIdeographs}| [，。；：、！？）]|（ ")]
    private static partial Regex Unspaced();
}
