using System.Security.Cryptography;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>Four files as MNIST's, of 30 and 20 images, and a folder to keep them in; the folder goes with it.</summary>
internal sealed class MiniMnist : IDisposable
{
    internal const string TrainingImages = "train-images-idx3-ubyte";
    internal const string TrainingLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    internal MiniMnist()
    {
        byte[] trainingLabels = LabelsOf(30);
        byte[] testLabels = LabelsOf(20);
        Contents = new Dictionary<string, byte[]>
        {
            [TrainingImages] = IdxBytes.Of(30, 28, 28),
            [TrainingLabels] = trainingLabels,
            [TestImages] = IdxBytes.Of(20, 28, 28),
            [TestLabels] = testLabels,
        };
        Files = Contents.ToDictionary(content => content.Key + ".gz", content => IdxBytes.Gzip(content.Value));
    }

    /// <summary>The files' contents by name.</summary>
    internal IReadOnlyDictionary<string, byte[]> Contents { get; }

    /// <summary>The compressed files by name, as a mirror has them.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>A folder of its own, which is there.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("mnist-").FullName;

    /// <summary>Options that look nowhere but in the folder as a cache, and at these mirrors; no test waits.</summary>
    internal MnistOptions Options(params MirrorServer[] mirrors) => new()
    {
        CacheDirectory = Folder,
        Mirrors = [.. mirrors.Select(mirror => mirror.Address)],
        TimeProvider = new ImpatientTimeProvider(),
        EnvironmentVariable = _ => null,
        Files =
        [
            .. new[] { TrainingImages, TrainingLabels, TestImages, TestLabels }.Select(name => new MnistFile(
                name, Contents[name].Length, Convert.ToHexStringLower(SHA256.HashData(Contents[name])))),
        ],
    };

    internal string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Puts all compressed files into the folder.</summary>
    internal void Store()
    {
        foreach ((string name, byte[] file) in Files) File.WriteAllBytes(PathOf(name), file);
    }

    /// <summary>What the data must be.</summary>
    internal void AssertIsLoaded(DigitData data)
    {
        Assert.False(data.IsSynthetic);
        Assert.StartsWith("MNIST: 30 training and 20 test images from ", data.Description, StringComparison.Ordinal);
        AssertHolds(data.Training, TrainingImages, TrainingLabels);
        AssertHolds(data.Test, TestImages, TestLabels);
    }

    /// <summary>Nothing is in the folder but the files themselves, whole, and the lock.</summary>
    internal void AssertIsTidy()
    {
        foreach (string path in Directory.GetFiles(Folder))
        {
            string name = Path.GetFileName(path);
            if (name != "download.lock") Assert.Equal(Files[name], File.ReadAllBytes(path));
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void AssertHolds(DigitSet set, string images, string labels)
    {
        Assert.Equal(Contents[labels][8..], set.Labels.Select(label => (byte)label));
        Assert.Equal(Contents[images][16..], Enumerable.Range(0, set.Count).SelectMany(i => set[i].Pixels.ToArray()));
    }

    private static byte[] LabelsOf(int count)
    {
        byte[] file = IdxBytes.Of(count);
        for (int i = 0; i < count; i++) file[8 + i] = (byte)(i % 10);
        return file;
    }
}
