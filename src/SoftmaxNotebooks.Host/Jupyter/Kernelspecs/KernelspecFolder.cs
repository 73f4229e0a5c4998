using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Jupyter.Kernelspecs;

/// <summary>
/// Installs and removes this program's kernelspecs in one of Jupyter's data folders. Another program's kernelspec is never overwritten:
/// at most it is kept aside, until this one is uninstalled.
/// </summary>
/// <param name="dataFolder">The data folder, which need not exist.</param>
internal sealed class KernelspecFolder(string dataFolder)
{
    // Beside `kernels`, not in it: there Jupyter would offer it as a kernel.
    private string Aside(string name) => Path.Combine(dataFolder, "softmax-notebooks", "replaced", name);

    private string Target(string name) => Path.Combine(dataFolder, "kernels", name);

    /// <summary>Installs a kernelspec and returns its folder. Missing folders are made; an earlier one of this program is replaced.</summary>
    /// <param name="name">The kernel's name.</param>
    /// <param name="commandLine">What starts the kernel.</param>
    /// <param name="force">Whether another program's kernelspec of that name may be put aside.</param>
    /// <exception cref="KernelspecException">Another program's is there.</exception>
    public string Install(string name, IReadOnlyList<string> commandLine, bool force)
    {
        string target = Target(name);
        bool isForeign = Directory.Exists(target) && !Kernelspec.IsOwn(target);
        if (isForeign && !force)
            throw new KernelspecException($"{target} is there already and not from this program. --force puts it aside; `uninstall` puts it back.");
        if (isForeign && Directory.Exists(Aside(name)))
            throw new KernelspecException($"{target} is not from this program, and {Aside(name)} already keeps one that was put aside. Move one of them away.");

        // Written elsewhere and then moved, so that no front end ever sees half of it.
        string written = Aside($"{name}.{Guid.NewGuid():N}");
        Kernelspec.Write(written, commandLine);
        if (isForeign)
            Directory.Move(target, Aside(name));
        else if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(written, target);
        RemoveIfEmpty();
        return target;
    }

    /// <summary>Removes this program's kernelspec and returns its folder; puts back what was put aside for it.</summary>
    /// <exception cref="KernelspecException">There is none, or it is another program's.</exception>
    public string Uninstall(string name, out bool putBack)
    {
        string target = Target(name);
        if (!Directory.Exists(target))
            throw new KernelspecException($"{target} is not there.");
        if (!Kernelspec.IsOwn(target))
            throw new KernelspecException($"{target} is not from this program, and stays.");
        Directory.Delete(target, recursive: true);
        putBack = Directory.Exists(Aside(name));
        if (putBack)
            Directory.Move(Aside(name), target);
        RemoveIfEmpty();
        return target;
    }

    /// <summary>The kernelspecs of the folder, by name.</summary>
    public IReadOnlyList<InstalledKernel> List()
    {
        string kernels = Path.Combine(dataFolder, "kernels");
        if (!Directory.Exists(kernels))
            return [];
        return
        [
            .. Directory.EnumerateDirectories(kernels).Order(StringComparer.Ordinal)
                .Select(folder => (Folder: folder, Json: Kernelspec.Read(folder)))
                .Where(spec => spec.Json is not null)
                .Select(spec => new InstalledKernel(Path.GetFileName(spec.Folder), spec.Folder, Kernelspec.IsOwn(spec.Folder), Program(spec.Json!))),
        ];
    }

    private static string Program(JsonObject spec) =>
        spec["argv"] is JsonArray { Count: > 0 } commandLine && commandLine[0] is JsonValue first && first.TryGetValue(out string? program) ? program : "";

    private void RemoveIfEmpty()
    {
        for (string folder = Path.GetDirectoryName(Aside("any"))!; folder != dataFolder; folder = Path.GetDirectoryName(folder)!)
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
    }
}

/// <param name="Name">The kernel's name.</param>
/// <param name="Folder">Where its kernelspec is.</param>
/// <param name="IsOwn">Whether this program has installed it.</param>
/// <param name="Program">What its command line starts.</param>
internal sealed record InstalledKernel(string Name, string Folder, bool IsOwn, string Program);

/// <summary>A kernelspec cannot be installed or removed; the message says why.</summary>
internal sealed class KernelspecException(string message) : Exception(message);
