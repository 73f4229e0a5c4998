using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SoftmaxNotebooks.Host.Packages;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>
/// A package source that is a folder, with packages made on the spot, and a package folder and a cache of its own: restores in tests need
/// no network and leave nothing behind. It sets environment variables, so its tests are <see cref="AloneInProcess"/>.
/// </summary>
internal sealed class PackageFeed : IDisposable
{
    // The one beats what nuget.config says of the package folder, so it has to be set, and put back.
    private static readonly string[] Variables = ["NUGET_PACKAGES", ClosureCache.DirectoryVariable];

    private readonly TemporaryFolder _folder;
    private readonly string?[] _before = [.. Variables.Select(Environment.GetEnvironmentVariable)];

    public PackageFeed(TemporaryFolder folder)
    {
        _folder = folder;
        Environment.SetEnvironmentVariable(Variables[0], folder["unpacked/x"][..^2]);
        Environment.SetEnvironmentVariable(Variables[1], folder["cache/x"][..^2]);
        Directory.CreateDirectory(folder["feed/x"]);
        folder.Write("nuget.config",
            """
            <configuration>
              <packageSources>
                <clear />
                <add key="test feed" value="feed" />
              </packageSources>
            </configuration>
            """);
    }

    /// <summary>Adds a package with one assembly: a public static class of the package's name, with the code given.</summary>
    public void Add(string id, string version, string members = "", string dependencies = "", string? extensionDib = null, string folder = "feed", string? documentation = null)
    {
        string path = _folder[$"{folder}/{id}.{version}.nupkg"];
        using ZipArchive package = ZipFile.Open(path, ZipArchiveMode.Create);
        Write(package, $"{id}.nuspec",
            $"""
            <package><metadata>
              <id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>
              <dependencies><group targetFramework="net10.0">{dependencies}</group></dependencies>
            </metadata></package>
            """);
        if (extensionDib is not null)
            Write(package, "interactive-extensions/dotnet/extension.dib", extensionDib);
        if (documentation is not null)
            Write(package, $"lib/net10.0/{id}.xml", documentation);
        using Stream assembly = package.CreateEntry($"lib/net10.0/{id}.dll").Open();
        assembly.Write(Compile(id, $"public static class {id} {{ {members} }}"));
    }

    public void Dispose()
    {
        for (int i = 0; i < Variables.Length; i++)
            Environment.SetEnvironmentVariable(Variables[i], _before[i]);
    }

    private static void Write(ZipArchive package, string name, string content)
    {
        using StreamWriter writer = new(package.CreateEntry(name).Open());
        writer.Write(content);
    }

    private static byte[] Compile(string name, string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using MemoryStream stream = new();
        Assert.True(compilation.Emit(stream).Success);
        return stream.ToArray();
    }
}
