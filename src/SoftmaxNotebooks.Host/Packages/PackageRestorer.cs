using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace SoftmaxNotebooks.Host.Packages;

/// <summary>
/// Resolves packages with the SDK itself: writes a project that references them, runs <c>dotnet restore</c> and reads what it decided.
/// So versions, sources, credentials and runtime-specific files are NuGet's own choice, not an imitation of it.
/// </summary>
internal static partial class PackageRestorer
{
    private static readonly string Framework = string.Create(CultureInfo.InvariantCulture, $"net{Environment.Version.Major}.{Environment.Version.Minor}");

    /// <param name="requests">The packages, each id once.</param>
    /// <param name="sources">Package sources to ask beside those of the nuget.config files.</param>
    /// <param name="directory">The notebook's folder: nuget.config files are looked for there and above.</param>
    /// <param name="cancellationToken">Ends the restore.</param>
    /// <exception cref="PackageRestoreException">A package or a version is not to be had, or versions contradict each other.</exception>
    public static async Task<PackageClosure> RestoreAsync(
        IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources, string directory, CancellationToken cancellationToken)
    {
        // A folder of its own each time: two notebooks may restore the same packages at the same moment.
        DirectoryInfo work = Directory.CreateTempSubdirectory("softmax-notebooks-restore-");
        try
        {
            string project = Path.Combine(work.FullName, "Packages.csproj");
            await File.WriteAllTextAsync(project, ProjectText(requests, sources, directory), cancellationToken);
            (int exitCode, string output) = await RunRestoreAsync(project, cancellationToken);
            if (exitCode != 0)
                throw Explain(requests, output);
            string assets = await File.ReadAllTextAsync(Path.Combine(work.FullName, "obj", "project.assets.json"), cancellationToken);
            return ReadAssets(assets, requests);
        }
        finally
        {
            try
            {
                work.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A leftover in the temporary folder is not worth failing a notebook for.
            }
        }
    }

    private static string ProjectText(IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources, string directory) =>
        new XElement("Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement("PropertyGroup",
                new XElement("TargetFramework", Framework),
                new XElement("RuntimeIdentifier", RuntimeInformation.RuntimeIdentifier),
                new XElement("SelfContained", false),
                new XElement("UseAppHost", false),
                // A temporary folder can lie below somebody's build files; they are not for this project.
                new XElement("ImportDirectoryBuildProps", false),
                new XElement("ImportDirectoryBuildTargets", false),
                new XElement("ImportDirectoryPackagesProps", false),
                new XElement("RestoreRootConfigDirectory", Escape(directory)),
                new XElement("RestoreAdditionalProjectSources", string.Join(';', sources.Select(Escape))),
                // An audit asks the sources for more, and what it finds is not for a notebook's output.
                new XElement("NuGetAudit", false)),
            new XElement("ItemGroup",
                // What the host has loaded already; restore then leaves out the packages that the framework contains.
                new XElement("FrameworkReference", new XAttribute("Include", "Microsoft.AspNetCore.App")),
                requests.Select(request => new XElement("PackageReference",
                    new XAttribute("Include", request.Id),
                    new XAttribute("Version", request.Version)))))
        .ToString();

    // MSBuild reads its own language in a value; % comes first because the others become it.
    private static string Escape(string value) =>
        value.Replace("%", "%25", StringComparison.Ordinal).Replace("$", "%24", StringComparison.Ordinal)
            .Replace("@", "%40", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);

    private static async Task<(int ExitCode, string Output)> RunRestoreAsync(string project, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(DotnetHost.Path)
        {
            ArgumentList = { "restore", project, "--nologo", "--verbosity", "minimal", "-tl:off", "-nodeReuse:false" },
            WorkingDirectory = Path.GetDirectoryName(project)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // `dotnet run` and `dotnet test` leave these behind, and they point the restore at their own SDK's files.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);

        using Process process = Process.Start(start) ?? throw new PackageRestoreException("`dotnet restore` could not be started.");
        process.StandardInput.Close();
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static PackageRestoreException Explain(IReadOnlyList<PackageRequest> requests, string output)
    {
        List<string> reasons = [.. RestoreError().Matches(output).Select(match => match.Groups["message"].Value.Trim()).Distinct()];
        bool isMissing = reasons.Count > 0 && reasons.All(IsMissing);
        if (reasons.Count == 0)
            reasons.Add(output.Trim());
        string packages = string.Join("; ", requests.Select(request => $"{request.Id}, {request.Version}"));
        return new PackageRestoreException($"Could not restore {packages}.\n{string.Join('\n', reasons.Select(WithoutSecrets))}", isMissing);
    }

    // No source has the package (NU1100, NU1101) or the version (NU1102), or a source does not answer (NU1301). But a folder that a
    // nuget.config names and that is not there is a mistake in the nuget.config, or a build that was forgotten.
    private static bool IsMissing(string reason) =>
        reason[..reason.IndexOf(':')] is "NU1100" or "NU1101" or "NU1102" or "NU1301"
        && !reason.StartsWith("NU1301: The local source", StringComparison.Ordinal);

    // A source's address may hold a password or a token.
    private static string WithoutSecrets(string reason) => SecretOfAddress().Replace(reason, "");

    private static PackageClosure ReadAssets(string json, IReadOnlyList<PackageRequest> requests)
    {
        JsonNode assets = JsonNode.Parse(json)!;
        string[] folders = [.. assets["packageFolders"]!.AsObject().Select(folder => folder.Key)];
        JsonObject libraries = assets["libraries"]!.AsObject();
        JsonObject target = assets["targets"]!.AsObject()
            .Single(entry => entry.Key.EndsWith("/" + RuntimeInformation.RuntimeIdentifier, StringComparison.Ordinal)).Value!.AsObject();

        List<ResolvedPackage> packages = [];
        List<string> assemblies = [];
        List<string> native = [];
        foreach ((string nameAndVersion, JsonNode? content) in target)
        {
            string[] parts = nameAndVersion.Split('/');
            string relative = libraries[nameAndVersion]!["path"]!.GetValue<string>();
            string root = folders.Select(folder => Path.Combine(folder, relative)).FirstOrDefault(Directory.Exists)
                ?? throw new PackageRestoreException($"Package {parts[0]} {parts[1]} was restored, but its folder is in none of NuGet's package folders.");
            packages.Add(new ResolvedPackage(parts[0], parts[1], root,
                requests.Any(request => request.Id.Equals(parts[0], StringComparison.OrdinalIgnoreCase))));
            // The run-time assemblies serve the compiler too: a reference assembly would be compiled against and then fail to load.
            assemblies.AddRange(Files("runtime").Where(path => path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)));
            native.AddRange(Files("native"));

            IEnumerable<string> Files(string kind) =>
                (content![kind]?.AsObject() ?? []).Select(file => file.Key)
                .Where(path => !path.EndsWith("/_._", StringComparison.Ordinal))
                .Select(path => Path.GetFullPath(Path.Combine(root, path)));
        }

        return new PackageClosure(packages, assemblies, native);
    }

    [GeneratedRegex(@"(?<=\w://)[^\s/@]+@|(?<=\w://[^\s?]*)\?\S*")]
    private static partial Regex SecretOfAddress();

    [GeneratedRegex(@"error (?<message>\w+\d+: .*?)(?= \[[^\[\]]*\.csproj\]|\r?$)", RegexOptions.Multiline)]
    private static partial Regex RestoreError();
}
