using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Writes a check for an interrupt wherever a cell can go round in circles: at the beginning of each loop's body, of each function with a
/// block (a library may call it for ever, and it may call itself), of each function that is an expression and calls itself, behind each
/// label, and in a switch whose sections go to each other. The text is edited, not the tree: directives, comments and everything else
/// stay as they are, and each line stays on its line, so that stack traces are right.
/// </summary>
internal sealed class InterruptionChecks : CSharpSyntaxWalker
{
    private const string Check = $"if(global::{Class}.{nameof(CellInterruption.Requested)})throw global::{Class}.{nameof(CellInterruption.Interrupted)}();";
    private const string Class = $"{nameof(SoftmaxNotebooks)}.{nameof(Host)}.{nameof(Scripting)}.{nameof(CellInterruption)}";

    private readonly List<TextChange> _changes = [];

    private InterruptionChecks()
    {
    }

    /// <summary>The code with checks in it; null if it does not parse.</summary>
    public static string? Insert(SyntaxTree tree)
    {
        if (tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
            return null;
        InterruptionChecks checks = new();
        checks.Visit(tree.GetRoot());
        StringBuilder text = new();
        string code = tree.GetText().ToString();
        int end = 0;
        // A stable sort: where an outer and an inner statement begin together, the outer one was visited first.
        foreach (TextChange change in checks._changes.OrderBy(change => change.Span.Start))
        {
            text.Append(code, end, change.Span.Start - end).Append(change.NewText);
            end = change.Span.End;
        }

        return text.Append(code, end, code.Length - end).ToString();
    }

    public override void Visit(SyntaxNode? node)
    {
        switch (node)
        {
            case WhileStatementSyntax loop:
                CheckBody(loop.Statement);
                break;
            case DoStatementSyntax loop:
                CheckBody(loop.Statement);
                break;
            case ForStatementSyntax loop:
                CheckBody(loop.Statement);
                break;
            case CommonForEachStatementSyntax loop:
                CheckBody(loop.Statement);
                break;
            case AnonymousFunctionExpressionSyntax function:
                CheckBody(function.Block);
                break;
            case MethodDeclarationSyntax function:
                CheckFunction(function.Body, function.ExpressionBody, function.SemicolonToken, function.Identifier, function.ReturnType, function.Modifiers);
                break;
            case LocalFunctionStatementSyntax function:
                CheckFunction(function.Body, function.ExpressionBody, function.SemicolonToken, function.Identifier, function.ReturnType, function.Modifiers);
                break;
            case LabeledStatementSyntax label:
                Insert(label.ColonToken.Span.End, Check);
                break;
            case SwitchStatementSyntax @switch when @switch.DescendantNodes().Any(inner => inner.Kind() is SyntaxKind.GotoCaseStatement or SyntaxKind.GotoDefaultStatement):
                foreach (SwitchSectionSyntax section in @switch.Sections)
                    Insert(section.Statements[0].SpanStart, Check);
                break;
        }

        base.Visit(node);
    }

    private void CheckBody(StatementSyntax? body)
    {
        if (body is BlockSyntax block)
        {
            Insert(block.OpenBraceToken.Span.End, Check);
        }
        else if (body is not null)
        {
            Insert(body.SpanStart, "{" + Check);
            Insert(body.Span.End, "}");
        }
    }

    private void CheckFunction(
        BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, SyntaxToken name, TypeSyntax returnType, SyntaxTokenList modifiers)
    {
        CheckBody(body);
        if (arrow is null || !arrow.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name.ValueText))
            return;
        bool returnsValue = arrow.Expression is not ThrowExpressionSyntax
            && returnType is not PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }
            && !(modifiers.Any(SyntaxKind.AsyncKeyword) && returnType is IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" });
        _changes.Add(new TextChange(arrow.ArrowToken.Span, "{" + Check));
        // Not at the arrow: the expression may stand on the next line, and then that is the line which a stack trace names.
        Insert(arrow.Expression.SpanStart, returnsValue ? "return " : "");
        Insert(semicolon.Span.End, "}");
    }

    private void Insert(int position, string text) => _changes.Add(new TextChange(new TextSpan(position, 0), text));
}
