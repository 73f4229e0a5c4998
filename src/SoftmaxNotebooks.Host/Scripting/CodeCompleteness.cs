using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>Tells whether a cell can run as it is: for consoles, where Enter either runs the cell or begins another line.</summary>
internal static class CodeCompleteness
{
    private const string IndentStep = "    ";

    // Another line can end a comment; Roslyn does not always take it for unfinished.
    private const string OpenComment = "CS1035";

    // No other line can end a string that has to end on its own; Roslyn misses only what comes after it.
    private const string LineEndInString = "CS1010";

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
            string[] errors = [.. tree.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => error.Id)];
            bool isComplete = SyntaxFactory.IsCompleteSubmission(tree) && !errors.Contains(OpenComment);
            if (!isComplete && step == cell.Steps[^1] && !errors.Contains(LineEndInString))
                return new CodeStatus(Completeness.Incomplete, IndentAfter(code));
            if (!isComplete || errors.Length > 0)
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
