using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Pages;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>`html`: pages of notebooks as they are stored. One that cannot be read does not keep the others from becoming pages.</summary>
internal static class HtmlVerb
{
    public static async Task<int> RunAsync(string[] paths, SiteOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<NotebookFile> files = NotebookFiles.Find(paths);
        int exitCode = files.Count == 0 ? ExitCodes.Unreadable : ExitCodes.Success;
        if (files.Count == 0)
            await Console.Error.WriteLineAsync($"There are no notebooks in {string.Join(", ", paths)}.");
        List<SiteNotebook> notebooks = [];
        foreach (NotebookFile file in files)
        {
            try
            {
                notebooks.Add(new SiteNotebook(file.Path, file.RelativePath, NotebookDocument.Load(file.Path)));
            }
            catch (DocumentException exception)
            {
                await Console.Error.WriteLineAsync($"{file.Path}: {exception.Message}");
                exitCode = ExitCodes.Unreadable;
            }
        }

        return notebooks.Count == 0 ? exitCode : Math.Max(exitCode, await output.WriteAsync(notebooks, cancellationToken));
    }
}
