using System.Globalization;
using System.Net;
using System.Text;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Reports;

/// <summary>The charted works of a report as an SVG: a line each, and on it how many times as long as ours everybody takes.</summary>
internal sealed class ComparisonChart
{
    private const int Width = 960, Left = 390, Right = 30, Top = 64, RowHeight = 26, Bottom = 46, Radius = 6;

    /// <summary>Told apart also by those who tell red from green badly: the palette of Okabe and Ito.</summary>
    private static readonly (string Peer, string Color)[] Series =
    [
        (PythonLibraries.Torch, "#d55e00"),
        (TensorLibrary.Name, "#0072b2"),
        (PythonLibraries.SciPy, "#cc79a7"),
        (MathNetLibrary.Name, "#e69f00"),
        (PythonLibraries.OpenBlas, "#009e73"),
        (Contender.Machine, "#767676"),
    ];

    private readonly StringBuilder _svg = new();
    private readonly double _leastLog, _mostLog;

    private ComparisonChart(IEnumerable<double> ratios)
    {
        double[] logs = [0, .. ratios.Select(Math.Log10)];
        (_leastLog, _mostLog) = (logs.Min() - 0.1, logs.Max() + 0.1);
    }

    /// <summary>The chart; only its axis where nothing is charted.</summary>
    public static string Of(ComparisonReport report)
    {
        Line[] lines = [.. report.Results.Where(result => result.Work.IsCharted).Select(LineOf).OfType<Line>()];
        return new ComparisonChart(lines.SelectMany(line => line.Ratios.Values)).Draw(lines, report.Machine);
    }

    private static Line? LineOf(WorkResult result)
    {
        if (result.Measurements.BestOf(Contender.Ours) is not { } ours) return null;
        Dictionary<string, double> ratios = [];
        foreach ((string peer, _) in Series)
        {
            if (result.Measurements.BestOf(peer) is { } measurement) ratios[peer] = measurement.Timing!.Median / ours.Timing!.Median;
        }

        return new Line($"{result.Work.OperationName}, {result.Work.Shape}", ratios);
    }

    private string Draw(Line[] lines, MachineFacts machine)
    {
        int bottom = Top + (lines.Length * RowHeight), height = bottom + Bottom;
        _svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" ");
        _svg.Append(CultureInfo.InvariantCulture, $"width=\"{Width}\" height=\"{height}\" ");
        _svg.Append("font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#1f2328\" role=\"img\">\n");
        _svg.Append("<title>How many times as long as SoftmaxNotebooks others take</title>\n");
        _svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        string title = $"Time relative to {Contender.Ours} = 1, medians; to the right of the line is slower";
        Text(12, 22, title, "start", "font-size=\"14\" font-weight=\"600\"");
        Legend(lines);
        Axis(bottom);
        for (int i = 0; i < lines.Length; i++) Draw(lines[i], Top + (i * RowHeight) + (RowHeight / 2));
        string place = string.Create(CultureInfo.InvariantCulture, $"{machine.Processor}, {machine.ProcessorCount} processors, {machine.Runtime}");
        Text(Width - Right, height - 8, place, "end", "font-size=\"10\" fill=\"#59636e\"");
        return _svg.Append("</svg>\n").ToString();
    }

    private void Legend(Line[] lines)
    {
        double x = 18;
        foreach ((string peer, string color) in Series.Where(series => lines.Any(line => line.Ratios.ContainsKey(series.Peer))))
        {
            Circle(x, 42, color, peer);
            Text(x + 11, 46, peer, "start");
            x += 38 + (7 * peer.Length);
        }
    }

    private void Axis(int bottom)
    {
        for (int exponent = (int)Math.Floor(_leastLog); exponent <= Math.Ceiling(_mostLog); exponent++)
        {
            foreach (int digit in (int[])[1, 2, 5])
            {
                double ratio = digit * Math.Pow(10, exponent);
                if (Math.Log10(ratio) < _leastLog || Math.Log10(ratio) > _mostLog) continue;
                string style = ratio == 1 ? "stroke=\"#1f2328\" stroke-width=\"2\"" : "stroke=\"#d8dee4\"";
                double x = X(ratio);
                _svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.#}\" y1=\"{Top}\" x2=\"{x:0.#}\" y2=\"{bottom}\" {style}/>\n");
                Text(x, bottom + 16, string.Create(CultureInfo.InvariantCulture, $"{ratio:0.###}"), "middle", "font-size=\"11\"");
            }
        }
    }

    private void Draw(Line line, int y)
    {
        Text(Left - 12, y + 4, line.Name, "end");
        foreach ((string peer, string color) in Series)
        {
            if (line.Ratios.TryGetValue(peer, out double ratio))
                Circle(X(ratio), y, color, string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {peer} {ratio:0.00} ×"));
        }
    }

    private double X(double ratio) => Left + ((Math.Log10(ratio) - _leastLog) / (_mostLog - _leastLog) * (Width - Left - Right));

    private void Circle(double x, double y, string color, string title) => _svg.Append(
        CultureInfo.InvariantCulture,
        $"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{Radius}\" fill=\"{color}\" fill-opacity=\"0.85\"><title>{Escaped(title)}</title></circle>\n");

    private void Text(double x, double y, string text, string anchor, string style = "") => _svg.Append(
        CultureInfo.InvariantCulture, $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\" {style}>{Escaped(text)}</text>\n");

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);

    private sealed record Line(string Name, IReadOnlyDictionary<string, double> Ratios);
}
