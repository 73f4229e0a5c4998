using System.Globalization;
using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>Handles several notebooks, a few at a time, and tells of them: progress while they run, then what went wrong, then the table.</summary>
/// <param name="Output">For the progress and the table.</param>
/// <param name="Error">For what went wrong.</param>
/// <param name="LineWidth">The width of the terminal that <paramref name="Output"/> is; null where it is none.</param>
internal sealed record NotebookBatch(TextWriter Output, TextWriter Error, Func<int>? LineWidth)
{
    /// <summary>One that fails does not keep the others from running.</summary>
    /// <returns>The program's exit code.</returns>
    public async Task<int> RunAsync(
        IReadOnlyList<NotebookFile> files, int jobs, Func<NotebookFile, IRunProgress, CancellationToken, Task<NotebookRun>> handle,
        Func<IReadOnlyList<NotebookRun>, string> closingLine, CancellationToken cancellationToken)
    {
        NotebookRun?[] runs = new NotebookRun?[files.Count];
        using (ProgressView progress = new(Output, LineWidth, TimeProvider.System))
        {
            // Not cancelled itself: each notebook that has begun ends in order and writes what it has.
            await Parallel.ForAsync(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, async (i, _) =>
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                NotebookRun run = await HandleAsync(files[i], progress);
                runs[i] = run;
                progress.NotebookFinished(run);
            });
        }

        List<NotebookRun> ended = [.. runs.OfType<NotebookRun>()];
        // Why one was skipped is in its row.
        foreach (NotebookRun run in ended.Where(run => run.Message.Length > 0 && run.Outcome != RunOutcome.Skipped))
            await Error.WriteLineAsync($"\n{run.Message}");
        if (ended.Count > 0)
            RunTable.Write(Output, ended);
        if (closingLine(ended) is { Length: > 0 } line)
            await Output.WriteLineAsync($"\n{line}");
        if (ended.Count < files.Count)
            await Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"\nStopped; {files.Count - ended.Count} of {files.Count} notebooks were not begun."));
        return cancellationToken.IsCancellationRequested ? ExitCodes.Cancelled : ended.Max(run => ExitCodes.Of(run.Outcome));

        async Task<NotebookRun> HandleAsync(NotebookFile file, IRunProgress progress)
        {
            try
            {
                return await handle(file, progress, cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // A defect of this program, whatever the notebook did. It costs this notebook and not the others.
                return new NotebookRun(file.Path, RunOutcome.HostFailed, null, 0, 0, TimeSpan.Zero, $"{file.Path}: this program failed, please report it: {exception}");
            }
        }
    }
}
