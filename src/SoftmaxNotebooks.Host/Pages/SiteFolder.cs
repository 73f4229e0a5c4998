namespace SoftmaxNotebooks.Host.Pages;

/// <summary>Writes a site whole or not at all: into a folder beside, which then takes the old one's place.</summary>
internal static class SiteFolder
{
    /// <summary>The file in which a site says which files are its own.</summary>
    public const string ListName = "assets/files.txt";

    /// <summary>Replaces the site in the folder. A folder with anything else in it stays as it is.</summary>
    /// <exception cref="IOException">The folder holds a file that is of no site, or something cannot be written.</exception>
    public static void Write(string folder, IReadOnlyDictionary<string, byte[]> files)
    {
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (FirstForeign(target) is { } foreign)
            throw new IOException($"'{foreign}' is there, which is not part of a site. Name another folder, or move it away.");
        string suffix = $"{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        string made = $"{target}.{suffix}";
        string old = $"{target}.old-{suffix}";
        try
        {
            foreach ((string path, byte[] content) in files.Append(new(ListName, ListOf(files.Keys))))
            {
                string file = Path.Combine(made, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, content);
            }

            if (Directory.Exists(target))
                Directory.Move(target, old);
            try
            {
                Directory.Move(made, target);
            }
            catch
            {
                if (Directory.Exists(old))
                    Directory.Move(old, target);
                throw;
            }
        }
        catch
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
            throw;
        }

        if (Directory.Exists(old))
            Directory.Delete(old, recursive: true);
    }

    // Whoever names the folder of their documents by mistake must not lose them.
    private static string? FirstForeign(string target)
    {
        if (File.Exists(target))
            return target;
        if (!Directory.Exists(target))
            return null;
        string list = Path.Combine(target, ListName);
        HashSet<string> own = new(File.Exists(list) ? File.ReadAllLines(list) : [], StringComparer.Ordinal) { ListName };
        return Directory.EnumerateFiles(target, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(file => !own.Contains(Path.GetRelativePath(target, file).Replace('\\', '/')))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static byte[] ListOf(IEnumerable<string> paths) =>
        System.Text.Encoding.UTF8.GetBytes(string.Concat(paths.Order(StringComparer.Ordinal).Select(path => path + "\n")));
}
