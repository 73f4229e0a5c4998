using System.Text.Json.Nodes;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>The repository's notebooks as they are stored, and whether an execution elsewhere shows the same.</summary>
internal static class Tutorials
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "notebooks");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.ipynb").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>Copies a notebook without its outputs, with what it needs to find the package that this build has left.</summary>
    public static void CopyTo(TemporaryFolder folder, string name)
    {
        JsonNode notebook = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!;
        foreach (JsonNode? cell in notebook["cells"]!.AsArray().Where(cell => cell!["cell_type"]!.GetValue<string>() == "code"))
            (cell!["outputs"], cell["execution_count"]) = (new JsonArray(), null);
        folder.Write(name, notebook.ToJsonString());
        folder.Write("nuget.config", File.ReadAllText(Path.Combine(Folder, "nuget.config"))
            .Replace("../artifacts/packages", Path.Combine(Repository.Root, "artifacts", "packages"), StringComparison.Ordinal));
    }

    /// <summary>
    /// Compares cell by cell with the stored outputs. Those are the headless runner's, which `verify` holds it to, with this same
    /// comparison and tolerance; to run it once more here would double the time and say no more.
    /// </summary>
    public static void AssertShowsWhatIsStored(string name, NotebookDocument executed)
    {
        NotebookDocument stored = NotebookDocument.Load(Path.Combine(Folder, name));
        Assert.Equal(stored.CodeCells.Select(Number), executed.CodeCells.Select(Number));
        OutputComparison comparison = new(relativeTolerance: 1e-6);
        List<string> differences = [];
        foreach ((NotebookCell before, NotebookCell now) in stored.CodeCells.Zip(executed.CodeCells))
        {
            // Timings, a version, and what MNIST shows where these digits are synthetic: as many outputs, and of the same kinds.
            IReadOnlyList<string> found = before.HasTag(NotebookCell.VolatileTag)
                ? Kinds(before) == Kinds(now) ? [] : [$"{Kinds(before)} is stored where {Kinds(now)} is shown now"]
                : comparison.Compare(before.Outputs, now.Outputs);
            differences.AddRange(found.Select(line => $"cell [{Number(now)}]: {line}"));
        }

        Assert.True(differences.Count == 0, $"{name}:\n{string.Join('\n', differences)}");
    }

    private static string Number(NotebookCell cell) => cell.Json["execution_count"]?.ToJsonString() ?? "";

    private static string Kinds(NotebookCell cell)
    {
        List<string> kinds = [];
        foreach (JsonObject output in cell.Outputs)
        {
            string kind = output["data"] is JsonObject data
                ? $"{output["output_type"]} {string.Join("+", data.Select(entry => entry.Key).Order(StringComparer.Ordinal))}"
                : $"{output["output_type"]} {output["name"] ?? output["evalue"]}";
            // One stream may be stored in several pieces.
            if (kinds.Count == 0 || kinds[^1] != kind || !kind.StartsWith("stream", StringComparison.Ordinal))
                kinds.Add(kind);
        }

        return string.Join(", ", kinds);
    }
}
