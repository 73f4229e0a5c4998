using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

/// <summary>What JupyterLab leaves of an output that it does not trust.</summary>
/// <remarks>
/// After packages/apputils/src/sanitizer.ts of jupyterlab/jupyterlab: the lists of tags, attributes and styles there, as far as they can
/// occur here. Script and style go with what they hold; of other tags that are not in the list the text stays, except that of svg, of
/// which only loose labels would.
/// </remarks>
internal static partial class JupyterLabSanitizer
{
    private static readonly HashSet<string> Tags =
    [
        "a", "b", "br", "caption", "code", "col", "colgroup", "dd", "details", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2",
        "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "mark", "meter", "ol", "p", "pre", "progress", "q", "s", "samp", "section",
        "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    ];

    private static readonly HashSet<string> CommonAttributes = ["class", "dir", "hidden", "id", "lang", "style", "title"];

    private static readonly Dictionary<string, string[]> Attributes = new()
    {
        ["a"] = ["href"],
        ["details"] = ["open"],
        ["img"] = ["align", "alt", "border", "height", "src", "width"],
        ["meter"] = ["high", "low", "max", "min", "value"],
        ["progress"] = ["max", "min", "value"],
        ["table"] = ["align", "border", "cellpadding", "cellspacing", "width"],
        ["td"] = ["abbr", "align", "colspan", "headers", "height", "rowspan", "scope", "width"],
        ["th"] = ["abbr", "align", "colspan", "headers", "height", "rowspan", "scope", "width"],
    };

    private static readonly HashSet<string> Styles =
    [
        "background", "background-color", "border", "border-bottom", "border-collapse", "border-left", "border-right", "border-top", "color",
        "display", "font-family", "font-size", "font-weight", "height", "line-height", "margin", "margin-bottom", "margin-left",
        "margin-right", "margin-top", "max-width", "min-width", "opacity", "overflow", "overflow-x", "padding", "padding-left",
        "padding-right", "text-align", "text-decoration", "vertical-align", "white-space", "width", "word-wrap",
    ];

    public static XElement Sanitize(XElement html) => new(html.Name, AttributesOf(html), html.Nodes().SelectMany(Kept));

    /// <summary>The same without a style anywhere, as on GitHub.</summary>
    public static XElement WithoutStyles(XElement html)
    {
        XElement copy = new(html);
        copy.DescendantsAndSelf().Attributes("style").Remove();
        return copy;
    }

    private static IEnumerable<XNode> Kept(XNode node) => node switch
    {
        XElement { Name.LocalName: "script" or "style" or "svg" or "textarea" or "option" } => [],
        XElement element when Tags.Contains(element.Name.LocalName) => [Sanitize(element)],
        XElement element => element.Nodes().SelectMany(Kept),
        XText text => [new XText(text)],
        _ => [],
    };

    private static IEnumerable<XAttribute> AttributesOf(XElement element)
    {
        string tag = element.Name.LocalName;
        foreach (XAttribute attribute in element.Attributes())
        {
            string name = attribute.Name.LocalName;
            if (name == "style")
            {
                string style = string.Join(';', attribute.Value.Split(';').Where(IsStyleKept));
                if (style.Length > 0) yield return new XAttribute(name, style);
            }
            else if (CommonAttributes.Contains(name) || (Attributes.TryGetValue(tag, out string[]? own) && own.Contains(name)))
            {
                yield return new XAttribute(attribute);
            }
        }
    }

    private static bool IsStyleKept(string declaration)
    {
        string[] parts = declaration.Split(':', 2);
        return Styles.Contains(parts[0].Trim())
            && (parts[0] is not ("width" or "height" or "max-width") || LengthPattern().IsMatch(parts[1].Trim()))
            && (!parts[0].Contains("color", StringComparison.Ordinal) && parts[0] != "background" || ColorPattern().IsMatch(parts[1].Trim()));
    }

    [GeneratedRegex(@"^(0|\+?([0-9]*\.)?[0-9]+(px|em|rem|ex|in|cm|mm|pt|pc|%)|auto|none)$", RegexOptions.IgnoreCase)]
    private static partial Regex LengthPattern();

    [GeneratedRegex(@"^(#[0-9a-f]+|rgb\(\d+,\s*\d+,\s*\d+\)|rgba\(\d+,\s*\d+,\s*\d+,\s*[\d.]+\)|[a-z]+)$", RegexOptions.IgnoreCase)]
    private static partial Regex ColorPattern();
}
