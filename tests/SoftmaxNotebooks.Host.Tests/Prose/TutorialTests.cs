using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>Who knows one tutorial knows where things are in the others, and can read any of them without running it.</summary>
public sealed partial class TutorialTests
{
    private static readonly string[] EnglishOpening = ["**What you'll do**", "**What you'll learn**", "**What you'll need**"];
    private static readonly string[] ChineseOpening = ["**你将做什么**", "**你将学到什么**", "**你需要什么**"];
    private static readonly string[] EnglishClosing = ["## On your own", "## Further reading"];
    private static readonly string[] ChineseClosing = ["## 动手练习", "## 延伸阅读"];

    public static TheoryData<string> Tutorials => [.. PublishedPage.Tutorials.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Tutorials))]
    public void A_tutorial_opens_with_what_it_does_teaches_and_needs_and_closes_with_exercises_and_reading(string name)
    {
        PublishedPage page = PublishedPage.Named(name);
        string[] opening = [.. Lines(page.Parts.Take(1)).Where(line => line.StartsWith("**", StringComparison.Ordinal) && line.EndsWith("**", StringComparison.Ordinal))];
        Assert.Equal(page.IsChinese ? ChineseOpening : EnglishOpening, opening.Take(3));
        string[] sections = [.. Lines(page.Parts).Where(line => line.StartsWith("## ", StringComparison.Ordinal))];
        Assert.Equal(page.IsChinese ? ChineseClosing : EnglishClosing, sections[^2..]);
        Assert.StartsWith("# ", page.Parts[0].Markdown, StringComparison.Ordinal);
        Assert.Single(Lines(page.Parts), line => line.StartsWith("# ", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tutorials))]
    public void A_tutorial_is_stored_as_one_run_from_the_first_cell_to_the_last_has_left_it(string name)
    {
        NotebookDocument notebook = PublishedPage.Named(name).Notebook!;
        string[] numbers = [.. notebook.CodeCells.Select(cell => $"{cell.Id}: {cell.Json["execution_count"]?.ToJsonString()}")];
        Assert.Equal(notebook.CodeCells.Select((cell, i) => $"{cell.Id}: {i + 1}"), numbers);
        string[] failed = [.. notebook.CodeCells
            .Where(cell => !cell.HasTag(NotebookCell.RaisesExceptionTag) && cell.Outputs.Any(output => $"{output["output_type"]}" == "error"))
            .Select(cell => cell.Id)];
        Assert.True(failed.Length == 0, $"{name}: an error is stored in {string.Join(", ", failed)}");
        // Cells that claim something or show a table; others may have nothing to say.
        string[] silent = [.. notebook.CodeCells.Where(cell => cell.Outputs.Count == 0 && Speaks().IsMatch(cell.Source)).Select(cell => cell.Id)];
        Assert.True(silent.Length == 0, $"{name}: no output is stored in {string.Join(", ", silent)}");
    }

    private static IEnumerable<string> Lines(IEnumerable<PagePart> parts) => parts.SelectMany(part => part.Markdown.Split('\n'));

    [GeneratedRegex(@"^(Check|Table)\(", RegexOptions.Multiline)]
    private static partial Regex Speaks();
}
