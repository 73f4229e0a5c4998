using System.Text;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive;

/// <summary>Named numbers as bars from zero, one below the other, each with its number at its end.</summary>
/// <remarks>
/// <code>
/// new BarChart(["cat", "dog", "bird"], z.Softmax()) { Title = "Which animal?", XLabel = "probability" }
/// </code>
/// Always from zero and never logarithmic, because the length of a bar stands for its number. A number that is not finite has its text and
/// no bar.
/// </remarks>
public sealed class BarChart : Chart
{
    private const double ChartWidth = 720;
    private const double RowHeight = 22;
    private const double BarHeight = 15;
    private const double LineHeight = 18;
    private const double Gap = 8;
    private const double NameWidth = 190;
    private const int MostBars = 30;
    private const int MostTicks = 7;
    private const int TextWidth = 40;

    /// <summary>Blue and orange as in the tables; here the side of zero says the sign, too.</summary>
    private const string Positive = "#0072b2";
    private const string Negative = "#d55e00";

    /// <summary>A bar for each value.</summary>
    /// <remarks>Both are copied.</remarks>
    /// <exception cref="ArgumentException">There are not as many names as values.</exception>
    public BarChart(IEnumerable<string> names, IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(values);
        Names = [.. names];
        Values = [.. values];
        if (Names.Count != Values.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"{Names.Count} names for {Values.Count} values."), nameof(names));
        }
    }

    /// <summary>What each bar stands for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How long each bar is.</summary>
    public IReadOnlyList<double> Values { get; }

    internal override string Description
    {
        get
        {
            if (Values.Count == 0) return $"{Heading("Bar chart")}: no bars.";
            string count = Values.Count == 1 ? "1 bar" : $"{NumberFormat.Index(Values.Count)} bars";
            string notFinite = Values.Count(value => !double.IsFinite(value)) is var n and > 0 ? $", {NumberFormat.Index(n)} not finite" : "";
            int[] finite = [.. Enumerable.Range(0, Values.Count).Where(i => double.IsFinite(Values[i]))];
            string range = finite.Length == 0
                ? ""
                : $", smallest {At(finite.MinBy(i => Values[i]))}, largest {At(finite.MaxBy(i => Values[i]))}";
            return $"{Heading("Bar chart")}: {count}{notFinite}{range}.";

            string At(int i) => $"{NumberFormat.Alone(Values[i])} for {Name(i)}";
        }
    }

    internal override IReadOnlyList<string> Notes => Values.Count <= MostBars
        ? []
        : [$"The {NumberFormat.Index(MostBars)} longest bars; {NumberFormat.Index(Values.Count - MostBars)} others are not shown."];

    /// <summary>The longest, in the order in which they were given; what is not finite before all others.</summary>
    private int[] Shown => Values.Count <= MostBars
        ? [.. Enumerable.Range(0, Values.Count)]
        : [.. Enumerable.Range(0, Values.Count).OrderByDescending(Length).Take(MostBars).Order()];

    /// <inheritdoc/>
    public override string ToSvg()
    {
        int[] shown = Shown;
        double[] finite = [.. shown.Select(i => Values[i]).Where(double.IsFinite).Append(0)];
        ChartAxis axis = ChartAxis.Of(finite.Min(), finite.Max(), isLogarithmic: false, padding: 0);
        string[] texts = ShortTexts(shown);
        double numberWidth = texts.Select(SvgCanvas.WidthOf).DefaultIfEmpty(0).Max() + Gap;
        double nameWidth = shown.Select(i => SvgCanvas.WidthOf(Name(i))).DefaultIfEmpty(0).Max();
        double frameLeft = nameWidth + (2 * Gap) + (string.IsNullOrEmpty(YLabel) ? 0 : LineHeight);
        double left = frameLeft + (finite.Min() < 0 ? numberWidth : 0);
        double frameRight = ChartWidth - Gap;
        double right = frameRight - numberWidth;
        double top = Gap + (string.IsNullOrEmpty(Title) ? 0 : LineHeight + Gap);
        double bottom = top + (Math.Max(1, shown.Length) * RowHeight) + 6;
        double height = bottom + LineHeight + Gap + (string.IsNullOrEmpty(XLabel) ? 0 : LineHeight);
        double XOf(double value) => left + (axis.PositionOf(value) * (right - left));

        return SvgCanvas.Draw(ChartWidth, height, Heading("Bar chart"), Description, canvas =>
        {
            if (shown.Length == 0)
            {
                canvas.Text(ChartWidth / 2, top + 16, "nothing to draw", Anchor.Middle);
                canvas.Title(Title, ChartWidth);
                return;
            }

            foreach (Tick tick in axis.Ticks(MostTicks))
            {
                canvas.Line(XOf(tick.Value), top, XOf(tick.Value), bottom, tick.Value == 0 ? SvgCanvas.Frame : SvgCanvas.Grid);
                canvas.Text(XOf(tick.Value), bottom + LineHeight - 2, tick.Text, Anchor.Middle);
            }

            for (int row = 0; row < shown.Length; row++)
            {
                double y = top + 3 + (row * RowHeight) + ((RowHeight - BarHeight) / 2);
                double value = Values[shown[row]];
                double end = XOf(double.IsFinite(value) ? value : 0);
                canvas.Text(frameLeft - Gap, y + 12, Name(shown[row]), Anchor.End);
                canvas.Rectangle(Math.Min(XOf(0), end), y, Math.Abs(end - XOf(0)), BarHeight, value < 0 ? Negative : Positive);
                bool isLeft = value < 0 && double.IsFinite(value);
                canvas.Text(end + (isLeft ? -4 : 4), y + 12, texts[row], isLeft ? Anchor.End : Anchor.Start);
            }

            canvas.Title(Title, ChartWidth);
            string xLabel = SvgCanvas.Fit(XLabel, right - left);
            string yLabel = SvgCanvas.Fit(YLabel, height - Gap);
            if (xLabel.Length > 0) canvas.Text((left + right) / 2, bottom + (2 * LineHeight), xLabel, Anchor.Middle);
            if (yLabel.Length > 0) canvas.VerticalText(LineHeight - 2, height / 2, yLabel, Anchor.Middle);
        });
    }

    /// <inheritdoc/>
    public override string ToPlainText()
    {
        int[] shown = Shown;
        double longest = shown.Select(i => Math.Abs(Values[i])).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        string[] texts = ShortTexts(shown);
        int nameLength = shown.Select(i => Name(i).Length).DefaultIfEmpty(0).Max();
        int textLength = texts.Select(text => text.Length).DefaultIfEmpty(0).Max();
        var text = new StringBuilder(Description);
        for (int row = 0; row < shown.Length; row++)
        {
            text.Append('\n').Append(Name(shown[row]).PadRight(nameLength)).Append("  ").Append(texts[row].PadLeft(textLength));
            string bar = TextBar(Values[shown[row]], longest);
            if (bar.Length > 0) text.Append("  ").Append(bar);
        }

        foreach (string note in Notes) text.Append('\n').Append(note);
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToPlotly() => PlotlyFigure.OfBars(this, [.. Shown.Select(i => (Name(i), Values[i]))]);

    internal override void WriteValues(HtmlWriter html) => WriteTable(
        html,
        string.IsNullOrEmpty(XLabel) ? "Values" : Label.Shorten(XLabel, 60),
        new Axis(Values.Count, i => Names[i]),
        new Axis(1, _ => "value"),
        (row, _) => Number.Of(Values[row]).Full);

    private static double Length(double value) => double.IsFinite(value) ? Math.Abs(value) : double.PositiveInfinity;

    /// <summary>Eighths of a character for what is above zero; below zero shaded characters, which have no eighths.</summary>
    private static string TextBar(double value, double longest)
    {
        if (!double.IsFinite(value) || longest == 0) return "";
        int eighths = (int)Math.Round(Math.Abs(value) / longest * TextWidth * 8);
        if (value < 0) return new string('▒', (eighths + 7) / 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : "▏▎▍▌▋▊▉"[(eighths % 8) - 1]);
    }

    private double Length(int i) => Length(Values[i]);

    private string Name(int i) => SvgCanvas.Fit(Names[i], NameWidth);

    private string[] ShortTexts(int[] shown)
    {
        NumberFormat format = NumberFormat.For(shown.Select(i => Number.Of(Values[i])));
        return [.. shown.Select(i => format.Short(Values[i]))];
    }
}
