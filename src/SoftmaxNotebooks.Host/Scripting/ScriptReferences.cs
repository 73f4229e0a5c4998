using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// What cells are compiled against: an explicit list, in which each assembly is read once. Roslyn's own resolver would look for missing
/// assemblies again for every cell, at some 4 MB of memory each time.
/// </summary>
internal sealed class ScriptReferences
{
    private readonly Dictionary<string, MetadataReference> _byName = new(StringComparer.OrdinalIgnoreCase);

    public ScriptReferences()
    {
        string framework = Path.GetFullPath(RuntimeEnvironment.GetRuntimeDirectory());
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        foreach (string path in trusted.Where(path => Path.GetFullPath(path).StartsWith(framework, StringComparison.Ordinal)))
            Add(path);
        Add(typeof(IHtmlContent).Assembly.Location);
        Add(typeof(Formatter).Assembly.Location);
        Add(typeof(ScriptReferences).Assembly.Location);
    }

    public ImmutableArray<MetadataReference> All => [.. _byName.Values];

    public bool Contains(string name) => _byName.ContainsKey(name);

    /// <summary>Adds an assembly. The first of a name stays, because that is the one which is, or will be, loaded.</summary>
    public void Add(string path) => _byName.TryAdd(Path.GetFileNameWithoutExtension(path), MetadataReference.CreateFromFile(path));

    /// <summary>Leaves nothing to be resolved: <c>#r</c> lines are the host's business, and missing assemblies stay missing.</summary>
    public sealed class NothingToResolve : MetadataReferenceResolver
    {
        public static NothingToResolve Instance { get; } = new();

        public override bool ResolveMissingAssemblies => false;

        public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties) => [];

        public override bool Equals(object? other) => other is NothingToResolve;

        public override int GetHashCode() => 0;
    }
}
