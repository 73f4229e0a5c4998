using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;
using static SoftmaxNotebooks.Numerics.Tests.Networks.Training;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>What the trainer makes of steps, epochs and examples that are themselves tested elsewhere.</summary>
public class TrainerStepsTests
{
    /// <summary>So small a step leaves every weight as it is: losses then tell which example was seen, and how deformed.</summary>
    private static readonly TrainingOptions Still = new()
    {
        EpochCount = 2, LearningRate = 1e-30, Optimizer = new GradientDescent(), Schedule = LearningRateSchedule.Constant,
    };

    public static TheoryData<Optimizer, double> Optimizers => new()
    {
        { new GradientDescent(), 0 },
        { new GradientDescent { Momentum = 0.9 }, 0.2 },
        { new GradientDescent { Momentum = 0.9, IsNesterov = true }, 0 },

        // So large an epsilon, because a gradient near 0 divided by itself would show the rounding of floats.
        { new Adam { Epsilon = 1e-3 }, 0 },
        { new Adam { FirstDecay = 0.8, SecondDecay = 0.9, Epsilon = 1e-3 }, 0.2 },
    };

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Three_steps_along_a_cosine_are_the_documented_formulas_in_double(Optimizer optimizer, double weightDecay)
    {
        LabelledExamples examples = Clouds.Draw(6);
        Network network = Network.Create([9, 4, 3], Activation.Tanh);
        var options = new TrainingOptions { EpochCount = 3, BatchSize = 6, LearningRate = 0.1, WeightDecay = weightDecay, Optimizer = optimizer };

        Network trained = Train(network, examples, options).Network;

        // The gradients of the plain form, which is checked against mpmath; one batch in each of three epochs: factors 1, 0.75, 0.25.
        Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(6, 9, examples.Inputs.ToArray().Select(value => (double)value));
        Network expected = network;
        Dictionary<int, (double First, double Second)>[] moments = [[], [], [], []];
        for (int t = 1; t <= 3; t++)
        {
            double rate = 0.1 * new[] { 1, 0.75, 0.25 }[t - 1];
            NetworkBackwardPass backward = expected.Backward(expected.Forward(x), examples.Labels.Span);
            for (int l = 1; l <= 2; l++)
            {
                expected = expected
                    .WithWeights(l, Stepped(expected.Weights(l), backward.WeightGradients[l - 1], moments[l - 1], rate, weightDecay, t))
                    .WithBiases(l, Stepped(expected.Biases(l).ToColumnMatrix(), backward.BiasGradients[l - 1].ToColumnMatrix(), moments[l + 1], rate, 0, t).Column(0));
            }
        }

        for (int l = 1; l <= 2; l++)
        {
            Assert.InRange((expected.Weights(l) - trained.Weights(l)).Enumerate().Max(Math.Abs), 0, 5e-6);
            Assert.InRange((expected.Biases(l) - trained.Biases(l)).Enumerate().Max(Math.Abs), 0, 5e-6);
        }

        Matrix<double> Stepped(
            Matrix<double> w, Matrix<double> gradient, Dictionary<int, (double First, double Second)> moment, double rate, double decay, int t)
            => w.MapIndexed((i, j, value) =>
            {
                int at = (i * w.ColumnCount) + j;
                (double m, double v) = moment.GetValueOrDefault(at);
                double g = gradient[i, j], decayed = (1 - (rate * decay)) * value;
                switch (optimizer)
                {
                    case Adam adam:
                        m = (adam.FirstDecay * m) + ((1 - adam.FirstDecay) * g);
                        v = (adam.SecondDecay * v) + ((1 - adam.SecondDecay) * g * g);
                        moment[at] = (m, v);
                        double corrected = m / (1 - Math.Pow(adam.FirstDecay, t)), root = Math.Sqrt(v / (1 - Math.Pow(adam.SecondDecay, t)));
                        return decayed - (rate * corrected / (root + adam.Epsilon));
                    case GradientDescent descent:
                        m = (descent.Momentum * m) + g;
                        moment[at] = (m, 0);
                        return decayed - (rate * (descent.IsNesterov ? g + (descent.Momentum * m) : m));
                    default:
                        throw new NotSupportedException($"{optimizer}");
                }
            });
    }

    [Fact]
    public void An_image_is_deformed_and_in_each_epoch_in_another_way()
    {
        Network network = Network.Create([49, 3]);
        LabelledExamples one = Clouds.Draw(1, side: 7);

        double[] plain = Losses(null), deformed = Losses(new ImageAugmentation());

        Assert.Equal(plain[0], plain[1]);
        Assert.NotEqual(plain[0], deformed[0]);
        Assert.NotEqual(plain[0], deformed[1]);
        Assert.NotEqual(deformed[0], deformed[1]);

        double[] Losses(ImageAugmentation? augmentation)
            => [.. Train(network, one, Still with { Augmentation = augmentation }).History.Epochs.Select(epoch => epoch.Loss)];
    }

    [Fact]
    public void Two_images_alike_are_deformed_each_in_its_own_way()
    {
        LabelledExamples one = Clouds.Draw(1, side: 7);
        var twice = new LabelledExamples(one.Inputs.ToArray().Concat(one.Inputs.ToArray()).ToArray(), 49, new[] { 0, 0 });

        // The mean loss after the first of the two, and after both.
        (double First, double Both) plain = Losses(null), deformed = Losses(new ImageAugmentation());

        Assert.Equal(plain.First, plain.Both);
        Assert.NotEqual(deformed.First, deformed.Both);

        (double First, double Both) Losses(ImageAugmentation? augmentation)
        {
            var losses = new List<double>();
            var options = Still with { EpochCount = 1, BatchSize = 1, Augmentation = augmentation };
            Train(Network.Create([49, 3]), twice, options, progress: new Listener(report => losses.Add(report.Loss)));
            return (losses[0], losses[1]);
        }
    }

    [Fact]
    public void Each_epoch_has_all_examples_in_an_order_of_its_own()
    {
        const int Count = 20;
        var sums = new List<double>();
        Train(
            Network.Create([9, 3]), Clouds.Draw(Count), Still with { BatchSize = 1 },
            progress: new Listener(report => sums.Add(report.Batch * report.Loss)));

        // After each batch of one the sum of the losses so far: its differences are the losses of the examples.
        double[] first = OrderOf(sums[..Count]), second = OrderOf(sums[Count..(2 * Count)]);
        double[] unshuffled = [.. Network.Create([9, 3]).Evaluate(Clouds.Draw(Count)).Predictions.Select(example => example.Loss)];
        Assert.Equal(unshuffled.Order(), first.Order(), AreClose);
        Assert.Equal(unshuffled.Order(), second.Order(), AreClose);
        Assert.NotEqual(first, second, AreClose);
        Assert.NotEqual(unshuffled, first, AreClose);

        static double[] OrderOf(List<double> sums) => [.. sums.Zip(sums.Prepend(0), (sum, before) => sum - before)];

        static bool AreClose(double a, double b) => Math.Abs(a - b) < 1e-5;
    }

    [Fact]
    public void The_memory_of_a_long_training_grows_with_its_epochs_and_not_with_their_square()
    {
        const int Epochs = 4000;
        LabelledExamples one = Clouds.Draw(1);
        Network network = Network.Create([9, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Train(network, one, Still with { EpochCount = Epochs, MaxDegreeOfParallelism = 1 });

        // An array of all epochs so far, made anew for each epoch, would be 16 kB an epoch.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Epochs, 0, 3000);
    }
}
