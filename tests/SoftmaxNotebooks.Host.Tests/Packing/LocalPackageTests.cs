using System.IO.Compression;
using System.Xml.Linq;
using SoftmaxNotebooks.Benchmarks;

namespace SoftmaxNotebooks.Host.Tests.Packing;

/// <summary>The packages that a build leaves for the notebooks of the repository.</summary>
public sealed class LocalPackageTests
{
    [Fact]
    public void The_build_leaves_one_package_of_each_library_and_the_one_asks_for_exactly_the_other()
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "packages");
        string interactive = Assert.Single(Directory.GetFiles(folder, $"{PackedPackages.Interactive}.*.nupkg"));
        string numerics = Assert.Single(Directory.GetFiles(folder, $"{PackedPackages.Numerics}.*.nupkg"));

        using ZipArchive package = ZipFile.OpenRead(interactive);
        using Stream nuspec = package.GetEntry($"{PackedPackages.Interactive}.nuspec")!.Open();
        XElement dependency = XDocument.Load(nuspec).Descendants()
            .Single(element => element.Name.LocalName == "dependency" && element.Attribute("id")!.Value == PackedPackages.Numerics);
        Assert.Equal($"{PackedPackages.Numerics}.{dependency.Attribute("version")!.Value}.nupkg", Path.GetFileName(numerics));
        // Four parts: no version of a release, which has three, so NuGet never takes the one for the other.
        Assert.Matches(@"^0\.1\.0\.[0-9]+$", dependency.Attribute("version")!.Value);
    }
}
