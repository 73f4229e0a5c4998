using System.Globalization;
using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Tests.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Charts;

public class BarChartAndHeatmapTests
{
    [Fact]
    public void Bars_in_a_console_have_their_numbers_and_the_sign_in_their_pattern()
        => Assert.Equal(
            "Bar chart: 3 bars, 1 not finite, smallest -0.5 for b, largest 1 for a.\n"
                + $"a   1.0  {new string('█', 40)}\nb  -0.5  {new string('▒', 20)}\nc   NaN",
            new BarChart(["a", "b", "c"], [1, -0.5, double.NaN]).ToPlainText());

    [Fact]
    public void Of_many_bars_the_longest_and_those_that_have_no_length_are_shown()
    {
        var chart = new BarChart(Enumerable.Range(0, 100).Select(i => $"bar {i}"), Enumerable.Range(0, 100).Select(i => i == 7 ? double.NaN : i - 20.0));
        string text = chart.ToPlainText();

        Assert.Contains("The 30 longest bars; 70 others are not shown.", text, StringComparison.Ordinal);
        Assert.Contains("\nbar 7 ", text, StringComparison.Ordinal);
        Assert.Contains("\nbar 99 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nbar 20 ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_matrix_is_one_image_with_a_pixel_an_entry()
    {
        var entries = new double[20, 30];
        (entries[3, 5], entries[4, 6], entries[19, 29]) = (2, -2, double.NaN);
        PngReader image = ImageOf(new Heatmap(entries));

        Assert.Equal((30, 20), (image.Width, image.Height));
        Assert.Equal(Rgb(ColorMap.Diverging(1)), ColorAt(image, 3, 5));
        Assert.Equal(Rgb(ColorMap.Diverging(-1)), ColorAt(image, 4, 6));
        Assert.Equal(Rgb(ColorMap.Diverging(0)), ColorAt(image, 0, 0));
        Assert.Equal(Rgb(ColorMap.Neutral), ColorAt(image, 19, 29));
    }

    [Fact]
    public void A_matrix_of_more_entries_than_pixels_shows_the_extreme_of_each_patch()
    {
        var entries = new double[1000, 1000];
        (entries[501, 700], entries[2, 3], entries[999, 999]) = (1, -1, double.NaN);
        var chart = new Heatmap(entries);
        PngReader image = ImageOf(chart);

        Assert.InRange(image.Indices.Length, 20_000, 36_000);
        Assert.Contains(Rgb(ColorMap.Diverging(1)), image.Indices.Select(index => image.Palette[index]));
        Assert.Equal(Rgb(ColorMap.Diverging(-1)), ColorAt(image, 0, 0));
        Assert.Equal(Rgb(ColorMap.Neutral), ColorAt(image, image.Height - 1, image.Width - 1));
        Assert.Contains("Each cell stands for 5 × 6 entries, and shows the one farthest from the middle of the scale, or one that is not finite.", chart.Notes);
        Assert.Equal("Heatmap: 1000 × 1000, smallest -1 at [2, 3], largest 1 at [501, 700], 1 not finite, the first at [999, 999].", chart.ToString());
    }

    [Theory]
    [InlineData(HeatmapScale.Automatic, 1, 3, false, 1, 3)]
    [InlineData(HeatmapScale.Automatic, -1, 3, true, -3, 3)]
    [InlineData(HeatmapScale.Diverging, 1, 3, true, -3, 3)]
    [InlineData(HeatmapScale.Sequential, -1, 3, false, -1, 3)]
    public void A_scale_is_symmetric_when_the_sign_matters(HeatmapScale scale, double low, double high, bool isDiverging, double from, double to)
    {
        string note = new Heatmap(new[,] { { low, high } }) { Scale = scale }.Notes[0];

        Assert.Equal($"{(isDiverging ? "Blue below 0, orange above" : "The darker, the larger")}; from {from} to {to}.", note);
    }

    [Theory]
    [InlineData(double.MinValue, double.MaxValue)]
    [InlineData(0, 5e-324)]
    [InlineData(1, 2)]
    public void The_ends_of_a_scale_have_the_colours_of_its_ends(double low, double high)
    {
        var colors = new HeatmapColors(low, high, IsDiverging: false);

        Assert.Equal(colors.Palette[0], colors.ColorOf(low));
        Assert.Equal(colors.Palette[^2], colors.ColorOf(high));
        Assert.Equal(colors.Palette[colors.IndexOf(low)], colors.ColorOf(low));
        Assert.Equal(ColorMap.Neutral, colors.Palette[colors.IndexOf(double.NaN)]);
    }

    [Fact]
    public void An_entry_of_a_Jacobian_fits_its_cell()
    {
        // As wide as three digits of a probability's derivative get.
        var svg = XElement.Parse(new Heatmap(new[,] { { 0.1234, -0.008381 }, { -0.008381, 0.1234 } }).ToSvg());

        Assert.Contains("-0.00838", svg.Descendants().Select(element => element.Value));
    }

    [Fact]
    public void The_sample_of_a_colour_that_is_almost_white_has_a_frame()
    {
        var svg = XElement.Parse(new Heatmap(new double[,] { { 3 } }).ToSvg());

        // The cell and the sample beside it.
        Assert.Equal(2, svg.Descendants().Count(box => box.Attribute("fill")?.Value == "none" && box.Attribute("stroke") is not null));
    }

    [Fact]
    public void A_name_of_the_widest_letters_stays_inside_the_picture()
    {
        var svg = XElement.Parse(new BarChart([new string('W', 100)], [1]).ToSvg());
        XElement name = svg.Descendants().Single(text => text.Name.LocalName == "text" && text.Value.StartsWith("WW", StringComparison.Ordinal));

        // A W takes 0.944 em of Arial and 0.989 of DejaVu Sans, as their tables of widths say; the name ends at x.
        Assert.InRange(double.Parse(name.Attribute("x")!.Value, CultureInfo.InvariantCulture), 0.989 * SvgCanvas.FontSize * name.Value.Length, 720);
    }

    private static PngReader ImageOf(Heatmap chart)
        => PngReader.ReadDataUri(XElement.Parse(chart.ToSvg()).Descendants().Attributes("href").Single().Value);

    private static (byte, byte, byte) ColorAt(PngReader image, int row, int column) => image.Palette[image.Indices[(row * image.Width) + column]];

    private static (byte, byte, byte) Rgb(Color color) => (color.Red, color.Green, color.Blue);
}
