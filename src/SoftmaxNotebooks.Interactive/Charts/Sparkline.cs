namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A line in one line of text: ▇▅▃▂▁.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";
    private const int MostColumns = 60;

    /// <summary>A character a column, as high as its point; a space where there is none.</summary>
    /// <remarks>Of several points in a column it shows the one farthest from the middle of the axis, so that extremes stand out.</remarks>
    public static string Of(IReadOnlyList<LinePoint> points, ChartAxis x, ChartAxis y)
    {
        if (points.Count == 0) return "";
        double left = x.PositionOf(points[0].X);
        double right = x.PositionOf(points[^1].X);
        int columnCount = Math.Min(points.Count, MostColumns);
        var heights = new double?[columnCount];
        foreach (LinePoint point in points)
        {
            double share = right > left ? (x.PositionOf(point.X) - left) / (right - left) : 0;
            int column = (int)Math.Round(share * (columnCount - 1));
            double height = y.PositionOf(point.Y);
            if (heights[column] is not { } other || Math.Abs(height - 0.5) > Math.Abs(other - 0.5)) heights[column] = height;
        }

        return string.Concat(heights.Select(height => height is { } h ? Levels[(int)Math.Clamp(h * Levels.Length, 0, Levels.Length - 1)] : ' '));
    }
}
