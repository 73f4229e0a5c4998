using System.Collections.Concurrent;

namespace SoftmaxNotebooks.Interactive.Tests.Charts;

/// <summary>All that a chart says.</summary>
internal sealed record ChartForms(string Html, string Svg, string PlainText, string Plotly, string Description)
{
    public static ChartForms Of(Chart chart) => new(chart.ToHtml(), chart.ToSvg(), chart.ToPlainText(), chart.ToPlotly(), chart.ToString());
}

/// <summary>Charts at the edges of what can be drawn: what holds of a chart must hold of each of these.</summary>
internal static class ChartSamples
{
    private static readonly double[] Strange =
    [
        double.NaN, 1, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue,
        -0.0, 0, 5e-324, -2.2e-308, 1 / 3.0, 1e6, -1e-5, double.NaN, 7,
    ];

    private static readonly ConcurrentDictionary<string, ChartForms> Forms = new();

    public static readonly string[] HostileNames =
        ["<script>alert(1)</script>", "\" onload=\"x", "'&amp;'", "</title></svg>", "a\nb\u202Ec\0", "", new string('名', 1000), "]]><!--"];

    public static IReadOnlyDictionary<string, Chart> All { get; } = new Dictionary<string, Chart>
    {
        ["loss"] = new LineChart(Decay("train", 0.05, 20), Decay("validation", 0.2, 20))
        {
            Title = "Loss over the epochs", XLabel = "epoch", YLabel = "cross-entropy",
        },
        ["loss, logarithmic, six lines"] = new LineChart(
            [.. Enumerable.Range(0, 6).Select(i => Decay($"learning rate 1e-{i}", 1e-5 * (i + 1), 120))])
        {
            Title = "Loss", XLabel = "step", YLabel = "loss", LogY = true,
        },
        ["step sweep"] = new LineChart(new ChartSeries(
            "error", Enumerable.Range(-15, 16).Select(e => Math.Pow(10, e)), Enumerable.Range(-15, 16).Select(e => Math.Pow(10, 2 * e) + (1e-16 / Math.Pow(10, e)))))
        {
            Title = "Error of the central difference", XLabel = "h", YLabel = "|error|", LogX = true, LogY = true,
        },
        ["a long line"] = new LineChart(Noise(100_000)) { Title = "100,000 points" },
        ["twenty long lines"] = new LineChart([.. Enumerable.Range(0, 23).Select(i => new ChartSeries(
            new string('"', 100), Noise(5_000).Select(y => (y + i) * -1.2345678901234567e-300)))])
        {
            Title = new string('&', 1000), XLabel = new string('<', 1000), YLabel = new string('"', 1000),
        },
        ["no lines"] = new LineChart(Array.Empty<ChartSeries>()),
        ["an empty line"] = new LineChart(Array.Empty<double>()) { Title = "Empty" },
        ["one point"] = new LineChart([3.5]),
        ["one point at zero"] = new LineChart([0.0]),
        ["constant"] = new LineChart([0.5, 0.5, 0.5]),
        ["constant but for rounding"] = new LineChart([1, Math.BitIncrement(1), 1]),
        ["gaps"] = new LineChart([1, 2, double.NaN, 3, double.PositiveInfinity, 4, 5, 6]) { Title = "Gaps" },
        ["nothing finite"] = new LineChart([double.NaN, double.NegativeInfinity]),
        ["strange"] = new LineChart(new ChartSeries("strange", Strange), new ChartSeries("x", Strange, Strange)),
        ["strange, logarithmic"] = new LineChart(new ChartSeries("strange", Strange, Strange)) { LogX = true, LogY = true },
        ["subnormal"] = new LineChart([5e-324, 1e-323, 2e-323]),
        ["subnormal constant"] = new LineChart([5e-324]),
        ["huge"] = new LineChart([double.MinValue, double.MaxValue]),
        ["zeros, logarithmic"] = new LineChart([0, 0, 10, -1, 100]) { LogY = true },
        ["only zeros, logarithmic"] = new LineChart([0.0, 0]) { LogY = true },
        ["constant, logarithmic"] = new LineChart([0.5, 0.5]) { LogY = true },
        ["hostile"] = new LineChart([.. HostileNames.Select((name, i) => new ChartSeries(name, [i, i + 1]))])
        {
            Title = string.Concat(HostileNames), XLabel = HostileNames[0], YLabel = HostileNames[1],
        },
        ["a mark"] = new LineChart(new ChartSeries("loss", [3, 2, 1, 2])) { Mark = new("the lowest", 2, 1) },
        ["a mark at an edge"] = new LineChart([3, 2, 1]) { Mark = new(HostileNames[6], 2, 1), LogY = true },
        ["a mark outside"] = new LineChart([3, 2, 1]) { Mark = new(HostileNames[0], 1e300, double.NaN) },
        ["bars"] = new BarChart(["cat", "dog", "bird", "something with a rather long name"], [0.665, 0.2447, 0.09, 0.0003])
        {
            Title = "Which animal?", XLabel = "probability",
        },
        ["bars on both sides"] = new BarChart(["a", "b", "c", "d"], [-1.5, 2.25, double.NaN, -0.1]) { Title = "Logits", XLabel = "z", YLabel = "class" },
        ["no bars"] = new BarChart([], []),
        ["strange bars"] = new BarChart(Strange.Select((_, i) => $"{i}"), Strange),
        ["zero bars"] = new BarChart(["a", "b"], [0, -0.0]),
        ["infinite bars"] = new BarChart(["a", "b"], [double.PositiveInfinity, double.NegativeInfinity]),
        ["many bars"] = new BarChart(Enumerable.Repeat(new string('"', 100), 10_000), Noise(10_000)),
        ["hostile bars"] = new BarChart(HostileNames, HostileNames.Select((_, i) => (double)i))
        {
            Title = string.Concat(HostileNames), XLabel = HostileNames[0], YLabel = HostileNames[1],
        },
        ["matrix"] = new Heatmap(Wave(6, 6)) { Title = "Jacobian", XLabel = "input", YLabel = "output" },
        ["named matrix"] = new Heatmap(Counts(10))
        {
            Title = "Confusion", XLabel = "predicted", YLabel = "true",
            RowNames = [.. Enumerable.Range(0, 10).Select(i => $"digit {i}")], ColumnNames = [.. Enumerable.Range(0, 10).Select(i => $"digit {i}")],
        },
        ["matrix with NaN"] = new Heatmap(new[,] { { 1, double.NaN }, { double.NegativeInfinity, -0.25 } }) { Title = "Not finite" },
        ["wide matrix"] = new Heatmap(Wave(10, 784)) { Title = "10 × 784", XLabel = "pixel", YLabel = "class" },
        ["large matrix"] = new Heatmap(Random(400, 400)) { Title = "400 × 400", Scale = HeatmapScale.Sequential },
        ["largest image"] = new Heatmap(Random(180, 200)),
        ["tall matrix"] = new Heatmap(Wave(3000, 2)),
        ["row matrix"] = new Heatmap(Wave(1, 3000)),
        ["one cell"] = new Heatmap(new double[,] { { 3 } }),
        ["empty matrix"] = new Heatmap(new double[0, 3]),
        ["nothing finite in a matrix"] = new Heatmap(new[,] { { double.NaN } }),
        ["huge matrix"] = new Heatmap(new[,] { { double.MaxValue, double.MinValue } }) { Scale = HeatmapScale.Sequential },
        ["subnormal matrix"] = new Heatmap(new[,] { { 5e-324, 0 }, { 0, 0 } }),
        ["zero matrix"] = new Heatmap(new double[3, 3]) { Scale = HeatmapScale.Diverging },
        ["hostile matrix"] = new Heatmap(Wave(8, 8))
        {
            Title = string.Concat(HostileNames), XLabel = HostileNames[0], YLabel = HostileNames[1], RowNames = HostileNames, ColumnNames = HostileNames,
        },
    };

    /// <summary>Each sample in every form, drawn once for all who look at it.</summary>
    public static ChartForms FormsOf(string name) => Forms.GetOrAdd(name, _ => ChartForms.Of(All[name]));

    public static double[] Noise(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(i => Math.Sin(i * 6.0 / count) + (0.3 * random.NextDouble()))];
    }

    private static ChartSeries Decay(string name, double floor, int count)
        => new(name, Enumerable.Range(0, count).Select(i => floor + (2.3 * Math.Exp(-8.0 * i / count))));

    private static double[,] Wave(int rowCount, int columnCount) => Build(rowCount, columnCount, (i, j) => Math.Sin(i + (0.7 * j)) / 4);

    private static double[,] Counts(int count) => Build(count, count, (i, j) => i == j ? 90 + i : (i * j) % 4);

    private static double[,] Random(int rowCount, int columnCount)
    {
        var random = new Random(1);
        return Build(rowCount, columnCount, (_, _) => random.NextDouble() - 0.5);
    }

    private static double[,] Build(int rowCount, int columnCount, Func<int, int, double> entry)
    {
        var matrix = new double[rowCount, columnCount];
        for (int i = 0; i < rowCount; i++)
        {
            for (int j = 0; j < columnCount; j++) matrix[i, j] = entry(i, j);
        }

        return matrix;
    }
}
