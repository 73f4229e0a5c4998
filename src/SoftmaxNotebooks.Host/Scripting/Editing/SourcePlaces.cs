using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SoftmaxNotebooks.Host.Scripting.Editing;

/// <summary>Finds one's way in code that is still being written.</summary>
internal static class SourcePlaces
{
    /// <summary>The last token that begins before a position; none at the beginning of the code.</summary>
    public static SyntaxToken TokenBefore(SyntaxNode root, int position)
    {
        SyntaxToken token = root.FindToken(position);
        while (token.SpanStart >= position && !token.IsKind(SyntaxKind.None))
            token = token.GetPreviousToken();
        return token;
    }

    /// <summary>Whether what is written at a position is not code: in a string or a comment, or left out by a directive.</summary>
    public static bool IsText(SyntaxNode root, int position)
    {
        if (position == 0)
            return false;
        SyntaxTrivia trivia = root.FindTrivia(position - 1);
        if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.DisabledTextTrivia) || trivia.IsDirective)
            return true;
        if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
            return position < trivia.Span.End || !trivia.ToString().EndsWith("*/", StringComparison.Ordinal);
        SyntaxToken token = TokenBefore(root, position);
        return token.Kind() switch
        {
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken =>
                position < token.Span.End || (position == token.Span.End && token.ContainsDiagnostics),
            SyntaxKind.InterpolatedStringTextToken => position <= token.Span.End,
            SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken => true,
            _ => false,
        };
    }

    /// <summary>What stands before the dot, or what serves as one; null if the token is none.</summary>
    public static ExpressionSyntax? LeftOfDot(SyntaxToken dot) => dot.Parent switch
    {
        MemberAccessExpressionSyntax access when access.OperatorToken == dot => access.Expression,
        QualifiedNameSyntax name when name.DotToken == dot => name.Left,
        AliasQualifiedNameSyntax name when name.ColonColonToken == dot => name.Alias,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>(access => access.WhenNotNull.Span.Contains(binding.Span))?.Expression,
        _ => null,
    };

    /// <summary>What a call or a creation may call.</summary>
    public static IEnumerable<IMethodSymbol> Callees(SemanticModel model, ExpressionSyntax call, CancellationToken cancellationToken)
    {
        IEnumerable<ISymbol> found = call switch
        {
            InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression, cancellationToken),
            BaseObjectCreationExpressionSyntax creation when model.GetTypeInfo(creation, cancellationToken).Type is INamedTypeSymbol type => type.InstanceConstructors,
            _ => [],
        };
        if (call is InvocationExpressionSyntax { Expression: var callee } && !found.Any()
            && model.GetTypeInfo(callee, cancellationToken).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke })
        {
            found = [invoke];
        }

        return found.OfType<IMethodSymbol>();
    }

    /// <summary>Whether the notebook itself has defined it.</summary>
    public static bool IsOfNotebook(ISymbol symbol) => symbol.Locations.Any(location => location.IsInSource);
}
