using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>What the addresses in a notebook's Markdown become on its page.</summary>
/// <param name="page">The page.</param>
/// <param name="pages">All pages, by the notebooks' absolute paths.</param>
internal sealed partial class PageLinks(SitePage page, IReadOnlyDictionary<string, SitePage> pages)
{
    private readonly HashSet<string> _ownAnchors =
        [.. page.Notebook.Document.Cells.Where(cell => cell.IsMarkdown).SelectMany(cell => OwnAnchor().Matches(cell.Source)).Select(anchor => anchor.Groups["name"].Value)];

    /// <summary>Files beside the notebook that the page shows or links to: their paths in the site, and where they are.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// A notebook's address becomes its page's, other files of the folder come along, and what is somewhere else stays; null for what is
    /// not there, and for an address that is a program.
    /// </summary>
    public string? Of(string address, NotebookCell cell)
    {
        if (address.Length == 0 || address.StartsWith('#'))
            return Fragment(address);
        if (Scheme().Match(address) is { Success: true } scheme)
            return OfScheme(scheme.Value.ToLowerInvariant(), address, cell);
        if (address.StartsWith("//", StringComparison.Ordinal))
            return address;

        int end = address.IndexOfAny(['#', '?']);
        string path = Uri.UnescapeDataString(end < 0 ? address : address[..end]);
        string file = Path.GetFullPath(path.TrimStart('/'), Path.GetDirectoryName(page.SourcePath)!);
        if (pages.TryGetValue(file, out SitePage? other))
            return page.AddressOf(other.Target) + Fragment(end < 0 ? "" : address[end..]);
        if (page.TargetOf(file) is not { } target || file.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) || !File.Exists(file))
            return null;
        Files[target] = file;
        return page.AddressOf(target);
    }

    private static string? OfScheme(string scheme, string address, NotebookCell cell) => scheme switch
    {
        "http:" or "https:" or "mailto:" => address,
        "data:" => address.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) ? address : null,
        // A picture that was pasted into the cell.
        "attachment:" => cell.Json["attachments"] is JsonObject attachments && attachments[Uri.UnescapeDataString(address[scheme.Length..])] is JsonObject picture
            && picture.FirstOrDefault(form => form.Key.StartsWith("image/", StringComparison.Ordinal)) is { Key: not null } image
                ? OutputHtml.DataAddress(image.Key, image.Value) : null,
        _ => null,
    };

    // Jupyter's anchors keep capitals and punctuation; a heading's anchor here has neither.
    private string Fragment(string fragment)
    {
        if (fragment.Length < 2 || fragment[0] != '#')
            return "";
        string name = Uri.UnescapeDataString(fragment[1..]);
        return "#" + (_ownAnchors.Contains(name) ? name : HeadingAnchors.Of(name));
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\s(?:id|name)=[""'](?<name>[^""']+)[""']", RegexOptions.IgnoreCase)]
    private static partial Regex OwnAnchor();
}
