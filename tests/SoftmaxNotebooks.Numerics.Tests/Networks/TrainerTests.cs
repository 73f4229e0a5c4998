using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;
using static SoftmaxNotebooks.Numerics.Tests.Networks.Training;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

public class TrainerTests
{
    public static TheoryData<TrainingOptions> Recipes =>
    [
        new TrainingOptions { EpochCount = 2, BatchSize = 23 },
        new TrainingOptions { EpochCount = 2, BatchSize = 23, Augmentation = new ImageAugmentation { ShiftPixels = 1 }, WeightDecay = 0.1 },
        new TrainingOptions
        {
            EpochCount = 3, BatchSize = 5, LearningRate = 0.1, ValidationShare = 0.3, EarlyStoppingPatience = 1,
            Optimizer = new GradientDescent { Momentum = 0.9, IsNesterov = true },
        },
    ];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void The_same_seed_gives_the_same_bits_on_any_number_of_threads(TrainingOptions options)
    {
        LabelledExamples examples = Clouds.Draw(150, side: 7);
        Network network = Network.Create([49, 37, 21, 3], seed: 4);
        TrainingResult<Network> alone = Train(network, examples, options with { MaxDegreeOfParallelism = 1 });

        foreach (int degree in new[] { 2, 3, 8 })
        {
            TrainingResult<Network> shared = Train(network, examples, options with { MaxDegreeOfParallelism = degree });

            for (int l = 1; l <= 3; l++)
            {
                Assert.Equal(alone.Network.Weights(l), shared.Network.Weights(l));
                Assert.Equal(alone.Network.Biases(l), shared.Network.Biases(l));
            }

            Assert.Equal(alone.History.Epochs.Select(epoch => epoch.Loss), shared.History.Epochs.Select(epoch => epoch.Loss));
            Assert.Equal(alone.History.Epochs.Select(epoch => epoch.ValidationLoss), shared.History.Epochs.Select(epoch => epoch.ValidationLoss));
        }
    }

    [Fact]
    public void Another_seed_gives_other_weights()
    {
        LabelledExamples examples = Clouds.Draw(100);
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(9, 8, 3);

        Assert.NotEqual(
            Train(network, examples, new TrainingOptions { BatchSize = 10, Seed = 1 }).Network.W1,
            Train(network, examples, new TrainingOptions { BatchSize = 10, Seed = 2 }).Network.W1);
    }

    [Theory]
    [InlineData(Activation.Relu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Sigmoid)]
    public void Training_learns_clouds_that_can_be_told_apart(Activation activation)
    {
        Network network = Network.Create([9, 16, 3], activation);
        LabelledExamples unseen = Clouds.Draw(300, seed: 2);
        Assert.InRange(network.Evaluate(unseen).Accuracy, 0, 0.8);

        TrainingResult<Network> result = Train(
            network, Clouds.Draw(600, seed: 1), new TrainingOptions { EpochCount = 10, BatchSize = 20, LearningRate = 0.01 });

        Assert.Equal(TrainingState.Done, result.History.State);
        Assert.InRange(result.Network.Evaluate(unseen).Accuracy, 0.95, 1);
        Assert.True(result.History.Epochs[^1].Loss < result.History.Epochs[0].Loss / 2, result.ToString());
    }

    [Fact]
    public void One_step_of_plain_descent_is_what_the_plain_form_says_and_biases_do_not_decay()
    {
        LabelledExamples examples = Clouds.Draw(6);
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(9, 4, 3, Activation.Tanh);
        network = new ThreeLayerNetwork(network.W1, Vector<double>.Build.Dense(4, 0.5), network.W2, Vector<double>.Build.Dense(3, 0.25), Activation.Tanh);
        var options = new TrainingOptions
        {
            EpochCount = 1, LearningRate = 0.5, WeightDecay = 0.2, Optimizer = new GradientDescent(), Schedule = LearningRateSchedule.Constant,
        };

        ThreeLayerNetwork trained = Train(network, examples, options).Network;

        Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(6, 9, examples.Inputs.ToArray().Select(value => (double)value));
        ThreeLayerBackwardPass backward = network.Backward(network.Forward(x), examples.Labels.Span);
        AssertClose((0.9 * network.W1) - (0.5 * backward.W1Gradient), trained.W1);
        AssertClose((0.9 * network.W2) - (0.5 * backward.W2Gradient), trained.W2);
        AssertClose((network.B1 - (0.5 * backward.B1Gradient)).ToRowMatrix(), trained.B1.ToRowMatrix());
        AssertClose((network.B2 - (0.5 * backward.B2Gradient)).ToRowMatrix(), trained.B2.ToRowMatrix());

        static void AssertClose(Matrix<double> expected, Matrix<double> actual)
            => Assert.InRange((expected - actual).Enumerate().Max(Math.Abs), 0, 5e-7);
    }

    [Fact]
    public void Each_batch_is_reported_and_then_the_end()
    {
        var reports = new List<TrainingProgress>();
        TrainingHistory history = Train(
            Network.Create([9, 4, 3]), Clouds.Draw(50), new TrainingOptions { EpochCount = 3, BatchSize = 20 }, progress: new Listener(reports.Add)).History;

        // Three batches in an epoch: 20, 20 and 10.
        Assert.Equal([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3), (3, 3)], reports.Select(report => (report.Epoch, report.Batch)));
        Assert.Equal([20, 40, 50, 70, 90, 100, 120, 140, 150, 150], reports.Select(report => report.ExamplesSeen));
        Assert.All(reports, report => Assert.Equal((3, 3, 150), (report.EpochCount, report.BatchCount, report.ExampleCount)));
        Assert.All(reports.SkipLast(1), report => Assert.Equal(TrainingState.Running, report.State));
        Assert.Equal(TrainingState.Done, reports[^1].State);
        Assert.Same(history, reports[^1].History);
        Assert.Equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3], reports.Select(report => report.History.Epochs.Count));
        Assert.Equal(history.Epochs.Select(epoch => epoch.Loss), reports.Where(report => report.Batch == 3).SkipLast(1).Select(report => report.Loss));
        Assert.Equal([1, 2, 3], history.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(reports.Zip(reports.Skip(1)).All(pair => pair.First.Elapsed <= pair.Second.Elapsed));
    }

    [Fact]
    public void Cancellation_keeps_the_weights_reached()
    {
        using var source = new CancellationTokenSource();
        LabelledExamples examples = Clouds.Draw(50);
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(9, 4, 3);
        var options = new TrainingOptions { EpochCount = 1, BatchSize = 20, Schedule = LearningRateSchedule.Constant };
        TrainingProgress last = default;
        var listener = new Listener(report =>
        {
            last = report;
            if (report.Batch == 3) source.Cancel();
        });

        TrainingResult<ThreeLayerNetwork> cancelled = Train(
            network, examples, options with { EpochCount = 100 }, progress: listener, cancellationToken: source.Token);

        Assert.Equal(TrainingState.Interrupted, cancelled.History.State);
        Assert.Single(cancelled.History.Epochs);
        Assert.Equal(Train(network, examples, options).Network.W1, cancelled.Network.W1);

        // The last report repeats what the epoch reached.
        Assert.Equal((TrainingState.Interrupted, 1, 3, 50), (last.State, last.Epoch, last.Batch, last.ExamplesSeen));
        Assert.Equal((cancelled.History.Epochs[0].Loss, cancelled.History.Epochs[0].Accuracy), (last.Loss, last.Accuracy));
    }

    [Fact]
    public void Cancelled_before_it_begins_a_training_is_in_epoch_0()
    {
        TrainingProgress last = default;
        Network network = Network.Create([9, 4, 3]);
        TrainingResult<Network> result = Train(
            network, Clouds.Draw(50), progress: new Listener(report => last = report), cancellationToken: new CancellationToken(canceled: true));

        Assert.Equal((TrainingState.Interrupted, 0, 0, 0), (last.State, last.Epoch, last.Batch, last.ExamplesSeen));
        Assert.Equal(TrainingState.Interrupted, result.History.State);
        Assert.Equal(network.Weights(1), result.Network.Weights(1), (a, b) => (a - b).Enumerate().All(entry => Math.Abs(entry) < 1e-7));
    }

    [Fact]
    public void Early_stopping_restores_the_weights_with_the_lowest_validation_loss()
    {
        // Validation labels without a pattern: what is learned makes their loss worse.
        LabelledExamples validation = Clouds.Draw(60, seed: 2);
        validation = new LabelledExamples(validation.Inputs, 9, new RandomRows(3).Classes(60, 3));
        LabelledExamples examples = Clouds.Draw(100);
        Network network = Network.Create([9, 8, 3]);
        var options = new TrainingOptions { EpochCount = 50, BatchSize = 10, LearningRate = 0.02, EarlyStoppingPatience = 3 };

        TrainingResult<Network> result = Train(network, examples, options, validation);

        Assert.Equal(TrainingState.StoppedEarly, result.History.State);
        TrainingEpoch best = result.History.Best!;
        Assert.Equal(best.Epoch + 3, result.History.Epochs.Count);
        Assert.Equal(best.ValidationLoss!.Value, result.Network.Evaluate(validation).Loss, 1e-7);

        // Cancelled two epochs after the best, the same weights.
        using var source = new CancellationTokenSource();
        var listener = new Listener(report =>
        {
            if ((report.Epoch, report.Batch) == (best.Epoch + 2, 5)) source.Cancel();
        });
        TrainingResult<Network> cancelled = Train(network, examples, options, validation, listener, source.Token);

        Assert.Equal(TrainingState.Interrupted, cancelled.History.State);
        Assert.Equal(best.Epoch + 1, cancelled.History.Epochs.Count);
        Assert.Equal(result.Network.Weights(1), cancelled.Network.Weights(1));
    }

    [Fact]
    public void A_validation_share_is_not_trained_on()
    {
        LabelledExamples examples = Clouds.Draw(40);
        var options = new TrainingOptions { EpochCount = 2, BatchSize = 8, ValidationShare = 0.25 };
        var split = ValidationSplit.Of(examples, validation: null, options);
        var reports = new List<TrainingProgress>();
        TrainingHistory history = Train(Network.Create([9, 4, 3]), examples, options, progress: new Listener(reports.Add)).History;

        Assert.Equal((30, 10), (split.TrainingOrder.Length, split.ValidationOrder.Length));
        Assert.Equal(Enumerable.Range(0, 40), split.TrainingOrder.Concat(split.ValidationOrder).Order());
        Assert.NotEqual(split.ValidationOrder, ValidationSplit.Of(examples, validation: null, options with { Seed = 2 }).ValidationOrder);
        Assert.Equal(60, reports[^1].ExamplesSeen);
        Assert.All(history.Epochs, epoch => Assert.True(epoch is { ValidationLoss: > 0, ValidationAccuracy: >= 0 and <= 1 }));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public void A_step_allocates_nothing_once_warm(int degree, bool isAugmented)
    {
        long[] allocated = new long[100];
        int count = 0;
        var listener = new Listener(_ => allocated[count++] = GC.GetAllocatedBytesForCurrentThread());

        Train(
            Network.Create([49, 20, 3]), Clouds.Draw(400, side: 7),
            new TrainingOptions { EpochCount = 2, BatchSize = 10, MaxDegreeOfParallelism = degree, Augmentation = isAugmented ? new ImageAugmentation() : null },
            progress: listener);

        // 40 batches in an epoch; the second is warm. A thread that has to wait long for another may make a few bytes to sleep on.
        Assert.Equal(81, count);
        long[] steps = [.. Enumerable.Range(41, 38).Select(k => allocated[k] - allocated[k - 1])];
        Assert.Equal(0, steps.Order().ElementAt(steps.Length / 2));
        Assert.InRange(steps.Sum(), 0, degree == 1 ? 0 : 1000);
    }

    [Fact]
    public void What_cannot_be_trained_is_refused_and_said_why()
    {
        LabelledExamples examples = Clouds.Draw(4);
        Network network = Network.Create([9, 4, 3]);

        Refused("examples has examples with 9 inputs, but the network has 8", () => Train(Network.Create([8, 3]), examples));
        Refused("labels[2] is 2; it must lie in [0, 2)", () => Train(Network.Create([9, 2]), examples));
        Refused("examples has 0 examples", () => Train(network, new LabelledExamples(default, 9, default)));
        Refused("0 are left to train on", () => Train(network, examples, new TrainingOptions { ValidationShare = 0.99 }));
        Refused("no examples to validate with", () => Train(network, examples, new TrainingOptions { ValidationShare = 0.01 }));
        Refused("EarlyStoppingPatience is 2, which needs validation", () => Train(network, examples, new TrainingOptions { EarlyStoppingPatience = 2 }));
        Refused("choose one of the two", () => Train(network, examples, new TrainingOptions { ValidationShare = 0.5 }, examples));
        Refused("8 inputs are no square. The nearest is 3 × 3", () => Train(
            Network.Create([8, 3]), new LabelledExamples(new float[8], 8, new int[1]), new TrainingOptions { Augmentation = new ImageAugmentation() }));
        Refused("inputs has 3 entries, but a set of 2 examples with 2 inputs has 4", () => new LabelledExamples(new float[3], 2, new int[2]));
        Refused("Input 1 of example 1 is NaN", () => new LabelledExamples(new[] { 1, 2, 3, float.NaN }, 2, new int[2]));
        Refused("labels[1] is -1", () => new LabelledExamples(new float[4], 2, new[] { 0, -1 }));

        static void Refused(string message, Func<object> action)
            => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
    }
}
