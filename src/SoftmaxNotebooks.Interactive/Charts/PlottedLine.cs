using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A point of a line; the line may begin anew there, because something before it could not be drawn.</summary>
internal readonly record struct LinePoint(double X, double Y, bool IsStart);

/// <summary>The points of a series that have a place on the axes, from left to right, and how many have none and why.</summary>
internal sealed class PlottedLine
{
    private int _notANumber;
    private int _infinite;
    private int _notPositive;

    private readonly Lazy<LinePoint[]> _ends;

    private PlottedLine(string name, IReadOnlyList<LinePoint> points)
    {
        Name = name;
        Points = points;
        _ends = new(() => points.Count == 0 ? [] : [points[0], points[^1], points.MinBy(point => point.Y), points.MaxBy(point => point.Y)]);
    }

    public string Name { get; }

    public IReadOnlyList<LinePoint> Points { get; }

    /// <summary>Whether each x is an integer, as a number of epochs is.</summary>
    public bool HasWholeX => Points.All(point => double.IsInteger(point.X));

    /// <summary>The first, the last, the lowest and the highest point, if there is any.</summary>
    public IReadOnlyList<LinePoint> Ends => _ends.Value;

    public static PlottedLine Of(ChartSeries series, bool isLogX, bool isLogY)
    {
        IEnumerable<int> order = Enumerable.Range(0, series.X.Count);
        // Stable: points above each other keep their order.
        if (!IsAscending(series.X)) order = order.OrderBy(i => series.X[i]);
        var points = new List<LinePoint>(series.X.Count);
        var line = new PlottedLine(series.Name, points);
        bool isStart = true;
        foreach (int i in order)
        {
            (double x, double y) = (series.X[i], series.Y[i]);
            if (double.IsNaN(x) || double.IsNaN(y)) line._notANumber++;
            else if (double.IsInfinity(x) || double.IsInfinity(y)) line._infinite++;
            else if ((isLogX && x <= 0) || (isLogY && y <= 0)) line._notPositive++;
            else
            {
                points.Add(new LinePoint(x, y, isStart));
                isStart = false;
                continue;
            }

            // The others may be anywhere between their neighbours. Without an x, or left of the axis, they are not between any.
            isStart |= double.IsFinite(x);
        }

        return line;
    }

    /// <summary>Of each of so many equal columns of the axis the lowest and the highest point; all points if they are no more than that.</summary>
    /// <remarks>A column of pixels shows no more of a line than from where to where it goes there, so no extreme is lost.</remarks>
    public IReadOnlyList<LinePoint> Decimated(ChartAxis axis, int columnCount)
    {
        if (Points.Count <= 2 * columnCount) return Points;
        var kept = new List<LinePoint>();
        for (int first = 0; first < Points.Count;)
        {
            int column = Column(Points[first]);
            (int lowest, int highest, int end) = (first, first, first);
            for (; end < Points.Count && Column(Points[end]) == column; end++)
            {
                if (Points[end].Y < Points[lowest].Y) lowest = end;
                if (Points[end].Y > Points[highest].Y) highest = end;
            }

            // A gap inside a column is narrower than a pixel; one at its beginning is kept.
            kept.Add(Points[Math.Min(lowest, highest)] with { IsStart = Points[first].IsStart });
            if (lowest != highest) kept.Add(Points[Math.Max(lowest, highest)] with { IsStart = false });
            first = end;
        }

        return kept;

        int Column(LinePoint point) => (int)Math.Clamp(axis.PositionOf(point.X) * columnCount, 0, columnCount - 1);
    }

    /// <summary>train: 100 points, first 2.3 at 0, last 0.05 at 99, smallest 0.045 at 97, largest 2.3 at 0</summary>
    public string Description
    {
        get
        {
            string name = Name.Length == 0 ? "" : $"{Label.Shorten(Name, 40)}: ";
            if (Points.Count == 0) return $"{name}no points";
            string count = Points.Count == 1 ? "1 point" : $"{NumberFormat.Index(Points.Count)} points";
            return $"{name}{count}, first {At(Ends[0])}, last {At(Ends[1])}, smallest {At(Ends[2])}, largest {At(Ends[3])}";
        }
    }

    /// <summary>How many points are left out and why; null if none are.</summary>
    public string? Omissions
    {
        get
        {
            string[] reasons = [.. new[]
            {
                (_notANumber, "NaN"), (_infinite, "infinite"), (_notPositive, "not above 0 (no logarithm)"),
            }.Where(reason => reason.Item1 > 0).Select(reason => $"{NumberFormat.Index(reason.Item1)} {reason.Item2}")];
            string name = Name.Length == 0 ? "" : $" of {Label.Shorten(Name, 40)}";
            return reasons.Length == 0 ? null : $"Points{name} left out: {string.Join(", ", reasons)}.";
        }
    }

    private static string At(LinePoint point) => $"{NumberFormat.Alone(point.Y)} at {NumberFormat.Alone(point.X)}";

    private static bool IsAscending(IReadOnlyList<double> x)
    {
        for (int i = 1; i < x.Count; i++)
        {
            if (!(x[i] >= x[i - 1])) return false;
        }

        return true;
    }
}
