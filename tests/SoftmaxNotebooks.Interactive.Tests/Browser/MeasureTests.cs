namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>The measure itself: it sees what is wrong, and only that.</summary>
public class MeasureTests
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Fact]
    public async Task What_is_wider_than_its_output_is_named()
    {
        OutputReport[] reports = await MeasureAsync(
            "light",
            "<div style=\"width:901px\">a</div>",
            "<div style=\"width:900px\"><span style=\"margin-left:-5px\">a</span></div>",
            "<table style=\"width:max-content\"><tr><td style=\"min-width:890px\">a</td></tr></table>",
            "<details><summary>a</summary><div style=\"width:1000px\">b</div></details>");

        Assert.All(reports, report => Assert.NotEmpty(report.Overflows));
        Assert.All(reports, report => Assert.Empty(report.Scrollers));
    }

    [Fact]
    public async Task What_fits_is_not_named()
    {
        OutputReport report = Assert.Single(await MeasureAsync("light", "<div style=\"overflow-x:auto\"><div style=\"width:900px\">a</div></div>"));

        Assert.Empty(report.Overflows);
        Assert.Empty(report.Scrollers);
        Assert.Equal(900, report.Width);
    }

    [Fact]
    public async Task What_has_to_be_scrolled_or_is_cut_off_is_named_and_is_no_overflow()
    {
        OutputReport[] reports = await MeasureAsync(
            "light",
            "<div style=\"overflow-x:auto\"><div style=\"width:1200px\">a</div></div>",
            "<div style=\"overflow-x:scroll\"><div style=\"width:1200px\">a</div></div>",
            "<div style=\"overflow-x:hidden\"><div style=\"width:1200px\">a</div></div>");

        Assert.All(reports, report => Assert.Equal("<div> \"a\" holds 1200 in 900", Assert.Single(report.Scrollers)));
        Assert.All(reports, report => Assert.Empty(report.Overflows));
    }

    // Expected values: #777 on white is WCAG's well-known near miss (4.48), #767676 the lightest grey that passes (4.54);
    // #949494 the lightest that does as a graphic (3.03). The others are WCAG's formula by hand.
    [Fact]
    public async Task A_text_that_is_too_faint_is_named()
    {
        OutputReport[] light = await MeasureAsync(
            "light",
            "<p style=\"color:#777\">a</p>",
            "<p style=\"color:#767676\">a</p>",
            "<p style=\"opacity:0.3\">a</p>",
            "<p style=\"color:#949494\">█▌</p>",
            "<p style=\"color:#999\">█▌</p>",
            "<p style=\"display:none;color:#fff\">a</p>");
        OutputReport[] dark = await MeasureAsync(
            "dark",
            "<p>a</p>",
            "<p style=\"color:#000\">a</p>",
            "<p style=\"background:#fff\">a</p>",
            "<div style=\"background:#fff\"><p style=\"color:#000\">a</p></div>");

        Assert.Equal(
            ["\"a\" has a contrast of 4.48", null, "\"a\" has a contrast of 2.11", null, "\"█▌\" has a contrast of 2.85", null],
            light.Select(report => report.FaintTexts.SingleOrDefault()));
        Assert.Equal(
            [null, "\"a\" has a contrast of 1.11", "\"a\" has a contrast of 1.00", null],
            dark.Select(report => report.FaintTexts.SingleOrDefault()));
    }

    [Fact]
    public async Task An_image_without_pixels_is_named()
    {
        OutputReport[] reports = await MeasureAsync(
            "light", "<img src=\"data:image/png;base64,AAAA\" alt=\"a\">", $"<img src=\"data:image/png;base64,{Pixel}\" alt=\"a\">");

        Assert.Equal("<img> \"a\"", Assert.Single(reports[0].BrokenImages));
        Assert.Empty(reports[1].BrokenImages);
    }

    [Fact]
    public async Task What_acts_on_the_page_is_named()
    {
        OutputReport[] reports = await MeasureAsync(
            "light",
            "<div><script>1</script></div>",
            "<style>b { color: red }</style>",
            "<link rel=\"stylesheet\" href=\"data:text/css,\">",
            "<iframe></iframe>");

        Assert.All(reports, report => Assert.Single(report.Foreign));
    }

    [Fact]
    public async Task What_the_page_writes_to_the_console_is_reported()
    {
        PageReport report = await MeasureAsync("light", [new PageOutput("a", "<img src=\"data:,\" onerror=\"nowhere()\">", IsHtml: true)]);

        Assert.Contains("nowhere is not defined", Assert.Single(report.Console), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_cannot_get_out_of_its_box_and_plain_text_is_no_html()
    {
        PageReport report = await MeasureAsync(
            "light",
            [
                new PageOutput("a", "</div></script><table><tr><td>b", IsHtml: true),
                new PageOutput("c", "</script><div style=\"width:2000px\">", IsHtml: false),
                new PageOutput("d", new string('x', 200), IsHtml: false),
            ]);

        Assert.Equal(["a", "c", "d"], report.Outputs.Select(output => output.Name));
        Assert.Equal([0, 0, 1], report.Outputs.Select(output => output.Overflows.Length));
        Assert.Empty(report.Console);
    }

    [Fact]
    public void A_picture_of_one_colour_is_blank() => Assert.False(Screenshot.Read(Convert.FromBase64String(Pixel)).HasSeveralColors());

    private static async Task<OutputReport[]> MeasureAsync(string theme, params string[] htmls)
        => [.. (await MeasureAsync(theme, [.. htmls.Select(html => new PageOutput("a", html, IsHtml: true))])).Outputs];

    private static Task<PageReport> MeasureAsync(string theme, PageOutput[] outputs)
    {
        ChromiumProgram.Require();
        return new NotebookPage(outputs, theme).MeasureAsync();
    }
}
