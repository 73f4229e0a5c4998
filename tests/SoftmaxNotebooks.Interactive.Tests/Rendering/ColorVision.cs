using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

/// <summary>How far apart two colours look, to an eye with all cones and to those that lack one kind.</summary>
internal static class ColorVision
{
    /// <summary>CSS Color 4 takes 0.02 in OKLab as the least difference that is noticed.</summary>
    public const double LeastNoticed = 0.02;

    // Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency", 2009: severity 1.0,
    // by rows, on linear RGB.
    private static readonly Dictionary<string, double[]> Matrices = new()
    {
        ["none"] = [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ["protanopia"] = [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
        ["deuteranopia"] = [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881],
        ["tritanopia"] = [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900],
    };

    public static IEnumerable<string> Observers => Matrices.Keys;

    /// <summary>ΔE in OKLab: the distance of the two.</summary>
    public static double Distance(Color a, Color b, string observer)
    {
        (double L, double A, double B) one = Lab(a, observer);
        (double L, double A, double B) other = Lab(b, observer);
        return Math.Sqrt(Math.Pow(one.L - other.L, 2) + Math.Pow(one.A - other.A, 2) + Math.Pow(one.B - other.B, 2));
    }

    /// <summary>sRGB to OKLab with the forward matrices of Ottosson's article; the code under test has the inverse ones.</summary>
    public static (double L, double A, double B) Lab(Color color, string observer = "none")
    {
        double[] seen = Matrices[observer];
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
