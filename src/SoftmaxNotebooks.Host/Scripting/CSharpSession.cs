using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Packages;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Runs C# cells with Roslyn scripting, in this process: variables, usings and types of a cell are there for the next.
/// </summary>
internal sealed class CSharpSession : INotebookSession
{
    // What .NET Interactive imports, no more: a notebook that runs here must run there.
    private static readonly string[] Imports =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        typeof(Kernel).FullName!,
    ];

    // A file that imports itself would go on for ever; nobody nests imports this deep on purpose.
    private const int MaximumImportDepth = 16;

    private readonly string _directory;
    private readonly NotebookPackages _packages;
    private readonly ScriptReferences _references = new();
    private ScriptState<object>? _state;

    /// <param name="directory">The notebook's folder, against which relative paths are meant.</param>
    public CSharpSession(string directory)
    {
        _directory = Path.GetFullPath(directory);
        _packages = new NotebookPackages(_directory);
    }

    public async Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, CancellationToken cancellationToken)
    {
        CellChannel output = new(sink);
        CellConsole.Enter(output);
        string name = string.Create(CultureInfo.InvariantCulture, $"Cell [{cell.Number}]");
        try
        {
            return await RunAsync(cell.Code, cell.Language, name, _directory, output, importDepth: 0, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Nothing of the cell's comes here; but what the cell has to do with the disk can fail in more ways than are named below,
            // and the variables of the notebook are worth more than an exact message.
            output.Publish(new ErrorOutput("HostError", $"The cell could not be run: {exception.Message}", [$"The cell could not be run: {exception}"]));
            return CellOutcome.Failed;
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<CellOutcome> RunAsync(
        string code, string language, string name, string directory, CellChannel output, int importDepth, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        bool reportTime = false;
        try
        {
            ParsedCell cell = CellParser.Parse(code, language);
            reportTime = cell.ReportTime;
            foreach (AssemblyReference reference in cell.Assemblies)
                AddAssembly(reference, directory);
            PackageClosure added = await AddPackagesAsync(cell, directory, output, cancellationToken);
            CellOutcome outcome = await RunStepsAsync(cell.Steps, name, directory, output, importDepth, cancellationToken);
            // After the cell's own code, as in .NET Interactive: what an extension registers is there from the next cell on. Also after
            // code that failed, because the package is there, and nothing will bring it a second time.
            CellOutcome loaded = await LoadExtensionsAsync(added, output, importDepth, cancellationToken);
            return outcome != CellOutcome.Succeeded ? outcome : loaded;
        }
        catch (DirectiveException exception)
        {
            return Refuse(exception, name, output);
        }
        catch (PackageRestoreException exception)
        {
            output.Publish(new ErrorOutput("PackageError", exception.Message, exception.Message.Split('\n')));
            return CellOutcome.PackageFailed;
        }
        finally
        {
            if (reportTime)
                ShowText(string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.0} ms"), output);
        }
    }

    private async Task<CellOutcome> RunStepsAsync(
        IReadOnlyList<CellStep> steps, string name, string directory, CellChannel output, int importDepth, CancellationToken cancellationToken)
    {
        try
        {
            foreach (CellStep step in steps)
            {
                CellOutcome outcome = step switch
                {
                    ImportStep import => await ImportAsync(import, directory, output, importDepth, cancellationToken),
                    CodeStep { Language: CellLanguages.CSharp } part => await RunCSharpAsync(part.Code, name, output, cancellationToken),
                    CodeStep part => Show(part, output),
                    _ => throw new UnreachableException(),
                };
                if (outcome != CellOutcome.Succeeded)
                    return outcome;
            }

            return CellOutcome.Succeeded;
        }
        catch (DirectiveException exception)
        {
            return Refuse(exception, name, output);
        }
    }

    private static CellOutcome Refuse(DirectiveException exception, string name, CellChannel output)
    {
        output.Publish(new ErrorOutput("DirectiveError", exception.Message, [$"{name} {exception.Message}"]));
        return CellOutcome.Failed;
    }

    private async Task<CellOutcome> RunCSharpAsync(string code, string name, CellChannel output, CancellationToken cancellationToken)
    {
        Script<object> script = Continue(code, name);
        Diagnostic[] errors = [.. script.Compile(cancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0)
        {
            output.Publish(CompilationErrors.Describe(errors));
            return CellOutcome.Failed;
        }

        // Caught by Roslyn rather than here, so that what the cell defined before it threw is kept: for the first cell as for the others.
        ScriptState<object> state = _state is null
            ? await script.RunAsync(globals: null, catchException: _ => true, cancellationToken)
            : await script.RunFromAsync(_state, catchException: _ => true, cancellationToken);
        _state = state;
        if (state.Exception is not null)
        {
            output.Publish(ExceptionReport.Describe(state.Exception));
            return CellOutcome.Failed;
        }

        // `display(x)` as a last line has shown x already.
        if (HasValue(script) && state.ReturnValue is not DisplayedValue)
        {
            try
            {
                output.Publish(new ResultOutput(MimeBundle.Of(state.ReturnValue)));
            }
            catch (Exception exception)
            {
                // A formatter is somebody's code too, and it runs for the cell.
                output.Publish(ExceptionReport.Describe(exception));
                return CellOutcome.Failed;
            }
        }

        return CellOutcome.Succeeded;
    }

    private Script<object> Continue(string code, string name)
    {
        ScriptOptions options = ScriptOptions.Default
            .WithReferences(_references.All)
            .WithImports(Imports)
            .WithMetadataResolver(ScriptReferences.NothingToResolve.Instance)
            .WithSourceResolver(new SourceFileResolver([], _directory))
            // Roslyn compiles scripts for debugging unless told otherwise, and a loop over logits is then two to four times slower.
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithLanguageVersion(LanguageVersion.Latest)
            .WithAllowUnsafe(true)
            .WithEmitDebugInformation(true)
            .WithFilePath(name)
            .WithFileEncoding(Encoding.UTF8);
        return _state is null
            ? CSharpScript.Create<object>(code, options)
            : _state.Script.ContinueWith<object>(code, options);
    }

    // A cell has a value when it ends in an expression without a semicolon, or returns one. A null is a value; a void call has none.
    private static bool HasValue(Script script)
    {
        Compilation compilation = script.GetCompilation();
        SyntaxTree tree = compilation.SyntaxTrees.Last();
        return tree.GetCompilationUnitRoot().Members.LastOrDefault() switch
        {
            GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last } =>
                compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void,
            GlobalStatementSyntax { Statement: ReturnStatementSyntax { Expression: not null } } => true,
            _ => false,
        };
    }

    private static CellOutcome Show(CodeStep part, CellChannel output)
    {
        (string mimeType, string content) = CellLanguages.AsDisplay(part.Language, part.Code);
        output.Publish(new DisplayOutput(new Dictionary<string, string> { [mimeType] = content }));
        return CellOutcome.Succeeded;
    }

    private static void ShowText(string text, CellChannel output) =>
        output.Publish(new DisplayOutput(new Dictionary<string, string> { [MimeBundle.PlainText] = text }));

    private void AddAssembly(AssemblyReference reference, string directory)
    {
        string path = Path.GetFullPath(reference.Path, directory);
        if (File.Exists(path))
        {
            AssemblyResolution.Add([path], []);
            AssemblyResolution.AddFolder(Path.GetDirectoryName(path)!);
            _references.Add(path);
        }
        else if (!_references.Contains(reference.Path) && !_references.Contains(Path.GetFileNameWithoutExtension(reference.Path)))
        {
            // #r "System.Xml" and #r "System.Xml.dll" name what is there anyway; this names nothing.
            throw new DirectiveException($"#r \"{reference.Path}\": no file is there, seen from the notebook's folder, and the framework has no assembly of that name.", reference.Line);
        }
    }

    private async Task<PackageClosure> AddPackagesAsync(ParsedCell cell, string directory, CellChannel output, CancellationToken cancellationToken)
    {
        if (cell.Packages.Count == 0 && cell.PackageSources.Count == 0)
            return PackageClosure.Empty;
        string displayId = Guid.NewGuid().ToString("N");
        bool shown = false;
        // A folder is meant from where it is written; the restore runs somewhere else.
        string[] sources = [.. cell.PackageSources.Select(source => source.Contains("://", StringComparison.Ordinal) ? source : Path.GetFullPath(source, directory))];
        PackageClosure added = await _packages.AddAsync(cell.Packages, sources, () => ShowPackages(
            "Installing Packages", cell.Packages.Select(package => package.Id)), cancellationToken);
        AssemblyResolution.Add(added.Assemblies, added.NativeLibraries);
        foreach (string path in added.Assemblies)
            _references.Add(path);
        string[] installed = [.. added.Packages.Where(package => package.Requested).Select(package => $"{package.Id}, {package.Version}")];
        if (installed.Length > 0 || shown)
            ShowPackages("Installed Packages", installed);
        return added;

        void ShowPackages(string title, IEnumerable<string> packages)
        {
            string items = string.Concat(packages.Select(package => $"<li><span>{WebUtility.HtmlEncode(package)}</span></li>"));
            Dictionary<string, string> data = new()
            {
                [MimeBundle.PlainText] = $"{title}: {string.Join("; ", packages)}",
                [MimeBundle.Html] = $"<div><strong>{title}</strong><ul>{items}</ul></div>",
            };
            output.Publish(shown ? new DisplayUpdate(displayId, data) : new DisplayOutput(data, displayId));
            shown = true;
        }
    }

    private async Task<CellOutcome> LoadExtensionsAsync(PackageClosure added, CellChannel output, int importDepth, CancellationToken cancellationToken)
    {
        foreach (ResolvedPackage package in added.Packages)
        {
            string script = Path.Combine(package.Root, "interactive-extensions", "dotnet", "extension.dib");
            if (!File.Exists(script))
                continue;
            ShowText($"Loading extension script of {package.Id}", output);
            CellOutcome outcome = await RunCellsAsync(
                SourceFile.Read(script), $"{package.Id} extension.dib", Path.GetDirectoryName(script)!, output, importDepth, cancellationToken);
            if (outcome != CellOutcome.Succeeded)
                return outcome;
        }

        return CellOutcome.Succeeded;
    }

    private async Task<CellOutcome> ImportAsync(ImportStep import, string directory, CellChannel output, int importDepth, CancellationToken cancellationToken)
    {
        if (importDepth >= MaximumImportDepth)
            throw new DirectiveException($"#!import {import.Path}: imports are nested more than {MaximumImportDepth} deep; does a file import itself?", import.Line);
        string path = Path.GetFullPath(import.Path, directory);
        IReadOnlyList<SourceCell> cells;
        try
        {
            cells = SourceFile.Read(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DocumentException)
        {
            // The message of an IOException spells out the path of this machine.
            string reason = exception is DocumentException ? exception.Message : "the file is not there or cannot be read.";
            throw new DirectiveException($"#!import {import.Path}: {reason}", import.Line);
        }

        return await RunCellsAsync(cells, Path.GetFileName(path), Path.GetDirectoryName(path)!, output, importDepth + 1, cancellationToken);
    }

    private async Task<CellOutcome> RunCellsAsync(
        IReadOnlyList<SourceCell> cells, string name, string directory, CellChannel output, int importDepth, CancellationToken cancellationToken)
    {
        foreach (SourceCell cell in cells)
        {
            if (CellLanguages.Find(cell.Language) is null)
            {
                string message = $"{name} has a cell in {cell.Language}; this host runs C# and shows HTML, JavaScript and Markdown.";
                output.Publish(new ErrorOutput("UnknownLanguage", message, [message]));
                return CellOutcome.Failed;
            }

            CellOutcome outcome = await RunAsync(cell.Code, cell.Language, name, directory, output, importDepth, cancellationToken);
            if (outcome != CellOutcome.Succeeded)
                return outcome;
        }

        return CellOutcome.Succeeded;
    }
}
