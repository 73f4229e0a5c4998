namespace SoftmaxNotebooks.Host.Packages;

/// <summary>The packages of one notebook. They only grow: what is loaded stays loaded, so its version is settled.</summary>
/// <param name="directory">The notebook's folder.</param>
internal sealed class NotebookPackages(string directory)
{
    private readonly Dictionary<string, PackageRequest> _requested = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _sources = [];
    private PackageClosure _closure = PackageClosure.Empty;

    /// <summary>Adds packages and returns what that brought which was not there before. When it throws, nothing has changed.</summary>
    /// <param name="requests">What the cell asks for.</param>
    /// <param name="sources">Package sources that the cell names; they hold for later cells too.</param>
    /// <param name="restoring">Called before a restore, which takes seconds; not called when the answer is known already.</param>
    /// <param name="cancellationToken">Ends a restore.</param>
    /// <exception cref="PackageRestoreException">A package is not to be had, or contradicts one that is loaded.</exception>
    public async Task<PackageClosure> AddAsync(
        IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources, Action restoring, CancellationToken cancellationToken)
    {
        List<string> allSources = [.. _sources.Union(sources)];
        List<PackageRequest> added = WithoutSettled(requests);
        if (added.Count == 0)
        {
            Remember([], allSources);
            return PackageClosure.Empty;
        }

        // What is loaded is named at exactly its version, so that NuGet refuses a newcomer which needs another one.
        List<PackageRequest> all = [.. added, .. _closure.Packages.Select(package => new PackageRequest(package.Id, $"[{package.Version}]"))];
        string key = ClosureCache.Key(all, allSources, directory);
        PackageClosure? closure = ClosureCache.Find(key);
        if (closure is null)
        {
            restoring();
            closure = await PackageRestorer.RestoreAsync(all, allSources, directory, cancellationToken);
            ClosureCache.Store(key, closure);
        }

        PackageClosure news = new(
            [.. closure.Packages.Where(package => !_closure.Packages.Any(old => SameId(old, package.Id)))
                .Select(package => package with { Requested = added.Any(request => SameId(package, request.Id)) })],
            [.. closure.Assemblies.Except(_closure.Assemblies)],
            [.. closure.NativeLibraries.Except(_closure.NativeLibraries)]);
        _closure = closure;
        Remember(added, allSources);
        return news;
    }

    private void Remember(List<PackageRequest> added, List<string> sources)
    {
        foreach (PackageRequest request in added)
            _requested[request.Id] = request;
        _sources.Clear();
        _sources.AddRange(sources);
    }

    private List<PackageRequest> WithoutSettled(IReadOnlyList<PackageRequest> requests)
    {
        List<PackageRequest> added = [];
        foreach (PackageRequest request in requests)
        {
            string? settled = _closure.Packages.FirstOrDefault(package => SameId(package, request.Id))?.Version;
            int sameCell = added.FindIndex(other => other.Id.Equals(request.Id, StringComparison.OrdinalIgnoreCase));
            string? known = settled ?? (sameCell < 0 ? null : added[sameCell].Version);
            if (known is null)
                added.Add(request);
            else if (settled is null && known.Contains('*'))
                added[sameCell] = request;
            // A floating version is content with whatever is there, and so is the same request again.
            else if (!request.Version.Contains('*') && !SameVersion(request.Version, known) && request.Version != _requested.GetValueOrDefault(request.Id)?.Version)
                throw new PackageRestoreException($"{request.Id} version {request.Version} cannot be added because version {known} was added previously.");
        }

        return added;
    }

    // 5.0 and 5.0.0 are one version to NuGet.
    private static bool SameVersion(string left, string right) => Shortest(left).Equals(Shortest(right), StringComparison.OrdinalIgnoreCase);

    private static string Shortest(string version)
    {
        while (version.EndsWith(".0", StringComparison.Ordinal))
            version = version[..^2];
        return version;
    }

    private static bool SameId(ResolvedPackage package, string id) => package.Id.Equals(id, StringComparison.OrdinalIgnoreCase);
}
