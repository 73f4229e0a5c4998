using System.Globalization;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>Runs a notebook and compares what it shows with what the file says it shows.</summary>
internal sealed class NotebookVerifier(NotebookRunner runner, OutputComparison comparison)
{
    /// <summary>Runs and compares; nothing is written.</summary>
    public async Task<NotebookRun> VerifyAsync(string path, CancellationToken cancellationToken)
    {
        NotebookRun run = await runner.RunAsync(path, cancellationToken);
        if (run.Outcome != RunOutcome.Succeeded)
            return run;

        NotebookDocument stored = NotebookDocument.Load(path);
        List<string> lines = [];
        int differing = 0;
        foreach ((NotebookCell before, NotebookCell after) in stored.CodeCells.Zip(run.Notebook!.CodeCells))
        {
            if (before.HasTag(NotebookCell.VolatileTag))
                continue;
            IReadOnlyList<string> differences = comparison.Compare(before.Outputs, after.Outputs);
            if (differences.Count == 0)
                continue;
            differing++;
            string number = after.Json["execution_count"]?.ToString() ?? " ";
            lines.Add($"  cell [{number}] (id {before.Id}): {FirstLine(before.Source)}");
            lines.AddRange(differences.Select(line => "    " + line));
        }

        if (differing == 0)
            return run;
        string head = string.Create(CultureInfo.InvariantCulture, $"{path}: {differing} of {run.CellCount} cells no longer show what is stored");
        return run with { Outcome = RunOutcome.Different, Message = string.Join('\n', lines.Prepend(head)) };
    }

    private static string FirstLine(string source) => source.Split('\n').FirstOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "";
}
