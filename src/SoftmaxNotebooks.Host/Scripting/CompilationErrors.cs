using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>Says where and why a cell does not compile: line, column, the line itself and a mark below the place.</summary>
internal static partial class CompilationErrors
{
    public const string Name = "CompilationError";

    public static ErrorOutput Describe(IReadOnlyList<Diagnostic> errors)
    {
        List<string> lines = [];
        foreach (Diagnostic error in errors)
        {
            lines.Add($"{FileName(error)} {Headline(error)}");
            lines.AddRange(SourceExcerpt(error.Location));
        }

        string more = errors.Count == 1 ? "" : $" (and {errors.Count - 1} more)";
        return new ErrorOutput(Name, Headline(errors[0]) + more, lines);
    }

    private static string FileName(Diagnostic error) => error.Location.GetLineSpan().Path is { Length: > 0 } path ? path : "Cell";

    private static string Headline(Diagnostic error)
    {
        LinePosition start = error.Location.GetLineSpan().StartLinePosition;
        string message = ScriptNames.Clean(error.GetMessage(CultureInfo.InvariantCulture));
        return $"({start.Line + 1},{start.Character + 1}): error {error.Id}: {message}";
    }

    private static IEnumerable<string> SourceExcerpt(Location location)
    {
        if (location.SourceTree is not { } tree)
            yield break;
        TextLine line = tree.GetText().Lines.GetLineFromPosition(location.SourceSpan.Start);
        string text = line.ToString();
        int start = location.SourceSpan.Start - line.Start;
        int length = Math.Clamp(location.SourceSpan.Length, 1, Math.Max(1, text.Length - start));
        // Tabs stay tabs in the line below, so that the mark stands under its place however wide they are shown.
        string indent = string.Concat(text.Take(start).Select(character => character == '\t' ? '\t' : ' '));
        yield return "    " + text;
        yield return "    " + indent + '^' + new string('~', length - 1);
    }
}

/// <summary>Names that Roslyn gives to what cells are compiled into, and which nobody who wrote a cell has ever seen.</summary>
internal static partial class ScriptNames
{
    /// <summary>Removes the made-up names from a text.</summary>
    public static string Clean(string text) => SubmissionPrefix().Replace(AssemblyIdentity().Replace(text, "the cell"), "");

    /// <summary>Whether an assembly is a compiled cell.</summary>
    public static bool IsSubmission(string? assemblyName) => assemblyName?.StartsWith('ℛ') == true;

    [GeneratedRegex(@"ℛ\*[0-9a-fA-F-]+\*?#\d+-\d+(, Version=[^']*PublicKeyToken=\w+)?")]
    private static partial Regex AssemblyIdentity();

    [GeneratedRegex(@"Submission#\d+[.+]?")]
    private static partial Regex SubmissionPrefix();
}
