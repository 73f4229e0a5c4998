using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Numerics;
using SoftmaxNotebooks.Numerics.Data;
using Complex = System.Numerics.Complex;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>The values whose display is measured, a line each: what a notebook shows, at the sizes that it shows.</summary>
/// <remarks>
/// Random numbers with a fixed seed, and arithmetic that IEEE 754 defines to the last bit: exp may end in another digit on another
/// system, and with it the number of bytes.
/// </remarks>
internal static class RenderedValues
{
    public static IReadOnlyList<(string Name, object Value)> All { get; } =
    [
        ("`Jacobian`, 10 × 10", SoftmaxJacobian(10, seed: 1)),
        ("`Jacobian`, 10 × 784", Jacobian.FromMatrix(Noise(10, 784))),
        ("`Jacobian`, 100 × 100", SoftmaxJacobian(100, seed: 1)),
        ("`Jacobian`, 1,000 × 1,000", SoftmaxJacobian(1000, seed: 1)),
        ("`JacobianDifference`, 10 × 10", SoftmaxJacobian(10, seed: 1).CompareWith(SoftmaxJacobian(10, seed: 2))),
        ("`Matrix<double>`, 100 × 100", Noise(100, 100)),
        ("`Matrix<Complex>`, 50 × 50", ComplexNoise(50)),
        ("`Vector<double>`, 1,000", Noise(1, 1000).Row(0)),
        ("`GradientCheckReport`, 10 × 10, passed", Check((x, sum, i, j) => (i == j ? sum : 0) + x[i])),
        ("`GradientCheckReport`, 10 × 10, failed", Check((x, sum, i, j) => i == j ? sum : 0)),
        ("`ProbabilityVector`, 10", new ProbabilityVector(Probabilities(10, seed: 1)).WithTarget(3)),
        ("`ProbabilityVector`, 1,000", new ProbabilityVector(Probabilities(1000, seed: 1)).WithTarget(3)),
        ("`ConfusionMatrix`, 10 classes", Confusion(10)),
        ("`ConfusionMatrix`, 100 classes", Confusion(100)),
        ("`DigitImage`, 28 × 28", Ring(3)),
        ("`DigitGrid`, 20 digits", new DigitGrid(Enumerable.Range(0, 20).Select(Ring))),
        ("`LineChart`, 2 lines of 100 points", new LineChart(Decay("train", 1), Decay("validation", 2)) { Title = "Loss", XLabel = "epoch" }),
        ("`Heatmap`, 100 × 100", new Heatmap(Noise(100, 100)) { Title = "Noise" }),
        ("`TapeGraph`, 8 nodes", Tape()),
    ];

    private static Matrix<double> Noise(int rowCount, int columnCount)
    {
        var random = new Random(1);
        return Matrix<double>.Build.Dense(rowCount, columnCount, (_, _) => random.NextDouble() - 0.5);
    }

    private static Matrix<Complex> ComplexNoise(int count)
    {
        var random = new Random(1);
        return Matrix<Complex>.Build.Dense(count, count, (_, _) => new Complex(random.NextDouble() - 0.5, random.NextDouble() - 0.5));
    }

    private static double[] Probabilities(int count, int seed)
    {
        var random = new Random(seed);
        double[] weights = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble())];
        double sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private static Jacobian SoftmaxJacobian(int classCount, int seed)
    {
        double[] p = Probabilities(classCount, seed);
        return Jacobian.FromMatrix(Matrix<double>.Build.Dense(classCount, classCount, (i, j) => (i == j ? p[i] : 0) - (p[i] * p[j])));
    }

    /// <summary>f(x) = x · sum(x), whose derivative is ∂f[i]/∂x[j] = δ_ij sum(x) + x[i].</summary>
    private static GradientCheckReport Check(Func<Vector<double>, double, int, int, double> entry) => GradientCheck.RunJacobian(
        x => x * x.Sum(),
        x => Matrix<double>.Build.Dense(x.Count, x.Count, (i, j) => entry(x, x.Sum(), i, j)),
        Noise(1, 10).Row(0));

    /// <summary>Nine of ten are right, and the others anything.</summary>
    private static ConfusionMatrix Confusion(int classCount)
    {
        var random = new Random(1);
        int[] actual = [.. Enumerable.Range(0, 50 * classCount).Select(_ => random.Next(classCount))];
        return ConfusionMatrix.FromPredictions([.. actual.Select(label => random.Next(10) > 0 ? label : random.Next(classCount))], actual);
    }

    /// <summary>A ring with soft edges, wider from label to label.</summary>
    private static DigitImage Ring(int label)
    {
        double squaredRadius = 30 + (5 * (label % 10));
        double[] pixels = [.. Enumerable.Range(0, 28 * 28).Select(i =>
        {
            (double x, double y) = ((i % 28) - 13.5, (i / 28) - 13.5);
            return Math.Clamp(2 - (Math.Abs((x * x) + (y * y) - squaredRadius) / 16), 0, 1);
        })];
        return new DigitImage(pixels, 28, 28) { Label = label % 10, Prediction = label % 7 == 3 ? 9 : label % 10, Confidence = 0.75 };
    }

    private static ChartSeries Decay(string name, int seed)
    {
        var random = new Random(seed);
        return new ChartSeries(name, Enumerable.Range(0, 100).Select(epoch => (2.3 / (1 + (0.2 * epoch))) + (0.1 * random.NextDouble())));
    }

    /// <summary>The squared error of one linear neuron.</summary>
    private static TapeGraph Tape()
    {
        using var tape = new GradientTape();
        Variable error = (tape.Variable(0.5, "w") * tape.Constant(3, "x")) + tape.Variable(0.25, "b") - tape.Constant(2, "y");
        return tape.ToGraph((error * error).Named("cost"));
    }
}
