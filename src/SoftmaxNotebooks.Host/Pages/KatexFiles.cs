using System.Formats.Tar;
using System.IO.Compression;
using SoftmaxNotebooks.Host.Packages;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>
/// KaTeX, which draws the formulas of the pages: script, style sheet, fonts and licence. It is no part of this program. It comes from a folder
/// that the user names, else from the cache, else from the npm registry, from where it is put into the cache.
/// </summary>
internal static class KatexFiles
{
    public const string StyleSheet = "assets/katex/katex.min.css";
    public const string Script = "assets/katex/katex.min.js";

    private const string Folder = "assets/katex/";
    private const string Licence = "LICENSE";

    // To take a later one: the version, and `npm view katex@VERSION dist.integrity`.
    private static readonly NpmPackage Package = new(
        "katex", "0.19.1", "sha512-jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA==");

    // A download of 1.5 MB; who is offline is not to wait long for pages that can do without.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The files by their paths in a site, from the cache or the registry.</summary>
    /// <exception cref="NpmException">KaTeX is not in the cache and cannot be had.</exception>
    public static async Task<IReadOnlyDictionary<string, byte[]>> FindAsync(CancellationToken cancellationToken)
    {
        using HttpClient client = new() { Timeout = Patience };
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return await FindAsync(Package, ClosureCache.CacheDirectory(), () => NpmRegistry.Find(Environment.GetEnvironmentVariable, home), client, cancellationToken);
    }

    /// <inheritdoc cref="FindAsync(CancellationToken)"/>
    public static async Task<IReadOnlyDictionary<string, byte[]>> FindAsync(
        NpmPackage package, string cache, Func<Uri> registry, HttpClient client, CancellationToken cancellationToken)
    {
        string folder = Path.Combine(cache, $"{package.Name}-{package.Version}");
        if (TryRead(folder) is { } known)
            return known;
        byte[] archive = await package.DownloadAsync(registry(), client, cancellationToken);
        Dictionary<string, byte[]> files = Extract(archive);
        if (!IsWhole(files))
            throw new NpmException($"{package.Name} {package.Version} has no katex.min.js or no katex.min.css.");
        Store(folder, files);
        return files;
    }

    /// <summary>The files of a folder that has katex.min.js in it, such as the folder dist of the npm package.</summary>
    /// <exception cref="NpmException">The folder is not there, or has no KaTeX in it.</exception>
    public static IReadOnlyDictionary<string, byte[]> ReadFolder(string folder) =>
        TryRead(folder) ?? throw new NpmException($"{folder} has no KaTeX in it: katex.min.js, katex.min.css and the folder fonts are needed.");

    private static Dictionary<string, byte[]>? TryRead(string folder)
    {
        try
        {
            Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
            foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                string name = Path.GetRelativePath(folder, path).Replace('\\', '/');
                if (IsNeeded(name))
                    files[Folder + name] = File.ReadAllBytes(path);
            }

            // In the npm package it lies beside the folder.
            string licence = Path.Combine(folder, "..", Licence);
            if (!files.ContainsKey(Folder + Licence) && File.Exists(licence) && Path.GetFileName(Path.GetFullPath(folder)) == "dist")
                files[Folder + Licence] = File.ReadAllBytes(licence);
            return IsWhole(files) ? files : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, byte[]> Extract(byte[] archive)
    {
        Dictionary<string, byte[]> files = new(StringComparer.Ordinal);
        using GZipStream unpacked = new(new MemoryStream(archive), CompressionMode.Decompress);
        using TarReader reader = new(unpacked);
        while (reader.GetNextEntry() is { } entry)
        {
            string name = entry.Name.Replace("package/dist/", "", StringComparison.Ordinal).Replace("package/", "", StringComparison.Ordinal);
            if (entry.DataStream is null || !IsNeeded(name))
                continue;
            using MemoryStream content = new();
            entry.DataStream.CopyTo(content);
            files[Folder + name] = content.ToArray();
        }

        return files;
    }

    // Every browser that has ever had the rest of what the pages use reads woff2; the style sheet names it first.
    private static bool IsNeeded(string name) =>
        name is "katex.min.js" or "katex.min.css" or Licence
        || (name.StartsWith("fonts/", StringComparison.Ordinal) && name.EndsWith(".woff2", StringComparison.Ordinal));

    private static bool IsWhole(Dictionary<string, byte[]> files) =>
        files.ContainsKey(Script) && files.ContainsKey(StyleSheet) && files.Keys.Any(name => name.EndsWith(".woff2", StringComparison.Ordinal));

    private static void Store(string folder, Dictionary<string, byte[]> files)
    {
        string made = $"{folder}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
        try
        {
            foreach ((string path, byte[] content) in files)
            {
                string file = Path.Combine(made, path[Folder.Length..]);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllBytes(file, content);
            }

            // Whoever was faster has the same; what was there and is not whole gives way.
            if (Directory.Exists(folder) && TryRead(folder) is null)
                Directory.Delete(folder, recursive: true);
            if (!Directory.Exists(folder))
                Directory.Move(made, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A read-only home makes the next site slower, nothing else.
        }
        finally
        {
            if (Directory.Exists(made))
                Directory.Delete(made, recursive: true);
        }
    }
}
