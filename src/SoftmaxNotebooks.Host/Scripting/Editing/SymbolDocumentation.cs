using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SoftmaxNotebooks.Host.Scripting.Editing;

/// <summary>What its author has written about a symbol: in a cell with <c>///</c>, in an assembly's XML file, or about what it implements.</summary>
internal sealed partial class SymbolDocumentation
{
    private SymbolDocumentation(IReadOnlyList<DocumentationSection> sections) => Sections = sections;

    /// <summary>Summary, parameters, what is returned, exceptions, remarks; those that there are.</summary>
    public IReadOnlyList<DocumentationSection> Sections { get; }

    /// <summary>The documentation of a symbol, or else of what it overrides or implements; null if there is none.</summary>
    public static SymbolDocumentation? Of(ISymbol symbol, Compilation compilation, CancellationToken cancellationToken)
    {
        foreach (ISymbol source in Sources(symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol.OriginalDefinition))
        {
            if (MemberElement(source, compilation, cancellationToken) is not { } xml || Parse(xml) is not { } member || member.Element("inheritdoc") is not null)
                continue;
            List<DocumentationSection> sections = [.. Read(member)];
            if (sections.Count > 0)
                return new SymbolDocumentation(sections);
        }

        return null;
    }

    private static IEnumerable<ISymbol> Sources(ISymbol symbol)
    {
        yield return symbol;
        for (ISymbol? overridden = Overridden(symbol); overridden is not null; overridden = Overridden(overridden))
            yield return overridden.OriginalDefinition;
        if (symbol.ContainingType is not { } type || symbol is ITypeSymbol)
            yield break;
        foreach (ISymbol member in type.AllInterfaces.SelectMany(face => face.GetMembers()))
            if (SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol))
                yield return member.OriginalDefinition;
    }

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        IEventSymbol @event => @event.OverriddenEvent,
        _ => null,
    };

    private static string? MemberElement(ISymbol symbol, Compilation compilation, CancellationToken cancellationToken)
    {
        if (symbol.DeclaringSyntaxReferences is [var declaration, ..])
            return Written(declaration.GetSyntax(cancellationToken));
        return symbol.ContainingAssembly is { } assembly && symbol.GetDocumentationCommentId() is { } id
            && Paths(compilation, assembly).FirstOrDefault() is { } path
            ? DocumentationFiles.Find(path, id, cancellationToken)
            : null;
    }

    // References are given with the first submission that knows of them; later ones inherit them.
    private static IEnumerable<string> Paths(Compilation compilation, IAssemblySymbol assembly)
    {
        for (Compilation? current = compilation; current is not null; current = current.ScriptCompilationInfo?.PreviousScriptCompilation)
            if (current.GetMetadataReference(assembly) is PortableExecutableReference { FilePath: { } path })
                yield return path;
    }

    // The lines that begin with /// above a declaration.
    private static string? Written(SyntaxNode declaration)
    {
        SyntaxNode? whole = declaration.AncestorsAndSelf().FirstOrDefault(node => node.HasLeadingTrivia && node.GetLeadingTrivia().Any(IsDocumentation));
        if (whole is null || whole.GetFirstToken() != declaration.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax>()?.GetFirstToken())
            return null;
        IEnumerable<string> lines = whole.GetLeadingTrivia().Where(IsDocumentation).Select(trivia => trivia.ToString()[3..]);
        return $"<member>{string.Join('\n', lines)}</member>";
    }

    private static bool IsDocumentation(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) && trivia.ToString().StartsWith("///", StringComparison.Ordinal);

    private static XElement? Parse(string xml)
    {
        try
        {
            return XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            // A half-written comment, or one that was never right.
            return null;
        }
    }

    private static IEnumerable<DocumentationSection> Read(XElement member)
    {
        foreach (XElement part in member.Elements())
        {
            string title = part.Name.LocalName switch
            {
                "summary" => "",
                "param" or "typeparam" => part.Attribute("name")?.Value ?? "",
                "returns" => "Returns",
                "value" => "Value",
                "exception" => "Throws " + DocumentationSection.NameOf(part.Attribute("cref")?.Value ?? ""),
                "remarks" => "Remarks",
                _ => "?",
            };
            if (title != "?" && part.Value.Trim().Length + part.Elements().Count() > 0)
                yield return new DocumentationSection(title, part.Name.LocalName is "param" or "typeparam", part);
        }
    }
}

/// <summary>One part of a documentation comment.</summary>
/// <param name="title">What stands in front of it; empty for the summary.</param>
/// <param name="isParameter">Whether the title is the name of a parameter.</param>
/// <param name="content">Its text, with the elements that documentation comments may have.</param>
internal sealed partial class DocumentationSection(string title, bool isParameter, XElement content)
{
    public string ToPlainText() => title.Length == 0 ? Text(code: "") : $"{title}: {Text(code: "")}";

    public string ToMarkdown() => title.Length == 0 ? Text(code: "`") : isParameter ? $"`{title}`: {Text(code: "`")}" : $"**{title}** {Text(code: "`")}";

    /// <summary>The last name of a documentation id: M:System.Math.Max(System.Int32,System.Int32) is Max.</summary>
    public static string NameOf(string id)
    {
        string name = id.Split('(')[0];
        name = name[(name.LastIndexOfAny(['.', ':']) + 1)..];
        return Arity().Replace(name, "").Replace("#ctor", "constructor", StringComparison.Ordinal);
    }

    private string Text(string code)
    {
        StringBuilder text = new();
        Append(content, text, code);
        // A paragraph is an empty line; otherwise lines end where the author's editor was full.
        return string.Join("\n\n", text.ToString().Split('\f').Select(paragraph => Spaces().Replace(paragraph, " ").Trim()).Where(paragraph => paragraph.Length > 0));
    }

    private static void Append(XElement element, StringBuilder text, string code)
    {
        foreach (XNode node in element.Nodes())
        {
            if (node is XText words)
                text.Append(words.Value);
            if (node is not XElement inner)
                continue;
            string? target = (inner.Attribute("langword") ?? inner.Attribute("name") ?? inner.Attribute("href"))?.Value;
            switch (inner.Name.LocalName)
            {
                case "see" or "seealso" or "paramref" or "typeparamref" when inner.IsEmpty || inner.Value.Length == 0:
                    text.Append(code).Append(target ?? NameOf(inner.Attribute("cref")?.Value ?? "")).Append(code);
                    break;
                case "c" or "code":
                    text.Append(code).Append(inner.Value.Trim()).Append(code);
                    break;
                case "para" or "item" or "list" or "br":
                    text.Append('\f');
                    Append(inner, text, code);
                    text.Append('\f');
                    break;
                default:
                    Append(inner, text, code);
                    break;
            }
        }
    }

    [GeneratedRegex(@"`+\d+")]
    private static partial Regex Arity();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
