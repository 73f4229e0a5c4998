using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A colour of the screen, 8 bits a channel.</summary>
internal readonly record struct Color(byte Red, byte Green, byte Blue)
{
    public static readonly Color Black = new(0, 0, 0);
    public static readonly Color White = new(255, 255, 255);

    /// <summary>Relative luminance as WCAG 2 defines it, 0 for black and 1 for white.</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>WCAG's contrast ratio, from 1 to 21.</summary>
    public static double Contrast(Color a, Color b)
        => (Math.Max(a.Luminance, b.Luminance) + 0.05) / (Math.Min(a.Luminance, b.Luminance) + 0.05);

    /// <summary>The inline style of text on this ground, in whichever of black and white contrasts more.</summary>
    /// <remarks>
    /// That is at least 4.58 on any ground: the two ratios are 1.05 / (Y + 0.05) and (Y + 0.05) / 0.05, and where they meet both are √21.
    /// </remarks>
    public string ToGroundStyle()
    {
        string text = Contrast(this, Black) >= Contrast(this, White) ? "#000" : "#fff";
        return $"background:{this};color:{text}";
    }

    /// <summary>#rrggbb</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");

    private static double Linear(byte channel)
    {
        double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}

/// <summary>A diverging colour map: blue below zero, near-white at zero, orange above.</summary>
/// <remarks>
/// Straight lines in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020): both arms have the same lightness at
/// the same distance from zero, so darkness says how large a number is and hue only its sign. Blue and orange stay apart under each kind
/// of colour blindness.
/// </remarks>
internal static class ColorMap
{
    /// <summary>How many shades each arm has: more than an eye tells apart, and few enough to test them all.</summary>
    public const int Levels = 64;

    /// <summary>For what has no place on the scale, such as NaN: a grey darker than zero and without a hue.</summary>
    public static readonly Color Neutral = FromLab(0.78, 0, 0);

    private const double ZeroLightness = 0.97;
    private const double EndLightness = 0.55;

    // The directions of the arms in the (a, b) plane, as far as sRGB reaches at the end's lightness.
    private static readonly (double A, double B) Blue = (-0.035, -0.135);
    private static readonly (double A, double B) Orange = (0.090, 0.100);

    /// <summary>The colour of a number from -1 to 1.</summary>
    public static Color Diverging(double position)
    {
        // In steps, so that a last-bit difference in somebody's power function cannot change a colour.
        double distance = Math.Round(Math.Abs(position) * Levels) / Levels;
        (double a, double b) = position < 0 ? Blue : Orange;
        return FromLab(ZeroLightness - (distance * (ZeroLightness - EndLightness)), distance * a, distance * b);
    }

    /// <summary>OKLab to sRGB, with the matrices of Ottosson's article.</summary>
    private static Color FromLab(double lightness, double a, double b)
    {
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return new Color(
            Channel((4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s)),
            Channel((-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s)),
            Channel((-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s)));
    }

    private static double Cube(double value) => value * value * value;

    private static byte Channel(double linear)
    {
        double value = linear <= 0.0031308 ? linear * 12.92 : (1.055 * Math.Pow(linear, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(Math.Clamp(value, 0, 1) * 255);
    }
}
