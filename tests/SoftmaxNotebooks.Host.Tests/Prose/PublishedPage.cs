using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>Markdown, and where a failure says that it stands.</summary>
internal sealed record PagePart(string Place, string Markdown);

/// <summary>A page of the repository that is written for readers: README.md, or a notebook, of which the Markdown cells are the text.</summary>
internal sealed class PublishedPage
{
    private PublishedPage(string root, string name)
    {
        Name = name.Replace('\\', '/');
        Path = System.IO.Path.Combine(root, name);
        if (IsNotebook)
        {
            Notebook = NotebookDocument.Load(Path);
            Parts = [.. Notebook.Cells.Where(cell => !cell.IsCode).Select(cell => new PagePart($"{Name}, cell {cell.Id}", cell.Source))];
        }
        else
        {
            Parts = [new PagePart(Name, File.ReadAllText(Path).ReplaceLineEndings("\n"))];
        }
    }

    /// <summary>README.md, and all notebooks.</summary>
    public static IReadOnlyList<PublishedPage> All { get; } = [Read(Repository.Root, "README.md"), .. Notebooks()];

    /// <summary>The notebooks that teach something, in every language: their names begin with a number.</summary>
    public static IEnumerable<PublishedPage> Tutorials => All.Where(page => char.IsAsciiDigit(page.FileName[0]));

    /// <summary>The path from the repository's root, with slashes.</summary>
    public string Name { get; }

    public string FileName => System.IO.Path.GetFileName(Path);

    public string Path { get; }

    public bool IsChinese => Name.StartsWith("notebooks/zh-CN/", StringComparison.Ordinal);

    public IReadOnlyList<PagePart> Parts { get; }

    /// <summary>Null for README.md.</summary>
    public NotebookDocument? Notebook { get; }

    private bool IsNotebook => Name.EndsWith(".ipynb", StringComparison.Ordinal);

    public static PublishedPage Read(string root, string name) => new(root, name);

    public static PublishedPage Named(string name) =>
        All.FirstOrDefault(page => page.Name == name) ?? throw new FileNotFoundException($"There is no {name}.");

    private static IEnumerable<PublishedPage> Notebooks() =>
        NotebookFiles.Find([System.IO.Path.Combine(Repository.Root, "notebooks")])
            .Select(file => Read(Repository.Root, System.IO.Path.Combine("notebooks", file.RelativePath)));
}
