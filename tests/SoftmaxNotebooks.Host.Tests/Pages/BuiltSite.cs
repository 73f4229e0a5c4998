using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Pages;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Pages;

/// <summary>The pages of the repository's notebooks as they are stored, and of two that have what is hard to lay out, written once for all tests.</summary>
public sealed class BuiltSite : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>A notebook with everything that is wider than a phone.</summary>
    internal const string Wide = "wide.ipynb";

    internal static string Notebooks => Path.Combine(Repository.Root, "notebooks");

    /// <summary>The pages that every site of these notebooks has, by their paths.</summary>
    internal static IEnumerable<string> Pages =>
        NotebookFiles.Find([Notebooks]).Select(file => Path.ChangeExtension(file.RelativePath, ".html").Replace('\\', '/'))
            .Concat(["index.html", "wide.html", "zh-CN/wide.html"]);

    internal string Folder => Path.Combine(_folder.Path, "site");

    /// <summary>Why there is no KaTeX beside the pages; null where there is.</summary>
    internal string? WithoutKatex { get; private set; }

    public async ValueTask InitializeAsync()
    {
        IReadOnlyDictionary<string, byte[]> katex = new Dictionary<string, byte[]>();
        try
        {
            katex = await KatexFiles.FindAsync(CancellationToken.None);
        }
        catch (NpmException exception)
        {
            WithoutKatex = exception.Message;
        }

        SiteNotebook[] notebooks =
        [
            .. NotebookFiles.Find([Notebooks]).Select(file => new SiteNotebook(file.Path, file.RelativePath, NotebookDocument.Load(file.Path))),
            Load(Wide, WideNotebook.English), Load($"zh-CN/{Wide}", WideNotebook.Chinese),
        ];
        SiteFolder.Write(Folder, Site.Build(notebooks, katex));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private SiteNotebook Load(string relativePath, string json)
    {
        string path = _folder.Write($"notebooks/{relativePath}", json);
        return new SiteNotebook(path, relativePath, NotebookDocument.Load(path));
    }
}
