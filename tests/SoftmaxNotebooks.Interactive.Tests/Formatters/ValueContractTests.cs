using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

/// <summary>What holds of everything that this package shows beside tables of numbers, seen through the host's own Formatter.</summary>
[Collection(SerialFormatterTests.Name)]
public sealed class ValueContractTests : IDisposable
{
    private const string Html = "text/html";
    private const string PlainText = "text/plain";

    private static readonly string[] ElementsInUse =
        ["div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "strong", "img"];

    private static readonly string[] AttributesInUse =
        ["title", "style", "scope", "colspan", "cellpadding", "src", "alt", "width", "height"];

    public ValueContractTests()
    {
        Formatter.ResetToDefault();
        SoftmaxExtension.Load();
    }

    public static TheoryData<string> SampleNames => [.. ValueSamples.All.Keys];

    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void A_value_is_html_first_and_plain_text_beside_it(string sample)
    {
        object value = ValueSamples.All[sample];

        Assert.Equal([Html, PlainText], Formatter.GetPreferredMimeTypesFor(value.GetType()));
        Assert.DoesNotContain("cannot be shown", value.ToDisplayString(Html), StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be shown", value.ToDisplayString(PlainText), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Html_is_well_formed_and_asks_nothing_of_the_page_or_the_network(string sample)
    {
        var html = XElement.Parse(ValueSamples.All[sample].ToDisplayString(Html));

        // No script, style sheet or link, no id, class or handler: none is in the lists. An image brings its own pixels.
        Assert.All(html.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, ElementsInUse));
        Assert.All(html.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, AttributesInUse));
        Assert.All(html.Descendants("img"), image => Assert.Matches("^data:image/(png|svg[+]xml);base64,", image.Attribute("src")!.Value));
        Assert.All(html.Descendants("img"), image => Assert.NotEmpty(image.Attribute("alt")!.Value));
        Assert.All(html.Descendants().Attributes("style"), style => Assert.DoesNotContain("url", style.Value, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Tables_have_captions_and_equally_long_rows(string sample)
    {
        foreach (XElement table in XElement.Parse(ValueSamples.All[sample].ToDisplayString(Html)).Descendants("table"))
        {
            Assert.NotEmpty(table.Element("caption")!.Value);
            Assert.All(table.Elements("thead").Descendants("th"), header => Assert.Equal("col", header.Attribute("scope")?.Value));
            Assert.All(table.Elements("tbody").Descendants("th"), header => Assert.Equal("row", header.Attribute("scope")?.Value));
            if (table.Element("thead") is null) continue;
            int[] lengths = [.. table.Descendants("tr").Select(row => row.Elements().Sum(cell => (int?)cell.Attribute("colspan") ?? 1))];
            Assert.True(lengths.Distinct().Count() <= 1, string.Join(' ', lengths));
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Output_is_the_same_bytes_in_every_culture(string sample)
    {
        object value = ValueSamples.All[sample];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            (string html, string text) = (value.ToDisplayString(Html), value.ToDisplayString(PlainText));
            foreach (string culture in new[] { "de-DE", "ar-SA", "tr-TR", "sv-SE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal(html, value.ToDisplayString(Html));
                Assert.Equal(text, value.ToDisplayString(PlainText));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Html_is_at_most_128_000_bytes(string sample)
        => Assert.InRange(Encoding.UTF8.GetByteCount(ValueSamples.All[sample].ToDisplayString(Html)), 1, 128_000);

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Without_any_style_every_mark_and_number_of_the_plain_text_is_still_there(string sample)
    {
        // A gradient check's plain text is that of the numerics library, with its own words; GradientCheckFormatterTests look at it.
        // Of a grid of digits, plain text shows fewer.
        if (sample.StartsWith("Check", StringComparison.Ordinal) || sample.StartsWith("Digits", StringComparison.Ordinal)) return;
        var html = XElement.Parse(Regex.Replace(ValueSamples.All[sample].ToDisplayString(Html), " style=\"[^\"]*\"", ""));
        IEnumerable<string> descriptions = html.Descendants("img").Select(image => image.Attribute("alt")!.Value);
        string[] shown = [.. html.Descendants().Where(element => !element.HasElements).Select(element => element.Value).Concat(descriptions).SelectMany(Tokens)];
        // The characters of a digit or of the lines of a chart, which is an img in HTML.
        bool isDrawn = sample.StartsWith("Digit", StringComparison.Ordinal) || sample.StartsWith("History", StringComparison.Ordinal);
        IEnumerable<string> expected = Tokens(ValueSamples.All[sample].ToDisplayString(PlainText))
            .Where(token => !isDrawn || !token.Any(c => "█▀▄▒░[▁▂▃▅▆▇".Contains(c)));

        Assert.Empty(expected.Except(shown));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Plain_text_is_short_and_has_no_control_characters(string sample)
    {
        string text = ValueSamples.All[sample].ToDisplayString(PlainText);

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 24 * 1024);
        if (!sample.StartsWith("Check, ", StringComparison.Ordinal)) Assert.DoesNotContain(text, c => c != '\n' && char.IsControl(c));
    }

    [Theory]
    [InlineData("Probabilities")]
    [InlineData("Confusion")]
    [InlineData("Digits")]
    [InlineData("Check, failed")]
    [InlineData("History")]
    [InlineData("Progress")]
    public void In_a_list_a_value_is_the_same_html_inside_the_list(string sample)
    {
        object value = ValueSamples.All[sample];

        Assert.Contains(value.ToDisplayString(Html), new[] { value, value }.ToDisplayString(Html), StringComparison.Ordinal);
        Assert.Contains(value.ToDisplayString(Html), new { inner = value }.ToDisplayString(Html), StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_can_break_out()
    {
        var random = new Random(20260405);
        for (int trial = 0; trial < 300; trial++)
        {
            string[] names = [.. Enumerable.Range(0, 3).Select(_ => string.Concat(random.GetItems(ValueSamples.HostileNames, random.Next(0, 4))))];
            double[] numbers = [.. Enumerable.Range(0, 3).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)))];
            XElement[] shown =
            [
                XElement.Parse(new Numerics.ProbabilityVector(numbers, names).WithTarget(trial % 3).ToDisplayString(Html)),
                XElement.Parse(Numerics.ConfusionMatrix.FromPredictions([0, 1, 2, 0], [0, 0, 1, 2], names).ToDisplayString(Html)),
            ];

            Assert.All(shown.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, ElementsInUse));
            Assert.All(shown.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, AttributesInUse));
            // The pixels of a name in each.
            foreach ((XElement html, double width) in shown.Zip([240.0, 200.0]))
            {
                Assert.Equal(
                    names.Select(name => Label.Fit(name, width).Replace('\uD83D', '\uFFFD')),
                    html.Descendants("tbody").First().Descendants("th").Take(3).Select(header => header.Value));
            }
        }
    }

    // Without the full stop or the colon that ends a sentence in one form only.
    private static string[] Tokens(string text)
        => [.. text.Split([' ', '\n', '\u00A0'], StringSplitOptions.RemoveEmptyEntries).Select(token => token.TrimEnd('.', ':'))];
}
