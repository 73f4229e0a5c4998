using System.Diagnostics;
using System.Globalization;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>Runs a notebook from its first cell to its last, or to the first that fails.</summary>
/// <param name="startSession">Starts a session for a notebook in the folder given.</param>
/// <param name="allowErrors">Go on after a cell that fails.</param>
/// <param name="parameters">Values for the notebook's parameters.</param>
/// <param name="progress">Is told of every cell.</param>
internal sealed class NotebookRunner(
    Func<string, CancellationToken, Task<INotebookSession>> startSession, bool allowErrors, NotebookParameters parameters, IRunProgress progress)
{
    /// <summary>Runs the notebook in memory: nothing is written. Never throws for what the notebook is or does.</summary>
    public async Task<NotebookRun> RunAsync(string path, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        NotebookDocument notebook;
        try
        {
            notebook = NotebookDocument.Load(path);
            parameters.Inject(notebook);
        }
        catch (DocumentException exception)
        {
            return new NotebookRun(path, RunOutcome.Unreadable, null, 0, 0, clock.Elapsed, $"{path}: {exception.Message}");
        }

        List<NotebookCell> cells = [.. notebook.CodeCells.Where(cell => cell.Source.Trim().Length > 0)];
        progress.NotebookStarted(path, cells.Count);
        foreach (NotebookCell cell in notebook.CodeCells)
            cell.SetOutputs([], executionCount: null);

        int run = 0;
        RunOutcome outcome = RunOutcome.Succeeded;
        string message = "";
        NotebookOutputs outputs = new();
        try
        {
            await using INotebookSession session = await startSession(Path.GetDirectoryName(Path.GetFullPath(path))!, cancellationToken);
            while (run < cells.Count && outcome == RunOutcome.Succeeded)
            {
                NotebookCell cell = cells[run];
                int number = ++run;
                progress.CellStarted(path, number);
                TimeSpan start = clock.Elapsed;
                CellOutcome ended = await ExecuteAsync(session, cell, number, outputs, cancellationToken);
                outcome = Judge(ended, cell);
                if (outcome == RunOutcome.Cancelled)
                    break;
                progress.CellFinished(path, number, clock.Elapsed - start, ended == CellOutcome.Succeeded || outcome is RunOutcome.Succeeded or RunOutcome.Skipped);
                // What is stored is worth more than the outputs of the few cells before this one.
                if (outcome == RunOutcome.Skipped)
                    return new NotebookRun(path, outcome, null, run, cells.Count, clock.Elapsed, NotebookSkip.Reason(outputs.ErrorOf(number)!.Message));
                if (outcome != RunOutcome.Succeeded)
                    message = Explain(path, cell, number, outputs.ErrorOf(number));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            outcome = RunOutcome.Cancelled;
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            outcome = RunOutcome.ProcessEnded;
            message = $"{path}: {exception.Message}";
        }

        // Only now: a background task may have gone on writing into an earlier cell.
        for (int number = 1; number <= run; number++)
            cells[number - 1].SetOutputs(outputs.ToJson(number), number);
        if (outcome == RunOutcome.Cancelled)
            message = $"{path}: stopped by the user in cell {run} of {cells.Count}.";
        return new NotebookRun(path, outcome, notebook, run, cells.Count, clock.Elapsed, message);
    }

    private static async Task<CellOutcome> ExecuteAsync(
        INotebookSession session, NotebookCell cell, int number, NotebookOutputs outputs, CancellationToken cancellationToken)
    {
        IOutputSink sink = outputs.SinkOf(number);
        if (CellLanguages.Find(cell.Language) is not { } language)
        {
            string message = $"The cell is written in {cell.Language}; this program runs C# and shows HTML, JavaScript and Markdown.";
            sink.Emit(new ErrorOutput("UnknownLanguage", message, [message]));
            return CellOutcome.Failed;
        }

        return await session.ExecuteAsync(new CellSubmission(number, cell.Source, language), sink, cancellationToken);
    }

    private RunOutcome Judge(CellOutcome ended, NotebookCell cell) => ended switch
    {
        CellOutcome.Succeeded => RunOutcome.Succeeded,
        CellOutcome.Failed when allowErrors || cell.HasTag(NotebookCell.RaisesExceptionTag) => RunOutcome.Succeeded,
        CellOutcome.PackageMissing when cell.HasTag(NotebookCell.SkipIfPackagesMissingTag) => RunOutcome.Skipped,
        CellOutcome.PackageFailed or CellOutcome.PackageMissing when allowErrors => RunOutcome.Succeeded,
        CellOutcome.Failed => RunOutcome.CellFailed,
        CellOutcome.PackageFailed or CellOutcome.PackageMissing => RunOutcome.PackageFailed,
        CellOutcome.TimedOut => RunOutcome.TimedOut,
        CellOutcome.ProcessEnded => RunOutcome.ProcessEnded,
        CellOutcome.Cancelled => RunOutcome.Cancelled,
        _ => throw new UnreachableException(),
    };

    private static string Explain(string path, NotebookCell cell, int number, ErrorOutput? error)
    {
        string id = cell.Id.Length > 0 ? $" (id {cell.Id})" : "";
        string head = string.Create(CultureInfo.InvariantCulture, $"{path}: cell [{number}]{id} failed");
        return error is null ? head + "." : $"{head} with {error.Name}\n{string.Join('\n', error.Traceback)}";
    }
}
