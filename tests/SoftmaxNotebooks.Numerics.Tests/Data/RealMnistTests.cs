using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>
/// The original files, where they are: in the folder that SOFTMAX_NOTEBOOKS_DATA names, or beside the repository in shared/mnist.
/// </summary>
public class RealMnistTests
{
    [Fact]
    public async Task The_original_files_have_the_counts_labels_and_grey_of_the_literature()
    {
        string? folder = FindFolder();
        Assert.SkipWhen(folder is null, "SOFTMAX_NOTEBOOKS_DATA names no folder with MNIST, and ../shared/mnist, seen from the repository, is not there.");

        // Verifies the SHA-256 of all four files.
        MnistOptions options = new() { Directory = folder };
        DigitData data = await Mnist.LoadAsync(options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.StartsWith("MNIST: 60,000 training and 10,000 test images from the folder ", data.Description, StringComparison.Ordinal);
        Assert.Equal((60_000, 10_000), (data.Training.Count, data.Test.Count));
        // The numbers that every description of MNIST gives.
        Assert.Equal([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], Histogram(data.Training));
        Assert.Equal([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], Histogram(data.Test));
        Assert.Equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4], data.Training.Labels.Take(10));
        Assert.Equal(0.1307, MeanOf(data.Training), 4);
    }

    private static int[] Histogram(DigitSet set) => [.. Enumerable.Range(0, 10).Select(digit => set.Labels.Count(label => label == digit))];

    private static double MeanOf(DigitSet set)
    {
        double sum = 0;
        foreach (float pixel in set.Pixels.Span) sum += pixel;
        return sum / set.Pixels.Length;
    }

    private static string? FindFolder()
    {
        string? named = Environment.GetEnvironmentVariable(Mnist.DirectoryVariable);
        if (!string.IsNullOrEmpty(named)) return named;
        DirectoryInfo? repository = new(AppContext.BaseDirectory);
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, "SoftmaxNotebooks.sln")))
            repository = repository.Parent;
        string? shared = repository?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "mnist") : null;
        return Directory.Exists(shared) ? shared : null;
    }
}
