using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Binder;

/// <summary>`restore`, from a feed that the tests make themselves.</summary>
[Collection(nameof(AloneInProcess))]
public sealed class RestoreVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackageFeed _feed;

    public RestoreVerbTests() => _feed = new PackageFeed(_folder);

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_it_has_restored_a_run_does_not_restore_again()
    {
        _feed.Add("First", "1.0.0", "public static int One() => 1;");
        _feed.Add("Second", "2.0.0", "public static int Two() => 2;", folder: "other");
        const string Both = "#i \"nuget: ./other\"\n#r \"nuget: Second, 2.0.0\"\nFirst.One() + Second.Two()";
        _folder.Write("n/a.ipynb", NotebookJson.Of("#r \"nuget: First\"", "#!nonsense", Both));
        _folder.Write("n/b.ipynb", NotebookJson.Of("#r \"nuget: First\"", Both));
        Directory.Move(_folder["other"], _folder["n/other"]);

        HostProcess.Result restored = await HostProcess.RunAsync(_folder.Path, "restore", "n");
        Assert.Equal(("", ExitCodes.Success), (restored.Error, restored.ExitCode));
        string[] lines = restored.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([$"{Path.Combine("n", "a.ipynb")}  First, 1.0.0; Second, 2.0.0", $"{Path.Combine("n", "b.ipynb")}  First, 1.0.0; Second, 2.0.0"], lines);

        HostProcess.Result run = await HostProcess.RunAsync(_folder.Path, "run", "n/b.ipynb", "--output", "executed");
        Assert.True(run.ExitCode == ExitCodes.Success, run.Error);
        string executed = File.ReadAllText(_folder["executed/b.ipynb"]);
        Assert.Equal("execute_result text/plain: 3", NotebookJson.Outputs(executed, 1)[^1]);
        Assert.Contains("Installed Packages", executed, StringComparison.Ordinal);
        Assert.DoesNotContain("Installing Packages", executed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_notebook_that_fails_is_named_the_others_are_restored_and_the_highest_code_wins()
    {
        _feed.Add("Known", "1.0.0");
        _folder.Write("n/1.ipynb", NotebookJson.Of("#r \"nuget: Un.Known\""));
        _folder.Write("n/2.ipynb", "{");
        _folder.Write("n/3.ipynb", NotebookJson.Of("#r \"nuget: Known\""));
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, "restore", "n");
        Assert.Equal(ExitCodes.Unreadable, result.ExitCode);
        Assert.Contains("1.ipynb: Could not restore Un.Known, *.", result.Error, StringComparison.Ordinal);
        Assert.Contains("2.ipynb: the file is not JSON", result.Error, StringComparison.Ordinal);
        Assert.Contains("3.ipynb  Known, 1.0.0", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_that_a_run_will_skip_is_no_failure()
    {
        JsonObject asking = NotebookJson.Cell("#r \"nuget: Un.Known\"", "skip-notebook-if-packages-missing");
        _folder.Write("n.ipynb", NotebookJson.Of(asking));
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, "restore", "n.ipynb");
        Assert.Equal(("", ExitCodes.Success), (result.Error, result.ExitCode));
        Assert.StartsWith("n.ipynb  skipped: NU1101: Unable to find package Un.Known.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_notebooks_is_named()
    {
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, "restore", "feed");
        Assert.Equal((ExitCodes.Unreadable, "There are no notebooks in feed."), (result.ExitCode, result.Error.TrimEnd()));
    }
}
