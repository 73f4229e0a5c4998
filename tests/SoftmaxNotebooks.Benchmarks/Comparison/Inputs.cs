using System.Globalization;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;
using SoftmaxNotebooks.Numerics;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>The numbers that a work begins with, the same for everybody and in every run.</summary>
internal static class Inputs
{
    private const int Seed = 20;

    /// <summary>Logits of a network that is sure of some of its answers.</summary>
    private const double LogitScale = 3;

    /// <summary>MNIST where the variable names its folder, otherwise drawn digits.</summary>
    private static readonly Lazy<DigitData> DigitsToTrainOn = new(()
        => string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Mnist.DirectoryVariable))
        ? SyntheticDigits.DrawData()
        : Mnist.LoadAsync(new MnistOptions { Mirrors = [] }).GetAwaiter().GetResult());

    /// <summary>What is trained on, and how much of it is not 0: on that our speed depends.</summary>
    /// <exception cref="IOException">MNIST is not where the variable says.</exception>
    public static string DigitsText()
    {
        var examples = LabelledExamples.FromDigits(DigitsToTrainOn.Value.Training);
        double share = examples.NonzeroCount / (double)examples.Inputs.Length;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Trained on: {DigitsToTrainOn.Value.Description} {share:P1} of the pixels are not 0; ")
            + $"{Contender.Ours} skips the zeros, {PythonLibraries.Torch} multiplies with them.";
    }

    /// <summary>The logits; the probabilities and another vector for a derivative; two factors; images and labels.</summary>
    public static IReadOnlyList<Array> For(Work work)
    {
        var random = new Random(Seed);
        switch (work.Operation)
        {
            case Operation.Jacobian:
                return [Arrays.Rounded(Probabilities(random, work.Columns), work.Precision)];
            case Operation.Vjp or Operation.Jvp:
                return
                [
                    Arrays.Rounded(Probabilities(random, work.Columns), work.Precision),
                    Arrays.Rounded(Normal(random, work.Columns, 1), work.Precision),
                ];
            case Operation.MatrixMultiply:
                return
                [
                    Arrays.Rounded(Normal(random, work.Rows * work.Inner, 1), work.Precision),
                    Arrays.Rounded(Normal(random, work.Inner * work.Columns, 1), work.Precision),
                ];
            case Operation.Training:
                return Digits(work.Rows);
            default:
                return [Arrays.Rounded(Normal(random, work.Rows * work.Columns, LogitScale), work.Precision)];
        }
    }

    /// <summary>Standard normal numbers times a scale, by Box and Muller.</summary>
    public static double[] Normal(Random random, int count, double scale)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return values;
    }

    private static double[] Probabilities(Random random, int count)
    {
        double[] values = Normal(random, count, LogitScale);
        SoftmaxPrimitives.Softmax(values, values);
        return values;
    }

    /// <summary>Digits, over again where there are not enough.</summary>
    private static Array[] Digits(int count)
    {
        var digits = LabelledExamples.FromDigits(DigitsToTrainOn.Value.Training);
        float[] pixels = new float[count * digits.InputCount];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            int example = i % digits.Count;
            digits.Inputs.Span.Slice(example * digits.InputCount, digits.InputCount).CopyTo(pixels.AsSpan(i * digits.InputCount));
            labels[i] = digits.Labels.Span[example];
        }

        return [pixels, labels];
    }
}
