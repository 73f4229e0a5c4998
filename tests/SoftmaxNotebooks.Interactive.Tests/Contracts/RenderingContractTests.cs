using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Tests.Formatters;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

/// <summary>What holds of everything that this package shows, tried on every sample.</summary>
public class RenderingContractTests
{
    private static readonly string[] ElementsInUse =
        ["div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "img", "details", "summary", "pre"];

    private static readonly string[] AttributesInUse =
        ["title", "style", "scope", "colspan", "cellpadding", "src", "alt", "width", "height"];

    public static TheoryData<string> SampleNames => [.. Samples.All.Keys];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Html_is_well_formed_and_holds_no_script_style_sheet_id_handler_or_address(string sample)
    {
        XElement html = Html(sample);

        Assert.All(html.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, ElementsInUse));
        Assert.All(html.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, AttributesInUse));
        Assert.All(html.Descendants().Attributes("style"), style => Assert.DoesNotContain("url", style.Value, StringComparison.OrdinalIgnoreCase));
        Assert.All(html.Descendants().Attributes("src"), source => Assert.StartsWith("data:image/png;base64,", source.Value, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Every_table_has_a_caption_and_every_header_says_what_it_heads(string sample)
    {
        Assert.All(Html(sample).Descendants("table"), table =>
        {
            Assert.NotEqual("", table.Element("caption")?.Value);
            Assert.All(table.Elements("thead").Descendants("th"), header => Assert.Equal("col", header.Attribute("scope")?.Value));
            Assert.All(table.Elements("tbody").Descendants("th"), header => Assert.Equal("row", header.Attribute("scope")?.Value));
            Assert.All(table.Elements("tbody").Descendants("tr"), row => Assert.True(row.Elements("th").Any() || row.Value.StartsWith('…')));
            Assert.True(table.Descendants("tr").Select(Width).Distinct().Count() <= 1, "rows of different lengths");
        });

        static int Width(XElement row) => row.Elements().Sum(cell => (int?)cell.Attribute("colspan") ?? 1);
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Every_picture_has_its_size_and_says_in_words_what_it_shows(string sample)
    {
        XElement html = Html(sample);
        Assert.All(html.Descendants("img"), image =>
        {
            Assert.InRange((int)image.Attribute("width")!, 16, 900);
            Assert.InRange((int)image.Attribute("height")!, 16, 900);
            Assert.Matches(@"^Overview of all \d+( × \d+)? entries: .+", image.Attribute("alt")!.Value);
            // The words stand in the page too, for those who see the picture.
            Assert.Contains(image.Attribute("alt")!.Value["Overview of ".Length..], html.Value.Replace("All ", "all ", StringComparison.Ordinal), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Every_number_sign_mark_and_verdict_is_still_there_when_the_page_is_sanitized_and_stripped(string sample)
    {
        XElement html = Html(sample);
        XElement sanitized = JupyterLabSanitizer.Sanitize(html);
        XElement stripped = JupyterLabSanitizer.WithoutStyles(sanitized);

        foreach (XElement left in new[] { sanitized, stripped })
        {
            Assert.Equal(html.Value, left.Value);
            Assert.Equal(Texts(html), Texts(left));
            Assert.Equal(
                html.Descendants().Attributes().Where(IsContent).Select(attribute => attribute.ToString()),
                left.Descendants().Attributes().Where(IsContent).Select(attribute => attribute.ToString()));
        }

        static IEnumerable<string> Texts(XElement element) => element.DescendantNodes().OfType<XText>().Select(text => text.Value);
        static bool IsContent(XAttribute attribute) => attribute.Name.LocalName is not ("style" or "cellpadding");
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_coloured_ground_comes_with_a_text_colour_that_contrasts_at_least_4_58_to_1(string sample)
    {
        foreach (string style in Html(sample).Descendants().Attributes("style").Select(style => style.Value))
        {
            if (!style.Contains("color", StringComparison.Ordinal) && !style.Contains("background", StringComparison.Ordinal)) continue;
            Match match = Regex.Match(style, "^background:#(?<ground>[0-9a-f]{6});color:#(?<text>000|fff)$");
            Assert.True(match.Success, style);
            uint ground = uint.Parse(match.Groups["ground"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            Color text = match.Groups["text"].Value == "000" ? Color.Black : Color.White;
            Assert.InRange(Color.Contrast(new Color((byte)(ground >> 16), (byte)(ground >> 8), (byte)ground), text), 4.58, 21);
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Output_is_the_same_bytes_every_time_and_in_every_culture(string sample)
    {
        IRendering rendering = Samples.All[sample]();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            (string html, string text) = (rendering.ToHtml(), rendering.ToPlainText());
            Assert.Equal(html, rendering.ToHtml());
            foreach (string culture in new[] { "de-DE", "ar-SA", "tr-TR", "sv-SE" })
            {
                // Without ICU data every culture is the invariant one, and this test would see nothing.
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal(html, Samples.All[sample]().ToHtml());
                Assert.Equal(text, Samples.All[sample]().ToPlainText());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Output_is_bounded(string sample)
    {
        IRendering rendering = Samples.All[sample]();

        Assert.InRange(Encoding.UTF8.GetByteCount(rendering.ToHtml()), 1, 128_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(rendering.ToPlainText()), 1, 16_000);
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Plain_text_has_no_control_characters(string sample)
        => Assert.DoesNotContain(Samples.All[sample]().ToPlainText(), c => c != '\n' && char.IsControl(c));

    private static XElement Html(string sample) => XElement.Parse(Samples.All[sample]().ToHtml());
}
