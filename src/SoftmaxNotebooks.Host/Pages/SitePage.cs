using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>A notebook that is to become a page.</summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="RelativePath">Its place below the folder that was named, which the page keeps.</param>
internal sealed record SiteNotebook(string Path, string RelativePath, NotebookDocument Document);

/// <summary>A page of the site: where it comes from, where it goes, and how others name it.</summary>
internal sealed class SitePage
{
    private readonly string _root;

    public SitePage(SiteNotebook notebook)
    {
        Notebook = notebook;
        SourcePath = Path.GetFullPath(notebook.Path);
        string relative = notebook.RelativePath.Replace('\\', '/');
        NotebookTarget = relative;
        // The list of all notebooks has that name.
        Target = relative.Equals("index.ipynb", StringComparison.OrdinalIgnoreCase) ? "index.notebook.html" : Path.ChangeExtension(relative, ".html");
        string folder = Path.GetDirectoryName(SourcePath)!;
        _root = Path.GetFullPath(string.Concat(Enumerable.Repeat("../", relative.Count(character => character == '/'))), folder);
        Words = SiteWords.Of([Path.GetFileName(folder), .. relative.Split('/')[..^1]]);
        (Title, Summary) = Introduction(notebook);
    }

    public SiteNotebook Notebook { get; }

    /// <summary>The notebook's absolute path.</summary>
    public string SourcePath { get; }

    /// <summary>The page's path in the site, with forward slashes.</summary>
    public string Target { get; }

    /// <summary>The path of the notebook's copy in the site.</summary>
    public string NotebookTarget { get; }

    public SiteWords Words { get; }

    /// <summary>The first heading, without links; the file's name where there is none.</summary>
    public (string Html, string Text) Title { get; }

    /// <summary>The first sentence; null where there is no paragraph.</summary>
    public (string Html, string Text)? Summary { get; }

    /// <summary>The address of something in the site, from this page.</summary>
    public string AddressOf(string target) =>
        string.Concat(Enumerable.Repeat("../", Target.Count(character => character == '/'))) + string.Join('/', target.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The path in the site of a file beside the notebook; null where it lies outside of the folder that was named.</summary>
    public string? TargetOf(string path)
    {
        string relative = Path.GetRelativePath(_root, path).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }

    private static ((string Html, string Text) Title, (string Html, string Text)? Summary) Introduction(SiteNotebook notebook)
    {
        MarkdownHtml markdown = new(address => address);
        string[] cells = [.. notebook.Document.Cells.Where(cell => cell.IsMarkdown).Select(cell => cell.Source)];
        List<Heading> headings = [];
        foreach (string cell in cells.TakeWhile(_ => headings.Count == 0))
            markdown.Cell(cell, new HeadingAnchors(), headings);
        string name = Path.GetFileNameWithoutExtension(notebook.RelativePath);
        (string, string) title = headings.Count > 0 ? (headings[0].Html, headings[0].Text) : (Html.Escape(name), name);
        return (title, cells.Select(markdown.FirstSentence).FirstOrDefault(sentence => sentence is not null));
    }
}
