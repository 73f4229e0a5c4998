using System.Text;
using static SoftmaxNotebooks.Numerics.ReportNumber;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A report as plain text: what a console, a log or a notebook without HTML shows.</summary>
internal static class GradientCheckReportText
{
    /// <summary>A line of prose is folded here, so that it fits a terminal and the output of a notebook cell.</summary>
    private const int Width = 110;

    private const string Indent = "           ";

    /// <summary>Below this the ratio is rounding and the truncation of the difference: how far below says nothing about the gradient.</summary>
    private const double SmallestRatio = 1e-3;

    // As much as anybody reads. At most 24 kB, whatever a report holds: 20 rows of 220 bytes, 11 pieces of prose of 500 × 3, 16 steps of 50.
    private const int ShownEntries = 20;
    private const int ShownProse = 5;
    private const int ShownSteps = 16;
    private const int NameLength = 32;
    private const int ProseLength = 500;

    internal static string VerdictOf(GradientCheckReport report)
    {
        string total = report.EntryCount == 1 ? "1 derivative" : FormattableString.Invariant($"{report.EntryCount} derivatives");
        if (report.FailedCount > 0)
        {
            string place = report.Worst.Count == 0 ? "" : $" at {Cut(report.Worst[0].Name, NameLength)}";
            return FormattableString.Invariant($"{report.FailedCount} of {total}: worst ratio {BesideOne(report.WorstRatio)}{place}");
        }

        string agree = FormattableString.Invariant($"{report.EntryCount} of {total} {(report.EntryCount == 1 ? "agrees" : "agree")}");
        if (!report.Passed) return $"{agree}, but it is no derivative";
        double worst = report.WorstRatio;
        if (worst > 0.1) return $"{agree}: worst ratio {BesideOne(worst)}, margin {BesideOne(1 / worst)}×";
        int exponent = (int)Math.Ceiling(Math.Log10(Math.Max(worst, SmallestRatio)));
        return $"{agree}: worst ratio below {Short(Math.Pow(10, exponent))}, margin above {Long(Math.Pow(10, -exponent))}×";
    }

    internal static string Of(GradientCheckReport report)
    {
        var text = new StringBuilder();
        AppendLine(text, $"{(report.Passed ? "PASS" : "FAIL")}       {report.Verdict}");
        AppendLine(text, $"criterion  ratio = |analytic − numeric| / ({Short(report.AbsoluteTolerance)} + {Short(report.RelativeTolerance)}·|numeric|), above 1 fails");
        AppendLine(text, FormattableString.Invariant($"numeric    {Cut(report.Method, ProseLength)}, {report.EvaluationCount} evaluations"));
        foreach ((int k, GradientDiagnosis diagnosis) in report.Diagnoses.Take(ShownProse).Index())
        {
            AppendFolded(text, k == 0 ? "diagnosis  " : "or         ", diagnosis.ToString());
        }

        if (!report.Passed && report.Diagnoses.Count == 0) AppendLine(text, "diagnosis  none of the known mistakes fits");
        foreach (string note in report.Notes.Take(ShownProse)) AppendFolded(text, "note       ", note);
        if (!report.Passed && report.Worst.Count > 0)
        {
            AppendTable(text, report);
            AppendSweep(text, report, report.Worst[0]);
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void AppendTable(StringBuilder text, GradientCheckReport report)
    {
        string[][] rows =
        [
            ["derivative", "analytic", "numeric", "absolute", "relative", "ulp", "ratio", "input", "output"],
            .. report.Worst.Take(ShownEntries).Select(entry => new[]
            {
                Cut(entry.Name, NameLength) + (entry.NumericIsReliable ? "" : " (?)"),
                Long(entry.Analytic), Long(entry.Numeric), Short(entry.AbsoluteError), ShortOrDash(entry.RelativeError), Short(entry.UlpDistance),
                BesideOne(entry.Ratio), ShortOrDash(entry.InputValue), ShortOrDash(entry.OutputValue),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        AppendLine(text, "");
        foreach (string[] row in rows)
        {
            AppendLine(text, string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }

        int hidden = report.Worst.Count - ShownEntries;
        if (hidden > 0) AppendLine(text, FormattableString.Invariant($"… {hidden} more"));
    }

    private static void AppendSweep(StringBuilder text, GradientCheckReport report, GradientCheckEntry worst)
    {
        if (report.StepSweep.Count == 0) return;
        AppendLine(text, "");
        AppendLine(text, $"step sweep of {Cut(worst.Name, NameLength)}");
        AppendLine(text, $"{"h",8}  {"numeric",13}  |analytic − numeric|");
        foreach (StepSweepPoint point in report.StepSweep.Take(ShownSteps))
        {
            AppendLine(text, $"{Short(point.Step),8}  {Known(point.Derivative, point.Rounding),13}  {Short(Math.Abs(worst.Analytic - point.Derivative))}");
        }
    }

    /// <summary>The text in one line of at most so many characters.</summary>
    private static string Cut(string text, int length)
    {
        if (text.Length > length)
        {
            // Not between the halves of a surrogate pair.
            text = $"{text.AsSpan(0, char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)}…";
        }

        return PrintedText.OneLine(text, rune => rune.ToString());
    }

    private static void AppendFolded(StringBuilder text, string heading, string prose)
    {
        var line = new StringBuilder(heading);
        bool isFirst = true;
        foreach (string word in Cut(prose, ProseLength).Split(' '))
        {
            if (!isFirst && line.Length + 1 + word.Length > Width)
            {
                AppendLine(text, line.ToString());
                line.Clear().Append(Indent);
                isFirst = true;
            }

            if (!isFirst) line.Append(' ');
            line.Append(word);
            isFirst = false;
        }

        AppendLine(text, line.ToString());
    }

    private static void AppendLine(StringBuilder text, string line) => text.Append(line.TrimEnd()).Append('\n');
}
