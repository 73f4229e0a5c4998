using System.Globalization;
using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>The table with which a run ends: notebooks, cells, seconds, outcome; then how many were skipped, if any.</summary>
internal static class RunTable
{
    public static void Write(TextWriter writer, IReadOnlyList<NotebookRun> runs)
    {
        int width = runs.Max(run => run.Path.Length);
        writer.WriteLine();
        writer.WriteLine($"{"notebook".PadRight(width)}  {"cells",7}  {"seconds",7}  outcome");
        foreach (NotebookRun run in runs)
        {
            string cells = string.Create(CultureInfo.InvariantCulture, $"{run.CellsRun}/{run.CellCount}");
            string seconds = run.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            string reason = run.Outcome == RunOutcome.Skipped ? $": {run.Message}" : "";
            writer.WriteLine($"{run.Path.PadRight(width)}  {cells,7}  {seconds,7}  {Describe(run.Outcome)}{reason}");
        }

        int skipped = runs.Count(run => run.Outcome == RunOutcome.Skipped);
        if (skipped > 0)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{skipped} of {runs.Count} {(runs.Count == 1 ? "notebook" : "notebooks")} skipped."));
    }

    public static string Describe(RunOutcome outcome) => outcome switch
    {
        RunOutcome.Succeeded => "ok",
        RunOutcome.Skipped => "skipped",
        RunOutcome.Different => "DIFFERENT",
        RunOutcome.CellFailed => "FAILED",
        RunOutcome.PackageFailed => "PACKAGE NOT RESTORED",
        RunOutcome.TimedOut => "TIMED OUT",
        RunOutcome.ProcessEnded => "PROCESS ENDED",
        RunOutcome.Unreadable => "UNREADABLE",
        RunOutcome.NotWritten => "NOT WRITTEN",
        RunOutcome.HostFailed => "HOST FAILED",
        RunOutcome.Cancelled => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "There is no word for this outcome."),
    };
}
