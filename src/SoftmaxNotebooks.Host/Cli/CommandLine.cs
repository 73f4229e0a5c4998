using System.Collections.Concurrent;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Pages;
using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>The verbs and their options.</summary>
internal static class CommandLine
{
    private const string DefaultNotebooks = "notebooks";
    private static readonly string DefaultOutput = Path.Combine("artifacts", "notebooks");
    private static readonly string DefaultSite = Path.Combine("artifacts", "site");

    // Ctrl+C: the notebooks' processes are ended and what they have shown is written; that takes far less.
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(30);

    private static readonly Argument<string[]> Paths = new("PATHS")
    {
        Description = "Notebooks (.ipynb), and folders that stand for the notebooks in and below them.",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [DefaultNotebooks],
    };

    private static readonly Option<double> Timeout = new("--timeout")
    {
        Description = "Seconds that one cell may run.",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 300,
        CustomParser = result => Number(result, minimum: 0, maximum: 1_000_000, exclusive: true),
    };

    private static readonly Option<int> Jobs = new("--jobs")
    {
        Description = "Notebooks that run at the same time.",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        CustomParser = result => (int)Number(result, minimum: 1, maximum: 256, whole: true),
    };

    private static readonly Option<double> Tolerance = new("--tolerance")
    {
        Description = "How far two numbers may lie apart, relative to the larger, and still be the same.",
        HelpName = "RATIO",
        // A few units in the last place of a float: processors differ in how they round exp and fuse multiply and add.
        DefaultValueFactory = _ => 1e-6,
        CustomParser = result => Number(result, minimum: 0, maximum: 1),
    };

    private static readonly Option<DirectoryInfo> Output = new("--output", "-o")
    {
        Description = $"Where the executed notebooks go. [default: {DefaultOutput}]",
        HelpName = "DIR",
    };

    private static readonly Option<bool> InPlace = new("--in-place") { Description = "Write each executed notebook back to where it came from." };

    private static readonly Option<bool> AllowErrors = new("--allow-errors") { Description = "Go on after a cell that fails; its error is stored as its output." };

    private static readonly Option<string[]> Parameters = new("--parameter", "-p")
    {
        Description = "A value for a variable of the cell tagged 'parameters'. May be given several times.",
        HelpName = "NAME=VALUE",
    };

    private const string SkippingHelp = $"One with a cell tagged '{NotebookCell.SkipIfPackagesMissingTag}' is skipped where no package source has what that cell asks for.";

    private static readonly Option<bool> AsPages = new("--html") { Description = $"Write a page for each notebook, too, into {DefaultSite} or the folder of --site." };

    private static readonly Option<DirectoryInfo> PagesFolder = new("--site")
    {
        Description = $"Where the pages go. [default: {DefaultSite}]",
        HelpName = "DIR",
    };

    private static readonly Option<DirectoryInfo> Katex = new("--katex")
    {
        Description = "The folder of KaTeX, which draws the pages' formulas. Without it, it comes from the cache or the npm registry.",
        HelpName = "DIR",
    };

    public static async Task<int> RunAsync(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        Command run = new("run", $"Executes notebooks from the first cell to the last and writes them with their outputs. {SkippingHelp}")
        {
            Paths, Output, InPlace, Timeout, AllowErrors, Parameters, Jobs, AsPages, PagesFolder, Katex,
        };
        run.SetAction(RunVerbAsync);
        Command verify = new("verify", $"Executes notebooks and compares what they show with the outputs that they store. Writes nothing. {SkippingHelp}")
        {
            Paths, Timeout, Tolerance, Jobs,
        };
        verify.SetAction(VerifyVerbAsync);

        Command restore = new("restore", "Restores the packages that notebooks ask for, so that no run and no kernel has to. Runs nothing.") { Paths };
        restore.SetAction((parsed, token) => RestoreVerb.RunAsync(parsed.GetRequiredValue(Paths), token));

        Command html = new("html", "Writes a page for each notebook, with the outputs that it stores, and a list of them. Runs nothing.") { Paths, PagesFolder, Katex };
        html.SetAction(HtmlVerbAsync);

        Paths.Validators.Add(RefuseOptions);
        RootCommand root = new("Runs C# notebooks: .ipynb in, .ipynb out; and as a Jupyter kernel.") { run, verify, restore, html, JupyterCommands.Jupyter(), JupyterCommands.Kernel() };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("Try --help.");
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout });
    }

    private static async Task<int> RunVerbAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DirectoryInfo? output = parsed.GetValue(Output);
        bool inPlace = parsed.GetValue(InPlace);
        if (inPlace && output is not null)
            return await UsageErrorAsync("--in-place and --output exclude each other.");
        NotebookParameters parameters;
        try
        {
            parameters = new NotebookParameters(parsed.GetValue(Parameters) ?? []);
        }
        catch (FormatException exception)
        {
            return await UsageErrorAsync($"-p: {exception.Message}");
        }

        bool asPages = parsed.GetValue(AsPages);
        if (!asPages && (parsed.GetValue(PagesFolder) is not null || parsed.GetValue(Katex) is not null))
            return await UsageErrorAsync("--site and --katex are for pages, which --html asks for.");
        SiteOutput site = SiteOf(parsed);
        if (site.Refusal() is { } refusal)
            return await UsageErrorAsync(refusal);

        bool allowErrors = parsed.GetValue(AllowErrors);
        string folder = output?.FullName ?? DefaultOutput;
        Func<NotebookFile, string> targetOf = file => inPlace ? file.Path : Path.Combine(folder, file.RelativePath);
        IReadOnlyList<NotebookFile> files = NotebookFiles.Find(parsed.GetRequiredValue(Paths));
        if (files.GroupBy(file => Path.GetFullPath(targetOf(file))).FirstOrDefault(group => group.Count() > 1) is { } clash)
            return await UsageErrorAsync($"{string.Join(" and ", clash.Select(file => file.Path))} would both be written to {targetOf(clash.First())}.");

        ConcurrentDictionary<NotebookFile, NotebookDocument?> executed = new();
        int exitCode = await HandleAsync(parsed, files, async (file, progress, token) =>
        {
            NotebookRun run = await Runner(parsed, parameters, allowErrors, progress).RunAsync(file.Path, token);
            // A notebook that is skipped still has what it stores.
            executed[file] = run.Outcome == RunOutcome.Skipped && asPages ? NotebookDocument.Load(file.Path) : run.Notebook;
            // A stopped run has outputs for some cells only, and the stored ones are worth more than that.
            bool keepStored = inPlace && run.Outcome == RunOutcome.Cancelled;
            return run.Notebook is null || keepStored ? run : Save(run, run.Notebook, targetOf(file));
        }, cancellationToken, runs => !inPlace && runs.Any(run => run.Notebook is not null && run.Outcome != RunOutcome.NotWritten)
            ? $"The executed notebooks are in {Path.GetRelativePath(Environment.CurrentDirectory, folder)}." : "");

        // Pages of a notebook that failed show where; pages of half a run would take the place of whole ones.
        List<SiteNotebook> notebooks =
            [.. files.SelectMany(file => executed.GetValueOrDefault(file) is { } notebook ? [new SiteNotebook(file.Path, file.RelativePath, notebook)] : Array.Empty<SiteNotebook>())];
        return asPages && notebooks.Count > 0 && exitCode != ExitCodes.Cancelled
            ? Math.Max(exitCode, await site.WriteAsync(notebooks, cancellationToken)) : exitCode;
    }

    private static async Task<int> HtmlVerbAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        SiteOutput site = SiteOf(parsed);
        return site.Refusal() is { } refusal ? await UsageErrorAsync(refusal) : await HtmlVerb.RunAsync(parsed.GetRequiredValue(Paths), site, cancellationToken);
    }

    private static SiteOutput SiteOf(ParseResult parsed) =>
        new(parsed.GetValue(PagesFolder)?.FullName ?? DefaultSite, parsed.GetValue(Katex)?.FullName);

    private static Task<int> VerifyVerbAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // No --allow-errors here: what a notebook shows is compared cell by cell, and a failure belongs to a tagged cell.
        OutputComparison comparison = new(parsed.GetValue(Tolerance));
        return HandleAsync(parsed, NotebookFiles.Find(parsed.GetRequiredValue(Paths)),
            (file, progress, token) => new NotebookVerifier(Runner(parsed, NotebookParameters.None, allowErrors: false, progress), comparison).VerifyAsync(file.Path, token),
            cancellationToken);
    }

    private static async Task<int> HandleAsync(
        ParseResult parsed, IReadOnlyList<NotebookFile> files, Func<NotebookFile, IRunProgress, CancellationToken, Task<NotebookRun>> handle,
        CancellationToken cancellationToken, Func<IReadOnlyList<NotebookRun>, string>? closingLine = null)
    {
        if (files.Count == 0)
        {
            await Console.Error.WriteLineAsync($"There are no notebooks in {string.Join(", ", parsed.GetRequiredValue(Paths))}.");
            return ExitCodes.Unreadable;
        }

        NotebookBatch batch = new(Console.Out, Console.Error, Console.IsOutputRedirected ? null : () => Console.WindowWidth);
        return await batch.RunAsync(files, parsed.GetValue(Jobs), handle, closingLine ?? (_ => ""), cancellationToken);
    }

    private static NotebookRunner Runner(ParseResult parsed, NotebookParameters parameters, bool allowErrors, IRunProgress progress)
    {
        TimeSpan timeout = TimeSpan.FromSeconds(parsed.GetValue(Timeout));
        return new NotebookRunner(async (directory, token) => await WorkerProcess.StartAsync(directory, timeout, token), allowErrors, parameters, progress);
    }

    private static NotebookRun Save(NotebookRun run, NotebookDocument notebook, string path)
    {
        try
        {
            notebook.Save(path);
            return run;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string message = $"{run.Path}: the executed notebook could not be written to {path}: {exception.Message}";
            return run with { Outcome = RunOutcome.NotWritten, Message = run.Message.Length == 0 ? message : $"{run.Message}\n{message}" };
        }
    }

    private static async Task<int> UsageErrorAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return ExitCodes.Usage;
    }

    // System.CommandLine takes what it does not know for one more path; a misspelled option would run with its default.
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (string path in result.Tokens.Select(token => token.Value))
        {
            if (path.Length == 0)
                result.AddError("A path is empty.");
            else if (path[0] == '-')
                result.AddError($"'{path}' is not an option; a notebook of that name is ./{path}.");
        }
    }

    private static double Number(ArgumentResult result, double minimum, double maximum, bool exclusive = false, bool whole = false)
    {
        string text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        bool fits = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && (exclusive ? value > minimum : value >= minimum) && value <= maximum && (!whole || value == Math.Floor(value));
        if (!fits)
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture,
                $"'{text}' is not a {(whole ? "whole " : "")}number {(exclusive ? "above" : "from")} {minimum} {(exclusive ? "and up to" : "to")} {maximum}."));
        }

        return value;
    }
}
