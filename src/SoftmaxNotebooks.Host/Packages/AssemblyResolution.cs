using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace SoftmaxNotebooks.Host.Packages;

/// <summary>
/// Lets this process find the assemblies of packages and of <c>#r "path"</c>. They are loaded into the default context, so that a type
/// is one type wherever it is used: left to itself, Roslyn gives each package's folder a context of its own.
/// </summary>
internal static class AssemblyResolution
{
    private static readonly ConcurrentDictionary<string, string> PathsByName = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentDictionary<string, string> NativePathsByFileName = new(StringComparer.OrdinalIgnoreCase);
    private static readonly ConcurrentQueue<string> Folders = new();

    static AssemblyResolution()
    {
        AssemblyLoadContext.Default.Resolving += ResolveManaged;
        AssemblyLoadContext.Default.ResolvingUnmanagedDll += ResolveNative;
    }

    /// <summary>Adds files to be found. The first file of a name stays: it may be loaded already.</summary>
    public static void Add(IEnumerable<string> assemblies, IEnumerable<string> nativeLibraries)
    {
        foreach (string path in assemblies)
            PathsByName.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        foreach (string path in nativeLibraries)
            NativePathsByFileName.TryAdd(Path.GetFileName(path), path);
    }

    /// <summary>Adds a folder in which to look for what is found nowhere else: the neighbours of an assembly that was named by its path.</summary>
    public static void AddFolder(string folder)
    {
        if (!Folders.Contains(folder))
            Folders.Enqueue(folder);
    }

    private static Assembly? ResolveManaged(AssemblyLoadContext context, AssemblyName name)
    {
        if (name.Name is null)
            return null;
        string? path = PathsByName.GetValueOrDefault(name.Name)
            ?? Folders.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists);
        return path is null ? null : context.LoadFromAssemblyPath(path);
    }

    private static nint ResolveNative(Assembly assembly, string name)
    {
        string[] prefixes = OperatingSystem.IsWindows() ? [""] : ["", "lib"];
        string[] suffixes = ["", OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so"];
        foreach (string prefix in prefixes)
            foreach (string suffix in suffixes)
                if (NativePathsByFileName.TryGetValue(prefix + name + suffix, out string? path) && NativeLibrary.TryLoad(path, out nint handle))
                    return handle;
        return 0;
    }
}
