namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>The measure itself: it sees what is wrong, and only that.</summary>
public class MeasureTests
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [Theory]
    [InlineData("<div style=\"width:901px\">a</div>")]
    [InlineData("<div style=\"width:900px\"><span style=\"margin-left:-5px\">a</span></div>")]
    [InlineData("<table style=\"width:max-content\"><tr><td style=\"min-width:890px\">a</td></tr></table>")]
    [InlineData("<details><summary>a</summary><div style=\"width:1000px\">b</div></details>")]
    public async Task What_is_wider_than_its_output_is_named(string html)
    {
        OutputReport report = await MeasureAsync(html);
        Assert.NotEmpty(report.Overflows);
        Assert.Empty(report.Scrollers);
    }

    [Fact]
    public async Task A_line_of_text_that_is_too_long_is_named()
        => Assert.Contains("xxx", Assert.Single((await MeasureAsync(new string('x', 200), isHtml: false)).Overflows), StringComparison.Ordinal);

    [Theory]
    [InlineData("auto")]
    [InlineData("scroll")]
    [InlineData("hidden")]
    public async Task What_has_to_be_scrolled_or_is_cut_off_is_named_and_is_no_overflow(string overflow)
    {
        OutputReport report = await MeasureAsync($"<div style=\"overflow-x:{overflow}\"><div style=\"width:1200px\">a</div></div>");
        Assert.Equal("<div> \"a\" holds 1200 in 900", Assert.Single(report.Scrollers));
        Assert.Empty(report.Overflows);
    }

    // Expected values: #777 on white is WCAG's well-known near miss (4.48), #767676 the lightest grey that passes (4.54);
    // #949494 the lightest that does as a graphic (3.03). The others are WCAG's formula by hand.
    [Theory]
    [InlineData("<p style=\"color:#777\">a</p>", "light", "\"a\" has a contrast of 4.48")]
    [InlineData("<p style=\"color:#767676\">a</p>", "light", null)]
    [InlineData("<p style=\"color:#000\">a</p>", "light", null)]
    [InlineData("<p style=\"color:#000\">a</p>", "dark", "\"a\" has a contrast of 1.11")]
    [InlineData("<p style=\"background:#fff\">a</p>", "dark", "\"a\" has a contrast of 1.00")]
    [InlineData("<div style=\"background:#fff\"><p style=\"color:#000\">a</p></div>", "dark", null)]
    [InlineData("<p style=\"opacity:0.3\">a</p>", "light", "\"a\" has a contrast of 2.11")]
    [InlineData("<p style=\"color:#949494\">█▌</p>", "light", null)]
    [InlineData("<p style=\"color:#959595\">█▌</p>", "light", "\"█▌\" has a contrast of 2.99")]
    [InlineData("<p style=\"display:none;color:#fff\">a</p>", "light", null)]
    public async Task A_text_that_is_too_faint_is_named(string html, string theme, string? expected)
        => Assert.Equal(expected, (await MeasureAsync(html, theme: theme)).FaintTexts.SingleOrDefault());

    [Fact]
    public async Task An_image_without_pixels_is_named()
    {
        Assert.Single((await MeasureAsync("<img src=\"data:image/png;base64,AAAA\" alt=\"a\">")).BrokenImages);
        Assert.Empty((await MeasureAsync($"<img src=\"data:image/png;base64,{Pixel}\" alt=\"a\">")).BrokenImages);
    }

    [Theory]
    [InlineData("<div><script>1</script></div>")]
    [InlineData("<style>p { color: red }</style>")]
    [InlineData("<link rel=\"stylesheet\" href=\"data:text/css,\">")]
    [InlineData("<iframe></iframe>")]
    public async Task What_acts_on_the_page_is_named(string html) => Assert.Single((await MeasureAsync(html)).Foreign);

    [Fact]
    public async Task What_the_page_writes_to_the_console_is_reported()
    {
        Chromium.Require();
        var page = new NotebookPage([new PageOutput("a", "<img src=\"data:,\" onerror=\"nowhere()\">", IsHtml: true)], "light");
        Assert.Contains("nowhere is not defined", Assert.Single((await page.MeasureAsync()).Console), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_cannot_get_out_of_its_box()
    {
        Chromium.Require();
        PageOutput[] outputs = [new("a", "</div></script><table><tr><td>b", IsHtml: true), new("c", "</script><div style=\"width:2000px\">", IsHtml: false)];
        PageReport report = await new NotebookPage(outputs, "light").MeasureAsync();
        Assert.Equal(["a", "c"], report.Outputs.Select(output => output.Name));
        Assert.All(report.Outputs, output => Assert.Empty(output.Overflows));
    }

    [Fact]
    public void A_picture_of_one_colour_is_blank()
    {
        Assert.False(Screenshot.Read(Convert.FromBase64String(Pixel)).HasSeveralColors());
    }

    private static async Task<OutputReport> MeasureAsync(string content, bool isHtml = true, string theme = "light")
    {
        Chromium.Require();
        return Assert.Single((await new NotebookPage([new PageOutput("a", content, isHtml)], theme).MeasureAsync()).Outputs);
    }
}
