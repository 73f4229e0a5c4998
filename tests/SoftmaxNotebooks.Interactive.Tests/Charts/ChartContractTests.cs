using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace SoftmaxNotebooks.Interactive.Tests.Charts;

/// <summary>What holds of every chart, tried on every sample.</summary>
public class ChartContractTests
{
    private const int Limit = 128 * 1000;
    private const string SvgAddress = "data:image/svg+xml;base64,";

    private static readonly string[] HtmlElements = ["div", "img", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td"];
    private static readonly string[] HtmlAttributes = ["src", "alt", "title", "style", "scope", "colspan", "cellpadding"];
    private static readonly string[] SvgElements = ["svg", "title", "desc", "rect", "path", "text", "image"];

    // No id, class, style, on… or transform to elsewhere.
    private static readonly string[] SvgAttributes =
    [
        "xmlns", "width", "height", "viewBox", "role", "font-family", "font-size", "font-weight", "fill", "stroke", "stroke-width",
        "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "x", "y", "d", "text-anchor", "transform", "href", "image-rendering",
        "preserveAspectRatio",
    ];

    private static readonly string[] PlotlyLayoutObjects = ["title", "xaxis", "yaxis", "font"];
    private static readonly string[] PlotlyTypes = ["scatter", "bar", "heatmap"];

    public static TheoryData<string> Names => [.. ChartSamples.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_is_well_formed_and_holds_a_picture_and_what_it_says_in_words_and_numbers(string name)
    {
        var html = XElement.Parse(ChartSamples.FormsOf(name).Html);

        Assert.All(html.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, HtmlElements));
        Assert.All(html.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, HtmlAttributes));
        XElement image = Assert.Single(html.Descendants("img"));
        string address = image.Attribute("src")!.Value;
        Assert.StartsWith(SvgAddress, address, StringComparison.Ordinal);
        Assert.Equal(ChartSamples.FormsOf(name).Svg, Encoding.UTF8.GetString(Convert.FromBase64String(address[SvgAddress.Length..])));
        Assert.Equal(ChartSamples.FormsOf(name).Description, image.Attribute("alt")!.Value);
        // Where images are taken out, too.
        Assert.Equal(image.Attribute("alt")!.Value, html.Element("details")!.Element("div")!.Value);
        Assert.Single(html.Descendants("table"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Svg_is_well_formed_has_a_title_and_a_ground_and_points_to_nothing_outside(string name)
    {
        var svg = XElement.Parse(ChartSamples.FormsOf(name).Svg);

        Assert.Equal("{http://www.w3.org/2000/svg}svg", svg.Name.ToString());
        Assert.All(svg.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, SvgElements));
        Assert.All(svg.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, SvgAttributes));
        Assert.All(svg.Descendants().Attributes("href"), href => Assert.StartsWith("data:image/png;base64,", href.Value, StringComparison.Ordinal));
        XElement[] parts = [.. svg.Elements()];
        Assert.Equal(["title", "desc", "rect"], parts[..3].Select(part => part.Name.LocalName));
        Assert.Equal("#fff", parts[2].Attribute("fill")!.Value);
        Assert.Equal(svg.Attribute("width")!.Value, parts[2].Attribute("width")!.Value);
        Assert.Equal(svg.Attribute("height")!.Value, parts[2].Attribute("height")!.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Coordinates_are_finite_and_inside_the_picture(string name)
    {
        var svg = XElement.Parse(ChartSamples.FormsOf(name).Svg);
        double width = Coordinate(svg.Attribute("width")!);
        double height = Coordinate(svg.Attribute("height")!);

        Assert.All(svg.Descendants().Attributes("x"), x => Assert.InRange(Coordinate(x), 0, width));
        Assert.All(svg.Descendants().Attributes("y"), y => Assert.InRange(Coordinate(y), 0, height));
        Assert.All(svg.Descendants().Attributes().Where(a => a.Name.LocalName is "width" or "height"), size => Assert.InRange(Coordinate(size), 0, 1000));
        Assert.All(svg.Descendants().Attributes("d"), path => Assert.Matches("^[-0-9.MLmlhvazZ ]+$", path.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_form_is_bounded(string name)
    {
        ChartForms forms = ChartSamples.FormsOf(name);

        Assert.InRange(Encoding.UTF8.GetByteCount(forms.Html), 1, Limit);
        Assert.InRange(Encoding.UTF8.GetByteCount(forms.Svg), 1, Limit);
        Assert.InRange(Encoding.UTF8.GetByteCount(forms.Plotly), 1, Limit);
        Assert.InRange(Encoding.UTF8.GetByteCount(forms.PlainText), 1, 24_000);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_is_the_same_bytes_in_every_culture(string name)
    {
        Chart chart = ChartSamples.All[name];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            var forms = ChartForms.Of(chart);
            foreach (string culture in new[] { "de-DE", "ar-SA", "tr-TR", "sv-SE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal(forms, ChartForms.Of(chart));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_text_has_no_control_characters(string name)
        => Assert.DoesNotContain(ChartSamples.FormsOf(name).PlainText, c => c != '\n' && char.IsControl(c));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_plotly_figure_is_JSON_with_data_and_layout(string name)
    {
        using var figure = JsonDocument.Parse(ChartSamples.FormsOf(name).Plotly);

        Assert.Equal(["data", "layout"], figure.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(JsonValueKind.Array, figure.RootElement.GetProperty("data").ValueKind);
        foreach (JsonElement trace in figure.RootElement.GetProperty("data").EnumerateArray())
        {
            Assert.Contains(trace.GetProperty("type").GetString(), PlotlyTypes);
        }

        // Behind the colours that are made for it, whatever the notebook's theme is.
        JsonElement layout = figure.RootElement.GetProperty("layout");
        Assert.Equal("#fff", layout.GetProperty("paper_bgcolor").GetString());
        Assert.Equal("#fff", layout.GetProperty("plot_bgcolor").GetString());
        Assert.All(PlotlyLayoutObjects, part => Assert.Equal(JsonValueKind.Object, layout.GetProperty(part).ValueKind));
        Assert.DoesNotContain("<script", ChartSamples.FormsOf(name).Plotly, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Hostile_names_stay_text_in_every_form()
    {
        string[] pieces = ["<script>", "</text>", "]]>", "&amp;", "\"", "'", " onload=", "<!--", "\0", "\n", "名", "😀", "\uD83D", "\u202E", "a"];
        var random = new Random(20260401);
        for (int trial = 0; trial < 300; trial++)
        {
            string Hostile() => string.Concat(random.GetItems(pieces, random.Next(0, 8)));
            Chart[] charts =
            [
                new LineChart(new ChartSeries(Hostile(), [1, 2]), new ChartSeries(Hostile(), [2])) { Title = Hostile(), XLabel = Hostile(), YLabel = Hostile() },
                new BarChart([Hostile(), Hostile()], [1, -2]) { Title = Hostile(), XLabel = Hostile(), YLabel = Hostile() },
                new Heatmap(new double[,] { { 1, 2 } }) { Title = Hostile(), RowNames = [Hostile()], ColumnNames = [Hostile(), Hostile()] },
            ];
            foreach (Chart chart in charts)
            {
                Assert.All(XElement.Parse(chart.ToSvg()).DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, SvgElements));
                Assert.All(XElement.Parse(chart.ToHtml()).DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, HtmlElements));
                JsonDocument.Parse(chart.ToPlotly()).Dispose();
            }
        }
    }

    [Fact]
    public void A_chart_that_nobody_labelled_can_be_shown()
    {
        // Null against the declared type, as code without nullable annotations may pass it.
        var chart = new LineChart([1, 2]) { Title = null!, XLabel = null!, YLabel = null! };

        Assert.Equal("Line chart: y from 1 to 2 over x from 0 to 1. 2 points, first 1 at 0, last 2 at 1, smallest 1 at 0, largest 2 at 1.", chart.ToString());
        Assert.NotNull(XElement.Parse(chart.ToHtml()));
    }

    private static double Coordinate(XAttribute attribute) => double.Parse(attribute.Value, CultureInfo.InvariantCulture);
}
