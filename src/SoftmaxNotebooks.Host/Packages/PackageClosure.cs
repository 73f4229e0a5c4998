namespace SoftmaxNotebooks.Host.Packages;

/// <summary>A package at the version that was chosen for it.</summary>
/// <param name="Id">The package id, spelled as the package spells it.</param>
/// <param name="Version">The exact version.</param>
/// <param name="Root">The folder into which it was unpacked.</param>
/// <param name="Requested">Whether the notebook named it, rather than another package.</param>
internal sealed record ResolvedPackage(string Id, string Version, string Root, bool Requested);

/// <summary>Everything that a set of package requests brings: the answer of one restore, kept on disk for the next time.</summary>
/// <param name="Packages">The packages, those asked for and those that these need.</param>
/// <param name="Assemblies">Paths of the assemblies to compile against and to load.</param>
/// <param name="NativeLibraries">Paths of the native libraries for this machine.</param>
internal sealed record PackageClosure(
    IReadOnlyList<ResolvedPackage> Packages,
    IReadOnlyList<string> Assemblies,
    IReadOnlyList<string> NativeLibraries)
{
    public static PackageClosure Empty { get; } = new([], [], []);

    /// <summary>Whether every file is still there: package folders get cleaned.</summary>
    public bool IsOnDisk() =>
        Packages.All(package => Directory.Exists(package.Root)) && Assemblies.All(File.Exists) && NativeLibraries.All(File.Exists);
}
