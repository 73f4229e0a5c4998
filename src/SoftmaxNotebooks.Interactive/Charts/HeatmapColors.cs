using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>The colours of the numbers from Low to High: a diverging scale is symmetric around zero.</summary>
internal sealed record HeatmapColors(double Low, double High, bool IsDiverging)
{
    private const int SequentialLevels = ColorMap.Levels;
    private const int DivergingLevels = 2 * ColorMap.Levels;

    /// <summary>The number in the middle of the scale.</summary>
    public double Middle => (Low / 2) + (High / 2);

    /// <summary>All colours in the order of their indices; the last one is for what is not finite.</summary>
    public IReadOnlyList<Color> Palette => [.. Enumerable.Range(0, LevelCount + 1).Select(level => ColorAt(level / (double)LevelCount)), ColorMap.Neutral];

    private int LevelCount => IsDiverging ? DivergingLevels : SequentialLevels;

    /// <summary>The index of the number's colour in the palette.</summary>
    public byte IndexOf(double value) => (byte)(double.IsFinite(value) ? Math.Round(PositionOf(value) * LevelCount) : LevelCount + 1);

    public Color ColorOf(double value) => double.IsFinite(value) ? ColorAt(PositionOf(value)) : ColorMap.Neutral;

    /// <summary>The colour of a place on the scale, from 0 to 1.</summary>
    public Color ColorAt(double position) => ColorMap.Diverging(IsDiverging ? (2 * position) - 1 : -position);

    // A constant matrix has the colour of the low end, or of zero. Halves, because the whole scale may be longer than a double.
    private double PositionOf(double value)
    {
        double length = Length(High, Low);
        return length > 0 ? Math.Clamp(Length(value, Low) / length, 0, 1) : IsDiverging ? 0.5 : 0;
    }

    private double Length(double to, double from)
        => Math.Max(Math.Abs(Low), Math.Abs(High)) > double.MaxValue / 2 ? (to / 2) - (from / 2) : to - from;
}
