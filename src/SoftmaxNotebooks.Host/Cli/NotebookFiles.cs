using System.IO.Enumeration;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>A notebook to run, and its path below the folder that the user named, which it keeps below the output folder.</summary>
internal sealed record NotebookFile(string Path, string RelativePath);

/// <summary>Finds the notebooks that a command line names.</summary>
internal static class NotebookFiles
{
    /// <summary>
    /// Folders stand for the notebooks in and below them, in the order of their names; hidden folders (Jupyter's checkpoints) are left out.
    /// A path that is not there is kept: whoever runs it says so, and runs the others.
    /// </summary>
    public static IReadOnlyList<NotebookFile> Find(IEnumerable<string> paths)
    {
        List<NotebookFile> files = [];
        foreach (string path in paths)
        {
            if (!Directory.Exists(path))
            {
                files.Add(new NotebookFile(path, Path.GetFileName(path)));
                continue;
            }

            files.AddRange(Below(path)
                .Select(file => new NotebookFile(file, Path.GetRelativePath(path, file)))
                .OrderBy(file => file.RelativePath, StringComparer.Ordinal));
        }

        return [.. files.DistinctBy(file => Path.GetFullPath(file.Path))];
    }

    // Links to folders are not followed: they can lead in a circle.
    private static FileSystemEnumerable<string> Below(string folder) =>
        new(folder, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && entry.FileName.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.FileName.StartsWith(".") && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
}
