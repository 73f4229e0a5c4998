using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Packages;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>Restores what a notebook's cells ask for with <c>#r "nuget:"</c>, without running them: a session in its folder then finds it restored.</summary>
internal static class NotebookRestore
{
    /// <summary>Restores the packages cell by cell, as a run would, to where a run would skip the notebook.</summary>
    /// <exception cref="DocumentException">The notebook is not there, or is not a C# notebook.</exception>
    /// <exception cref="PackageRestoreException">A package is not to be had, or contradicts another.</exception>
    public static async Task<RestoredPackages> RunAsync(string path, CancellationToken cancellationToken)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        NotebookPackages packages = new(directory);
        List<ResolvedPackage> restored = [];
        foreach (NotebookCell cell in NotebookDocument.Load(path).CodeCells)
        {
            if (ParsedOrNull(cell) is not { Packages.Count: > 0 } parsed)
                continue;
            try
            {
                PackageClosure added = await packages.AddAsync(parsed.Packages, parsed.SourcesFrom(directory), restoring: () => { }, cancellationToken);
                restored.AddRange(added.Packages);
            }
            catch (PackageRestoreException exception) when (exception.IsMissing && cell.HasTag(NotebookCell.SkipIfPackagesMissingTag))
            {
                return new RestoredPackages(restored, NotebookSkip.Reason(exception.Message));
            }
        }

        return new RestoredPackages(restored, SkipReason: null);
    }

    // A cell may be there to show what is wrong with it; a run says so.
    private static ParsedCell? ParsedOrNull(NotebookCell cell)
    {
        try
        {
            return CellParser.Parse(cell.Source, cell.Language);
        }
        catch (DirectiveException)
        {
            return null;
        }
    }
}

/// <summary>What was restored for a notebook.</summary>
/// <param name="Packages">The packages, with those that they need.</param>
/// <param name="SkipReason">Why a run will skip the notebook; null if it will not.</param>
internal sealed record RestoredPackages(IReadOnlyList<ResolvedPackage> Packages, string? SkipReason);
