using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using SoftmaxNotebooks.Benchmarks;

namespace SoftmaxNotebooks.Host.Tests.Packing;

/// <summary>What is in the packages: everything that a reader of a package list looks for, and nothing of the machine that packed them.</summary>
[Collection(nameof(PackedOnce))]
public sealed class PackageContentTests(PackedPackages packages)
{
    private const string Tool = "tools/net10.0/any/";

    // Marks the embedded source of a document; from the specification of the portable PDB format.
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public static TheoryData<string, string[]> Contents => new()
    {
        { PackedPackages.Numerics, ["lib/net10.0/SoftmaxNotebooks.Numerics.dll", "lib/net10.0/SoftmaxNotebooks.Numerics.xml"] },
        {
            PackedPackages.Interactive,
            ["interactive-extensions/dotnet/extension.dib", "lib/net10.0/SoftmaxNotebooks.Interactive.dll", "lib/net10.0/SoftmaxNotebooks.Interactive.xml"]
        },
        {
            PackedPackages.Host,
            [
                Tool + "DotnetToolSettings.xml", Tool + "Microsoft.Bcl.AsyncInterfaces.dll", Tool + "Microsoft.CodeAnalysis.CSharp.dll",
                Tool + "Microsoft.CodeAnalysis.dll", Tool + "Microsoft.DotNet.Interactive.Formatting.dll", Tool + "THIRD-PARTY-NOTICES.txt",
                Tool + "cli/Markdig.dll", Tool + "cli/System.CommandLine.dll", Tool + "softmax-notebooks.deps.json", Tool + "softmax-notebooks.dll",
                Tool + "softmax-notebooks.pdb", Tool + "softmax-notebooks.runtimeconfig.json", Tool + "softmax-notebooks.xml",
            ]
        },
    };

    public static TheoryData<string, string> Dependencies => new()
    {
        { PackedPackages.Numerics, "MathNet.Numerics 5.0.0" },
        { PackedPackages.Interactive, "MathNet.Numerics 5.0.0, SoftmaxNotebooks.Numerics 0.1.0" },
        { PackedPackages.Host, "" },
    };

    public static TheoryData<string, string> Symbols => new()
    {
        { PackedPackages.Numerics, "lib/net10.0/SoftmaxNotebooks.Numerics" },
        { PackedPackages.Interactive, "lib/net10.0/SoftmaxNotebooks.Interactive" },
        { PackedPackages.Host, Tool + "softmax-notebooks" },
    };

    [Fact]
    public void Three_packages_are_made_each_with_its_symbols()
    {
        string[] ids = [PackedPackages.Host, PackedPackages.Interactive, PackedPackages.Numerics];
        Assert.Equal(ids.SelectMany(id => new[] { $"{id}.0.1.0.nupkg", $"{id}.0.1.0.snupkg" }),
            Directory.EnumerateFiles(packages.Packages).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_package_has_its_readme_icon_and_licence_its_own_files_and_no_others(string id, string[] own)
    {
        using ZipArchive package = packages.Open(id);
        // What is left out here is the format's own.
        IEnumerable<string> files = package.Entries.Select(entry => entry.FullName)
            .Where(name => name is not ("[Content_Types].xml" or "_rels/.rels") && !name.EndsWith(".psmdcp", StringComparison.Ordinal));
        Assert.Equal(new[] { $"{id}.nuspec", "LICENSE", "README.md", "icon.png" }.Concat(own).Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "LICENSE")), Read(package, "LICENSE"));
        // Its width and height, as PNG stores them: at 16 and 20, big-endian.
        byte[] icon = Read(package, "icon.png");
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);
    }

    [Theory]
    [MemberData(nameof(Dependencies))]
    public void A_package_says_what_it_is_and_names_no_repository_that_nobody_has_stated(string id, string dependencies)
    {
        using ZipArchive package = packages.Open(id);
        XElement metadata = XDocument.Parse(Encoding.UTF8.GetString(Read(package, $"{id}.nuspec")).TrimStart('\uFEFF')).Root!.Elements().Single();
        string Value(string name) => (string?)metadata.Elements().SingleOrDefault(element => element.Name.LocalName == name) ?? "";

        Assert.Equal((id, "0.1.0", "MIT", "README.md", "icon.png"), (Value("id"), Value("version"), Value("license"), Value("readme"), Value("icon")));
        Assert.Contains($"Copyright (c) 2026 {Value("authors")}\n", File.ReadAllText(Path.Combine(Repository.Root, "LICENSE")), StringComparison.Ordinal);
        Assert.InRange(Value("description").Length, 40, 300);
        Assert.InRange(Value("tags").Split(' ').Length, 4, 10);
        Assert.Equal("", Value("projectUrl"));
        Assert.Equal(dependencies, string.Join(", ", metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}").Order(StringComparer.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Symbols))]
    public void A_debugger_finds_symbols_with_the_sources_in_them_and_no_path_of_this_machine(string id, string assembly)
    {
        using ZipArchive package = packages.Open(id);
        using ZipArchive symbols = packages.Open(id, "snupkg");
        using PEReader executable = new(new MemoryStream(Read(package, assembly + ".dll")));
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(Read(symbols, assembly + ".pdb")));
        MetadataReader reader = provider.GetMetadataReader();

        // The assembly and its symbols know each other by this identity.
        DebugDirectoryEntry entry = executable.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        CodeViewDebugDirectoryData named = executable.ReadCodeViewDebugDirectoryData(entry);
        Assert.Equal(new BlobContentId(named.Guid, entry.Stamp), new BlobContentId(reader.DebugMetadataHeader!.Id));
        Assert.StartsWith("/_/", named.Path, StringComparison.Ordinal);

        HashSet<EntityHandle> withSource = [.. reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .Where(information => reader.GetGuid(information.Kind) == EmbeddedSource).Select(information => information.Parent)];
        Assert.NotEmpty(reader.Documents);
        Assert.All(reader.Documents, handle =>
        {
            string name = reader.GetString(reader.GetDocument(handle).Name);
            Assert.StartsWith("/_/", name, StringComparison.Ordinal);
            Assert.True(withSource.Contains(handle), $"{name} has no source in the symbols.");
        });
    }

    [Theory]
    [MemberData(nameof(Symbols))]
    public void No_file_of_a_package_names_the_folder_that_it_was_packed_in(string id, string assembly)
    {
        using ZipArchive package = packages.Open(id);
        Assert.NotNull(package.GetEntry(assembly + ".dll"));
        // Not the repository's folder alone: it may have a name, such as /src, that is also in paths which are nobody's.
        byte[][] traces = [.. new[] { Path.Combine(Repository.Root, "src", "SoftmaxNotebooks."), Path.Combine(packages.Packages, "..", "..", "..") }
            .Select(Path.GetFullPath).SelectMany(path => new[] { Encoding.UTF8.GetBytes(path), Encoding.Unicode.GetBytes(path) })];
        Assert.All(package.Entries, entry => Assert.All(traces, trace => Assert.Equal(-1, Read(package, entry.FullName).AsSpan().IndexOf(trace))));
    }

    private static byte[] Read(ZipArchive package, string name)
    {
        ZipArchiveEntry entry = package.GetEntry(name) ?? throw new FileNotFoundException($"The package has no {name}.");
        using MemoryStream content = new();
        using Stream stream = entry.Open();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
