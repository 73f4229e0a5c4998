using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Interactive.Tests.Training;

/// <summary>The display in this repository's notebook host, in a process of its own, as a user runs a notebook.</summary>
public sealed class LiveNotebookTests : IDisposable
{
    private static readonly string[] Assemblies = ["MathNet.Numerics", "SoftmaxNotebooks.Numerics", "SoftmaxNotebooks.Interactive"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("softmax-live-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_cell_has_one_output_which_holds_the_end_of_the_run()
    {
        // The assemblies beside this test, so that nothing has to be restored.
        string load = string.Concat(Assemblies.Select(name => $"#r \"{Path.Combine(AppContext.BaseDirectory, name)}.dll\"\n"));
        const string Train = """
            using SoftmaxNotebooks.Interactive;
            using SoftmaxNotebooks.Numerics.Networks;

            TrainingProgress At(int epoch, TrainingState state) => new()
            {
                State = state, Epoch = epoch, EpochCount = 3, Batch = 1, BatchCount = 1, Loss = 1.0 / epoch, Accuracy = 0.5, LearningRate = 0.1,
                ExamplesSeen = epoch, ExampleCount = 3, Elapsed = TimeSpan.FromSeconds(epoch),
                History = new([.. Enumerable.Range(1, epoch).Select(n => new TrainingEpoch
                {
                    Epoch = n, Loss = 1.0 / n, Accuracy = 0.5, LearningRate = 0.1, Elapsed = TimeSpan.FromSeconds(n),
                })]),
            };
            """;
        const string Finish = """
            using (var display = new TrainingDisplay())
            {
                foreach (int epoch in new[] { 1, 2, 3 }) await Task.Run(() => display.Report(At(epoch, TrainingState.Running)));
                display.Report(At(3, TrainingState.Done));
            }
            """;
        const string Fail = """
            using (var display = new TrainingDisplay())
            {
                display.Report(At(1, TrainingState.Running));
                display.Report(At(2, TrainingState.Running));
                throw new InvalidOperationException("out of patience");
            }
            """;
        JsonNode[][] outputs = await RunAsync(load + "SoftmaxNotebooks.Interactive.SoftmaxExtension.Load();", Train, Finish, Fail);

        JsonNode done = Assert.Single(outputs[2]);
        Assert.Equal("display_data", (string?)done["output_type"]);
        Assert.StartsWith("✓ Done after 3 epochs and 3.0 s; best training loss 0.3333 at epoch 3\n", Text(done, "text/plain"), StringComparison.Ordinal);
        Assert.StartsWith("<div><div style=\"max-width:860px;margin:0 0 4px;word-wrap:break-word\"><strong>✓ Done after 3 epochs", Text(done, "text/html"), StringComparison.Ordinal);

        Assert.Equal(["display_data", "error"], outputs[3].Select(output => (string?)output["output_type"]));
        Assert.StartsWith("■ Interrupted in epoch 2 of 3, batch 1 of 1, after 2.0 s; ", Text(outputs[3][0], "text/plain"), StringComparison.Ordinal);
    }

    private static string Text(JsonNode output, string mimeType)
        => output["data"]![mimeType] is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)output["data"]![mimeType]!;

    /// <summary>The outputs of each cell of a notebook that is run.</summary>
    private async Task<JsonNode[][]> RunAsync(params string[] cells)
    {
        string path = Path.Combine(_folder.FullName, "live.ipynb"), results = Path.Combine(_folder.FullName, "results");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(new
        {
            cells = cells.Select(source => new { cell_type = "code", execution_count = (int?)null, metadata = new { }, outputs = Array.Empty<int>(), source }),
            metadata = new { kernelspec = new { display_name = ".NET (C#)", language = "C#", name = ".net-csharp" } },
            nbformat = 4,
            nbformat_minor = 4,
        }), TestContext.Current.CancellationToken);
        // artifacts/bin/<this project>/debug/
        var build = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string host = Path.Combine(build.Parent!.Parent!.FullName, "SoftmaxNotebooks.Host", build.Name, "softmax-notebooks.dll");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [host, "run", path, "--output", results, "--allow-errors"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode is 0 or 4, $"{await output}\n{errors}");
        JsonNode notebook = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(results, "live.ipynb"), TestContext.Current.CancellationToken))!;
        return [.. notebook["cells"]!.AsArray().Select(cell => cell!["outputs"]!.AsArray().Select(one => one!).ToArray())];
    }
}
