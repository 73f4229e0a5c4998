using System.Reflection;
using System.Text;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>Notebooks as pages that need no server and no network: a list, a page for each, and everything that they show beside them.</summary>
internal static class Site
{
    /// <summary>The files of the site by their paths, with forward slashes.</summary>
    /// <param name="notebooks">The notebooks, in the order in which a reader takes them.</param>
    /// <param name="katex">KaTeX's files; empty where it cannot be had.</param>
    /// <exception cref="DocumentException">Two notebooks would become the same page.</exception>
    /// <exception cref="IOException">A file that a notebook shows cannot be read.</exception>
    public static IReadOnlyDictionary<string, byte[]> Build(IReadOnlyList<SiteNotebook> notebooks, IReadOnlyDictionary<string, byte[]> katex)
    {
        SitePage[] pages = [.. notebooks.Select(notebook => new SitePage(notebook))];
        if (pages.GroupBy(page => page.Target, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } clash)
            throw new DocumentException($"{string.Join(" and ", clash.Select(page => page.Notebook.Path))} would both become {clash.Key}.");
        Dictionary<string, SitePage> byPath = pages.ToDictionary(page => page.SourcePath);
        IGrouping<string, SitePage>[] languages =
            [.. pages.GroupBy(page => page.Words.Language).OrderBy(group => group.Key != SiteWords.English.Language).ThenBy(group => group.Key, StringComparer.Ordinal)];
        PageHtml html = new(hasKatex: katex.Count > 0);

        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        foreach (SitePage page in pages)
        {
            PageLinks links = new(page, byPath);
            IReadOnlyList<SitePage> siblings = [.. languages.Single(group => group.Key == page.Words.Language)];
            IEnumerable<SitePage> editions = pages.Where(other => other.Words.Language != page.Words.Language && NameOf(other) == NameOf(page));
            files[page.Target] = Encoding.UTF8.GetBytes(html.Notebook(page, links, siblings, editions));
            using MemoryStream notebook = new();
            page.Notebook.Document.Write(notebook);
            files[page.NotebookTarget] = notebook.ToArray();
            foreach ((string target, string path) in links.Files)
                files.TryAdd(target, File.ReadAllBytes(path));
        }

        files["index.html"] = Encoding.UTF8.GetBytes(html.Index(languages));
        files[PageHtml.StyleSheet] = Asset("site.css");
        files[PageHtml.Script] = Asset("site.js");
        foreach ((string target, byte[] content) in katex)
            files[target] = content;
        return files;
    }

    // Editions of a notebook have the same name, each in its language's folder.
    private static string NameOf(SitePage page) => Path.GetFileName(page.NotebookTarget);

    private static byte[] Asset(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
