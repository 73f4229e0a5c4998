using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>Tells whether a cell can run as it is: for consoles, where Enter either runs the cell or begins another line.</summary>
internal static class CodeCompleteness
{
    private const string IndentStep = "    ";

    public static CodeStatus Of(string code)
    {
        ParsedCell cell;
        try
        {
            cell = CellParser.Parse(code, CellLanguages.CSharp);
        }
        catch (DirectiveException)
        {
            return new CodeStatus(Completeness.Invalid);
        }

        // What is shown as it stands is complete at any length, and a part of a cell ends where the next begins.
        foreach (CodeStep step in cell.Steps.OfType<CodeStep>().Where(step => step.Language == CellLanguages.CSharp))
        {
            SyntaxTree tree = CSharpSyntaxTree.ParseText(step.Code, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script));
            if (!SyntaxFactory.IsCompleteSubmission(tree))
                return step == cell.Steps[^1] ? new CodeStatus(Completeness.Incomplete, IndentAfter(code)) : new CodeStatus(Completeness.Invalid);
            if (tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
                return new CodeStatus(Completeness.Invalid);
        }

        return new CodeStatus(Completeness.Complete);
    }

    // As deep as the last line, and one step deeper if that opens a bracket.
    private static string IndentAfter(string code)
    {
        string line = code.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')[^1];
        string indent = line[..^line.TrimStart().Length];
        return line.TrimEnd() is [.., '{' or '(' or '['] ? indent + IndentStep : indent;
    }
}
