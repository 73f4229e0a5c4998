using System.Collections.Immutable;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>The MNIST database of handwritten digits: 60,000 images to train on and 10,000 to test with.</summary>
/// <remarks>
/// Looked for in this order: the folder of the options; the folder that <see cref="DirectoryVariable"/> names; the cache folder; the
/// mirrors, from where it goes to the cache. The content is always compared with its SHA-256. Where a plain
/// file is damaged, the compressed one beside it is read. In a folder that somebody named, a missing or damaged file is an error; in the
/// cache it is fetched again.
/// A download goes to "name.gz.part", which takes its final name once it is verified. When a download is broken off, cancelled or
/// killed, that file stays, and the next one goes on from there. Whoever downloads holds "download.lock"; others wait for it.
/// Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits" (CC BY-SA 3.0).
/// </remarks>
public static class Mnist
{
    /// <summary>Names the folder that holds the files.</summary>
    public const string DirectoryVariable = "SOFTMAX_NOTEBOOKS_DATA";

    /// <summary>Names another folder for all caches than the user's own.</summary>
    private const string CacheVariable = "SOFTMAX_NOTEBOOKS_CACHE";

    /// <summary>Where the public can download it.</summary>
    public static ImmutableArray<Uri> Mirrors { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
    ];

    /// <summary>Loads MNIST from a folder, or downloads it.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">A file is missing in a folder that was named.</exception>
    /// <exception cref="InvalidDataException">A file is damaged in a folder that was named.</exception>
    /// <exception cref="HttpRequestException">No mirror gave a file; the message says what each of them did.</exception>
    /// <exception cref="IOException">A file can be neither read nor written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may be neither read nor written.</exception>
    /// <exception cref="ArgumentException">The options make no sense.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DigitData> LoadAsync(
        MnistOptions? options = null, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options = (options ?? new MnistOptions()).Checked();
        string directory = FolderOf(options);
        if (NamedFolder(options) is not null)
        {
            string source = options.Directory is null
                ? $"the folder that {DirectoryVariable} names"
                : $"the folder {FolderText.NameOf(directory)}";
            return await LoadFolderAsync(options, directory, source, cancellationToken).ConfigureAwait(false);
        }

        MnistCache cache = new(options, directory, progress);
        ImmutableArray<byte[]> contents = await cache.LoadAsync(cancellationToken).ConfigureAwait(false);
        return DataOf(options, contents, cache.Source) with { Notices = [.. cache.Notices] };
    }

    /// <summary>The full path of the folder that the files are read from: the one that was named, otherwise the cache.</summary>
    internal static string FolderOf(MnistOptions options) => Path.GetFullPath(
        NamedFolder(options) ?? options.CacheDirectory ?? DefaultCacheDirectory(options.EnvironmentVariable));

    private static string? NamedFolder(MnistOptions options)
        => options.Directory ?? (options.EnvironmentVariable(DirectoryVariable) is { Length: > 0 } variable ? variable : null);

    private static async Task<DigitData> LoadFolderAsync(
        MnistOptions options, string directory, string source, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(directory))
            throw new DirectoryNotFoundException($"{directory}: there is no such folder; MNIST is expected in it.");
        ImmutableArray<byte[]>.Builder contents = ImmutableArray.CreateBuilder<byte[]>();
        List<string> notices = [];

        // At the same time: each is decompressed and verified, one byte after the other.
        Task<(byte[]? Content, string? Damage)>[] readings =
            [.. options.Files.Select(file => Task.Run(() => file.ReadFrom(directory), cancellationToken))];
        await Task.WhenAll(readings).ConfigureAwait(false);
        foreach ((MnistFile file, Task<(byte[]? Content, string? Damage)> reading) in options.Files.Zip(readings))
        {
            (byte[]? content, string? damage) = await reading.ConfigureAwait(false);
            if (content is null && damage is not null) throw new InvalidDataException(damage);
            contents.Add(content ?? throw new FileNotFoundException(file.MissingIn(directory)));
            if (damage is not null) notices.Add(file.NoticeOfOther(damage, directory));
        }

        return DataOf(options, contents.ToImmutable(), source) with { Notices = [.. notices] };
    }

    private static DigitData DataOf(MnistOptions options, ImmutableArray<byte[]> contents, string source)
    {
        DigitSet training = SetOf(options, contents, 0);
        DigitSet test = SetOf(options, contents, 2);
        return new DigitData
        {
            Training = training,
            Test = test,
            IsSynthetic = false,
            Description = FormattableString.Invariant(
                $"MNIST: {training.Count:N0} training and {test.Count:N0} test images from {source}."),
        };
    }

    private static DigitSet SetOf(MnistOptions options, ImmutableArray<byte[]> contents, int first)
    {
        IdxArray<byte> images = Parse(first);
        IdxArray<byte> labels = Parse(first + 1);
        return DigitSet.OfBytes(images.Elements, [.. labels.Elements.ToArray().Select(label => (int)label)]);

        IdxArray<byte> Parse(int index)
        {
            using MemoryStream stream = new(contents[index]);
            return IdxFile.Read<byte>(stream, options.Files[index].Name);
        }
    }

    private static string DefaultCacheDirectory(Func<string, string?> environmentVariable)
    {
        if (environmentVariable(CacheVariable) is { Length: > 0 } chosen) return Path.Combine(chosen, "mnist");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        string caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : environmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg ? xdg
            : Path.Combine(home, ".cache");
        return Path.Combine(caches, "softmax-notebooks", "mnist");
    }
}
