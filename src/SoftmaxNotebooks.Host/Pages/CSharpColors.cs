using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>
/// C# as HTML with a class for each kind of token, as the compiler reads it: k keyword, s text, n number, c comment, d directive, t type,
/// m method. Magic commands and #r are directives; parts of a cell in another language stay plain.
/// </summary>
internal static class CSharpColors
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, DocumentationMode.None, SourceCodeKind.Script);

    public static string ToHtml(string code)
    {
        string text = code.ReplaceLineEndings("\n");
        SyntaxNode root = CSharpSyntaxTree.ParseText(Readable(text), Script).GetRoot();
        StringBuilder html = new();
        foreach (SyntaxToken token in root.DescendantTokens())
        {
            Append(token.LeadingTrivia);
            Add(token.Span.Start, token.Span.End, ClassOf(token));
            Append(token.TrailingTrivia);
        }

        return html.ToString();

        void Append(SyntaxTriviaList list)
        {
            foreach (SyntaxTrivia trivia in list)
                Add(trivia.FullSpan.Start, trivia.FullSpan.End, ClassOf(trivia, text));
        }

        void Add(int start, int end, string? name)
        {
            string part = Html.Escape(text[start..end]);
            // A line's end belongs to no colour: a directive has its own with it.
            string lineEnd = part.EndsWith('\n') ? "\n" : "";
            html.Append(name is null || part.Length == 0 ? part : $"<span class=\"{name}\">{part[..^lineEnd.Length]}</span>{lineEnd}");
        }
    }

    // To the compiler a directive of notebooks is a comment, and what is not C# is one, too: all positions stay. In a text over several
    // lines, which may have such a line, nothing is lost, because what is shown is the original.
    private static string Readable(string code)
    {
        string csharp = Scripting.CellParser.BlankAllButCSharp(code);
        StringBuilder text = new();
        for (int start = 0; start < code.Length;)
        {
            int end = code.IndexOf('\n', start) + 1;
            end = end == 0 ? code.Length : end;
            int first = start;
            while (first < end && code[first] is ' ' or '\t')
                first++;
            bool isBlanked = string.IsNullOrWhiteSpace(csharp[start..end]) && end - first > 2;
            text.Append(isBlanked ? string.Concat(code.AsSpan(start, first - start), "//", code.AsSpan(first + 2, end - first - 2)) : csharp.AsSpan(start, end - start));
            start = end;
        }

        return text.ToString();
    }

    private static string? ClassOf(SyntaxTrivia trivia, string text)
    {
        if (trivia.IsDirective || trivia.IsKind(SyntaxKind.SkippedTokensTrivia))
            return trivia.IsDirective ? "d" : null;
        bool isComment = trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
        return !isComment ? null : text[trivia.FullSpan.Start] switch
        {
            '/' => "c",
            '#' => "d",
            _ => null,
        };
    }

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8SingleLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken or SyntaxKind.InterpolatedRawStringEndToken => "s",
        SyntaxKind.NumericLiteralToken => "n",
        SyntaxKind.IdentifierToken => ClassOfName(token),
        _ => token.IsKeyword() ? "k" : null,
    };

    private static string? ClassOfName(SyntaxToken token) => token.Parent switch
    {
        // The compiler reads var, and in a type's place dynamic and nint, as names.
        IdentifierNameSyntax { IsVar: true } => "k",
        BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or TypeParameterSyntax or ConstructorDeclarationSyntax => "t",
        MethodDeclarationSyntax or LocalFunctionStatementSyntax => "m",
        SimpleNameSyntax name when SyntaxFacts.IsInTypeOnlyContext(name) && !IsNamespace(name) => "t",
        SimpleNameSyntax { Parent: InvocationExpressionSyntax } => "m",
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } member } name
            when member.Name == name && call.Expression == member => "m",
        SimpleNameSyntax { Parent: MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax } } => "m",
        // Vector<double>.Build: only a type has arguments before a dot.
        GenericNameSyntax { Parent: MemberAccessExpressionSyntax } => "t",
        _ => null,
    };

    private static bool IsNamespace(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null || name.Parent is QualifiedNameSyntax qualified && qualified.Left == name;
}
