using System.Collections.Immutable;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// What cells are compiled against: an explicit list, in which each assembly is read once. Looking for missing assemblies again for every
/// cell would cost some 4 MB of memory each time.
/// </summary>
internal sealed class ScriptReferences
{
    // Shared by all sessions of a process, so that a warm-up has read them for the session that follows.
    private static readonly Lazy<ImmutableArray<(string Name, MetadataReference Reference)>> Framework = new(ReadFramework);

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<MetadataReference> _all = [];

    public ScriptReferences()
    {
        foreach ((string name, MetadataReference reference) in Framework.Value)
            if (_names.Add(name))
                _all.Add(reference);
    }

    /// <summary>In the order in which they were added; the list only grows.</summary>
    public IReadOnlyList<MetadataReference> All => _all;

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>Adds an assembly. The first of a name stays, because that is the one which is, or will be, loaded.</summary>
    public void Add(string path)
    {
        if (_names.Add(Path.GetFileNameWithoutExtension(path)))
            _all.Add(Read(path));
    }

    private static ImmutableArray<(string Name, MetadataReference Reference)> ReadFramework()
    {
        string framework = Path.GetFullPath(RuntimeEnvironment.GetRuntimeDirectory());
        string[] trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        IEnumerable<string> paths = trusted.Where(path => Path.GetFullPath(path).StartsWith(framework, StringComparison.Ordinal))
            .Append(typeof(IHtmlContent).Assembly.Location)
            .Append(typeof(Formatter).Assembly.Location)
            .Append(typeof(ScriptReferences).Assembly.Location);
        return [.. paths.Select(path => (Path.GetFileNameWithoutExtension(path), (MetadataReference)Read(path)))];
    }

    // Only the metadata. MetadataReference.CreateFromFile would read the code too: for the framework 60 MB, which stay in memory.
    private static PortableExecutableReference Read(string path)
    {
        ModuleMetadata module = ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata);
        return AssemblyMetadata.Create(module).GetReference(filePath: path);
    }

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
