using System.Diagnostics;
using System.IO.Compression;
using SoftmaxNotebooks.Benchmarks;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Packing;

/// <summary>For tests of the packages, which are packed for all of them together.</summary>
[CollectionDefinition(nameof(PackedOnce))]
public sealed class PackedOnce : ICollectionFixture<PackedPackages>;

/// <summary>What <c>dotnet pack</c> makes of this repository, and a stranger's folder, in which none of it has ever been seen.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    public const string Numerics = "SoftmaxNotebooks.Numerics";
    public const string Interactive = "SoftmaxNotebooks.Interactive";
    public const string Host = "SoftmaxNotebooks.Host";
    public const string Version = "0.1.0";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Where <c>dotnet pack</c> leaves the packages.</summary>
    public string Packages => Path.Combine(_folder.Path, "artifacts", "package", "release");

    public async ValueTask InitializeAsync()
    {
        // In a folder of its own, so that nothing is left from an earlier build, and nobody's build is changed. Analyzers change no output.
        HostProcess.Result packed = await DotnetAsync(Repository.Root, "pack", "--nologo", "--disable-build-servers",
            $"-p:ArtifactsPath={_folder.Path}/artifacts", "-p:RunAnalyzers=false");
        Assert.True(packed.ExitCode == 0, packed.Output + packed.Error);
        await WriteStrangersConfigAsync();
    }

    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Packages, $"{id}.{Version}.{extension}"));

    /// <summary>The path of a file in the stranger's folder.</summary>
    public string this[string relativePath] => _folder[Path.Combine("stranger", relativePath)];

    public void Write(string relativePath, string content) => File.WriteAllText(this[relativePath], content);

    internal Task<HostProcess.Result> DotnetAsync(string directory, params string[] arguments) => RunAsync(directory, DotnetHost.Path, arguments);

    internal async Task<HostProcess.Result> RunAsync(string directory, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        // `dotnet test` leaves these behind, and they are of its own SDK and of its own build.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(DotnetHost.Path);
        if (directory != Repository.Root)
        {
            start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.Path, "unpacked");
            start.Environment["SOFTMAX_NOTEBOOKS_CACHE"] = Path.Combine(_folder.Path, "cache");
        }

        using Process process = Process.Start(start)!;
        return await HostProcess.EndAsync(process);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // Our packages from what was packed and from nowhere else, theirs from the folder into which this build restored them: no network.
    private async Task WriteStrangersConfigAsync()
    {
        HostProcess.Result locals = await DotnetAsync(Repository.Root, "nuget", "locals", "global-packages", "--list");
        Assert.True(locals.ExitCode == 0, locals.Error);
        string restored = locals.Output[(locals.Output.IndexOf(':') + 1)..].Trim();
        Write("nuget.config",
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{Packages}" />
                <add key="restored" value="{restored}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="packed"><package pattern="SoftmaxNotebooks.*" /></packageSource>
                <packageSource key="restored"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }
}
