using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Notebooks;

/// <summary>What the runner makes of what a session answers; the session here does as the cell's text says.</summary>
public sealed class NotebookRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private sealed class ObedientSession : INotebookSession
    {
        public Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sink.Emit(new StreamOutput("stdout", $"{cell.Number} {cell.Language}"));
            CellOutcome outcome = Enum.TryParse(cell.Code, out CellOutcome named) ? named : CellOutcome.Succeeded;
            if (outcome != CellOutcome.Succeeded)
                sink.Emit(new ErrorOutput("Named", $"as told: {outcome}\nwhat one source said\nand what another", ["line"]));
            return Task.FromResult(outcome);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private async Task<(NotebookRun Run, RecordingProgress Progress)> RunAsync(JsonObject[] cells, bool allowErrors = false, CancellationToken? token = null)
    {
        string path = _folder.Write("n.ipynb", NotebookJson.Of(cells));
        RecordingProgress progress = new();
        NotebookRunner runner = new((_, _) => Task.FromResult<INotebookSession>(new ObedientSession()), allowErrors, NotebookParameters.None, progress);
        return (await runner.RunAsync(path, token ?? TestContext.Current.CancellationToken), progress);
    }

    private static string[] Shown(NotebookRun run) =>
        [.. run.Notebook!.Cells.Select(cell => string.Concat(cell.Outputs.Where(output => output["text"] is not null).Select(output => MultilineText.Join(output["text"]))))];

    [Fact]
    public async Task Code_cells_run_in_order_and_are_numbered()
    {
        var (run, progress) = await RunAsync(
            [NotebookJson.Cell("a"), new JsonObject { ["cell_type"] = "markdown", ["source"] = "text" }, NotebookJson.Cell("  \n"), NotebookJson.Cell("b")]);
        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Equal(["1 csharp", "", "", "2 csharp"], Shown(run));
        Assert.Equal(["1", "2"], run.Notebook!.Cells.Select(cell => cell.Json["execution_count"]?.ToString()).OfType<string>());
        Assert.Equal((2, 2, ""), (run.CellsRun, run.CellCount, run.Message));
        Assert.Equal(["notebook of 2", "cell 1", "cell 1 ok", "cell 2", "cell 2 ok"], progress.Events);
    }

    [Theory]
    [InlineData("Failed", RunOutcome.CellFailed)]
    [InlineData("PackageFailed", RunOutcome.PackageFailed)]
    [InlineData("PackageMissing", RunOutcome.PackageFailed)]
    [InlineData("TimedOut", RunOutcome.TimedOut)]
    [InlineData("ProcessEnded", RunOutcome.ProcessEnded)]
    public async Task A_cell_that_fails_ends_the_run_and_what_was_shown_before_is_kept(string cell, object outcome)
    {
        JsonObject stale = NotebookJson.Cell("c");
        stale["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "old" });
        var (run, _) = await RunAsync([NotebookJson.Cell("a"), NotebookJson.Cell(cell), stale]);
        Assert.Equal((RunOutcome)outcome, run.Outcome);
        Assert.Equal(["1 csharp", "2 csharp", ""], Shown(run));
        Assert.Contains("cell [2]", run.Message, StringComparison.Ordinal);
        Assert.Contains("failed with Named", run.Message, StringComparison.Ordinal);
        Assert.Equal((2, 3), (run.CellsRun, run.CellCount));
    }

    [Theory]
    [InlineData("Failed", true)]
    [InlineData("PackageFailed", true)]
    [InlineData("PackageMissing", true)]
    [InlineData("ProcessEnded", false)]
    public async Task With_errors_allowed_a_run_goes_on_as_long_as_there_is_a_process(string cell, bool goesOn)
    {
        var (run, _) = await RunAsync([NotebookJson.Cell(cell), NotebookJson.Cell("b")], allowErrors: true);
        Assert.Equal(goesOn ? RunOutcome.Succeeded : RunOutcome.ProcessEnded, run.Outcome);
        Assert.Equal(goesOn ? 2 : 1, run.CellsRun);
    }

    [Fact]
    public async Task A_cell_tagged_to_raise_an_exception_may()
    {
        var (run, progress) = await RunAsync([NotebookJson.Cell("Failed", "raises-exception"), NotebookJson.Cell("b")]);
        Assert.Equal(RunOutcome.Succeeded, run.Outcome);
        Assert.Contains("cell 1 ok", progress.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_packages_of_a_tagged_cell_are_missing_the_notebook_is_skipped(bool allowErrors)
    {
        var (run, progress) = await RunAsync(
            [NotebookJson.Cell("a"), NotebookJson.Cell("PackageMissing", "skip-notebook-if-packages-missing"), NotebookJson.Cell("b")], allowErrors);
        Assert.Equal((RunOutcome.Skipped, "what one source said; and what another"), (run.Outcome, run.Message));
        Assert.Null(run.Notebook);
        Assert.Equal((2, 3), (run.CellsRun, run.CellCount));
        Assert.Equal(["notebook of 3", "cell 1", "cell 1 ok", "cell 2", "cell 2 ok"], progress.Events);
    }

    [Fact]
    public async Task A_package_that_is_there_and_cannot_be_used_is_no_reason_to_skip()
    {
        var (run, _) = await RunAsync([NotebookJson.Cell("PackageFailed", "skip-notebook-if-packages-missing")]);
        Assert.Equal(RunOutcome.PackageFailed, run.Outcome);
        Assert.Contains("cell [1] (id ", run.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_in_a_language_that_is_not_run_here_says_so()
    {
        JsonObject cell = NotebookJson.Cell("let x = 1");
        cell["metadata"] = new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = "fsharp" } };
        var (run, _) = await RunAsync([cell]);
        Assert.Equal(RunOutcome.CellFailed, run.Outcome);
        Assert.Contains("written in fsharp", run.Notebook!.Cells[0].Outputs[0]["evalue"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_run_says_how_far_it_came()
    {
        var (run, _) = await RunAsync([NotebookJson.Cell("a"), NotebookJson.Cell("Cancelled")]);
        Assert.Equal(RunOutcome.Cancelled, run.Outcome);
        Assert.EndsWith("stopped by the user in cell 2 of 2.", run.Message, StringComparison.Ordinal);
        var (before, _) = await RunAsync([NotebookJson.Cell("a")], token: new CancellationToken(canceled: true));
        Assert.Equal(RunOutcome.Cancelled, before.Outcome);
    }

    [Fact]
    public async Task A_session_that_cannot_start_is_reported()
    {
        string path = _folder.Write("n.ipynb", NotebookJson.Of("1"));
        NotebookRunner runner = new((_, _) => throw new InvalidOperationException("no process to be had"), false, NotebookParameters.None, new RecordingProgress());
        NotebookRun run = await runner.RunAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(RunOutcome.ProcessEnded, run.Outcome);
        Assert.Contains("no process to be had", run.Message, StringComparison.Ordinal);
    }
}
