using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Cli;

/// <summary>A notebook may ask to be skipped where no package source has its packages. Run and verified with a feed that the tests make themselves.</summary>
[Collection(nameof(AloneInProcess))]
public sealed class SkippedNotebookTests : IDisposable
{
    private const string Tag = "skip-notebook-if-packages-missing";
    private const string Missing = "#r \"nuget: Un.Known, 3.0.0\"";

    private readonly TemporaryFolder _folder = new();
    private readonly PackageFeed _feed;

    public SkippedNotebookTests() => _feed = new PackageFeed(_folder);

    public void Dispose()
    {
        _feed.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("run n --in-place")]
    [InlineData("run n --output executed")]
    [InlineData("verify n")]
    public async Task It_is_skipped_with_the_reason_left_as_it_is_and_the_next_one_runs(string arguments)
    {
        string skipped = NotebookJson.Of(Stored("1", "1"), Stored(Missing, "installed", Tag), Stored("2", "2"));
        _folder.Write("n/1.ipynb", skipped);
        _folder.Write("n/2.ipynb", NotebookJson.Of(Stored("40 + 2", "42")));
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, arguments.Split(' '));

        Assert.Equal(("", ExitCodes.Success), (result.Error, result.ExitCode));
        Assert.Matches(@"(?m)1\.ipynb +2/3 +\d+\.\d  skipped: NU1101: Unable to find package Un\.Known\. .*test feed\r?$", result.Output);
        Assert.Matches(@"(?m)2\.ipynb +1/1 +\d+\.\d  ok\r?$", result.Output);
        Assert.Matches(@"(?m)^1 of 2 notebooks skipped\.\r?$", result.Output);
        Assert.DoesNotContain("FAILED", result.Output, StringComparison.Ordinal);
        // What CI counts as failed.
        Assert.DoesNotMatch(@"(?m)\.ipynb +[0-9]+/[0-9]+ +[0-9.]+  [A-Z]", result.Output);
        Assert.Equal(skipped, File.ReadAllText(_folder["n/1.ipynb"]));
        Assert.False(File.Exists(_folder["executed/1.ipynb"]));
    }

    [Theory]
    [InlineData(Missing, null, ExitCodes.PackageFailed)]
    [InlineData("#r \"nuget: Broken, 1.0.0\"", Tag, ExitCodes.PackageFailed)]
    [InlineData("#r \"nuget: Known, 1.0.0\"\nKnown.Misspelled()", Tag, ExitCodes.CellFailed)]
    [InlineData("#r \"nuget Known\"", Tag, ExitCodes.CellFailed)]
    [InlineData("throw new Exception();", Tag, ExitCodes.CellFailed)]
    [InlineData("#r \"nuget: Known, 1.0.0\"\nKnown.One()", Tag, ExitCodes.Success)]
    public async Task Without_the_tag_or_for_another_failure_it_is_not_skipped(string code, string? tag, int exitCode)
    {
        _feed.Add("Known", "1.0.0", "public static int One() => 1;");
        _folder.Write("feed/Broken.1.0.0.nupkg", "no archive");
        _folder.Write("n.ipynb", NotebookJson.Of(tag is null ? NotebookJson.Cell(code) : NotebookJson.Cell(code, tag)));
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, "run", "n.ipynb");
        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("skipped", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_elsewhere_keeps_its_exit_code()
    {
        _folder.Write("n/1.ipynb", NotebookJson.Of("throw new Exception();"));
        _folder.Write("n/2.ipynb", NotebookJson.Of(NotebookJson.Cell(Missing, Tag)));
        Assert.Equal(ExitCodes.CellFailed, (await HostProcess.RunAsync(_folder.Path, "verify", "n")).ExitCode);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("verify")]
    public async Task The_help_names_the_tag(string verb)
    {
        HostProcess.Result result = await HostProcess.RunAsync(_folder.Path, verb, "--help");
        Assert.Contains($"'{Tag}'", result.Output, StringComparison.Ordinal);
    }

    private static JsonObject Stored(string code, string result, params string[] tags)
    {
        JsonObject cell = NotebookJson.Cell(code, tags);
        cell["outputs"] = new JsonArray(new JsonObject
        {
            ["output_type"] = "execute_result",
            ["data"] = new JsonObject { ["text/plain"] = result },
            ["execution_count"] = 1,
            ["metadata"] = new JsonObject(),
        });
        return cell;
    }
}
