using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Charts;

public class LineChartTests
{
    [Fact]
    public void The_description_says_from_where_to_where_and_the_extremes_with_their_places()
    {
        var chart = new LineChart(new ChartSeries("train", [2.5, 0.5, 0.25, 1])) { Title = "Loss", XLabel = "epoch", YLabel = "loss" };

        Assert.Equal(
            "Line chart “Loss”: loss from 0.25 to 2.5 over epoch from 0 to 3. train: 4 points, first 2.5 at 0, last 1 at 3, smallest 0.25 at 2, largest 2.5 at 0.",
            chart.ToString());
    }

    [Fact]
    public void What_cannot_be_drawn_is_counted_by_its_reason_and_leaves_a_gap()
    {
        var chart = new LineChart(new ChartSeries("", [1, double.NaN, 2, 3, 0, -1, double.PositiveInfinity, 5, 6])) { LogY = true };

        Assert.Equal(["Points left out: 1 NaN, 1 infinite, 2 not above 0 (no logarithm)."], chart.Notes);
        Assert.Equal(3, LinePaths(chart).Single().Count(c => c == 'M'));
    }

    [Fact]
    public void A_marked_point_has_a_ring_and_a_name_and_one_without_a_place_only_the_name_in_words()
    {
        LineChart Marked(double y) => new([3, 2, 1, 2]) { Mark = new ChartMark("the lowest", 2, y), LogY = true };
        static int Rings(LineChart chart) => Regex.Count(chart.ToSvg(), "d=\"M[0-9. ]+a7 7 ");

        // One in the chart and one in the legend.
        Assert.Equal(2, Rings(Marked(1)));
        Assert.Contains(">the lowest</text>", Marked(1).ToSvg(), StringComparison.Ordinal);
        Assert.EndsWith("Marked: the lowest, 1 at 2.", Marked(1).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\nMarked: the lowest, 1 at 2", Marked(1).ToPlainText(), StringComparison.Ordinal);
        foreach (double nowhere in new[] { 0, -1, 1e9, double.NaN, double.PositiveInfinity })
        {
            Assert.Equal(0, Rings(Marked(nowhere)));
            Assert.DoesNotContain(">the lowest</text>", Marked(nowhere).ToSvg(), StringComparison.Ordinal);
        }

        Assert.EndsWith("Marked: the lowest, 0 at 2, which is not drawn.", Marked(0).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("\nMarked: the lowest, 0 at 2, which is not drawn", Marked(0).ToPlainText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, "1 2 3")]
    [InlineData(new[] { 1.0, 2.5, 3 }, "1.0 1.5 2.0 2.5 3.0")]
    [InlineData(new[] { 7.0 }, "0 2 4 6 8 10 12 14")]
    public void Between_whole_numbers_there_are_no_ticks(double[] x, string ticks)
    {
        var svg = XElement.Parse(new LineChart(new ChartSeries("", x, x.Select(_ => 0.5))).ToSvg());
        XElement[] texts = [.. svg.Elements().Where(element => element.Name.LocalName == "text")];
        string lowest = texts.MaxBy(text => (double)text.Attribute("y")!)!.Attribute("y")!.Value;

        // The numbers below the frame stand on one line.
        Assert.Equal(ticks, string.Join(' ', texts.Where(text => text.Attribute("y")!.Value == lowest).Select(text => text.Value)));
    }

    [Fact]
    public void A_million_points_keep_their_extremes_and_say_that_they_are_thinned_out()
    {
        double[] values = ChartSamples.Noise(1_000_000);
        (values[123_456], values[876_543]) = (1000, -1000);
        var chart = new LineChart(values);
        double[] heights = [.. Regex.Matches(LinePaths(chart).Single(), " ([0-9.]+)").Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

        // 640 columns with two points each.
        Assert.InRange(heights.Length, 1000, 1280);
        // All but two points are within 2 of 0: the extremes stand alone, a quarter of the picture away from all others.
        Assert.Single(heights, height => height < 100);
        Assert.Single(heights, height => height > 300);
        Assert.Contains("smallest -1000 at 876543, largest 1000 at 123456", chart.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Of long lines the smallest and the largest point of each of 640 columns is drawn."], chart.Notes);
        Assert.Contains("█", chart.ToPlainText(), StringComparison.Ordinal);
        Assert.Contains("▁", chart.ToPlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Points_go_from_left_to_right()
    {
        var line = PlottedLine.Of(new ChartSeries("", [3, 1, 2], [30, 10, 20]), isLogX: false, isLogY: false);

        Assert.Equal([10, 20, 30], line.Points.Select(point => point.Y));
    }

    [Fact]
    public void As_many_x_as_y_or_an_exception()
        => Assert.Throws<ArgumentException>(() => new ChartSeries("a", [1], [1, 2]));

    [Fact]
    public void The_table_has_the_values_as_they_are()
    {
        var html = XElement.Parse(new LineChart(new ChartSeries("a", [0.1, double.NaN]), new ChartSeries("b", [1 / 3.0, 2])).ToHtml());

        Assert.Equal(["0.1", "0.3333333333333333", "NaN", "2"], html.Descendants("tbody").Descendants("td").Select(cell => cell.Value));
        Assert.Equal(["a", "b"], html.Descendants("thead").Descendants("th").Select(cell => cell.Value));
    }

    [Fact]
    public void The_plotly_figure_has_the_points_with_a_null_for_a_gap()
    {
        using var figure = JsonDocument.Parse(new LineChart(new ChartSeries("a<b", [1, double.NaN, 3])) { LogY = true }.ToPlotly());
        JsonElement trace = figure.RootElement.GetProperty("data")[0];

        Assert.Equal("a&lt;b", trace.GetProperty("name").GetString());
        Assert.Equal("[null,0,null,2]", trace.GetProperty("x").GetRawText());
        Assert.Equal("[null,1,null,3]", trace.GetProperty("y").GetRawText());
        Assert.Equal("log", figure.RootElement.GetProperty("layout").GetProperty("yaxis").GetProperty("type").GetString());
    }

    private static IEnumerable<string> LinePaths(LineChart chart)
        => XElement.Parse(chart.ToSvg()).Descendants().Where(path => path.Attribute("stroke-dasharray") is not null).Select(path => path.Attribute("d")!.Value);
}
