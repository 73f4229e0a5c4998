using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>Keeps what a run says of itself.</summary>
internal sealed class RecordingProgress : IRunProgress
{
    public List<string> Events { get; } = [];

    public void NotebookStarted(string path, int cellCount) => Events.Add($"notebook of {cellCount}");

    public void CellStarted(string path, int cell) => Events.Add($"cell {cell}");

    public void CellFinished(string path, int cell, TimeSpan elapsed, bool succeeded) => Events.Add($"cell {cell} {(succeeded ? "ok" : "failed")}");

    public void NotebookFinished(NotebookRun run) => Events.Add(run.Outcome.ToString());
}
