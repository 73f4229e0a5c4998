using System.Globalization;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

/// <summary>The map has finitely many colours, so these tests look at every one.</summary>
public class ColorMapTests
{
    // Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009: severity 1.0,
    // by rows, on linear RGB.
    private static readonly Dictionary<string, double[]> ColorBlindness = new()
    {
        ["none"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    public static TheoryData<string> Observers => [.. ColorBlindness.Keys];

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
            Assert.True(Lab(above[level]).L < Lab(above[level - 1]).L, $"orange does not darken at level {level}");
            Assert.True(Lab(below[level]).L < Lab(below[level - 1]).L, $"blue does not darken at level {level}");
            // The lightness is equal by construction; rounding to 8 bits costs up to half a step of 1/255 a channel.
            Assert.Equal(Lab(above[level]).L, Lab(below[level]).L, 0.004);
        }
    }

    [Theory]
    [MemberData(nameof(Observers))]
    public void The_signs_stay_apart_under_colour_blindness(string observer)
    {
        foreach (double position in Positions.Where(position => position >= 0.25))
        {
            (double L, double A, double B) positive = Lab(ColorMap.Diverging(position), ColorBlindness[observer]);
            (double L, double A, double B) negative = Lab(ColorMap.Diverging(-position), ColorBlindness[observer]);
            double distance = Math.Sqrt(Square(positive.L - negative.L) + Square(positive.A - negative.A) + Square(positive.B - negative.B));
            // CSS Color 4 takes 0.02 in OKLab as the least difference that is noticed; this is twice that at a quarter of the scale.
            Assert.True(distance > 0.04, string.Create(CultureInfo.InvariantCulture, $"{distance} at {position}"));
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

    private static double Square(double value) => value * value;

    /// <summary>sRGB to OKLab with the forward matrices of Ottosson's article; the code under test has the inverse ones.</summary>
    private static (double L, double A, double B) Lab(Color color, double[]? observer = null)
    {
        double[] seen = observer ?? ColorBlindness["none"];
        double[] linear = [Linear(color.Red), Linear(color.Green), Linear(color.Blue)];
        double[] rgb = [.. seen.Chunk(3).Select(row => Math.Clamp(row.Zip(linear, (weight, channel) => weight * channel).Sum(), 0, 1))];
        double l = Math.Cbrt((0.4122214708 * rgb[0]) + (0.5363325363 * rgb[1]) + (0.0514459929 * rgb[2]));
        double m = Math.Cbrt((0.2119034982 * rgb[0]) + (0.6806995451 * rgb[1]) + (0.1073969566 * rgb[2]));
        double s = Math.Cbrt((0.0883024619 * rgb[0]) + (0.2817188376 * rgb[1]) + (0.6299787005 * rgb[2]));
        return (
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    private static double Linear(byte channel)
        => channel / 255.0 <= 0.04045 ? channel / 255.0 / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
}
