using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>The place of a plot in its picture: what remains when title, ticks and labels have got theirs.</summary>
internal sealed class PlotFrame
{
    private const double Gap = 8;
    private const double LineHeight = 18;
    private const int LabelLength = 45;
    private const int MostTicks = 8;

    private readonly ChartAxis _x;
    private readonly ChartAxis _y;
    private readonly IReadOnlyList<Tick> _xTicks;
    private readonly IReadOnlyList<Tick> _yTicks;
    private readonly Chart _chart;
    private readonly double _pictureWidth;

    public PlotFrame(Chart chart, ChartAxis x, ChartAxis y, double width, double height, double legendWidth)
    {
        (_chart, _x, _y, _pictureWidth) = (chart, x, y, width);
        _yTicks = y.Ticks(MostTicks);
        double widestTick = _yTicks.Select(tick => SvgCanvas.WidthOf(tick.Text)).DefaultIfEmpty(0).Max();
        Left = widestTick + (2 * Gap) + (VerticalLabel.Length > 0 ? LineHeight : 0);
        Top = (2 * Gap) + (string.IsNullOrEmpty(chart.Title) ? 0 : LineHeight);
        Bottom = height - LineHeight - Gap - (HorizontalLabel.Length > 0 ? LineHeight : 0);
        Right = width - (legendWidth > 0 ? legendWidth + (2 * Gap) : 3 * Gap);
        _xTicks = TicksThatFit(x, Right - Left);
    }

    public double Left { get; }

    public double Right { get; }

    public double Top { get; }

    public double Bottom { get; }

    public double Width => Right - Left;

    private string HorizontalLabel => AxisLabel(_chart.XLabel, _x);

    private string VerticalLabel => AxisLabel(_chart.YLabel, _y);

    public double XOf(double value) => Left + (_x.PositionOf(value) * (Right - Left));

    public double YOf(double value) => Bottom - (_y.PositionOf(value) * (Bottom - Top));

    /// <summary>Everything around the lines: frame, ticks, title and labels. Without points the axes have nothing to measure.</summary>
    public void Draw(SvgCanvas canvas, bool isEmpty)
    {
        if (isEmpty) canvas.Text((Left + Right) / 2, (Top + Bottom) / 2, "nothing to draw", Anchor.Middle);
        else DrawTicks(canvas);
        canvas.Box(Left, Top, Right - Left, Bottom - Top);
        canvas.Title(_chart.Title, _pictureWidth);
        string horizontal = SvgCanvas.Fit(HorizontalLabel, Right - Left);
        string vertical = SvgCanvas.Fit(VerticalLabel, Bottom - Top);
        if (horizontal.Length > 0) canvas.Text((Left + Right) / 2, Bottom + (2 * LineHeight), horizontal, Anchor.Middle);
        if (vertical.Length > 0) canvas.VerticalText(LineHeight - 2, (Top + Bottom) / 2, vertical, Anchor.Middle);
    }

    private void DrawTicks(SvgCanvas canvas)
    {
        foreach (Tick tick in _xTicks)
        {
            canvas.Line(XOf(tick.Value), Top, XOf(tick.Value), Bottom, SvgCanvas.Grid);
            canvas.Text(XOf(tick.Value), Bottom + LineHeight - 2, tick.Text, Anchor.Middle);
        }

        foreach (Tick tick in _yTicks)
        {
            canvas.Line(Left, YOf(tick.Value), Right, YOf(tick.Value), SvgCanvas.Grid);
            canvas.Text(Left - Gap, YOf(tick.Value) + 4, tick.Text, Anchor.End);
        }
    }

    /// <summary>As many ticks as leave as much room between the numbers as a digit takes at each side.</summary>
    private static IReadOnlyList<Tick> TicksThatFit(ChartAxis axis, double width)
    {
        for (int most = MostTicks; most > 1; most--)
        {
            IReadOnlyList<Tick> ticks = axis.Ticks(most);
            bool fits = ticks.Zip(ticks.Skip(1)).All(pair =>
                (axis.PositionOf(pair.Second.Value) - axis.PositionOf(pair.First.Value)) * width
                    > ((SvgCanvas.WidthOf(pair.First.Text) + SvgCanvas.WidthOf(pair.Second.Text)) / 2) + Gap);
            if (fits) return ticks;
        }

        return [.. axis.Ticks(MostTicks).Take(1)];
    }

    private static string AxisLabel(string label, ChartAxis axis)
    {
        string name = Label.Shorten(label, LabelLength);
        return !axis.IsLogarithmic ? name : name.Length == 0 ? "log scale" : $"{name} (log scale)";
    }
}
