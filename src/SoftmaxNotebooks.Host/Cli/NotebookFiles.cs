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

            files.AddRange(Directory.EnumerateFiles(path, "*.ipynb", SearchOption.AllDirectories)
                .Select(file => new NotebookFile(file, Path.GetRelativePath(path, file)))
                .Where(file => !file.RelativePath.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.')))
                .OrderBy(file => file.RelativePath, StringComparer.Ordinal));
        }

        return [.. files.DistinctBy(file => Path.GetFullPath(file.Path))];
    }
}
