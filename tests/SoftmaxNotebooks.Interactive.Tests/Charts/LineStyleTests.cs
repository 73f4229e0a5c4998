using System.Globalization;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Tests.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Charts;

public class LineStyleTests
{
    /// <summary>As many lines as a chart draws.</summary>
    private static readonly LineStyle[] Drawn = [.. Enumerable.Range(0, 20).Select(LineStyle.Of)];

    public static TheoryData<string> Observers => [.. ColorVision.Observers];

    [Fact]
    public void No_two_of_the_first_210_lines_look_the_same()
        => Assert.Equal(210, Enumerable.Range(0, 210).Select(LineStyle.Of).Distinct().Count());

    [Theory]
    [MemberData(nameof(Observers))]
    public void Any_two_colours_stay_apart_under_colour_blindness(string observer)
    {
        Color[] colors = [.. LineStyle.Colors.Select(ColorOf)];
        for (int i = 0; i < colors.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double distance = ColorVision.Distance(colors[i], colors[j], observer);
                Assert.True(
                    distance > 3 * ColorVision.LeastNoticed,
                    string.Create(CultureInfo.InvariantCulture, $"{colors[i]} and {colors[j]}: {distance}"));
            }
        }
    }

    [Fact]
    public void Lines_next_to_each_other_differ_in_colour_in_dashes_and_in_markers()
        => Assert.All(Drawn.Zip(Drawn.Skip(1)), pair =>
        {
            Assert.NotEqual(pair.First.Color, pair.Second.Color);
            Assert.NotEqual(pair.First.Dashes, pair.Second.Dashes);
            Assert.NotEqual(pair.First.Marker, pair.Second.Marker);
        });

    [Fact]
    public void Lines_of_one_colour_differ_in_dashes_and_in_markers()
    {
        foreach (IGrouping<string, LineStyle> alike in Drawn.GroupBy(style => style.Color))
        {
            Assert.Equal(alike.Count(), alike.Select(style => style.Dashes).Distinct().Count());
            Assert.Equal(alike.Count(), alike.Select(style => style.Marker).Distinct().Count());
        }
    }

    /// <summary>Success criterion 1.4.11 of WCAG 2. White is the ground of every picture, in a dark notebook too.</summary>
    [Fact]
    public void Colours_contrast_3_to_1_with_the_ground()
        => Assert.All(LineStyle.Colors, color => Assert.InRange(Color.Contrast(ColorOf(color), Color.White), 3, 21));

    private static Color ColorOf(string text)
    {
        int rgb = int.Parse(text.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new Color((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }
}
