using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A picture of every cell, for a table that shows only some, and the same in words.</summary>
/// <param name="Summary">What the cells say together.</param>
/// <param name="Patches">The pixels.</param>
/// <param name="Scale">The colours, those of the table if it has any.</param>
/// <param name="Subject">What the cells are: "10 × 784 cells", "784 entries".</param>
/// <param name="IsModulus">Whether the values of <paramref name="Summary"/> are moduli of complex numbers.</param>
/// <param name="NameOf">What a place is called: "J[p[3], z[3]]".</param>
/// <param name="ShortOf">The number at a place, as the table would show it.</param>
internal sealed record Overview(
    GridSummary Summary,
    PatchExtremes Patches,
    ColorScale Scale,
    string Subject,
    bool IsModulus,
    Func<(int Row, int Column), string> NameOf,
    Func<(int Row, int Column), string> ShortOf)
{
    /// <summary>About a byte each in a PNG and 1.4 in a data URI: 14 kB, next to a table of up to 106 kB (see NumberTable).</summary>
    public const int MostPixels = 10_000;

    /// <summary>The picture is enlarged until it is about this wide or high.</summary>
    private const int Width = 640;
    private const int Height = 320;

    /// <summary>A short side is stretched to this, since a strip of ten pixels cannot be read.</summary>
    private const int ShortestSide = 80;
    private const int LargestPixel = 16;

    /// <summary>Every other shade of the map: a pixel of noise takes six bits then, and 10 × 784 of them with their table 32 kB.</summary>
    private const int Levels = ColorMap.Levels / 2;

    /// <summary>Where the palette has what is not on the map, behind each level from below to above.</summary>
    private const byte NotFinite = (2 * Levels) + 1;

    /// <summary>Behind that, what is not there at all; in the palette only of a picture that has it.</summary>
    private const byte Missing = NotFinite + 1;

    private static readonly (byte R, byte G, byte B)[] Palette =
    [
        .. Enumerable.Range(-Levels, NotFinite).Select(level => Channels(ColorMap.Diverging((double)level / Levels))),
        Channels(Color.Black),
    ];

    private static readonly (byte R, byte G, byte B)[] PaletteOfRagged = [.. Palette, Channels(ColorMap.Neutral)];

    /// <summary>What the largest is, where it is, and what is not a number: of all cells.</summary>
    public string Facts
    {
        get
        {
            var facts = new List<string>();
            if (Summary.HasFinite)
            {
                facts.Add($"{(IsModulus ? "moduli" : "values")} from {NumberFormat.Alone(Summary.Smallest)} to {NumberFormat.Alone(Summary.Largest)}");
                facts.Add($"largest {(IsModulus ? "modulus" : "|value|")} {NumberFormat.Alone(Summary.LargestMagnitude)} at {NameOf(Summary.LargestMagnitudeAt)}");
            }

            if (Summary.FirstNotFinite is { } first)
            {
                string count = Summary.NotFiniteCount == 1 ? "1 is" : $"{NumberFormat.Index(Summary.NotFiniteCount)} are";
                facts.Add($"{count} not finite, the first {ShortOf(first)} at {NameOf(first)}");
            }

            if (Summary.MissingCount > 0)
            {
                facts.Add(string.Create(CultureInfo.InvariantCulture, $"{Summary.MissingCount} {(Summary.MissingCount == 1 ? "place" : "places")} without an entry"));
            }


            return $"{Subject}: {string.Join("; ", facts)}";
        }
    }

    private string Resolution => !Patches.IsPooled
        ? "One pixel for each"
        : $"One pixel for each patch of {NumberFormat.Shape(Patches.RowsPerPatch, Patches.ColumnsPerPatch)}, in the colour of its value farthest from 0";

    /// <summary>Writes the picture and the facts.</summary>
    public void Write(HtmlWriter html)
    {
        (int width, int height) = Size();
        html.Element("div", $"All {Facts}.");
        html.Void(
            "img",
            ("src", DataUri()),
            ("alt", $"Overview of all {Facts}"),
            ("width", NumberFormat.Index(width)),
            ("height", NumberFormat.Index(height)),
            // The size again: JupyterLab's style sheet says height: auto, which is a line of one pixel for a vector.
            ("style", $"image-rendering:pixelated;width:{NumberFormat.Index(width)}px;height:{NumberFormat.Index(height)}px"));
        string notFinite = Summary.NotFiniteCount == 0 ? "" : "; black: not finite";
        string missing = Summary.MissingCount == 0 ? "" : "; grey: no entry";
        html.Element("div", $"{Resolution}{notFinite}{missing}.");
    }

    private string DataUri()
    {
        ColorScale scale = Scale;
        var indices = new byte[Patches.Width * Patches.Height];
        for (int i = 0; i < indices.Length; i++)
        {
            double value = Patches.Values[i];
            indices[i] = double.IsNaN(value) ? NotFinite
                : double.IsInfinity(value) ? Missing
                : (byte)(Levels + Math.Round(scale.PositionOf(value) * Levels));
        }

        return IndexedPng.DataUri(Patches.Width, Patches.Height, indices, Summary.MissingCount == 0 ? Palette : PaletteOfRagged);
    }

    private (int Width, int Height) Size()
    {
        int pixel = Math.Clamp(Math.Min(Width / Patches.Width, Height / Patches.Height), 1, LargestPixel);
        return (Stretch(Patches.Width, pixel), Stretch(Patches.Height, pixel));
    }

    private static int Stretch(int count, int pixel)
        => count * Math.Max(pixel, Math.Min(LargestPixel, (ShortestSide + count - 1) / count));

    private static (byte R, byte G, byte B) Channels(Color color) => (color.Red, color.Green, color.Blue);
}
