using System.Globalization;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

/// <summary>The map has finitely many colours, so these tests look at every one.</summary>
public class ColorMapTests
{
    public static TheoryData<string> Observers => [.. ColorVision.Observers];

    private static IEnumerable<double> Positions
        => Enumerable.Range(-ColorMap.Levels, (2 * ColorMap.Levels) + 1).Select(level => level / (double)ColorMap.Levels);

    [Fact]
    public void Text_contrasts_at_least_4_58_to_1_with_every_colour_of_the_map()
    {
        Color[] grounds = [.. Positions.Select(ColorMap.Diverging), ColorMap.Neutral];
        Assert.All(grounds, ground =>
        {
            string[] style = ground.ToGroundStyle().Split(':', ';');
            Assert.Equal(["background", ground.ToString(), "color"], style[..3]);
            Assert.Matches("^(#000|#fff)$", style[3]);
            Color text = style[3] == "#000" ? Color.Black : Color.White;
            // AA of WCAG 2 asks for 4.5; √21 = 4.58 is what black or white always reaches.
            Assert.InRange(Color.Contrast(ground, text), 4.58, 21);
        });
    }

    [Fact]
    public void Contrast_is_that_of_WCAG()
    {
        // 21:1 is the standard's own maximum; 4.48 for #777 on white is the well-known near miss of AA.
        Assert.Equal(21, Color.Contrast(new Color(255, 255, 255), new Color(0, 0, 0)), 10);
        Assert.Equal(4.48, Color.Contrast(new Color(255, 255, 255), new Color(0x77, 0x77, 0x77)), 2);
    }

    [Fact]
    public void The_map_darkens_away_from_zero_and_equally_on_both_sides()
    {
        Color[] above = [.. Positions.Where(position => position >= 0).Select(ColorMap.Diverging)];
        Color[] below = [.. Positions.Where(position => position <= 0).Reverse().Select(ColorMap.Diverging)];

        Assert.Equal(above[0], below[0]);
        for (int level = 1; level < above.Length; level++)
        {
            Assert.True(ColorVision.Lab(above[level]).L < ColorVision.Lab(above[level - 1]).L, $"orange does not darken at level {level}");
            Assert.True(ColorVision.Lab(below[level]).L < ColorVision.Lab(below[level - 1]).L, $"blue does not darken at level {level}");
            // The lightness is equal by construction; rounding to 8 bits costs up to half a step of 1/255 a channel.
            Assert.Equal(ColorVision.Lab(above[level]).L, ColorVision.Lab(below[level]).L, 0.004);
        }
    }

    [Theory]
    [MemberData(nameof(Observers))]
    public void The_signs_stay_apart_under_colour_blindness(string observer)
    {
        foreach (double position in Positions.Where(position => position >= 0.25))
        {
            double distance = ColorVision.Distance(ColorMap.Diverging(position), ColorMap.Diverging(-position), observer);
            // Twice the least difference that is noticed, at a quarter of the scale.
            Assert.True(distance > 2 * ColorVision.LeastNoticed, string.Create(CultureInfo.InvariantCulture, $"{distance} at {position}"));
        }
    }

    [Fact]
    public void A_scale_is_symmetric_around_zero_and_linear()
    {
        var scale = new ColorScale(4);

        Assert.Equal(ColorMap.Diverging(0), scale.ColorOf(0));
        Assert.Equal(ColorMap.Diverging(0.5), scale.ColorOf(2));
        Assert.Equal(ColorMap.Diverging(-1), scale.ColorOf(-4));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_not_finite_has_a_colour_of_its_own(double value)
    {
        Assert.Equal(ColorMap.Neutral, new ColorScale(4).ColorOf(value));
        Assert.DoesNotContain(ColorMap.Neutral, Positions.Select(ColorMap.Diverging));
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5e-324, 5e-324, 1)]
    [InlineData(double.MaxValue, -double.MaxValue, -1)]
    public void A_scale_may_be_as_small_or_as_large_as_a_double(double limit, double value, double position)
        => Assert.Equal(ColorMap.Diverging(position), new ColorScale(limit).ColorOf(value));
}
