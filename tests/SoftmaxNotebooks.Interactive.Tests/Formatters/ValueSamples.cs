using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Tests.Training;
using SoftmaxNotebooks.Numerics;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

/// <summary>Probabilities, confusions, digits and gradient checks at the edges of what can exist.</summary>
internal static class ValueSamples
{
    public static readonly string[] HostileNames =
    [
        "<script>alert(1)</script>", "\" onmouseover=\"x", "'&amp;'", "</td></table>", "a\nb\u202Ec\0", "", new string('名', 1000),
        new string('"', 1000), "\uD83D", "http://example.org", "]]>",
    ];

    private static readonly double[] Strange =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue,
        -0.0, 0, 5e-324, -2.2e-308, 1 / 3.0, 1e6,
    ];

    private static readonly string[] LongNames = [.. Enumerable.Repeat(new string('"', 1000), 100)];

    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["Probabilities"] = new[] { 2.0, 1, -1 }.Softmax().WithLabels("cat", "dog", "bird"),
        ["Probabilities, target found"] = new[] { 2.0, 1, -1 }.Softmax().WithLabels("cat", "dog", "bird").WithTarget(0),
        ["Probabilities, target missed"] = new[] { 2.0, 1, -1 }.Softmax().WithLabels("cat", "dog", "bird").WithTarget(1),
        ["Probabilities, saturated"] = new ProbabilityVector(new[] { 0.0, -30, -800 }.Softmax()).WithTarget(2),
        ["Probabilities, wrong"] = new ProbabilityVector([0.6, -0.2, double.NaN, 1.5]),
        ["Probabilities, sum off"] = new ProbabilityVector([0.6, 0.3]),
        ["Probabilities, none"] = new ProbabilityVector([]),
        ["Probabilities, one"] = new ProbabilityVector([1.0]),
        ["Probabilities, strange"] = new ProbabilityVector(Strange).WithTarget(0),
        ["Probabilities, hostile"] = new ProbabilityVector(Strange, HostileNames).WithTarget(1),
        ["Probabilities, 1,000 classes"] = new ProbabilityVector(
            Enumerable.Range(0, 1000).Select(j => 5 * Math.Sin(j * j)).ToArray().Softmax()).WithTarget(500),
        ["Probabilities, 100,000 alike"] = new ProbabilityVector(Enumerable.Repeat(1e-5, 100_000)),
        ["Confusion"] = Digits(500, 10, null),
        ["Confusion, none"] = ConfusionMatrix.FromPredictions([], []),
        ["Confusion, none of three classes"] = ConfusionMatrix.FromPredictions([], [], ["a", "b", "c"]),
        ["Confusion, one"] = ConfusionMatrix.FromPredictions([0], [0]),
        ["Confusion, an empty class"] = ConfusionMatrix.FromPredictions([0, 2, 0], [0, 0, 2]),
        ["Confusion, hostile"] = Digits(200, HostileNames.Length, HostileNames),
        ["Confusion, large"] = Digits(20_000, 100, LongNames),
        ["Confusion, the longest that is shown"] = Digits(20_000, 17, LongNames[..17]),
        ["Digit"] = Digit(3, 3, 0.93),
        ["Digit, wrong"] = Digit(4, 9, 0.61),
        ["Digit, unknown"] = new DigitImage(new byte[1], 1, 1),
        ["Digit, strange"] = new DigitImage(Strange, 11, 1) { Label = int.MinValue, Prediction = int.MaxValue, Confidence = double.NaN },
        ["Digit, a large photograph"] = Noise(1000, 700, 7),
        ["Digits"] = new DigitGrid(Enumerable.Range(0, 20).Select(i => Digit(i % 10, i % 7 == 3 ? 9 - (i % 10) : i % 10, 0.5 + (i / 40.0)))),
        ["Digits, none"] = new DigitGrid([]),
        ["Digits, noise"] = new DigitGrid(Enumerable.Range(0, 1000).Select(i => Noise(28, 28, i)), 16),
        ["Digits, wide captions"] = new DigitGrid(Enumerable.Range(0, 30).Select(i => i % 5 == 2 ? new DigitImage(Strange, 11, 1) : Digit(4, 9, 0.61)), 16),
        ["Digits, large noise"] = new DigitGrid(Enumerable.Range(0, 100).Select(i => Noise(64, 64, i)), 4),
        ["Digits, points"] = new DigitGrid(Enumerable.Range(0, 1000).Select(i => Noise(1, 1, i)), 1),
        ["Check, passed"] = Check((p, i, j) => (i == j ? p[i] : 0) - (p[i] * p[j])),
        ["Check, failed"] = Check((p, i, j) => (i == j ? p[i] : 0) - (p[i] * p[i])),
        ["Check, sign"] = Check((p, i, j) => (p[i] * p[j]) - (i == j ? p[i] : 0)),
        ["Check, NaN"] = Check((p, i, j) => i == 1 ? double.NaN : (i == j ? p[i] : 0) - (p[i] * p[j])),
        ["Check, a kink"] = GradientCheck.Run(z => z.Sum(Math.Abs), z => z.Map(value => value >= 0 ? 1.0 : -1), Vector<double>.Build.Dense([0.0, 1])),
        ["Check, projections"] = GradientCheck.Run(
            z => z.LogSumExp(), z => -z.Softmax(), Vector<double>.Build.Dense(30, i => i / 10.0), new GradientCheckOptions { ProjectionCount = 4 }),
        ["Check, hostile"] = Named(HostileNames),
        ["Check, large"] = Named(LongNames),
        ["Check, the longest that is shown"] = Named(LongNames[..17]),
        ["History"] = TrainingSamples.Validated,
        ["History, not validated"] = TrainingSamples.History(20, hasValidation: false),
        ["History, none"] = TrainingHistory.Empty,
        ["History, one epoch"] = TrainingSamples.History(1),
        ["History, stopped early"] = TrainingSamples.Validated with { State = TrainingState.StoppedEarly },
        ["History, interrupted"] = TrainingSamples.History(3) with { State = TrainingState.Interrupted },
        ["History, diverged"] = TrainingSamples.Diverged,
        ["History, diverged nowhere"] = TrainingSamples.Diverged with { Divergence = null },
        ["History, in no known state"] = TrainingSamples.Validated with { State = (TrainingState)99 },
        ["History, long"] = TrainingSamples.History(1000),
        ["History, 10,000 epochs of noise"] = TrainingSamples.Noise(10_000),
        ["History, strange"] = TrainingSamples.OfLosses(Strange),
        ["History, strange and long"] = TrainingSamples.OfLosses([.. Enumerable.Range(0, 1000).Select(i => Strange[i % Strange.Length])]),
        ["History, logarithmic"] = TrainingSamples.OfLosses([1, 0.1, 1e-3, 1e-7]),
        ["History, logarithmic with a zero"] = TrainingSamples.OfLosses([1, 0.1, 1e-3, 0]),
        ["Progress"] = TrainingSamples.Running,
        ["Progress, nothing filled in"] = default(TrainingProgress),
        ["Progress, before the first batch"] = TrainingSamples.Running with { Epoch = 1, Batch = 0, ExamplesSeen = 0, Loss = double.NaN, History = TrainingHistory.Empty },
        ["Progress, done"] = TrainingSamples.Ended(TrainingState.Done),
        ["Progress, stopped early"] = TrainingSamples.Ended(TrainingState.StoppedEarly),
        ["Progress, interrupted"] = TrainingSamples.Ended(TrainingState.Interrupted),
        ["Progress, diverged"] = TrainingSamples.Ended(TrainingState.Diverged) with { History = TrainingSamples.Diverged },
        ["Progress, diverged nowhere"] = TrainingSamples.Ended(TrainingState.Diverged),
        ["Progress, 10,000 epochs"] = TrainingSamples.Running with { History = TrainingSamples.Noise(10_000) },
        ["Progress, strange"] = TrainingSamples.Strange(1),
        ["Progress, strange and negative"] = TrainingSamples.Strange(-1),
    };

    public static DigitImage Noise(int width, int height, int seed)
    {
        var pixels = new byte[width * height];
        new Random(seed).NextBytes(pixels);
        return new DigitImage(pixels, width, height) { Label = seed % 10, Prediction = 1, Confidence = 0.123456 };
    }

    /// <summary>A stroke: a ring that opens with the label, drawn with soft edges.</summary>
    public static DigitImage Digit(int label, int prediction, double confidence)
    {
        var pixels = new double[28 * 28];
        for (int i = 0; i < pixels.Length; i++)
        {
            (double x, double y) = ((i % 28) - 13.5, (i / 28) - 13.5);
            double distance = Math.Abs(Math.Sqrt((x * x) + (y * y)) - 8);
            bool isOpen = Math.Atan2(y, x) > Math.PI * (1 - (label / 10.0));
            pixels[i] = isOpen ? 0 : Math.Clamp(2.2 - distance, 0, 1);
        }

        return new DigitImage(pixels, 28, 28) { Label = label, Prediction = prediction, Confidence = confidence };
    }

    private static ConfusionMatrix Digits(int count, int classCount, string[]? names)
    {
        var random = new Random(20260404);
        int[] actual = [.. Enumerable.Range(0, count).Select(_ => random.Next(classCount))];
        return ConfusionMatrix.FromPredictions(
            [.. actual.Select(label => random.Next(10) > 0 ? label : (label == 4 && classCount > 9 ? 9 : random.Next(classCount)))], actual, names);
    }

    private static GradientCheckReport Check(Func<Vector<double>, int, int, double> entry) => GradientCheck.RunJacobian(
        z => z.Softmax(),
        z =>
        {
            Vector<double> p = z.Softmax();
            return Matrix<double>.Build.Dense(p.Count, p.Count, (i, j) => entry(p, i, j));
        },
        Vector<double>.Build.Dense([0.5, -1.0, 2.0]));

    private static GradientCheckReport Named(string[] names) => GradientCheck.RunJacobian(
        z => z,
        _ => Matrix<double>.Build.Dense(names.Length, names.Length, -1.2345678901234567e-200),
        Vector<double>.Build.Dense(names.Length, 1.2345678901234567),
        new GradientCheckOptions { InputNames = names, OutputNames = names, WorstCount = 1000 }) with
    {
        Diagnoses = [.. Enumerable.Range(0, 10).Select(_ => new GradientDiagnosis(GradientDiagnosisKind.SignFlipped, names[0], names))],
        Notes = names,
        Method = names[^1],
    };
}
