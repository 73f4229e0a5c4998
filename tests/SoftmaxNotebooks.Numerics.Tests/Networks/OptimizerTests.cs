using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>
/// Four steps from w = 0.5 with the gradients 0.1, -0.3, 0.2, 0.05 and the learning rate 0.1. Expected: Python's float arithmetic on the
/// formulas that PyTorch's documentation gives for SGD (dampening 0) and Adam, each after w *= 1 - lr * weight_decay, as in its AdamW.
/// </summary>
public class OptimizerTests
{
    private static readonly float[] Gradients = [0.1f, -0.3f, 0.2f, 0.05f];

    public static TheoryData<Optimizer, double, double[]> Trajectories => new()
    {
        { new GradientDescent(), 0, [0.49, 0.52, 0.5, 0.495] },
        { new GradientDescent(), 0.5, [0.465, 0.47175, 0.4281625, 0.401754375] },
        { new GradientDescent { Momentum = 0.9 }, 0, [0.49, 0.511, 0.5099, 0.50391] },
        { new GradientDescent { Momentum = 0.9, IsNesterov = true }, 0, [0.481, 0.5299, 0.50891, 0.498519] },
        { new Adam(), 0, [0.40000000999999896, 0.4494189911200654, 0.4475402217659345, 0.43831084127633446] },
        { new Adam(), 0.5, [0.37500000999999894, 0.4056689906200654, 0.3835067717349312, 0.3551020526585846] },
        {
            new Adam { FirstDecay = 0.5, SecondDecay = 0.9, Epsilon = 0.01 }, 0,
            [0.40909090909090906, 0.47904080769159535, 0.4602654047420873, 0.43642871023084195]
        },
    };

    [Theory]
    [MemberData(nameof(Trajectories))]
    public void Steps_follow_the_documented_formulas(Optimizer optimizer, double weightDecay, double[] expected)
    {
        // 19 equal parameters: whole vectors and a rest, which must not differ.
        float[] w = [.. Enumerable.Repeat(0.5f, 19)];
        float[] first = new float[optimizer.MomentCount >= 1 ? 19 : 0], second = new float[optimizer.MomentCount >= 2 ? 19 : 0];
        for (int t = 0; t < expected.Length; t++)
        {
            float[] gradients = [.. Enumerable.Repeat(Gradients[t], 19)];
            optimizer.Update(w, gradients, first, second, new OptimizerStep(0.1, weightDecay, t + 1));

            Assert.All(w, entry => Assert.Equal(w[0], entry));
            Assert.Equal(expected[t], w[0], 2e-7);
        }
    }

    [Fact]
    public void Schedules_give_the_factors_of_their_formulas()
    {
        // By hand: two batches in each of four epochs.
        AssertFactors(LearningRateSchedule.Constant, 1, 1, 1, 1, 1, 1, 1, 1);
        AssertFactors(LearningRateSchedule.Step(2, 0.1), 1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1);
        AssertFactors(LearningRateSchedule.Exponential(0.25), 1, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125);
        AssertFactors(LearningRateSchedule.Cosine(), [.. Enumerable.Range(0, 8).Select(k => (1 + Math.Cos(Math.PI * k / 8)) / 2)]);
        AssertFactors(LearningRateSchedule.Cosine(0.2), [.. Enumerable.Range(0, 8).Select(k => 0.2 + (0.4 * (1 + Math.Cos(Math.PI * k / 8))))]);
        AssertFactors(LearningRateSchedule.Constant with { WarmUpEpochs = 2 }, 0.25, 0.5, 0.75, 1, 1, 1, 1, 1);
        AssertFactors(LearningRateSchedule.Cosine() with { WarmUpEpochs = 1 }, 0.5, 1, 1, 0.9330127018922193, 0.75, 0.5, 0.25, 0.0669872981077807);

        static void AssertFactors(LearningRateSchedule schedule, params double[] expected)
        {
            for (int k = 0; k < 8; k++) Assert.Equal(expected[k], schedule.FactorAt(k / 2, k % 2, batchCount: 2, epochCount: 4), 1e-12);
        }
    }

    [Fact]
    public void The_generator_is_the_published_one()
    {
        // Expected: the algorithm in Python's integers; the same figures as in Vigna's splitmix64.c for this seed.
        var random = new SplitMix64(1234567);

        Assert.Equal(6457827717110365317UL, random.Next());
        Assert.Equal(3203168211198807973UL, random.Next());
        Assert.Equal(9817491932198370423UL, random.Next());
    }

    [Fact]
    public void Choices_outside_their_limits_are_refused_by_name_value_and_limit()
    {
        Refused("Momentum is 1; it must lie in [0, 1)", () => new GradientDescent { Momentum = 1 });
        Refused("FirstDecay is NaN; it must lie in [0, 1)", () => new Adam { FirstDecay = double.NaN });
        Refused("SecondDecay is -0.1; it must lie in [0, 1)", () => new Adam { SecondDecay = -0.1 });
        Refused("Epsilon is 1E-60; it must be greater than 0", () => new Adam { Epsilon = 1e-60 });
        Refused("factor is 0; it must lie in (0, 1]", () => LearningRateSchedule.Step(1, 0));
        Refused("finalFactor is 2; it must lie in [0, 1]", () => LearningRateSchedule.Cosine(2));
        Refused("WarmUpEpochs is -1; it must be at least 0", () => LearningRateSchedule.Constant with { WarmUpEpochs = -1 });
        Refused("EpochCount is 0; it must be at least 1", () => new TrainingOptions { EpochCount = 0 });
        Refused("BatchSize is -3; it must be at least 1", () => new TrainingOptions { BatchSize = -3 });
        Refused("LearningRate is Infinity; it must be greater than 0 and finite", () => new TrainingOptions { LearningRate = double.PositiveInfinity });
        Refused("WeightDecay is -1; it must be at least 0", () => new TrainingOptions { WeightDecay = -1 });
        Refused("ValidationShare is 1; it must lie in [0, 1)", () => new TrainingOptions { ValidationShare = 1 });
        Refused("EarlyStoppingPatience is 0; it must be at least 1", () => new TrainingOptions { EarlyStoppingPatience = 0 });
        Refused("MaxDegreeOfParallelism is 65; it must lie in [1, 64]", () => new TrainingOptions { MaxDegreeOfParallelism = 65 });
        Refused("ShiftPixels is -1; it must be at least 0", () => new ImageAugmentation { ShiftPixels = -1 });
        Refused("RotationDegrees is 181; it must lie in [0, 180]", () => new ImageAugmentation { RotationDegrees = 181 });
        Refused("ElasticSmoothness is 0; it must lie in [0.01, 1000]", () => new ImageAugmentation { ElasticSmoothness = 0 });
        Refused("ElasticSmoothness is 1E+300; it must lie in [0.01, 1000]", () => new ImageAugmentation { ElasticSmoothness = 1e300 });
        Refused("ElasticSmoothness is 1E-300; it must lie in [0.01, 1000]", () => new ImageAugmentation { ElasticSmoothness = 1e-300 });

        static void Refused(string message, Func<object> action)
            => Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal);
    }
}
