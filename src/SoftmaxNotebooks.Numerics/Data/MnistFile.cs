using System.Collections.Immutable;
using System.Security.Cryptography;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>One of the files that MNIST is made of.</summary>
/// <param name="Name">Its name when it is not compressed; ".gz" is added to it when it is.</param>
/// <param name="Length">The bytes of its content.</param>
/// <param name="Sha256">The SHA-256 of its content: every compressor may write another container around it.</param>
internal sealed record MnistFile(string Name, int Length, string Sha256)
{
    // The digests are those of the files of https://ossci-datasets.s3.amazonaws.com/mnist/, decompressed.
    internal static ImmutableArray<MnistFile> All { get; } =
    [
        new("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        new("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        new("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        new("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ];

    internal string CompressedName => Name + ".gz";

    /// <summary>
    /// The verified content of the file in a folder, the plain one or, if that is damaged or not there, the compressed one; null if neither
    /// can be taken. And what is wrong with what was not taken; null if that was only not there.
    /// </summary>
    internal (byte[]? Content, string? Damage) ReadFrom(string directory)
    {
        List<string> damages = [];
        byte[]? content = null;
        foreach (string name in new[] { Name, CompressedName })
        {
            try
            {
                string path = Path.Combine(directory, name);
                if (content is null && File.Exists(path)) content = Read(path);
            }
            catch (InvalidDataException exception)
            {
                damages.Add(exception.Message);
            }
            catch (FileNotFoundException)
            {
                // Another process has just replaced it.
            }
        }

        return (content, damages.Count == 0 ? null : string.Join(' ', damages));
    }

    /// <summary>What is wrong with a folder that has neither form of the file.</summary>
    internal string MissingIn(string directory) => $"{directory}: {Name} or {CompressedName} expected; neither is there.";

    /// <summary>What the user is told when the plain file is damaged and the compressed one is not.</summary>
    internal string NoticeOfOther(string damage, string directory)
        => $"{FolderText.Shorten(damage, directory)} {CompressedName} was read in its place.";

    /// <summary>The verified content.</summary>
    /// <exception cref="InvalidDataException">It is not the content that it must be.</exception>
    internal byte[] Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using IdxContent content = IdxContent.Open(stream, path);
        var bytes = new byte[Length];
        content.Read(bytes, FormattableString.Invariant($"the {Length} bytes of {Name}"));
        content.End();
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (digest != Sha256)
        {
            throw new InvalidDataException(
                $"{path}: the content with the SHA-256 {Sha256} expected; it has {digest}.");
        }

        return bytes;
    }
}
