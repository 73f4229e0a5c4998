using System.Diagnostics;
using System.Globalization;
using System.Net;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Packages;
using SoftmaxNotebooks.Host.Scripting.Editing;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Runs cells in this process: sees to what a cell asks for with directives, runs its code with <see cref="ScriptRunner"/>, shows the rest.
/// </summary>
internal sealed class CSharpSession : IInteractiveSession
{
    // A file that imports itself would go on for ever; nobody nests imports this deep on purpose.
    private const int MaximumImportDepth = 16;

    // What every cell needs.
    private const string LeastCode = "1 + 1";

    // What many need: a loop with a check in it, a lambda, a type, the state machine of an async cell.
    private const string UsualCode =
        """
        record Warm(double X);
        var warm = new[] { 1.0, 2.0 }.Select(x => new Warm(2 * x)).ToList();
        foreach (var one in warm) await Task.Yield();
        $"{warm.Count}: {warm[0]}"
        """;

    private readonly string _directory;
    private readonly NotebookPackages _packages;
    private readonly ScriptReferences _references = new();
    private readonly ScriptCompiler _compiler;
    private readonly ScriptRunner _code;
    private IDisposable? _interruption;

    /// <param name="directory">The notebook's folder, against which relative paths are meant.</param>
    public CSharpSession(string directory)
    {
        _directory = Path.GetFullPath(directory);
        _packages = new NotebookPackages(_directory);
        _compiler = new ScriptCompiler(_references, _directory);
        _code = new ScriptRunner(_compiler);
    }

    /// <summary>
    /// Has the compiler, the run time and a formatter do once what the first cell needs of them, which would otherwise take a second
    /// longer. Leaves nothing behind in any session.
    /// </summary>
    /// <param name="enough">Cancelled when the first cell is there: what every cell needs is done to its end, the rest is left off.</param>
    /// <exception cref="OperationCanceledException">Something was left off.</exception>
    public static async Task WarmUpAsync(CancellationToken enough)
    {
        ScriptCompiler compiler = new(new ScriptReferences(), Environment.CurrentDirectory);
        ScriptRunner runner = new(compiler);
        CellChannel nowhere = new(new Nowhere());
        // With a token that could be cancelled there is also a look for loops.
        using CancellationTokenSource never = new();
        await runner.RunAsync(LeastCode, "warm-up", nowhere, never.Token);
        await runner.RunAsync(UsualCode, "warm-up", nowhere, enough);
        CodeCompletion.Find(compiler, "warm.", "warm.".Length, enough);
    }

    public Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, CancellationToken cancellationToken) =>
        ExecuteAsync(cell, sink, NobodyThere.Instance, cancellationToken);

    public async Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, IInputSource input, CancellationToken interrupt)
    {
        CellChannel output = new(sink);
        CellConsole.Enter(new CellContext(output, input, interrupt));
        _interruption?.Dispose();
        _interruption = CellInterruption.Watch(interrupt);
        string name = string.Create(CultureInfo.InvariantCulture, $"Cell [{cell.Number}]");
        try
        {
            return await RunAsync(cell.Code, cell.Language, name, _directory, output, importDepth: 0, interrupt);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            output.Publish(new ErrorOutput(nameof(OperationCanceledException), "Cell interrupted", [$"{name} was interrupted."]));
            return CellOutcome.Cancelled;
        }
        catch (Exception exception)
        {
            // Nothing of the cell's comes here; but what the cell has to do with the disk can fail in more ways than are named below,
            // and the variables of the notebook are worth more than an exact message.
            string message = $"The cell could not be run: {exception.GetType().Name}: {exception.Message}";
            output.Publish(new ErrorOutput("HostError", message, [message]));
            return CellOutcome.Failed;
        }
    }

    public Task<Completions> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)position, (uint)code.Length, nameof(position));
        return Task.Run(() => CodeCompletion.Find(_compiler, code, position, cancellationToken), cancellationToken);
    }

    public Task<Inspection?> InspectAsync(string code, int position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)position, (uint)code.Length, nameof(position));
        return Task.Run(() => CodeInspection.Find(_compiler, code, position, cancellationToken), cancellationToken);
    }

    public CodeStatus IsComplete(string code) => CodeCompleteness.Of(code);

    public ValueTask DisposeAsync()
    {
        _interruption?.Dispose();
        return ValueTask.CompletedTask;
    }

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
            return exception.IsMissing ? CellOutcome.PackageMissing : CellOutcome.PackageFailed;
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
                    CodeStep { Language: CellLanguages.CSharp } part => await _code.RunAsync(part.Code, name, output, cancellationToken),
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
        PackageClosure added = await _packages.AddAsync(cell.Packages, cell.SourcesFrom(directory), () => ShowPackages(
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

    private sealed class Nowhere : IOutputSink
    {
        public void Emit(CellOutput output)
        {
        }
    }
}
