using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive;

/// <summary>Numbers over numbers, as lines: a loss over the epochs.</summary>
/// <remarks>
/// <code>
/// new LineChart(new ChartSeries("train", trainLoss), new ChartSeries("validation", validationLoss))
/// {
///     Title = "Loss", XLabel = "epoch", YLabel = "cross-entropy", LogY = true,
/// }
/// </code>
/// Points that are not finite, or not positive on a logarithmic axis, are left out and counted; the line has a gap there.
/// </remarks>
public sealed class LineChart : Chart
{
    private const double ChartWidth = 720;
    private const double ChartHeight = 400;
    private const double LegendRowHeight = 18;
    private const double LegendSampleWidth = 36;
    private const double LegendNameWidth = 160;
    private const double Padding = 0.03;
    private const double MarkRadius = 7;

    /// <summary>As many as the legend has room for.</summary>
    private const int MostSeries = 20;

    /// <summary>Of all lines together: 12 bytes a point in SVG, and base64 makes 3 bytes 4, so that 4,000 take 64 kB.</summary>
    private const int MostPoints = 4000;

    /// <summary>A pixel is as narrow as anyone can see.</summary>
    private const int MostColumns = 640;

    /// <summary>Up to 54 bytes a point in JSON, two numbers with 24 characters each and what joins them.</summary>
    private const int MostPlotlyPoints = 2000;

    /// <summary>A line with few points shows each; on a longer one the markers only tell it from the others.</summary>
    private const int MostMarkers = 24;
    private const int MarkersOfLongLine = 7;

    private const int DescribedSeries = 6;

    private readonly Lazy<PlottedLine[]> _lines;

    /// <summary>One line without a name: the values over their indices.</summary>
    public LineChart(IEnumerable<double> values)
        : this(new ChartSeries("", values))
    {
    }

    /// <summary>A line for each series.</summary>
    public LineChart(params ChartSeries[] series)
    {
        ArgumentNullException.ThrowIfNull(series);
        foreach (ChartSeries one in series) ArgumentNullException.ThrowIfNull(one, nameof(series));
        Series = [.. series];
        // Later than now, when LogX and LogY have been set; then only once, because sorting a million points takes its time.
        _lines = new(() => [.. Series.Take(MostSeries).Select(one => PlottedLine.Of(one, LogX, LogY))]);
    }

    /// <summary>What is drawn.</summary>
    public IReadOnlyList<ChartSeries> Series { get; }

    /// <summary>Whether the horizontal axis is logarithmic.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool LogY { get; init; }

    /// <summary>The one point that a reader looks for.</summary>
    internal ChartMark? Mark { get; init; }

    internal override string Description
    {
        get
        {
            IEnumerable<string> sentences = _lines.Value
                .Take(DescribedSeries)
                .Select(line => line.Description)
                .Prepend($"{Heading("Line chart")}: {Range}");
            if (Series.Count > DescribedSeries) sentences = sentences.Append($"and {NumberFormat.Index(Series.Count - DescribedSeries)} more lines");
            if (MarkInWords is { } mark) sentences = sentences.Append(mark);
            return $"{string.Join(". ", sentences)}.";
        }
    }

    internal override IReadOnlyList<string> Notes
    {
        get
        {
            List<string> notes = [.. _lines.Value.Select(line => line.Omissions).OfType<string>()];
            if (_lines.Value.Any(line => line.Points.Count > 2 * ColumnCount))
            {
                notes.Add($"Of long lines the smallest and the largest point of each of {NumberFormat.Index(ColumnCount)} columns is drawn.");
            }

            if (Series.Count > MostSeries) notes.Add($"{NumberFormat.Index(Series.Count - MostSeries)} more lines are not drawn.");
            return notes;
        }
    }

    private string Range
    {
        get
        {
            LinePoint[] ends = [.. _lines.Value.Where(line => line.Points.Count > 0).SelectMany(line => line.Ends)];
            if (ends.Length == 0) return "nothing that can be drawn";
            return $"{Named(YLabel, "y")} from {NumberFormat.Alone(ends.Min(p => p.Y))} to {NumberFormat.Alone(ends.Max(p => p.Y))}"
                + $" over {Named(XLabel, "x")} from {NumberFormat.Alone(ends.Min(p => p.X))} to {NumberFormat.Alone(ends.Max(p => p.X))}";
        }
    }

    private int ColumnCount => Math.Clamp(MostPoints / 2 / Math.Max(1, _lines.Value.Length), 1, MostColumns);

    /// <summary>The mark, if it has a place on the axes; one on a logarithmic axis may be 0.</summary>
    private ChartMark? DrawnMark
    {
        get
        {
            (ChartAxis x, ChartAxis y) = Axes();
            return Mark is { } mark && x.Holds(mark.X) && y.Holds(mark.Y) ? mark : null;
        }
    }

    private string? MarkInWords => Mark is null ? null : DrawnMark is null ? $"{Mark}, which is not drawn" : Mark.ToString();

    private bool HasLegend => _lines.Value.Length > 1 || DrawnMark is not null || _lines.Value.Any(line => line.Name.Length > 0);

    private IEnumerable<string> LegendNames => _lines.Value.Select(LegendName).Concat(DrawnMark is { } mark ? [SvgCanvas.Fit(mark.Name, LegendNameWidth)] : []);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        (ChartAxis x, ChartAxis y) = Axes();
        double legendWidth = HasLegend ? LegendSampleWidth + LegendNames.Max(SvgCanvas.WidthOf) : 0;
        var frame = new PlotFrame(this, x, y, ChartWidth, ChartHeight, legendWidth);
        ChartMark? mark = DrawnMark;
        return SvgCanvas.Draw(ChartWidth, ChartHeight, Heading("Line chart"), Description, canvas =>
        {
            frame.Draw(canvas, isEmpty: !_lines.Value.Any(line => line.Points.Count > 0));
            if (mark is not null) canvas.Line(frame.XOf(mark.X), frame.Top, frame.XOf(mark.X), frame.Bottom, SvgCanvas.Frame);
            for (int i = 0; i < _lines.Value.Length; i++) DrawLine(canvas, frame, _lines.Value[i].Decimated(x, ColumnCount), i);
            if (mark is not null) canvas.Ring(frame.XOf(mark.X), frame.YOf(mark.Y), MarkRadius);
            if (HasLegend) DrawLegend(canvas, frame);
        });
    }

    /// <inheritdoc/>
    public override string ToPlainText()
    {
        (ChartAxis x, ChartAxis y) = Axes();
        var text = new StringBuilder($"{Heading("Line chart")}: {Range}");
        foreach (PlottedLine line in _lines.Value)
        {
            text.Append('\n');
            if (line.Points.Count > 0) text.Append(Sparkline.Of(line.Points, x, y)).Append("  ");
            text.Append(line.Description);
        }

        if (MarkInWords is { } mark) text.Append('\n').Append(mark);
        foreach (string note in Notes.Where(note => !note.StartsWith("Of long", StringComparison.Ordinal))) text.Append('\n').Append(note);
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToPlotly()
    {
        (ChartAxis x, _) = Axes();
        int columns = Math.Max(1, MostPlotlyPoints / 2 / Math.Max(1, _lines.Value.Length));
        return PlotlyFigure.OfLines(this, [.. _lines.Value.Select((line, i) => (LegendName(line), line.Decimated(x, columns), LineStyle.Of(i)))]);
    }

    internal override void WriteValues(HtmlWriter html)
    {
        ChartSeries[] series = [.. Series.Take(MostSeries)];
        int rowCount = series.Select(one => one.X.Count).DefaultIfEmpty(0).Max();
        bool sharesX = series.Length > 0 && series.Skip(1).All(one => one.X.SequenceEqual(series[0].X));
        string x = Named(XLabel, "x");
        string caption = sharesX ? $"Rows: {x}" : $"Two columns a line: {x}, {Named(YLabel, "y")}";
        WriteTable(
            html,
            caption,
            sharesX ? new Axis(rowCount, row => Number.Of(series[0].X[row]).Full) : new Axis(rowCount, NumberFormat.Index),
            sharesX
                ? new Axis(series.Length, column => Named(series[column].Name, Named(YLabel, "y")))
                : new Axis(2 * series.Length, column => column % 2 == 0 ? "x" : Named(series[column / 2].Name, "y")),
            (row, column) =>
            {
                ChartSeries one = sharesX ? series[column] : series[column / 2];
                if (row >= one.X.Count) return "";
                return Number.Of(!sharesX && column % 2 == 0 ? one.X[row] : one.Y[row]).Full;
            });
    }

    private static string Named(string label, string otherwise) => string.IsNullOrEmpty(label) ? otherwise : Label.Shorten(label, 40);

    private static string LegendName(PlottedLine line) => SvgCanvas.Fit(line.Name, LegendNameWidth);

    private (ChartAxis X, ChartAxis Y) Axes()
    {
        LinePoint[] ends = [.. _lines.Value.Where(line => line.Points.Count > 0).SelectMany(line => line.Ends)];
        if (ends.Length == 0) ends = [new LinePoint(1, 1, true)];
        return (
            ChartAxis.Of(ends.Min(point => point.X), ends.Max(point => point.X), LogX, Padding, isWhole: _lines.Value.All(line => line.HasWholeX)),
            ChartAxis.Of(ends.Min(point => point.Y), ends.Max(point => point.Y), LogY, Padding));
    }

    private void DrawLine(SvgCanvas canvas, PlotFrame frame, IReadOnlyList<LinePoint> points, int index)
    {
        var style = LineStyle.Of(index);
        if (points.Count == 0) return;
        (double X, double Y)[] places = [.. points.Select(point => (frame.XOf(point.X), frame.YOf(point.Y)))];
        var path = new StringBuilder();
        for (int i = 0; i < places.Length; i++)
        {
            path.Append(points[i].IsStart ? 'M' : 'L').Append(SvgCanvas.Number(places[i].X)).Append(' ').Append(SvgCanvas.Number(places[i].Y));
            // A point between two gaps is a line to itself, which the round end makes a dot.
            if (points[i].IsStart && (i + 1 == points.Count || points[i + 1].IsStart)) path.Append("h0");
        }

        canvas.Path(path.ToString(), style);
        if (points.Count <= MostMarkers) canvas.Marks(places, style);
        // Each line has them somewhere else, so that those of lines on top of each other can be seen.
        else canvas.Marks(Enumerable.Range(0, MarkersOfLongLine).Select(i => places[MarkedPoint(i)]), style);

        int MarkedPoint(int marker) => (int)((marker + ((index + 0.5) / _lines.Value.Length)) / MarkersOfLongLine * (points.Count - 1));
    }

    private void DrawLegend(SvgCanvas canvas, PlotFrame frame)
    {
        double x = frame.Right + 12, y = frame.Top + 8;
        foreach ((int i, string name) in LegendNames.Index())
        {
            if (i < _lines.Value.Length)
            {
                string line = string.Create(CultureInfo.InvariantCulture, $"M{SvgCanvas.Number(x)} {SvgCanvas.Number(y)}h{LegendSampleWidth - 8}");
                canvas.Path(line, LineStyle.Of(i));
                canvas.Marks([(x + ((LegendSampleWidth - 8) / 2), y)], LineStyle.Of(i));
            }
            else
            {
                canvas.Ring(x + ((LegendSampleWidth - 8) / 2), y, MarkRadius);
            }

            canvas.Text(x + LegendSampleWidth - 2, y + 4, name);
            y += LegendRowHeight;
        }
    }
}
