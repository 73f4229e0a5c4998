using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>
/// A package source that is a folder, with packages made on the spot, and a package folder of its own: restores in tests need no network
/// and leave nothing behind.
/// </summary>
internal sealed class PackageFeed
{
    private readonly TemporaryFolder _folder;

    public PackageFeed(TemporaryFolder folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder["feed/x"]);
        folder.Write("nuget.config",
            """
            <configuration>
              <packageSources>
                <clear />
                <add key="test feed" value="feed" />
              </packageSources>
              <config><add key="globalPackagesFolder" value="unpacked" /></config>
            </configuration>
            """);
    }

    /// <summary>Adds a package with one assembly: a public static class of the package's name, with the code given.</summary>
    public void Add(string id, string version, string members = "", string dependencies = "", string? extensionDib = null, string folder = "feed")
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
        using Stream assembly = package.CreateEntry($"lib/net10.0/{id}.dll").Open();
        assembly.Write(Compile(id, $"public static class {id} {{ {members} }}"));
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
