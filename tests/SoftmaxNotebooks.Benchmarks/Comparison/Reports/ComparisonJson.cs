using System.Text.Encodings.Web;
using System.Text.Json;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Reports;

/// <summary>A report for other programs.</summary>
internal static class ComparisonJson
{
    // Names and symbols are not for the inside of a web page.
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Times are seconds of a repetition.</summary>
    public static string Of(ComparisonReport report) => JsonSerializer.Serialize(
        new
        {
            report.Machine,
            report.Versions,
            report.IsQuick,
            Works = report.Results.Select(result => new
            {
                result.Work.Group,
                result.Work.Title,
                result.Work.Shape,
                Unit = result.Work.Unit.Name,
                Contenders = result.Measurements.Select(measurement => new
                {
                    measurement.Peer,
                    measurement.Setting,
                    Value = measurement.Timing is { } timing ? result.Work.Unit.FromSeconds(timing.Median) : (double?)null,
                    MedianSeconds = measurement.Timing?.Median,
                    BestSeconds = measurement.Timing?.Best,
                    Rounds = measurement.Timing?.Seconds.Count,
                    measurement.Timing?.Repetitions,
                    Deviation = measurement.Deviation is { } deviation && double.IsFinite(deviation) ? deviation : (double?)null,
                    measurement.Absence,
                }),
                result.Verdicts,
            }),
            report.Checks,
            Summary = report.Summary(),
        },
        Options) + "\n";
}
