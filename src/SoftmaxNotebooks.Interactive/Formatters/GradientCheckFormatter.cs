using System.Globalization;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A gradient check: the verdict and its criterion, the mistake in words, then the numbers that show it.</summary>
/// <remarks>
/// Numbers that are nothing but rounding differ from one processor to the next, and a stored notebook has to read the same on all: the
/// derivatives that agree are counted and not listed, and a margin is said to the power of ten.
/// </remarks>
internal sealed class GradientCheckFormatter(GradientCheckReport report) : IRendering
{
    // Bounds that keep the whole below 128,000 bytes when every character of every name has to be escaped with five: 17 × 17 cells of
    // 250 bytes, 20 rows of 700, 34 headers of 180, 10 pieces of prose of 500 × 5, 16 steps of 150,
    // a chart of 8,000.
    private const int ShownNames = 16;
    private const int ShownEntries = 20;
    private const int ShownProse = 5;
    private const int ShownSteps = 16;
    private const int EntryNameLength = 32;

    /// <summary>Pixels of a name beside eight columns of numbers as long as they get.</summary>
    private const double EntryNameWidth = 130;
    private const int ProseLength = 500;

    /// <summary>The analytic value comes of a few operations on numbers of the size of the largest: so much of that is their rounding.</summary>
    private const double AnalyticRounding = 1e-14;

    /// <summary>Above this share of rounding a difference has less than two digits that are the same on every processor.</summary>
    private const double DrawnRounding = 0.01;

    private readonly double _largestAnalytic = report.Analytic.SelectMany(row => row).Select(Math.Abs).Where(double.IsFinite).DefaultIfEmpty(0).Max();

    public string ToHtml() => new Document([.. Parts()]).ToHtml();

    public string ToPlainText() => report.ToString();

    private IEnumerable<IDocumentPart> Parts()
    {
        yield return new Line(Prose($"{(report.Passed ? "✓ PASS" : "✗ FAIL")}  {report.Verdict}"), IsStrong: true);
        yield return new Line(
            $"Criterion: ratio = |analytic − numeric| / ({Words.Number(report.AbsoluteTolerance)} + "
            + $"{Words.Number(report.RelativeTolerance)}·|numeric|), above 1 fails");
        yield return new Line(Prose($"Numeric: {report.Method}, {Words.Count(report.EvaluationCount, "evaluation", "evaluations")}"));
        foreach ((int k, GradientDiagnosis diagnosis) in report.Diagnoses.Take(ShownProse).Index())
        {
            yield return new Line(Prose($"{(k == 0 ? "Diagnosis" : "Or")}: {diagnosis}"), IsStrong: true);
        }

        if (!report.Passed && report.Diagnoses.Count == 0) yield return new Line("Diagnosis: none of the known mistakes fits");
        foreach (string note in report.Notes.Take(ShownProse)) yield return new Line(Prose($"Note: {note}"));
        if (report.FailedCount == 0) yield break;

        GradientCheckEntry[] failed = [.. report.Worst.Where(entry => !(entry.Ratio <= 1)).Take(ShownEntries)];
        yield return WorstTable(failed);
        if (failed.Any(entry => !entry.NumericIsReliable))
        {
            yield return new Line("(?) The numerical derivative does not settle there: it proves nothing.");
        }

        yield return RatioTable().ToGrid();
        yield return new Line("Above 0 fails, ✓ agrees; rows are outputs, columns inputs");
        foreach (IDocumentPart part in StepSweep()) yield return part;
    }

    private string AtTheWorst(string preposition)
        => report.Worst.Count == 0 ? "" : $"{preposition}{Label.Shorten(report.Worst[0].Name, EntryNameLength)}";

    private Grid WorstTable(GradientCheckEntry[] failed)
    {
        string caption = failed.Length < report.FailedCount
            ? $"The worst {NumberFormat.Index(failed.Length)} of {NumberFormat.Index(report.FailedCount)} that fail"
            : report.FailedCount < report.EntryCount
                ? $"Those that fail; {Words.Count(report.EntryCount - report.FailedCount, "other agrees", "others agree")}"
                : "All fail";
        string[] names = ["derivative", "analytic", "numeric", "absolute", "relative", "ulp", "ratio", "input", "output"];
        return new Grid(caption, [.. names.Select(name => new Column(name))], [.. failed.Select(RowOf)]);
    }

    private GridRow RowOf(GradientCheckEntry entry)
    {
        // What is measured where the measurement does not settle has no digits to rely on.
        int digits = entry.NumericIsReliable ? 7 : 2, errorDigits = entry.NumericIsReliable ? 3 : 2;
        string name = Label.Fit(entry.Name, EntryNameWidth);
        return new GridRow(
            false,
            new Cell(entry.NumericIsReliable ? name : $"{name} (?)", Label.TitleOf(entry.Name, name)),
            new Cell(AnalyticText(entry.Analytic)),
            new Cell(Words.Known(entry.Numeric, RoundingAt(entry.Output, entry.Input), digits)),
            new Cell(Words.Number(entry.AbsoluteError, errorDigits)),
            new Cell(Words.NumberOrDash(entry.RelativeError, errorDigits)),
            new Cell(Words.Number(entry.UlpDistance, errorDigits)),
            new Cell(Words.BesideOne(entry.Ratio, errorDigits)),
            new Cell(Words.NumberOrDash(entry.InputValue)),
            new Cell(Words.NumberOrDash(entry.OutputValue)));
    }

    /// <summary>Where the mistake is: a pattern in rows, columns or the diagonal says more than the ten worst entries.</summary>
    private CrossTable RatioTable()
    {
        double largest = AllRatios().Where(double.IsFinite).DefaultIfEmpty(1).Max();
        double end = Math.Max(1, Math.Log10(Math.Max(largest, 1)));
        return new CrossTable
        {
            Caption = "log₁₀ of the ratio",
            Rows = new Axis(report.Analytic.Count, output => report.OutputNames[output]),
            Columns = new Axis(report.Analytic.Count == 0 ? 0 : report.Analytic[0].Count, input => report.InputNames[input]),
            CellAt = (output, input) => RatioCell(output, input, end),
            Limit = ShownNames,
            RowsAre = "outputs",
        };
    }

    private Cell RatioCell(int output, int input, double end)
    {
        double ratio = report.Ratio(output, input);
        if (ratio <= 1) return new Cell("✓");
        double log = Math.Log10(ratio);
        // What fails is above 0, however little.
        string text = log < 0.05 ? ">0" : double.IsFinite(log) ? log.ToString("F1", CultureInfo.InvariantCulture) : Words.Number(log);
        return new Cell(
            text,
            $"analytic {AnalyticText(report.Analytic[output][input])}, "
            + $"numeric {Words.Known(report.Numeric[output][input], RoundingAt(output, input), 7)}, ratio {Words.BesideOne(ratio)}",
            double.IsFinite(log) ? ColorMap.Diverging(Math.Clamp(log / end, 0, 1)) : ColorMap.Neutral);
    }

    /// <summary>Of all entries, so that the colours of a part are those of the whole.</summary>
    private IEnumerable<double> AllRatios()
        => report.Analytic.Select((row, output) => row.Select((_, input) => report.Ratio(output, input))).SelectMany(ratios => ratios);

    /// <summary>How the difference depends on the step, as a chart and as a table.</summary>
    private IEnumerable<IDocumentPart> StepSweep()
    {
        if (report.StepSweep.Count == 0 || report.Worst.Count == 0) yield break;
        double analytic = report.Worst[0].Analytic;
        // From NaN or infinity no step has a distance, so there is nothing to compare and no shape to read.
        bool isComparable = double.IsFinite(analytic);
        foreach (IDocumentPart part in SweepChart(analytic)) yield return part;
        yield return new Grid(
            $"Step sweep{AtTheWorst(" of ")}",
            [new Column("h"), new Column("numeric"), .. isComparable ? [new Column("|analytic − numeric|")] : Array.Empty<Column>()],
            [
                .. report.StepSweep.Take(ShownSteps).Select(point => new GridRow(
                    false,
                    [
                        new Cell(Words.Number(point.Step)),
                        new Cell(Words.Known(point.Derivative, point.Rounding, 7)),
                        .. isComparable
                            ? [new Cell(Words.Known(Math.Abs(analytic - point.Derivative), point.Rounding, 3))]
                            : Array.Empty<Cell>(),
                    ])),
            ]);
        // At a kink it is level too, and says nothing.
        if (isComparable && report.Worst[0].NumericIsReliable) yield return new Line("The difference is level where the gradient is wrong, V-shaped where only the step is");
    }

    /// <summary>The differences that are more than rounding, in the two digits that are known of each.</summary>
    /// <remarks>Beside them what would pass: by itself a level difference would be drawn as large as its last digit makes it.</remarks>
    private IEnumerable<IDocumentPart> SweepChart(double analytic)
    {
        (string Step, string Difference)[] points = [.. report.StepSweep
            .Take(ShownSteps)
            .Select(point => (point.Step, point.Rounding, Difference: Math.Abs(analytic - point.Derivative)))
            .Where(point => point.Step > 0 && point.Difference > 0 && double.IsFinite(point.Difference) && point.Rounding < DrawnRounding * point.Difference)
            .Select(point => (Words.Number(point.Step), Words.Number(point.Difference, 2)))];
        // One point has no slope.
        if (points.Length < 2) yield break;
        double[] steps = [.. points.Select(point => Parse(point.Step))];
        string allowed = Words.Number(report.AbsoluteTolerance + (report.RelativeTolerance * Math.Abs(report.Worst[0].Numeric)), 2);
        var chart = new LineChart(
            new ChartSeries("difference", steps, points.Select(point => Parse(point.Difference))),
            new ChartSeries("allowed", steps, steps.Select(_ => Parse(allowed))))
        {
            Title = "Step sweep", XLabel = "h", YLabel = "|analytic − numeric|", LogX = true, LogY = true,
        };
        yield return new Picture(chart.ToSvg(), chart.ToString());
        yield return new Line("Drawn: the steps whose rounding is below 1 % of the difference");

        static double Parse(string number) => double.TryParse(number, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
    }

    private string AnalyticText(double value) => Words.Known(value, AnalyticRounding * _largestAnalytic, 7);

    /// <summary>How much of the measured value may be rounding; 0 where the report does not say.</summary>
    private double RoundingAt(int output, int input)
        => output < report.Rounding.Count && input < report.Rounding[output].Count ? report.Rounding[output][input] : 0;

    private static string Prose(string text) => Label.Shorten(text, ProseLength);
}
