using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>How a notebook's run ended. The order is that of gravity, for the one exit code that several notebooks share.</summary>
internal enum RunOutcome
{
    Succeeded,

    /// <summary>A cell that says so asked for packages that no source has; the notebook is left as it is.</summary>
    Skipped,

    /// <summary>Verified, and an output differs from the stored one.</summary>
    Different,

    /// <summary>A cell did not compile, or threw.</summary>
    CellFailed,

    /// <summary>A package could not be restored.</summary>
    PackageFailed,

    /// <summary>A cell ran longer than it may.</summary>
    TimedOut,

    /// <summary>A cell ended the notebook's process.</summary>
    ProcessEnded,

    /// <summary>The notebook is not there, or is no notebook.</summary>
    Unreadable,

    /// <summary>The executed notebook could not be written.</summary>
    NotWritten,

    /// <summary>This program failed where it should not.</summary>
    HostFailed,

    /// <summary>The user stopped it.</summary>
    Cancelled,
}

/// <summary>What came of one notebook.</summary>
/// <param name="Path">Where it was read from, as the user wrote it.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Notebook">The notebook with its new outputs, also when it ended early; null if it could not be read, or was skipped.</param>
/// <param name="CellsRun">How many code cells ran.</param>
/// <param name="CellCount">How many code cells there are.</param>
/// <param name="Elapsed">How long it took, the start of its process included.</param>
/// <param name="Message">What to tell the user, in a line or a few; empty where there is nothing to say. For a skipped notebook one line, the reason.</param>
internal sealed record NotebookRun(
    string Path, RunOutcome Outcome, NotebookDocument? Notebook, int CellsRun, int CellCount, TimeSpan Elapsed, string Message);

/// <summary>Follows notebooks while they run. Calls come from several threads when several run at once.</summary>
internal interface IRunProgress
{
    void NotebookStarted(string path, int cellCount);

    void CellStarted(string path, int cell);

    void CellFinished(string path, int cell, TimeSpan elapsed, bool succeeded);

    void NotebookFinished(NotebookRun run);
}
