using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;
using static SoftmaxNotebooks.Numerics.Tests.Networks.Training;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public class TrainerDivergenceTests
{
    private static readonly TrainingOptions Plain = new()
    {
        EpochCount = 1, BatchSize = 50, LearningRate = 1e20, Optimizer = new GradientDescent(), Schedule = LearningRateSchedule.Constant,
    };

    [Fact]
    public void Divergence_is_reported_with_its_place_and_leaves_finite_weights()
    {
        TrainingProgress last = default;
        TrainingResult<Network> result = Train(
            Network.Create([9, 4, 3]),
            Clouds.Draw(50),
            new TrainingOptions { BatchSize = 10, LearningRate = 1e30, Optimizer = new GradientDescent(), Schedule = LearningRateSchedule.Constant },
            progress: new Listener(report => last = report));

        Assert.Equal(TrainingState.Diverged, result.History.State);
        Assert.Equal(TrainingState.Diverged, last.State);
        Assert.Empty(result.History.Epochs);
        TrainingDivergence divergence = Assert.IsType<TrainingDivergence>(result.History.Divergence);
        Assert.Equal((1, 1e30), (divergence.Epoch, divergence.LearningRate));
        Assert.InRange(divergence.Batch, 1, 5);
        Assert.Equal(Network.Create([9, 4, 3]).Weights(1), result.Network.Weights(1));
    }

    [Fact]
    public void Weights_that_are_nan_at_the_beginning_are_a_divergence_at_the_first_batch()
    {
        Network network = Network.Create([9, 4, 3]).WithWeights(1, Matrix<double>.Build.Dense(9, 4, double.NaN));

        TrainingHistory history = Train(network, Clouds.Draw(50), new TrainingOptions { BatchSize = 10 }).History;

        Assert.Equal((1, 1, double.NaN), (history.Divergence!.Epoch, history.Divergence.Batch, history.Divergence.Loss));
    }

    [Fact]
    public void A_network_that_the_very_last_step_broke_is_a_divergence()
    {
        Network network = Network.Create([9, 8, 3]);

        TrainingResult<Network> result = Train(network, Clouds.Draw(50), Plain);

        Assert.Equal(TrainingState.Diverged, result.History.State);
        Assert.Empty(result.History.Epochs);
        Assert.Equal((1, 1, 1e20), (result.History.Divergence!.Epoch, result.History.Divergence.Batch, result.History.Divergence.LearningRate));
        Assert.False(double.IsFinite(result.History.Divergence.Loss));
        AssertSame(network, result.Network);
    }

    [Fact]
    public void A_network_that_the_last_step_before_a_cancellation_broke_is_a_divergence()
    {
        using var source = new CancellationTokenSource();
        Network network = Network.Create([9, 8, 3]);

        TrainingResult<Network> result = Train(
            network, Clouds.Draw(50), Plain with { BatchSize = 25 }, progress: new Listener(_ => source.Cancel()), cancellationToken: source.Token);

        Assert.Equal(TrainingState.Diverged, result.History.State);
        Assert.Equal((1, 1), (result.History.Divergence!.Epoch, result.History.Divergence.Batch));
        AssertSame(network, result.Network);
    }

    [Fact]
    public void After_a_divergence_the_weights_are_those_of_the_last_finished_epoch()
    {
        // Each step multiplies the weights with 1 − 1e12: after the first the logits are about 1e24, after the second too large for a float.
        LabelledExamples examples = Clouds.Draw(50);
        Network network = Network.Create([9, 8, 3]);
        TrainingOptions options = Plain with { LearningRate = 1, WeightDecay = 1e12 };

        TrainingResult<Network> result = Train(network, examples, options with { EpochCount = 3 });

        Assert.Equal((2, 1), (result.History.Divergence!.Epoch, result.History.Divergence.Batch));
        Assert.Single(result.History.Epochs);
        TrainingResult<Network> first = Train(network, examples, options);
        Assert.Equal(TrainingState.Done, first.History.State);
        AssertSame(first.Network, result.Network);
        Assert.True(double.IsFinite(result.Network.Evaluate(examples).Loss));
    }

    [Fact]
    public void A_weight_that_overflows_is_a_divergence_at_its_own_step()
    {
        // Five batches; the factor 1 − 1e60 is no float.
        TrainingHistory history = Train(
            Network.Create([9, 8, 3]), Clouds.Draw(50), Plain with { BatchSize = 10, LearningRate = 1e30, WeightDecay = 1e30 }).History;

        Assert.Equal((1, 1), (history.Divergence!.Epoch, history.Divergence.Batch));
        Assert.True(double.IsFinite(history.Divergence.Loss));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void A_validation_loss_that_is_not_finite_is_a_divergence(int? patience)
    {
        Network network = Network.Create([9, 8, 3]);
        var validation = new LabelledExamples(Enumerable.Repeat(3e38f, 9).ToArray(), 9, new[] { 0 });

        TrainingHistory history = Train(
            network, Clouds.Draw(50), Plain with { EpochCount = 5, BatchSize = 10, LearningRate = 0.01, EarlyStoppingPatience = patience }, validation).History;

        Assert.Equal(TrainingState.Diverged, history.State);
        Assert.Empty(history.Epochs);
        Assert.Equal((1, 5, 0.01), (history.Divergence!.Epoch, history.Divergence.Batch, history.Divergence.LearningRate));
        Assert.False(double.IsFinite(history.Divergence.Loss));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_logit_that_overflows_is_a_divergence_though_the_loss_of_its_example_is_0(bool isInValidation)
    {
        // Logits 3e38 and −∞, class 0.
        Network network = Network.Create([1, 2]).WithWeights(1, Matrix<double>.Build.DenseOfArray(new[,] { { 1.0, -2.0 } }));
        var huge = new LabelledExamples(new[] { 3e38f }, 1, new[] { 0 });
        var small = new LabelledExamples(new[] { 1f }, 1, new[] { 0 });
        TrainingOptions options = Plain with { LearningRate = 0.1 };

        TrainingHistory history = isInValidation
            ? Train(network, small, options, validation: huge).History
            : Train(network, huge, options).History;

        Assert.Equal(TrainingState.Diverged, history.State);
    }

    private static void AssertSame(Network expected, Network actual)
    {
        for (int l = 1; l <= expected.LayerCount; l++)
        {
            Assert.Equal(expected.Weights(l).Map(weight => (double)(float)weight), actual.Weights(l));
            Assert.Equal(expected.Biases(l).Map(bias => (double)(float)bias), actual.Biases(l));
        }
    }
}
