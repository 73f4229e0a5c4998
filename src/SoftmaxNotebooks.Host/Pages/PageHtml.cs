using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>The pages around the content: head, navigation, contents.</summary>
/// <param name="hasKatex">Whether KaTeX lies beside the pages; without it formulas are shown as TeX.</param>
internal sealed class PageHtml(bool hasKatex)
{
    /// <summary>By this a page says what made it.</summary>
    public const string Generator = "softmax-notebooks";

    public const string StyleSheet = "assets/site.css";
    public const string Script = "assets/site.js";

    /// <summary>The page of a notebook.</summary>
    /// <param name="page">The page.</param>
    /// <param name="links">Rewrites its addresses, and learns which files it needs.</param>
    /// <param name="siblings">The pages in this page's language, in their order.</param>
    /// <param name="editions">The same notebook in other languages.</param>
    public string Notebook(SitePage page, PageLinks links, IReadOnlyList<SitePage> siblings, IEnumerable<SitePage> editions)
    {
        List<Heading> headings = [];
        string content = Cells(page, links, headings);
        int place = siblings.ToList().IndexOf(page);
        SitePage? previous = place > 0 ? siblings[place - 1] : null;
        SitePage? next = place + 1 < siblings.Count ? siblings[place + 1] : null;
        SiteWords words = page.Words;
        string languages = string.Concat(editions.Select(edition =>
            $"<a href=\"{page.AddressOf(edition.Target)}\" lang=\"{edition.Words.Language}\" hreflang=\"{edition.Words.Language}\">{Html.Escape(edition.Words.Name)}</a>\n"));
        StringBuilder html = new();
        Head(html, words.Language, page.Title.Text, page.Summary?.Text, page.AddressOf);
        html.Append(CultureInfo.InvariantCulture, $"""
            <body>
            <a class="skip" href="#text">{words.SkipToText}</a>
            <header><nav>
            <a href="{page.AddressOf("index.html")}">{words.Notebooks}</a>
            {languages}<a href="{page.AddressOf(page.NotebookTarget)}" download>{words.NotebookFile}</a>
            </nav></header>
            <div class="frame">
            {Contents(headings, words)}<main id="text">
            {content}</main>
            </div>
            <nav class="neighbours">
            {Neighbour(previous, "prev", words.Previous)}{Neighbour(next, "next", words.Next)}</nav>
            </body>
            </html>

            """);
        return html.ToString();

        string Neighbour(SitePage? other, string relation, string label) => other is null ? "" :
            $"<a rel=\"{relation}\" href=\"{page.AddressOf(other.Target)}\"><small>{label}</small> {other.Title.Html}</a>\n";
    }

    /// <summary>The list of all notebooks, by language; those in English come first.</summary>
    public string Index(IReadOnlyList<IGrouping<string, SitePage>> languages)
    {
        StringBuilder html = new();
        SiteWords first = languages[0].First().Words;
        Head(html, first.Language, first.Notebooks, description: null, target => target);
        html.Append(CultureInfo.InvariantCulture, $"<body class=\"index\">\n<main>\n<h1>{first.Notebooks}</h1>\n");
        foreach (IGrouping<string, SitePage> pages in languages)
        {
            SiteWords words = pages.First().Words;
            html.Append(CultureInfo.InvariantCulture, $"<section lang=\"{words.Language}\">\n");
            if (languages.Count > 1)
                html.Append(CultureInfo.InvariantCulture, $"<h2>{Html.Escape(words.Name)}</h2>\n");
            html.Append("<ul class=\"cards\">\n");
            foreach (SitePage page in pages)
            {
                IReadOnlyList<string> pictures = Thumbnail.Of(page.Notebook.Document);
                string images = string.Concat(pictures.Select(picture => $"<img src=\"{Html.Escape(picture)}\" alt=\"\">"));
                string shape = pictures.Count switch { 0 => " none", 1 => "", _ => " several" };
                html.Append(CultureInfo.InvariantCulture, $"""
                    <li><a href="{string.Join('/', page.Target.Split('/').Select(Uri.EscapeDataString))}">
                    <span class="picture{shape}">{images}</span>
                    <strong>{page.Title.Html}</strong>
                    <span class="summary">{page.Summary?.Html}</span>
                    </a></li>

                    """);
            }

            html.Append("</ul>\n</section>\n");
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static string Cells(SitePage page, PageLinks links, List<Heading> headings)
    {
        HeadingAnchors anchors = new();
        StringBuilder html = new();
        int number = 0;
        foreach (NotebookCell cell in page.Notebook.Document.Cells)
        {
            MarkdownHtml markdown = new(address => links.Of(address, cell));
            if (cell.IsMarkdown)
            {
                html.Append(CultureInfo.InvariantCulture, $"<section class=\"markdown\">\n{markdown.Cell(cell.Source, anchors, headings)}</section>\n");
            }
            else if (cell.IsCode && cell.Source.Trim().Length > 0)
            {
                string outputs = new OutputHtml(markdown).Of(cell.Outputs);
                // By its number an error's trace calls the cell.
                html.Append(CultureInfo.InvariantCulture, $"""
                    <section class="cell" data-number="{++number}">
                    <pre class="code"><code>{CodeHtml.Of(cell.Source.Trim('\n'), cell.Language)}</code></pre>

                    """);
                html.Append(outputs.Length == 0 ? "" : $"<div class=\"output\">\n{outputs}</div>\n").Append("</section>\n");
            }
        }

        return html.ToString();
    }

    private static string Contents(List<Heading> headings, SiteWords words)
    {
        // The first of the first level is the page's title.
        List<Heading> listed = [.. headings.Where(heading => heading.Level is 2 or 3)];
        return listed.Count < 2 ? "" : $"""
            <nav class="contents" aria-label="{words.Contents}"><details open><summary>{words.Contents}</summary>
            <ul>
            {string.Concat(listed.Select(heading => $"<li class=\"level{heading.Level}\"><a href=\"#{Html.Escape(heading.Anchor)}\">{heading.Html}</a></li>\n"))}</ul>
            </details></nav>

            """;
    }

    private void Head(StringBuilder html, string language, string title, string? description, Func<string, string> addressOf)
    {
        string katex = !hasKatex ? "" : $"""
            <link rel="stylesheet" href="{addressOf(KatexFiles.StyleSheet)}">
            <script defer src="{addressOf(KatexFiles.Script)}"></script>

            """;
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="{language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="generator" content="{Generator}">
            <meta name="color-scheme" content="light dark">
            <title>{Html.Escape(title)}</title>
            {(description is null ? "" : $"<meta name=\"description\" content=\"{Html.Escape(description)}\">\n")}{katex}<link rel="stylesheet" href="{addressOf(StyleSheet)}">
            <script defer src="{addressOf(Script)}"></script>
            </head>

            """);
    }
}
