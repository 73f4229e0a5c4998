using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SoftmaxNotebooks.Host.Scripting.Editing;

/// <summary>Says what stands at a position: its signature and its documentation, for a call also the overloads.</summary>
internal static class CodeInspection
{
    // Of a method with many overloads the first few tell how it is called; the rest would push the documentation out of sight.
    private const int MostOverloads = 8;

    private static readonly SymbolDisplayFormat Signature = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithMemberOptions(SymbolDisplayFormat.MinimallyQualifiedFormat.MemberOptions & ~SymbolDisplayMemberOptions.IncludeContainingType)
        .AddKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword)
        .AddGenericsOptions(SymbolDisplayGenericsOptions.IncludeTypeConstraints);

    /// <param name="compiler">Knows what has run before.</param>
    /// <param name="code">The cell so far.</param>
    /// <param name="position">Where in it: in a name, at its end, or between the brackets of a call.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static Inspection? Find(ScriptCompiler compiler, string code, int position, CancellationToken cancellationToken)
    {
        SyntaxTree tree = ScriptCompiler.Parse(CellParser.BlankAllButCSharp(code), "");
        SyntaxNode root = tree.GetRoot(cancellationToken);
        if (SourcePlaces.IsText(root, position))
            return null;
        SyntaxToken token = root.FindToken(position);
        if (!IsName(token) || token.SpanStart > position)
            token = SourcePlaces.TokenBefore(root, position);
        if (token.Parent is null)
            return null;
        Compilation compilation = compiler.Prepare(tree);
        SemanticModel model = compilation.GetSemanticModel(tree);
        List<ISymbol> symbols = IsName(token) && token.Span.End >= position
            ? Named(model, token.Parent, cancellationToken)
            : Called(model, token.Parent, cancellationToken);
        return symbols.Count == 0 ? null : Describe(symbols, compilation, cancellationToken);
    }

    private static bool IsName(SyntaxToken token) =>
        token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind()) || token.IsKind(SyntaxKind.ThisKeyword) || token.IsKind(SyntaxKind.BaseKeyword);

    // What a name means, and behind it what else it could have meant.
    private static List<ISymbol> Named(SemanticModel model, SyntaxNode node, CancellationToken cancellationToken)
    {
        if (model.GetDeclaredSymbol(node, cancellationToken) is { } declared)
            return [declared];
        // The name of a type that is created is more usefully its constructor.
        if (node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node && model.GetSymbolInfo(creation, cancellationToken).Symbol is { IsImplicitlyDeclared: false } constructor)
            node = creation;
        else if (node is not ExpressionSyntax and not AttributeSyntax)
            return [];
        SymbolInfo info = model.GetSymbolInfo(node, cancellationToken);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault()
            ?? (node is ThisExpressionSyntax or BaseExpressionSyntax ? model.GetTypeInfo(node, cancellationToken).Type : null);
        if (symbol is null)
            return [];
        IEnumerable<ISymbol> others = node is ObjectCreationExpressionSyntax created
            ? SourcePlaces.Callees(model, created, cancellationToken)
            : model.GetMemberGroup(node, cancellationToken);
        return [symbol, .. others.Where(other => !SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, symbol.OriginalDefinition))];
    }

    // Between the brackets of a call: what is called.
    private static List<ISymbol> Called(SemanticModel model, SyntaxNode node, CancellationToken cancellationToken)
    {
        ArgumentListSyntax? arguments = node.FirstAncestorOrSelf<ArgumentListSyntax>();
        if (arguments?.Parent is not ExpressionSyntax call)
            return [];
        List<ISymbol> all = [.. SourcePlaces.Callees(model, call, cancellationToken)];
        if (model.GetSymbolInfo(call, cancellationToken).Symbol is { } chosen)
        {
            all.RemoveAll(other => SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, chosen.OriginalDefinition));
            all.Insert(0, chosen);
        }

        return all;
    }

    private static Inspection Describe(List<ISymbol> symbols, Compilation compilation, CancellationToken cancellationToken)
    {
        ISymbol symbol = symbols[0];
        List<string> signatures = [.. symbols.Take(1 + MostOverloads).Select(Describe)];
        if (symbols.Count > signatures.Count)
            signatures.Add($"// and {symbols.Count - signatures.Count} more overloads");
        SymbolDocumentation? documentation = SymbolDocumentation.Of(symbol, compilation, cancellationToken);

        StringBuilder plain = new(string.Join('\n', signatures));
        StringBuilder markdown = new($"```csharp\n{string.Join('\n', signatures)}\n```");
        foreach (DocumentationSection section in documentation?.Sections ?? [])
        {
            plain.Append("\n\n").Append(section.ToPlainText());
            markdown.Append("\n\n").Append(section.ToMarkdown());
        }

        return new Inspection(new Dictionary<string, string> { [MimeBundle.PlainText] = plain.ToString(), ["text/markdown"] = markdown.ToString() });
    }

    private static string Describe(ISymbol symbol)
    {
        string text = ScriptNames.Clean(symbol.ToDisplayString(Signature));
        return symbol switch
        {
            ILocalSymbol or IFieldSymbol { ContainingType.IsScriptClass: true } => "(variable) " + text,
            IParameterSymbol => "(parameter) " + text,
            IMethodSymbol { MethodKind: MethodKind.ReducedExtension } => "(extension) " + text,
            INamedTypeSymbol { IsGenericType: false } type => $"{text}{In(type)}",
            _ when symbol.ContainingType is { IsScriptClass: false } type => $"{text}{In(symbol, type)}",
            _ => text,
        };
    }

    private static string In(INamedTypeSymbol type) =>
        type.ContainingNamespace is { IsGlobalNamespace: false } space ? $" // in {space.ToDisplayString()}" : "";

    private static string In(ISymbol member, INamedTypeSymbol type) =>
        member is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.LocalFunction } ? "" : $" // of {ScriptNames.Clean(type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat))}";
}
