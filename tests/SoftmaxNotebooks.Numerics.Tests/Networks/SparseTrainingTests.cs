using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>To skip the zeros among the inputs changes the time that a training takes, and nothing else. Expected: the steps that do not skip them.</summary>
public class SparseTrainingTests
{
    private const int Side = 10, ClassCount = 4;

    private static readonly LabelledExamples Examples = Draw(150);

    public static TheoryData<Optimizer, double, int, int> Trainings => new()
    {
        { new Adam(), 0, 128, 32 },
        { new Adam(), 0.1, 100, 37 },
        { new Adam(), 0, 1024, 128 },
        { new GradientDescent(), 0.1, 33, 1 },
        { new GradientDescent { Momentum = 0.9 }, 0, 64, 150 },
        { new GradientDescent { Momentum = 0.9, IsNesterov = true }, 0.01, 50, 7 },
    };

    [Theory]
    [MemberData(nameof(Trainings))]
    public void Weights_have_the_same_bits_with_and_without_the_zeros(Optimizer optimizer, double weightDecay, int hiddenCount, int batchSize)
    {
        var options = new TrainingOptions { Optimizer = optimizer, WeightDecay = weightDecay, BatchSize = batchSize };

        AssertSameAtAnyThreadCount(Network.Create([Side * Side, hiddenCount, ClassCount]), options);
    }

    [Fact]
    public void Deformed_images_give_the_same_bits_with_and_without_the_zeros()
        => AssertSameAtAnyThreadCount(
            Network.Create([Side * Side, 64, ClassCount], Activation.Tanh), new TrainingOptions { BatchSize = 40, Augmentation = new ImageAugmentation() });

    [Fact]
    public void A_network_without_a_hidden_layer_gives_the_same_bits_with_and_without_the_zeros()
        => AssertSameAtAnyThreadCount(Network.Create([Side * Side, 40]), new TrainingOptions { BatchSize = 40 });

    [Theory]
    [InlineData(1e3)]
    [InlineData(1e10)]
    [InlineData(1e20)]
    [InlineData(1e38)]
    public void A_divergence_shows_at_the_same_step_with_and_without_the_zeros(double learningRate)
    {
        Network network = Network.Create([Side * Side, 40, 40, ClassCount]);
        foreach (Optimizer optimizer in new Optimizer[] { new GradientDescent { Momentum = 0.9 }, new Adam() })
        {
            var options = new TrainingOptions { Optimizer = optimizer, WeightDecay = 1, BatchSize = 10 };
            (int expectedStep, double expectedLoss, _) = Train(network, options, skipsZeros: false, threadCount: 1, learningRate);
            (int step, double loss, _) = Train(network, options, skipsZeros: true, threadCount: 1, learningRate);

            Assert.Equal((expectedStep, expectedLoss), (step, loss));
        }
    }

    [Fact]
    public void A_delta_that_is_infinite_for_an_example_of_zeros_alone_is_a_divergence()
    {
        // All logits are 0, so δ[2] = (−3/4, 1/4, 1/4, 1/4), and δ[1] = −3/4 · 3e38 − 3 · 1/4 · 3e38 is no float, though the loss is: log 4.
        Network network = Network.Create([4, 40, 4], Activation.Tanh)
            .WithWeights(2, Matrix<double>.Build.Dense(40, 4, (i, j) => j == 0 ? 3e38 : -3e38));
        var examples = new LabelledExamples(new float[4], 4, new[] { 0 });
        foreach (bool skipsZeros in new[] { false, true })
        {
            var fast = new FastNetwork(network, 1, skipsZeros);
            using var team = new ThreadTeam(1);
            var step = new TrainingStep(fast, team, examples, new TrainingOptions());

            Assert.False(step.Run(new[] { 0 }, epoch: 1, learningRate: 0.1));
            Assert.Equal(Math.Log(4), step.LossSum, 1e-6);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_not_finite_shows_though_all_its_inputs_are_0(double weight)
    {
        Matrix<double> weights = Network.Create([Side * Side, 40, ClassCount]).Weights(1);
        weights[0, 0] = weight;
        Network network = Network.Create([Side * Side, 40, ClassCount]).WithWeights(1, weights);

        TrainingHistory history = Training.Train(network, Examples).History;

        Assert.All(Enumerable.Range(0, Examples.Count), n => Assert.Equal(0, Examples.Row(n)[0]));
        Assert.Equal((1, 1, double.NaN), (history.Divergence!.Epoch, history.Divergence.Batch, history.Divergence.Loss));
        Assert.Throws<ArithmeticException>(() => network.Evaluate(Examples));
    }

    [Fact]
    public void Zeros_are_skipped_where_most_inputs_are_0_and_the_first_layer_is_wide()
    {
        Assert.True(Examples.AreSparse);
        Assert.False(Clouds.Draw(30).AreSparse);
        Assert.True(new FastNetwork(Network.Create([9, 32, 3]), 1, hasSparseInputs: true).Inputs.IsSparse);
        Assert.False(new FastNetwork(Network.Create([9, 31, 3]), 1, hasSparseInputs: true).Inputs.IsSparse);
        Assert.False(new FastNetwork(Network.Create([9, 32, 3]), 1, hasSparseInputs: false).Inputs.IsSparse);
    }

    [Fact]
    public void Negative_zeros_are_zeros_and_everything_else_counts()
    {
        var examples = new LabelledExamples(new[] { 0f, -0f, 1e-45f, -1, 2, 0, 0, 0, 0 }, 9, new[] { 0 });

        Assert.Equal(3, examples.NonzeroCount);
    }

    private static void AssertSameAtAnyThreadCount(Network network, TrainingOptions options)
    {
        (_, double expectedLoss, float[] expected) = Train(network, options, skipsZeros: false, threadCount: 1, learningRate: 0.01);
        foreach (int threadCount in new[] { 1, 2, 3, 5 })
        {
            (_, double loss, float[] parameters) = Train(network, options, skipsZeros: true, threadCount, learningRate: 0.01);

            Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), parameters.Select(BitConverter.SingleToInt32Bits));
            Assert.Equal(expectedLoss, loss);
        }
    }

    /// <summary>Steps through the examples twice; returns how many were taken until something was not finite, the last loss, and the weights.</summary>
    private static (int StepCount, double Loss, float[] Parameters) Train(
        Network network, TrainingOptions options, bool skipsZeros, int threadCount, double learningRate)
    {
        using var team = new ThreadTeam(threadCount);
        var fast = new FastNetwork(network, options.BatchSize, skipsZeros, threadCount);
        Assert.Equal(skipsZeros, fast.Inputs.IsSparse);
        var step = new TrainingStep(fast, team, Examples, options);
        int stepCount = 0;
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            foreach (int[] batch in Enumerable.Range(0, Examples.Count).Chunk(options.BatchSize))
            {
                stepCount++;
                if (!step.Run(batch, epoch, learningRate)) return (stepCount, step.LossSum, fast.Parameters);
            }
        }

        return (stepCount, step.LossSum, fast.Parameters);
    }

    /// <summary>A bright square somewhere, on black; its place says the class. Every seventh image is black.</summary>
    private static LabelledExamples Draw(int count)
    {
        var random = new Random(3);
        var pixels = new float[count * Side * Side];
        int[] labels = new int[count];
        for (int n = 0; n < count; n++)
        {
            labels[n] = random.Next(ClassCount);
            if (n % 7 == 6) continue;
            int top = 1 + (labels[n] / 2 * 4) + random.Next(2), left = 1 + (labels[n] % 2 * 4) + random.Next(2);
            for (int y = top; y < top + 4; y++)
            {
                for (int x = left; x < left + 4; x++) pixels[(n * Side * Side) + (y * Side) + x] = random.NextSingle();
            }
        }

        return new LabelledExamples(pixels, Side * Side, labels);
    }
}
