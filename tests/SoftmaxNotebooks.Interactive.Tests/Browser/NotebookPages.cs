using System.Collections.Concurrent;
using SoftmaxNotebooks.Benchmarks;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>The pages of all notebooks in both themes; each is measured once, for all tests.</summary>
public sealed class NotebookPages
{
    private readonly ConcurrentDictionary<(string Notebook, string Theme), Lazy<Task<PageReport>>> _reports = new();

    /// <summary>The paths of the notebooks in their folder, without the copies that an editor keeps of them.</summary>
    internal static IEnumerable<string> Notebooks => Directory.EnumerateFiles(Folder, "*.ipynb", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
        .Where(path => !path.Contains(".ipynb_checkpoints/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(Repository.Root, "notebooks");

    internal static NotebookPage PageOf(string notebook, string theme) => new(NotebookPage.OutputsOf(Path.Combine(Folder, notebook)), theme);

    internal Task<PageReport> ReportOf(string notebook, string theme)
        => _reports.GetOrAdd((notebook, theme), _ => new(() => PageOf(notebook, theme).MeasureAsync())).Value;
}
