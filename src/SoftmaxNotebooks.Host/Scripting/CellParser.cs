using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Packages;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>A cell taken apart: what it needs before it can run, and what to run, in order.</summary>
internal sealed record ParsedCell(
    IReadOnlyList<PackageRequest> Packages,
    IReadOnlyList<string> PackageSources,
    IReadOnlyList<AssemblyReference> Assemblies,
    IReadOnlyList<CellStep> Steps,
    bool ReportTime)
{
    /// <summary>The package sources, folders as absolute paths: one is meant from where it is written, and the restore runs elsewhere.</summary>
    public IReadOnlyList<string> SourcesFrom(string directory) =>
        [.. PackageSources.Select(source => source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, directory))];
}

/// <summary>An assembly that a cell asks for with <c>#r "path"</c>.</summary>
internal sealed record AssemblyReference(string Path, int Line);

/// <summary>One thing to run.</summary>
internal abstract record CellStep;

/// <summary>
/// A run of lines in one language. <paramref name="Code"/> has a line for every line of the cell up to its own last one,
/// those of directives and of other parts being empty: so line numbers in messages are those of the cell.
/// </summary>
internal sealed record CodeStep(string Language, string Code) : CellStep;

/// <summary>Runs another file here.</summary>
internal sealed record ImportStep(string Path, int Line) : CellStep;

/// <summary>A directive that cannot be carried out as written.</summary>
internal sealed class DirectiveException(string message, int line) : Exception($"({line},1): {message}");

/// <summary>
/// Reads the directives of .NET Interactive: <c>#r</c>, <c>#i</c> and the magic commands that begin with <c>#!</c>.
/// A directive is a line of its own; in display languages (html, javascript, markdown) only <c>#!language</c> is one.
/// </summary>
internal static partial class CellParser
{
    /// <summary>The magic commands there are, without their <c>#!</c>.</summary>
    public static IReadOnlyList<string> MagicCommands { get; } = ["csharp", "html", "import", "javascript", "markdown", "time"];

    public static ParsedCell Parse(string code, string language)
    {
        List<PackageRequest> packages = [];
        List<string> sources = [];
        List<AssemblyReference> assemblies = [];
        List<CellStep> steps = [];
        bool reportTime = false;

        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        int partStart = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (Magic().Match(line) is { Success: true } magic)
            {
                string name = magic.Groups["name"].Value;
                string argument = magic.Groups["argument"].Value.Trim();
                if (CellLanguages.Find(name) is { } next)
                {
                    EndPart(i);
                    language = next;
                    partStart = i + 1;
                }
                else if (language != CellLanguages.CSharp)
                {
                    continue;
                }
                else if (name is "time")
                {
                    reportTime = true;
                }
                else if (name is "import")
                {
                    if (argument.Length == 0)
                        throw new DirectiveException("#!import needs the path of a file, such as #!import helpers.csx.", i + 1);
                    EndPart(i);
                    steps.Add(new ImportStep(Unquote(argument), i + 1));
                    partStart = i + 1;
                }
                else
                {
                    throw new DirectiveException(
                        $"This host has no magic command '#!{name}'. It knows #!csharp, #!html, #!javascript, #!markdown, #!import and #!time.",
                        i + 1);
                }

                lines[i] = "";
            }
            else if (language == CellLanguages.CSharp && Reference().Match(line) is { Success: true } reference)
            {
                string target = reference.Groups["target"].Value.Trim();
                bool isSource = reference.Groups["kind"].Value == "i";
                if (NuGetPrefix().Match(target) is { Success: true } nuget)
                {
                    string rest = target[nuget.Length..].Trim();
                    if (isSource)
                        sources.Add(rest);
                    else
                        packages.Add(ParsePackage(rest, i + 1));
                }
                else if (isSource)
                {
                    throw new DirectiveException($"#i takes \"nuget: address of a package source\", not \"{target}\".", i + 1);
                }
                else
                {
                    assemblies.Add(new AssemblyReference(target, i + 1));
                }

                lines[i] = "";
            }
        }

        EndPart(lines.Length);
        return new ParsedCell(packages, sources, assemblies, steps, reportTime);

        void EndPart(int end)
        {
            if (lines[partStart..end].All(string.IsNullOrWhiteSpace))
                return;
            // Only C# reports positions. What is shown as it stands must not begin with a screenful of empty lines.
            IEnumerable<string> part = language == CellLanguages.CSharp
                ? Enumerable.Repeat("", partStart).Concat(lines[partStart..end])
                : lines[partStart..end];
            steps.Add(new CodeStep(language, string.Join('\n', part)));
        }
    }

    /// <summary>
    /// The C# of a cell that is still being written: as long as the cell, with blanks for directives and for parts in other languages, so
    /// that a position in the one is a position in the other.
    /// </summary>
    public static string BlankAllButCSharp(string code)
    {
        char[] text = code.ToCharArray();
        bool isCSharp = true;
        int start = 0;
        foreach (string line in code.Split('\n'))
        {
            Match magic = Magic().Match(line.Trim());
            if (magic.Success && CellLanguages.Find(magic.Groups["name"].Value) is { } language)
                isCSharp = language == CellLanguages.CSharp;
            if (!isCSharp || magic.Success || Reference().IsMatch(line.Trim()))
                text.AsSpan(start, line.TrimEnd('\r').Length).Fill(' ');
            start += line.Length + 1;
        }

        return new string(text);
    }

    private static PackageRequest ParsePackage(string text, int line)
    {
        string[] parts = text.Split(',', 2, StringSplitOptions.TrimEntries);
        // A range such as [1.0,2.0) has a comma of its own, behind the one that separates it from the id.
        if (!PackageId().IsMatch(parts[0]))
            throw new DirectiveException($"'{parts[0]}' is not the id of a package. Write #r \"nuget: Id\" or #r \"nuget: Id, 1.2.3\".", line);
        string version = parts.Length == 1 || parts[1].Length == 0 ? PackageRequest.AnyVersion : parts[1];
        if (!PackageVersion().IsMatch(version))
            throw new DirectiveException($"'{version}' is not a version or a range of versions of package {parts[0]}.", line);
        return new PackageRequest(parts[0], version);
    }

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? text[1..^1] : text;

    [GeneratedRegex(@"^#!(?<name>[A-Za-z][\w#-]*)(\s+(?<argument>.*))?$")]
    private static partial Regex Magic();

    [GeneratedRegex(@"^#(?<kind>[ri])\s+""(?<target>[^""]*)""\s*(//.*)?$")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^nuget\s*:", RegexOptions.IgnoreCase)]
    private static partial Regex NuGetPrefix();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$")]
    private static partial Regex PackageId();

    // What NuGet writes: 1.2.3-beta+4, 1.*, *-*, [1.0,2.0). Nothing in it can break out of an XML attribute.
    [GeneratedRegex(@"^[\[(]?[0-9A-Za-z.*+, -]+[\])]?$")]
    private static partial Regex PackageVersion();
}
