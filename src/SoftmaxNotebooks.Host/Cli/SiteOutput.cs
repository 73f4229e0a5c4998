using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Pages;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>Writes the pages of notebooks, for the verb `html` and for `run --html`.</summary>
/// <param name="folder">Where the pages go.</param>
/// <param name="katex">The folder that the user says has KaTeX in it; null where it is to be found.</param>
internal sealed class SiteOutput(string folder, string? katex)
{
    /// <summary>Says what cannot work before any notebook has run; null where nothing is wrong.</summary>
    public string? Refusal()
    {
        try
        {
            if (katex is not null)
                KatexFiles.ReadFolder(katex);
            return null;
        }
        catch (NpmException exception)
        {
            return $"--katex: {exception.Message}";
        }
    }

    /// <summary>Writes the site. Without KaTeX the pages show formulas as TeX, and a line says so.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WriteAsync(IReadOnlyList<SiteNotebook> notebooks, CancellationToken cancellationToken)
    {
        string shown = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        try
        {
            IReadOnlyDictionary<string, byte[]> files = Site.Build(notebooks, await FindKatexAsync(cancellationToken));
            SiteFolder.Write(folder, files);
            await Console.Out.WriteLineAsync($"\nThe pages are in {shown}: open {Path.Combine(shown, "index.html")}.");
            return ExitCodes.Success;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (DocumentException exception)
        {
            await Console.Error.WriteLineAsync($"\n{exception.Message}");
            return ExitCodes.Usage;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"\nThe pages could not be written to {shown}: {exception.Message}");
            return ExitCodes.NotWritten;
        }
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> FindKatexAsync(CancellationToken cancellationToken)
    {
        try
        {
            return katex is not null ? KatexFiles.ReadFolder(katex) : await KatexFiles.FindAsync(cancellationToken);
        }
        catch (NpmException exception)
        {
            await Console.Error.WriteLineAsync($"\n{exception.Message}\nThe pages show formulas as TeX. KaTeX in a folder of your own is named with --katex DIR.");
            return new Dictionary<string, byte[]>();
        }
    }
}
