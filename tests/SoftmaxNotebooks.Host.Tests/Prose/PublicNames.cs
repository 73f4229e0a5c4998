using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SoftmaxNotebooks.Benchmarks;

namespace SoftmaxNotebooks.Host.Tests.Prose;

/// <summary>The public names of the package that the notebooks load, read from the assemblies which this build has left beside the tests' own.</summary>
internal sealed partial class PublicNames
{
    private static readonly string[] Assemblies = ["SoftmaxNotebooks.Numerics.dll", "SoftmaxNotebooks.Interactive.dll"];

    // What a name in Python begins with.
    private static readonly string[] ForeignRoots = ["tf", "torch", "jax", "np"];

    private readonly Dictionary<string, HashSet<string>> _membersOf = new(StringComparer.Ordinal);
    private readonly HashSet<string> _all = new(StringComparer.Ordinal);
    private readonly HashSet<string> _firstWords = new(StringComparer.Ordinal);

    private PublicNames()
    {
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string folder = Path.Combine(Repository.Root, "artifacts", "bin", "SoftmaxNotebooks.Interactive", configuration);
        PortableExecutableReference[] references = [.. Assemblies.Select(name => MetadataReference.CreateFromFile(Path.Combine(folder, name)))];
        CSharpCompilation compilation = CSharpCompilation.Create("names", references: [.. references, MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        foreach (PortableExecutableReference reference in references)
            Read(((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!).GlobalNamespace);
    }

    public static PublicNames OfThePackage { get; } = new();

    /// <summary>
    /// The names in a piece of code that claim to be ours and are not: `Type.Member` where the type has no such member, and a name that
    /// begins with the first word of one of our types (Softmax…, Gradient…, Cross…) where there is no such type or member. Names of Python, and of files, claim nothing.
    /// </summary>
    public IEnumerable<string> Unknown(string code, IReadOnlySet<string> alsoKnown)
    {
        foreach (Match name in Name().Matches(code))
        {
            string[] parts = name.Value.Split('.');
            if (ForeignRoots.Contains(parts[0]) || parts[^1] == "cs")
                continue;
            for (int i = 0; i < parts.Length; i++)
            {
                bool isKnown = i > 0 && _membersOf.TryGetValue(parts[i - 1], out HashSet<string>? members)
                    ? members.Contains(parts[i])
                    : !_firstWords.Contains(FirstWord().Match(parts[i]).Value) || _all.Contains(parts[i]) || alsoKnown.Contains(parts[i]);
                if (!isKnown)
                    yield return i > 0 ? $"{parts[i - 1]}.{parts[i]}" : parts[i];
            }
        }
    }

    public static IEnumerable<string> Identifiers(string code) => Identifier().Matches(code).Select(match => match.Value);

    private void Read(INamespaceSymbol space)
    {
        foreach (INamespaceSymbol inner in space.GetNamespaceMembers())
        {
            _all.Add(inner.Name);
            Read(inner);
        }

        foreach (INamedTypeSymbol type in space.GetTypeMembers())
            Read(type);
    }

    private void Read(INamedTypeSymbol type)
    {
        if (type.DeclaredAccessibility != Accessibility.Public)
            return;
        HashSet<string> members = _membersOf.TryGetValue(type.Name, out HashSet<string>? known) ? known : _membersOf[type.Name] = new(StringComparer.Ordinal);
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
            members.UnionWith(at.GetMembers().Where(member => member.DeclaredAccessibility == Accessibility.Public).Select(member => member.Name));
        _all.UnionWith(members);
        _all.Add(type.Name);
        _firstWords.Add(FirstWord().Match(type.Name).Value);
        foreach (INamedTypeSymbol nested in type.GetTypeMembers())
            Read(nested);
    }

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")]
    private static partial Regex Name();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Identifier();

    // Log of LogSoftmax, SGD of SGDOptimizer; nothing of a name in lower case.
    [GeneratedRegex(@"^[A-Z](?:[A-Z]+(?![a-z])|[a-z0-9]*)")]
    private static partial Regex FirstWord();
}
