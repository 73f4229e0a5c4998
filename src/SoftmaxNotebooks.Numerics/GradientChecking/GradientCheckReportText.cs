using System.Text;
using static SoftmaxNotebooks.Numerics.ReportNumber;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A report as plain text: what a console, a log or a notebook without HTML shows.</summary>
internal static class GradientCheckReportText
{
    /// <summary>A line of prose is folded here, so that it fits a terminal and the output of a notebook cell.</summary>
    private const int Width = 110;

    private const string Indent = "           ";

    internal static string Of(GradientCheckReport report)
    {
        var text = new StringBuilder();
        GradientCheckEntry worst = report.Worst[0];
        AppendLine(text, report.Passed
            ? $"PASS       {report.EntryCount} of {report.EntryCount} derivatives agree: worst ratio {Short(report.WorstRatio)} at {worst.Name}, margin {Margin(report.WorstRatio)}"
            : report.FailedCount == 0 ? $"FAIL       {report.EntryCount} of {report.EntryCount} derivatives agree, but it is no derivative"
            : $"FAIL       {report.FailedCount} of {report.EntryCount} derivatives: worst ratio {Short(report.WorstRatio)} at {worst.Name}");
        AppendLine(text, $"criterion  ratio = |analytic − numeric| / ({Short(report.AbsoluteTolerance)} + {Short(report.RelativeTolerance)}·|numeric|), above 1 fails");
        AppendLine(text, $"numeric    {report.Method}, {report.EvaluationCount} evaluations");
        for (int k = 0; k < report.Diagnoses.Count; k++)
        {
            AppendFolded(text, k == 0 ? "diagnosis  " : "or         ", report.Diagnoses[k].ToString());
        }

        if (!report.Passed && report.Diagnoses.Count == 0) AppendLine(text, "diagnosis  none of the known mistakes fits");
        foreach (string note in report.Notes) AppendFolded(text, "note       ", note);
        if (!report.Passed)
        {
            AppendTable(text, report.Worst);
            AppendSweep(text, report, worst);
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void AppendTable(StringBuilder text, IReadOnlyList<GradientCheckEntry> entries)
    {
        string[][] rows =
        [
            ["derivative", "analytic", "numeric", "absolute", "relative", "ulp", "ratio", "input", "output"],
            .. entries.Select(entry => new[]
            {
                entry.NumericIsReliable ? entry.Name : entry.Name + " (?)",
                Long(entry.Analytic), Long(entry.Numeric), Short(entry.AbsoluteError), ShortOrDash(entry.RelativeError), Short(entry.UlpDistance),
                Short(entry.Ratio), ShortOrDash(entry.InputValue), ShortOrDash(entry.OutputValue),
            }),
        ];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        AppendLine(text, "");
        foreach (string[] row in rows)
        {
            AppendLine(text, string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        }
    }

    private static void AppendSweep(StringBuilder text, GradientCheckReport report, GradientCheckEntry worst)
    {
        if (report.StepSweep.Count == 0) return;
        AppendLine(text, "");
        AppendLine(text, $"step sweep of {worst.Name}");
        AppendLine(text, $"{"h",8}  {"numeric",13}  |analytic − numeric|");
        foreach (StepSweepPoint point in report.StepSweep)
        {
            AppendLine(text, $"{Short(point.Step),8}  {Known(point.Derivative, point.Rounding),13}  {Short(Math.Abs(worst.Analytic - point.Derivative))}");
        }
    }

    /// <summary>How many times larger the differences could be.</summary>
    private static string Margin(double ratio) => ratio == 0 ? "complete" : $"{Short(1 / ratio)}×";

    private static void AppendFolded(StringBuilder text, string heading, string prose)
    {
        var line = new StringBuilder(heading);
        bool isFirst = true;
        foreach (string word in prose.Split(' '))
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
