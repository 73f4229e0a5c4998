using SoftmaxNotebooks.Benchmarks;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>What the stored notebooks look like in a browser, in a light and in a dark theme.</summary>
public sealed class NotebookPageTests(NotebookPages pages) : IClassFixture<NotebookPages>
{
    public static TheoryData<string, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string>();
            foreach (string notebook in NotebookPages.Notebooks)
            {
                pages.Add(notebook, "light");
                pages.Add(notebook, "dark");
            }

            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_output_is_wider_than_900_pixels_or_needs_a_scroll_bar(string notebook, string theme)
        => AssertNone(await Measure(notebook, theme), output => [.. output.Overflows, .. output.Scrollers]);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_image_is_there(string notebook, string theme)
        => AssertNone(await Measure(notebook, theme), output => output.BrokenImages);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_text_contrasts_at_least_4_5_to_1_and_every_bar_3_to_1_with_what_it_stands_on(string notebook, string theme)
        => AssertNone(await Measure(notebook, theme), output => output.FaintTexts);

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task No_output_brings_script_or_style_sheet_or_makes_the_browser_complain(string notebook, string theme)
    {
        PageReport report = await Measure(notebook, theme);
        AssertNone(report, output => output.Foreign);
        Assert.Empty(report.Console);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task The_page_can_be_looked_at_in_artifacts_screenshots(string notebook, string theme)
    {
        PageReport report = await Measure(notebook, theme);
        string name = Path.ChangeExtension(notebook, null).Replace('/', '-');
        string path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}-{theme}");

        foreach ((string picture, int height) in await NotebookPages.PageOf(notebook, theme).ScreenshotAsync(report, path))
        {
            var screenshot = Screenshot.Read(await File.ReadAllBytesAsync(picture, TestContext.Current.CancellationToken));
            Assert.Equal((NotebookPage.Width, height), (screenshot.Width, screenshot.Height));
            Assert.True(screenshot.HasSeveralColors(), $"{picture} is blank");
        }
    }

    private async Task<PageReport> Measure(string notebook, string theme)
    {
        ChromiumProgram.Require();
        PageReport report = await pages.ReportOf(notebook, theme);
        Assert.NotEmpty(report.Outputs);
        return report;
    }

    /// <summary>Names the output, and of what is wrong with it the worst.</summary>
    private static void AssertNone(PageReport report, Func<OutputReport, string[]> faultsOf)
    {
        var faulty = report.Outputs.Select(output => (output.Name, Faults: faultsOf(output))).Where(output => output.Faults.Length > 0);
        string message = string.Join('\n', faulty.Select(output => $"{output.Name}: {output.Faults[0]} (and {output.Faults.Length - 1} more)"));
        Assert.True(message.Length == 0, message);
    }
}
