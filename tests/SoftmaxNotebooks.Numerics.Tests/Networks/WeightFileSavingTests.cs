using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>What is in the folder before and after a network is saved there.</summary>
public sealed class WeightFileSavingTests : IDisposable
{
    private static readonly Network SmallNetwork = Network.Create([2, 3, 2]);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("softmax-weights-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Through_symbolic_links_the_file_behind_them_is_written_and_the_links_stay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets only some users make symbolic links.");
        _folder.CreateSubdirectory("models");
        string link = PathOf("latest"), inner = PathOf("second"), target = Path.Combine(_folder.FullName, "models", "network.safetensors");
        File.CreateSymbolicLink(link, "second");
        File.CreateSymbolicLink(inner, Path.Combine("models", "network.safetensors"));

        // First nothing is behind the links, then a file is.
        for (int seed = 1; seed <= 2; seed++)
        {
            Network network = Network.Create([2, 3, 2], seed: seed);
            network.Save(link);

            Assert.Equal("second", new FileInfo(link).LinkTarget);
            Assert.Equal(Path.Combine("models", "network.safetensors"), new FileInfo(inner).LinkTarget);
            Assert.Null(new FileInfo(target).LinkTarget);
            Assert.Equal((float)network.Weights(1)[1, 2], (float)Network.Load(target).Weights(1)[1, 2]);
        }
    }

    [Fact]
    public void A_read_only_file_is_refused_and_stays_as_it_is()
    {
        string path = PathOf("network.safetensors");
        File.WriteAllBytes(path, [1, 2, 3]);
        File.SetAttributes(path, FileAttributes.ReadOnly);

        IOException exception = Assert.Throws<IOException>(() => SmallNetwork.Save(path));

        Assert.Equal($"{path} is read-only; it is left as it is.", exception.Message);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)]
    public void A_file_that_is_replaced_keeps_its_access_rights(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has other access rights.");
        // For the analyzer, which does not know what SkipWhen does.
        if (OperatingSystem.IsWindows()) return;
        string path = PathOf("network.safetensors");
        File.WriteAllBytes(path, [1, 2, 3]);
        File.SetUnixFileMode(path, mode);

        SmallNetwork.Save(path);

        Assert.Equal(mode, File.GetUnixFileMode(path));
        Assert.Equal([2, 3, 2], Network.Load(path).LayerSizes);
    }

    [Fact]
    public void A_network_of_so_many_layers_that_its_file_could_not_be_read_is_not_written()
    {
        string path = PathOf("deep.safetensors");
        Network.Create(Enumerable.Repeat(1, 6000).ToArray()).Save(path);
        Assert.Equal(6000, Network.Load(path).LayerSizes.Count);
        File.Delete(path);

        Network tooDeep = Network.Create(Enumerable.Repeat(1, 8000).ToArray());
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => tooDeep.Save(path));

        Assert.StartsWith("The network has 8000 layers; the header of its file would have ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(" bytes, and may have 1048576.", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void A_name_is_as_long_as_the_file_system_lets_it_be()
    {
        string path = PathOf(new string('n', 250));

        SmallNetwork.Save(path);

        Assert.Equal([2, 3, 2], Network.Load(path).LayerSizes);
    }

    [Theory]
    [InlineData("missing", "network.safetensors")]
    [InlineData("", "300")]
    [InlineData("", "taken")]
    public void The_error_names_the_file_that_cannot_be_written_and_no_other(string folder, string name)
    {
        _folder.CreateSubdirectory("taken");
        string path = PathOf(Path.Combine(folder, name == "300" ? new string('n', 300) : name));

        string message = Assert.ThrowsAny<IOException>(() => SmallNetwork.Save(path)).Message;

        Assert.StartsWith($"{path} cannot be written: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain(".tmp", message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullName));
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
