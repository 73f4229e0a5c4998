using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Packages;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>`restore`: a line for each notebook with what it asks for. One that fails does not keep the others from being restored.</summary>
internal static class RestoreVerb
{
    public static async Task<int> RunAsync(string[] paths, CancellationToken cancellationToken)
    {
        IReadOnlyList<NotebookFile> files = NotebookFiles.Find(paths);
        if (files.Count == 0)
        {
            await Console.Error.WriteLineAsync($"There are no notebooks in {string.Join(", ", paths)}.");
            return ExitCodes.Unreadable;
        }

        int exitCode = ExitCodes.Success;
        foreach (NotebookFile file in files)
        {
            try
            {
                RestoredPackages restored = await NotebookRestore.RunAsync(file.Path, cancellationToken);
                IEnumerable<string> named = restored.Packages.Where(package => package.Requested).Select(package => $"{package.Id}, {package.Version}");
                Console.WriteLine($"{file.Path}  {(restored.SkipReason is { } reason ? $"skipped: {reason}" : string.Join("; ", named))}");
            }
            catch (DocumentException exception)
            {
                exitCode = await FailAsync(file, exception, ExitCodes.Unreadable);
            }
            catch (PackageRestoreException exception)
            {
                exitCode = await FailAsync(file, exception, ExitCodes.PackageFailed);
            }
            catch (OperationCanceledException)
            {
                return ExitCodes.Cancelled;
            }
        }

        return exitCode;

        async Task<int> FailAsync(NotebookFile file, Exception exception, int code)
        {
            await Console.Error.WriteLineAsync($"{file.Path}: {exception.Message}");
            return Math.Max(exitCode, code);
        }
    }
}
