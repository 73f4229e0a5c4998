using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SoftmaxNotebooks.Host.Scripting.Editing;

/// <summary>
/// Says what could stand at a position, from what the compiler can see there: no more of Roslyn than runs the cells, because whatever
/// this process loads beats what a notebook asks for.
/// </summary>
internal sealed partial class CodeCompletion
{
    private readonly string _code;
    private readonly int _position;
    private readonly SemanticModel _model;
    private readonly CancellationToken _cancellationToken;

    private CodeCompletion(string code, int position, SemanticModel model, CancellationToken cancellationToken)
    {
        _code = code;
        _position = position;
        _model = model;
        _cancellationToken = cancellationToken;
    }

    /// <param name="compiler">Knows what has run before.</param>
    /// <param name="code">The cell so far.</param>
    /// <param name="position">Where in it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static Completions Find(ScriptCompiler compiler, string code, int position, CancellationToken cancellationToken)
    {
        int lineStart = code[..position].LastIndexOf('\n') + 1;
        if (HalfMagic().Match(code[lineStart..position]) is { Success: true } magic)
            return Answer(magic.Groups["name"].Value, position, CellParser.MagicCommands.Select(name => new Completion(name, CompletionKinds.Keyword)));
        string csharp = CellParser.BlankAllButCSharp(code);
        int start = WordStart(csharp, position);
        if (start < position && char.IsDigit(csharp[start]))
            return Nothing(position);
        SyntaxTree tree = ScriptCompiler.Parse(csharp, "");
        SyntaxNode root = tree.GetRoot(cancellationToken);
        if (csharp[lineStart..position] != code[lineStart..position] || SourcePlaces.IsText(root, position))
            return Nothing(position);
        SemanticModel model = compiler.Prepare(tree).GetSemanticModel(tree);
        CodeCompletion completion = new(csharp, start, model, cancellationToken);
        return Answer(csharp[start..position], position, completion.Candidates(SourcePlaces.TokenBefore(root, start), start < position));
    }

    private static Completions Nothing(int position) => new(position, position, []);

    // Those that begin with the word; if there are none, those that contain it.
    private static Completions Answer(string word, int position, IEnumerable<Completion> candidates)
    {
        List<Completion> all = [.. candidates];
        string name = word.TrimStart('@');
        List<Completion> found = [.. all.Where(item => item.Text.TrimStart('@').StartsWith(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 0)
            found = [.. all.Where(item => item.Text.Contains(name, StringComparison.OrdinalIgnoreCase))];
        return new Completions(position - word.Length, position, [.. found.DistinctBy(item => item.Text)]);
    }

    private IEnumerable<Completion> Candidates(SyntaxToken before, bool wordHasBegun)
    {
        if (SourcePlaces.LeftOfDot(before) is { } left)
            return Describe(Members(left).Where(symbol => symbol is INamespaceSymbol || !IsPlainUsing(before)));
        if (before.Parent is UsingDirectiveSyntax)
            return Describe(_model.LookupNamespacesAndTypes(_position).Where(symbol => symbol is INamespaceSymbol || !IsPlainUsing(before)));
        if (before.Parent is AttributeListSyntax)
            return Describe(_model.LookupNamespacesAndTypes(_position)).Select(WithoutAttributeSuffix);
        if (before.IsKind(SyntaxKind.NewKeyword) || before.IsKind(SyntaxKind.AsKeyword) || before.Parent is TypeArgumentListSyntax or BaseListSyntax or TypeOfExpressionSyntax)
            return Describe(_model.LookupNamespacesAndTypes(_position)).Concat(CompletionKinds.TypeKeywords);

        IEnumerable<Completion> first = [.. InitializedMembers(before), .. ParameterNames(before)];
        IEnumerable<ISymbol> visible = _model.LookupSymbols(_position);
        // Without a letter to go by, what the notebook itself has defined: not the two thousand types that are in view.
        if (!wordHasBegun)
            return first.Concat(Describe(visible.Where(SourcePlaces.IsOfNotebook)));
        return first.Concat(Describe(visible)).Concat(CompletionKinds.TypeKeywords).Concat(CompletionKinds.Keywords);
    }

    // `using static` and `using Name =` take a type, `using` alone does not.
    private static bool IsPlainUsing(SyntaxToken token) =>
        token.Parent?.FirstAncestorOrSelf<UsingDirectiveSyntax>() is { Alias: null } directive && directive.StaticKeyword.IsKind(SyntaxKind.None);

    private IEnumerable<ISymbol> Members(ExpressionSyntax left)
    {
        // A type as well as an expression can stand before a dot, and half-written code is easily taken for the other: `xs.` and
        // `var y = 1;` on the next line make a variable y of type xs.var. So it is bound anew, as if it stood alone.
        ExpressionSyntax alone = SyntaxFactory.ParseExpression(left.ToString());
        ISymbol? symbol = _model.GetSymbolInfo(left, _cancellationToken).Symbol
            ?? _model.GetSpeculativeSymbolInfo(left.SpanStart, alone, SpeculativeBindingOption.BindAsExpression).Symbol;
        if (symbol is IAliasSymbol alias)
            symbol = alias.Target;
        if (symbol is INamespaceSymbol space)
            return _model.LookupNamespacesAndTypes(_position, space);
        if (symbol is ITypeSymbol type)
            return _model.LookupSymbols(_position, type).Where(member => member.IsStatic || member is ITypeSymbol);
        ITypeSymbol? value = _model.GetTypeInfo(left, _cancellationToken).Type;
        if (value is null or IErrorTypeSymbol)
            value = _model.GetSpeculativeTypeInfo(left.SpanStart, alone, SpeculativeBindingOption.BindAsExpression).Type;
        if (left.Parent is ConditionalAccessExpressionSyntax && value is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            value = nullable.TypeArguments[0];
        if (value is IPointerTypeSymbol pointer)
            value = pointer.PointedAtType;
        return value is null or IErrorTypeSymbol
            ? []
            : _model.LookupSymbols(_position, value, includeReducedExtensionMethods: true).Where(member => !member.IsStatic && member is not ITypeSymbol);
    }

    // new Point { X|
    private IEnumerable<Completion> InitializedMembers(SyntaxToken before)
    {
        if (before.Parent is not InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax or WithExpressionSyntax } initializer
            || initializer.Parent is not ExpressionSyntax creation
            || _model.GetTypeInfo(creation, _cancellationToken).Type is not { } type)
            return [];
        return Describe(_model.LookupSymbols(_position, type).Where(member => member
            is IPropertySymbol { IsStatic: false, IsIndexer: false, SetMethod: not null }
            or IFieldSymbol { IsStatic: false, IsReadOnly: false, IsConst: false }));
    }

    // Clamp(min|
    private IEnumerable<Completion> ParameterNames(SyntaxToken before) =>
        before.Parent is ArgumentListSyntax { Parent: ExpressionSyntax call }
            ? SourcePlaces.Callees(_model, call, _cancellationToken).SelectMany(method => method.Parameters)
                .Select(parameter => new Completion(parameter.Name + ":", CompletionKinds.Parameter))
            : [];

    private IEnumerable<Completion> Describe(IEnumerable<ISymbol> symbols)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        return symbols
            .Where(symbol => symbol.CanBeReferencedByName && symbol.Name.Length > 0 && !CompletionKinds.IsHidden(symbol))
            .OrderBy(symbol => SourcePlaces.IsOfNotebook(symbol) ? 0 : 1)
            .ThenBy(symbol => symbol.Name, StringComparer.OrdinalIgnoreCase)
            .Select(symbol => new Completion(CompletionKinds.Escape(symbol.Name), CompletionKinds.Of(symbol)));
    }

    private static Completion WithoutAttributeSuffix(Completion item)
    {
        const string Suffix = "Attribute";
        return item.Text.Length > Suffix.Length && item.Text.EndsWith(Suffix, StringComparison.Ordinal) ? item with { Text = item.Text[..^Suffix.Length] } : item;
    }

    private static int WordStart(string code, int position)
    {
        int start = position;
        while (start > 0 && (SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]) || code[start - 1] == '@'))
            start--;
        return start;
    }

    [GeneratedRegex(@"^\s*#!(?<name>\w*)$")]
    private static partial Regex HalfMagic();
}
