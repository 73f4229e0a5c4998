namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>Follows the links of a page: those in the repository to the file and the heading, those to elsewhere no further than their form.</summary>
internal static class LinkCheck
{
    // Older places, known by their http addresses.
    private static readonly string[] HostsWithoutHttps = ["neuralnetworksanddeeplearning.com", "yann.lecun.com"];

    /// <summary>A line for each link that leads nowhere: the place, the link, and why.</summary>
    public static IReadOnlyList<string> Problems(PublishedPage page, string root) =>
        [.. from part in page.Parts
            from target in MarkdownText.LinkTargets(part.Markdown)
            let problem = MarkdownText.IsExternal(target) ? ProblemOfExternal(target) : ProblemOfInternal(page, target, root)
            where problem is not null
            select $"{part.Place}: ({target}) {problem}"];

    private static string? ProblemOfExternal(string target)
    {
        if (!Uri.TryCreate(target, UriKind.Absolute, out Uri? uri) || !Uri.IsWellFormedUriString(target, UriKind.Absolute))
            return "is no well-formed address";
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && HostsWithoutHttps.Contains(uri.Host)))
            return "is no https address";
        return uri.Host.Contains('.', StringComparison.Ordinal) ? null : "names no public host";
    }

    private static string? ProblemOfInternal(PublishedPage page, string target, string root)
    {
        string[] halves = target.Split('#', 2);
        string path = Uri.UnescapeDataString(halves[0]);
        if (path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal))
            return "is no path from the page's own folder";
        string file = path.Length == 0 ? page.Path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(page.Path)!, path));
        string fromRoot = Path.GetRelativePath(root, file);
        if (fromRoot.StartsWith("..", StringComparison.Ordinal))
            return "leads out of the repository";
        if (!HasExactly(root, fromRoot))
            return "is not there";
        if (halves.Length == 1)
            return null;
        if (Path.GetExtension(file) is not (".md" or ".ipynb"))
            return "names a heading in a file that has none";
        string anchor = Uri.UnescapeDataString(halves[1]);
        return MarkdownText.Anchors(PublishedPage.Read(root, fromRoot).Parts.Select(part => part.Markdown)).Contains(anchor)
            ? null : "names a heading that is not there";
    }

    // Upper and lower case count on GitHub, whatever this machine's file system thinks of them.
    private static bool HasExactly(string root, string path)
    {
        string folder = root;
        foreach (string name in path.Split(Path.DirectorySeparatorChar).Where(name => name != "."))
        {
            if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any(entry => Path.GetFileName(entry) == name))
                return false;
            folder = Path.Combine(folder, name);
        }

        return true;
    }
}
