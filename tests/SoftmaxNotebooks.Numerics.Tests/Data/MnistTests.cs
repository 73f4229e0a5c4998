using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

public sealed class MnistTests : IDisposable
{
    private readonly MiniMnist _mnist = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _mnist.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_folder_holds_the_files_compressed_or_plain(bool isCompressed)
    {
        foreach ((string name, byte[] file) in isCompressed ? _mnist.Files : _mnist.Contents)
            await File.WriteAllBytesAsync(_mnist.PathOf(name), file, Token);

        DigitData data = await Mnist.LoadAsync(InFolder(), cancellationToken: Token);
        _mnist.AssertIsLoaded(data);
        Assert.Equal($"MNIST: 30 training and 20 test images from the folder {Path.GetFileName(_mnist.Folder)}.", data.Description);
    }

    [Fact]
    public async Task The_environment_names_the_folder_unless_the_options_do()
    {
        _mnist.Store();
        MnistOptions options = _mnist.Options() with { CacheDirectory = Missing, EnvironmentVariable = Environment(_mnist.Folder) };

        DigitData data = await Mnist.LoadAsync(options, cancellationToken: Token);
        _mnist.AssertIsLoaded(data);
        Assert.EndsWith("from the folder that SOFTMAX_NOTEBOOKS_DATA names.", data.Description, StringComparison.Ordinal);
        MnistOptions both = InFolder() with { EnvironmentVariable = Environment(Missing) };
        _mnist.AssertIsLoaded(await Mnist.LoadAsync(both, cancellationToken: Token));
        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => Mnist.LoadAsync(options with { Directory = Missing }, cancellationToken: Token));
    }

    [Fact]
    public async Task A_missing_file_in_a_folder_that_was_named_is_an_error_and_nothing_is_downloaded()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        _mnist.Store();
        File.Delete(_mnist.PathOf(MiniMnist.TestImages + ".gz"));
        MnistOptions options = InFolder() with { Mirrors = [mirror.Address] };

        FileNotFoundException exception = await Assert.ThrowsAsync<FileNotFoundException>(
            () => Mnist.LoadAsync(options, cancellationToken: Token));
        Assert.Equal($"{_mnist.Folder}: t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz expected; neither is there.", exception.Message);
        MnistOptions byEnvironment = options with { Directory = null, EnvironmentVariable = Environment(_mnist.Folder) };
        await Assert.ThrowsAsync<FileNotFoundException>(() => Mnist.LoadAsync(byEnvironment, cancellationToken: Token));
        Assert.Empty(mirror.Requests);
    }

    [Fact]
    public async Task A_damaged_file_in_a_folder_that_was_named_is_an_error_and_stays_as_it_is()
    {
        await using MirrorServer mirror = await MirrorServer.StartAsync(_mnist.Files);
        _mnist.Store();
        byte[] damaged = IdxBytes.Gzip([.. _mnist.Contents[MiniMnist.TestImages][..^1], 99]);
        string path = _mnist.PathOf(MiniMnist.TestImages + ".gz");
        await File.WriteAllBytesAsync(path, damaged, Token);

        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(
            () => Mnist.LoadAsync(InFolder() with { Mirrors = [mirror.Address] }, cancellationToken: Token));
        Assert.StartsWith($"{path}: the content with the SHA-256 ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(mirror.Requests);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(path, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_damaged_plain_file_does_not_hide_the_whole_one_beside_it(bool isCache)
    {
        _mnist.Store();
        string damaged = _mnist.PathOf(MiniMnist.TestLabels);
        await File.WriteAllBytesAsync(damaged, [1, 2, 3], Token);

        DigitData data = await Mnist.LoadAsync(isCache ? _mnist.Options() : InFolder(), cancellationToken: Token);

        _mnist.AssertIsLoaded(data);
        string notice = Assert.Single(data.Notices);
        string name = Path.Combine(Path.GetFileName(_mnist.Folder), MiniMnist.TestLabels);
        Assert.StartsWith($"{name}, byte ", notice, StringComparison.Ordinal);
        Assert.EndsWith($" {MiniMnist.TestLabels}.gz was read in its place.", notice, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], await File.ReadAllBytesAsync(damaged, Token));
    }

    [Fact]
    public async Task When_the_plain_and_the_compressed_file_are_damaged_the_error_names_both()
    {
        _mnist.Store();
        string plain = _mnist.PathOf(MiniMnist.TestLabels);
        await File.WriteAllBytesAsync(plain, [1, 2, 3], Token);
        await File.WriteAllBytesAsync(plain + ".gz", [4, 5], Token);

        InvalidDataException exception = await Assert.ThrowsAsync<InvalidDataException>(() => Mnist.LoadAsync(InFolder(), cancellationToken: Token));
        Assert.StartsWith($"{plain}, byte ", exception.Message, StringComparison.Ordinal);
        Assert.Contains($" {plain}.gz, byte ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_mirrors_nothing_is_downloaded_and_the_missing_file_is_named()
    {
        FileNotFoundException exception = await Assert.ThrowsAsync<FileNotFoundException>(
            () => Mnist.LoadAsync(_mnist.Options(), cancellationToken: Token));
        Assert.StartsWith($"{_mnist.Folder}: train-images-idx3-ubyte or ", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_mnist.Folder));
    }

    [Fact]
    public async Task The_cache_is_the_folder_that_the_environment_names_for_all_caches()
    {
        _mnist.Store();
        string caches = Path.Combine(_mnist.Folder, "caches");
        Directory.CreateDirectory(caches);
        Directory.CreateDirectory(Path.Combine(caches, "mnist"));
        foreach (string path in Directory.GetFiles(_mnist.Folder)) File.Move(path, Path.Combine(caches, "mnist", Path.GetFileName(path)));

        MnistOptions options = _mnist.Options() with
        {
            CacheDirectory = null,
            EnvironmentVariable = name => name == "SOFTMAX_NOTEBOOKS_CACHE" ? caches : null,
        };
        _mnist.AssertIsLoaded(await Mnist.LoadAsync(options, cancellationToken: Token));
    }

    [Fact]
    public async Task Digits_are_MNIST_where_it_can_be_had()
    {
        _mnist.Store();

        _mnist.AssertIsLoaded(await DigitData.LoadAsync(InFolder(), cancellationToken: Token));
    }

    [Fact]
    public async Task Where_MNIST_cannot_be_had_digits_are_synthetic_and_say_so_and_why_in_one_line()
    {
        await using MirrorServer broken = await MirrorServer.StartAsync((context, _) => MirrorServer.Status(context, 404));

        DigitData data = await DigitData.LoadAsync(_mnist.Options(broken), cancellationToken: Token);
        Assert.True(data.IsSynthetic);
        Assert.Equal((10_000, 2_000), (data.Training.Count, data.Test.Count));
        Assert.Equal(
            "Synthetic digits, drawn by this library: 10,000 training and 2,000 test images. MNIST could not be had: "
            + "train-images-idx3-ubyte.gz could not be downloaded: 127.0.0.1 answered 404 Not Found.",
            data.Description);
    }

    [Theory]
    [InlineData("a folder that is not there")]
    [InlineData("a damaged file in a folder")]
    [InlineData("a damaged file in the cache")]
    [InlineData("a cache where a file is in the way")]
    [InlineData("a download of something else")]
    public async Task What_is_printed_has_the_names_of_folders_and_not_their_paths(string trouble)
    {
        string first = MiniMnist.TrainingImages + ".gz";
        await using MirrorServer page = await MirrorServer.StartAsync((context, _) => context.Response.Body.WriteAsync(new byte[9], Token).AsTask());
        if (trouble.Contains("damaged", StringComparison.Ordinal)) await File.WriteAllBytesAsync(_mnist.PathOf(first), [1, 2, 3], Token);
        string name = Path.GetFileName(_mnist.Folder);
        (MnistOptions options, string expected) = trouble switch
        {
            "a folder that is not there" => (InFolder() with { Directory = Missing }, "missing: there is no such folder"),
            "a damaged file in a folder" => (InFolder(), $"{Path.Combine(name, first)}, byte "),
            "a damaged file in the cache" => (_mnist.Options(), $"{Path.Combine(name, first)}, byte "),
            "a cache where a file is in the way" => (_mnist.Options(page) with { CacheDirectory = Path.Combine(FileInTheWay(), "inner") }, "inner"),
            _ => (_mnist.Options(page), $"sent something else ({Path.Combine(name, first)}.part, byte "),
        };

        DigitData data = await DigitData.LoadAsync(options, cancellationToken: Token);

        Assert.Contains("MNIST could not be had: ", data.Description, StringComparison.Ordinal);
        Assert.Contains(expected, data.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(Path.GetDirectoryName(_mnist.Folder)!, data.Description, StringComparison.Ordinal);

        string FileInTheWay()
        {
            string path = Path.Combine(_mnist.Folder, "file");
            File.WriteAllBytes(path, []);
            return path;
        }
    }

    [Fact]
    public void A_relative_folder_is_printed_by_its_name_too()
    {
        string folder = Path.GetFullPath(Path.Combine("data", "digits"));

        Assert.Equal("digits: nothing there.", FolderText.Shorten($"{folder}: nothing there.", Path.Combine("data", "digits")));
        Assert.Equal(
            $"'data' and {Path.Combine("data", "digits2")} are others.",
            FolderText.Shorten($"'{Path.GetDirectoryName(folder)}' and {folder}2 are others.", folder));
    }

    [Fact]
    public async Task Who_cancels_gets_no_digits_at_all()
        => await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => DigitData.LoadAsync(_mnist.Options(), cancellationToken: new CancellationToken(canceled: true)));

    [Fact]
    public async Task Options_that_make_no_sense_are_refused()
    {
        MnistOptions options = _mnist.Options();
        foreach (MnistOptions wrong in new[]
        {
            options with { AttemptCount = 0 },
            options with { RetryDelay = TimeSpan.FromTicks(-1) },
            options with { StallTimeout = TimeSpan.Zero },
            options with { Mirrors = [new Uri("https://example.org/mnist")] },
            options with { Mirrors = [new Uri("mnist/", UriKind.Relative)] },
            options with { Mirrors = [new Uri("ftp://example.org/mnist/")] },
        })
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(() => DigitData.LoadAsync(wrong, cancellationToken: Token));
        }
    }

    [Fact]
    public void Progress_is_a_line_of_text_in_every_culture_the_same()
    {
        DownloadProgress progress = new()
        {
            FileName = "train-images-idx3-ubyte.gz",
            Host = "localhost",
            BytesReceived = 3_100_000,
            TotalBytes = 9_912_422,
            BytesPerSecond = 2_240_000,
        };

        Assert.Equal("train-images-idx3-ubyte.gz: 3.1 of 9.9 MB, 2.2 MB/s", progress.ToString());
        Assert.Equal("train-images-idx3-ubyte.gz: 3.1 MB", (progress with { TotalBytes = null, BytesPerSecond = null }).ToString());
        Assert.Equal(
            "train-images-idx3-ubyte.gz: 1.5 of 4.5 kB",
            (progress with { BytesReceived = 1_500, TotalBytes = 4_542, BytesPerSecond = null }).ToString());
        Assert.Equal(0.3127, progress.Fraction!.Value, 4);
    }

    private string Missing => Path.Combine(_mnist.Folder, "missing");

    private MnistOptions InFolder() => _mnist.Options() with { Directory = _mnist.Folder, CacheDirectory = Missing };

    private static Func<string, string?> Environment(string folder) => name => name == Mnist.DirectoryVariable ? folder : null;
}
