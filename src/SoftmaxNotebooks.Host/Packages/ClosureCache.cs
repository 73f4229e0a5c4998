using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;

namespace SoftmaxNotebooks.Host.Packages;

/// <summary>
/// Remembers what a restore answered, so that a notebook that asks the same again starts without one (about 1.5 s each).
/// The answer holds for the same requests, sources, nuget.config files, content of local package folders, and runtime.
/// </summary>
internal static class ClosureCache
{
    /// <summary>Names another folder for the cache than the user's own cache folder.</summary>
    public const string DirectoryVariable = "SOFTMAX_NOTEBOOKS_CACHE";

    // NuGet's three spellings. They are asked for by name, because a folder on the way up need not be one that may be listed.
    private static readonly string[] ConfigNames = ["nuget.config", "NuGet.config", "NuGet.Config"];

    // Counts up when the meaning of a stored closure changes.
    private const int FormatVersion = 1;

    public static string Key(IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources, string directory)
    {
        StringBuilder text = new();
        text.Append(FormatVersion).Append('\n').Append(Environment.Version).Append('\n').Append(RuntimeInformation.RuntimeIdentifier).Append('\n');
        foreach (PackageRequest request in requests.OrderBy(request => request.Id, StringComparer.OrdinalIgnoreCase))
            text.Append(request.Id.ToUpperInvariant()).Append(' ').Append(request.Version).Append('\n');
        foreach (string source in sources)
            Describe(source, directory, text);
        foreach (string config in ConfigFiles(directory))
        {
            string content = ReadOrEmpty(config);
            text.Append(config).Append('\n').Append(content).Append('\n');
            foreach (string source in SourcesOf(content))
                Describe(source, Path.GetDirectoryName(config)!, text);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..32];
    }

    public static PackageClosure? Find(string key)
    {
        try
        {
            using FileStream stream = File.OpenRead(FileOf(key));
            PackageClosure? closure = JsonSerializer.Deserialize<PackageClosure>(stream);
            return closure is { Packages: not null, Assemblies: not null, NativeLibraries: not null } && closure.IsOnDisk() ? closure : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // A cache that cannot be read is a cache that does not have it.
            return null;
        }
    }

    public static void Store(string key, PackageClosure closure)
    {
        try
        {
            AtomicFile.Write(FileOf(key), stream => JsonSerializer.Serialize(stream, closure));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A read-only home makes the next start slower, nothing else.
        }
    }

    private static string FileOf(string key) => Path.Combine(CacheDirectory(), "packages", key + ".json");

    /// <summary>The folder for everything that this program remembers; it need not be there yet.</summary>
    public static string CacheDirectory()
    {
        if (Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } chosen)
            return chosen;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        string caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : Path.Combine(home, ".cache");
        return Path.Combine(caches, "softmax-notebooks");
    }

    // The files that NuGet reads for a project in this folder, nearest first, then the user's own.
    private static IEnumerable<string> ConfigFiles(string directory)
    {
        for (DirectoryInfo? folder = new(directory); folder is not null; folder = folder.Parent)
        {
            string? config = ConfigNames
                .Select(name => Path.Combine(folder.FullName, name)).FirstOrDefault(File.Exists);
            if (config is not null)
                yield return config;
        }

        string user = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "NuGet", "NuGet.Config")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".nuget", "NuGet", "NuGet.Config");
        if (File.Exists(user))
            yield return user;
    }

    // What cannot be read here the restore cannot read either, and it will say so.
    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<string> SourcesOf(string config)
    {
        try
        {
            return [.. XDocument.Parse(config).Descendants("packageSources").Elements("add").Select(add => (string?)add.Attribute("value")).OfType<string>()];
        }
        catch (XmlException)
        {
            // The restore will say what is wrong with the file.
            return [];
        }
    }

    // A local folder is part of the question by what is in it: a new version there must be found. The names tell, because NuGet itself
    // never looks again at a version that it has unpacked before.
    private static void Describe(string source, string baseDirectory, StringBuilder text)
    {
        text.Append(source).Append('\n');
        if (source.Contains("://", StringComparison.Ordinal))
            return;
        DirectoryInfo folder = new(Path.Combine(baseDirectory, source));
        if (!folder.Exists)
            return;
        EnumerationOptions everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        foreach (FileInfo package in folder.EnumerateFiles("*.nupkg", everywhere).OrderBy(file => file.FullName, StringComparer.Ordinal))
            text.Append(package.FullName).Append('\n');
    }
}
