using System.Net;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Helpers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>A heading of a page. <paramref name="Html"/> has no links, so that it can be one.</summary>
internal sealed record Heading(int Level, string Anchor, string Html, string Text);

/// <summary>
/// GitHub's Markdown as HTML: tables, task lists, strikethrough, addresses as links; raw HTML stays, as it does in Jupyter; formulas are
/// left to the page's script.
/// </summary>
/// <param name="linkTo">What an address becomes; null where nothing is there that could be linked to.</param>
internal sealed partial class MarkdownHtml(Func<string, string?> linkTo)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables(new PipeTableOptions { UseHeaderForColumnCount = true })
        .UseTaskLists()
        .UseAutoLinks()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    /// <summary>A cell's Markdown; its headings are added to the page's.</summary>
    public string Cell(string markdown, HeadingAnchors anchors, List<Heading> headings)
    {
        MathText math = MathText.Of(markdown);
        if (Parse(math) is not { } document)
            return AsWritten(markdown);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
        {
            string text = math.RestoreTex(TextOf(heading));
            string anchor = anchors.Add(text);
            heading.GetAttributes().Id = anchor;
            headings.Add(new Heading(heading.Level, anchor, math.RestoreHtml(Render(heading.Inline!, withoutLinks: true)), text.Trim()));
            heading.Inline!.AppendChild(new HtmlInline($"<a class=\"anchor\" href=\"#{Html.Escape(anchor)}\" aria-hidden=\"true\" tabindex=\"-1\">#</a>"));
        }

        return math.RestoreHtml(Render(document));
    }

    /// <summary>An output's Markdown, whose headings are none of the page's.</summary>
    public string Output(string markdown)
    {
        MathText math = MathText.Of(markdown);
        return Parse(math) is { } document ? math.RestoreHtml(Render(document)) : AsWritten(markdown);
    }

    /// <summary>
    /// The first sentence of the first paragraph, without links; null where the Markdown has no paragraph. A paragraph that begins with nothing
    /// but a link, such as to another edition, is not the first.
    /// </summary>
    public (string Html, string Text)? FirstSentence(string markdown)
    {
        MathText math = MathText.Of(markdown);
        foreach (ParagraphBlock paragraph in Parse(math)?.OfType<ParagraphBlock>() ?? [])
        {
            MathText sentence = MathText.Of(Sentences.First(math.RestoreText(math.Markdown.Substring(paragraph.Span.Start, paragraph.Span.Length))));
            ParagraphBlock? block = Parse(sentence)?.OfType<ParagraphBlock>().FirstOrDefault();
            if (block is not null && TextOf(block.Inline!.Where(inline => inline is not LinkInline)).Any(char.IsLetterOrDigit))
                return (sentence.RestoreHtml(Render(block.Inline!, withoutLinks: true)), sentence.RestoreTex(TextOf(block)));
        }

        return null;
    }

    // The text that a reader sees, formulas as placeholders.
    private static string TextOf(LeafBlock block) => TextOf(block.Inline ?? Enumerable.Empty<Inline>());

    private static string TextOf(IEnumerable<Inline> inlines) => string.Concat(inlines.Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        AutolinkInline link => link.Url,
        LineBreakInline => " ",
        ContainerInline container => TextOf((IEnumerable<Inline>)container),
        _ => "",
    }));

    private static string AsWritten(string markdown) => $"<pre>{Html.Escape(markdown)}</pre>\n";

    // Null where quotations or brackets are nested more than a hundred deep, which the parser refuses.
    private MarkdownDocument? Parse(MathText math)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(math.Markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }

        foreach (CodeInline code in document.Descendants<CodeInline>())
            code.Content = math.RestoreText(code.Content);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
        {
            if (linkTo(math.RestoreText(link.Url ?? "")) is { } target)
                link.Url = target;
            else if (!link.IsImage)
                Unlink(link);
        }

        foreach (HtmlInline raw in document.Descendants<HtmlInline>())
            raw.Tag = Relink(raw.Tag);
        foreach (HtmlBlock raw in document.Descendants<HtmlBlock>())
            raw.Lines = new StringLineGroup(Relink(raw.Lines.ToString()));
        foreach (CodeBlock block in document.Descendants<CodeBlock>())
            block.SetData(typeof(MathText), math);
        return document;
    }

    // In raw HTML an address to nowhere stays: what it belongs to is the author's.
    private string Relink(string html) => Address().Replace(html, match =>
        linkTo(WebUtility.HtmlDecode(match.Groups["address"].Value)) is { } target ? $" {match.Groups["name"].Value}=\"{Html.Escape(target)}\"" : match.Value);

    // A link to nowhere is worse than none: its text stays.
    private static void Unlink(ContainerInline link)
    {
        while (link.FirstChild is { } child)
        {
            child.Remove();
            link.InsertBefore(child);
        }

        link.Remove();
    }

    private static string Render(MarkdownDocument document)
    {
        using StringWriter writer = new();
        HtmlRenderer renderer = Renderer(writer);
        renderer.Render(document);
        return writer.ToString();
    }

    private static string Render(ContainerInline inlines, bool withoutLinks)
    {
        using StringWriter writer = new();
        HtmlRenderer renderer = Renderer(writer);
        if (withoutLinks)
            renderer.ObjectRenderers.Replace<Markdig.Renderers.Html.Inlines.LinkInlineRenderer>(new PlainLinks());
        renderer.WriteChildren(inlines);
        return writer.ToString();
    }

    private static HtmlRenderer Renderer(StringWriter writer)
    {
        HtmlRenderer renderer = new(writer) { ImplicitParagraph = false };
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new ColoredCode());
        return renderer;
    }

    [GeneratedRegex(@"(?<=<[a-zA-Z][^<>]*)\s(?<name>href|src)=(?<quote>[""'])(?<address>[^""']*)\k<quote>", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    private sealed class ColoredCode : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            string code = ((MathText)block.GetData(typeof(MathText))!).RestoreText(block.Lines.ToString());
            string language = (block as FencedCodeBlock)?.Info ?? "";
            renderer.EnsureLine();
            renderer.Write("<pre class=\"code\"><code>").Write(CodeHtml.Of(code, language)).WriteLine("</code></pre>");
        }
    }

    private sealed class PlainLinks : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline link)
        {
            if (!link.IsImage)
                renderer.WriteChildren(link);
        }
    }
}
