using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>What it takes to show a value, as a Markdown table.</summary>
internal static class FormatterTable
{
    /// <summary>Between which comments README has the table.</summary>
    public const string SectionName = "formatters";

    private const string Html = "text/html";
    private const string PlainText = "text/plain";

    // The runtime compiles a method anew when it has been called 30 times, in the background 100 ms later.
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Measuring = TimeSpan.FromMilliseconds(600);
    private const int FewestRuns = 15;

    /// <summary>The table with the times of this machine.</summary>
    public static string Measure() => Join(
        Rows(MedianMilliseconds),
        $"Times: {Machine()}. {ContrastFact()}");

    /// <summary>What must be the same wherever it is measured: each row as far as the times, and the contrast.</summary>
    public static (IReadOnlyList<string> RowStarts, string Contrast) Expected()
    {
        string[] rows = [.. Rows(_ => 0)];
        return ([.. rows.Select(WithoutTime)], ContrastFact());
    }

    /// <summary>A row without its last cell.</summary>
    public static string WithoutTime(string row) => row[..row.TrimEnd('|', ' ').LastIndexOf('|')];

    private static string Join(IEnumerable<string> rows, string facts) => string.Join('\n',
    [
        "| value | text/html, bytes | text/plain, bytes | both, median ms |",
        "| --- | ---: | ---: | ---: |",
        .. rows,
        "",
        facts,
    ]);

    private static IEnumerable<string> Rows(Func<object, double> millisecondsOf)
    {
        SoftmaxExtension.Load();
        return RenderedValues.All.Select(sample => string.Create(
            CultureInfo.InvariantCulture,
            $"| {sample.Name} | {Bytes(sample.Value, Html):N0} | {Bytes(sample.Value, PlainText):N0} | {millisecondsOf(sample.Value):F2} |"));
    }

    private static int Bytes(object value, string mimeType) => Encoding.UTF8.GetByteCount(value.ToDisplayString(mimeType));

    private static double MedianMilliseconds(object value)
    {
        _ = Run(value, WarmUp);
        double[] milliseconds = [.. Run(value, Measuring).Order()];
        return milliseconds[milliseconds.Length / 2];
    }

    private static List<double> Run(object value, TimeSpan duration)
    {
        List<double> milliseconds = [];
        long begin = Stopwatch.GetTimestamp();
        while (milliseconds.Count < FewestRuns || Stopwatch.GetElapsedTime(begin) < duration)
        {
            long start = Stopwatch.GetTimestamp();
            _ = value.ToDisplayString(Html);
            _ = value.ToDisplayString(PlainText);
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return milliseconds;
    }

    private static string Machine() => FormattableString.Invariant(
        $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} cores");

    private static string ContrastFact()
    {
        Color[] grounds =
        [
            .. Enumerable.Range(-ColorMap.Levels, (2 * ColorMap.Levels) + 1).Select(level => ColorMap.Diverging(level / (double)ColorMap.Levels)),
            ColorMap.Neutral,
        ];
        double least = grounds.Min(ground => Color.Contrast(ground, TextOn(ground)));
        return FormattableString.Invariant($"Text contrasts with each of the {grounds.Length} colours of the map at least {least:F2} to 1.");
    }

    private static Color TextOn(Color ground) => ground.ToGroundStyle().EndsWith("#000", StringComparison.Ordinal) ? Color.Black : Color.White;
}
