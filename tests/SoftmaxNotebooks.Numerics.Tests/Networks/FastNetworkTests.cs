using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>The fast form computes what the plain form does, which is checked against mpmath and by gradient checks.</summary>
public class FastNetworkTests
{
    public static TheoryData<Activation, int[], int> Networks => new()
    {
        { Activation.Relu, [784, 128, 10], 128 },
        { Activation.Relu, [61, 37, 10], 7 },
        { Activation.Tanh, [50, 33, 17, 5], 31 },
        { Activation.Sigmoid, [9, 8, 7, 6, 3], 1 },
        { Activation.Relu, [12, 4], 9 },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Fast_form_agrees_with_the_plain_form_to_float_precision(Activation activation, int[] layerSizes, int batchSize)
    {
        var random = new RandomRows(4);
        Network network = Network.Create(layerSizes, activation, seed: 2);
        for (int l = 1; l < layerSizes.Length; l++) network = network.WithBiases(l, random.Vector(layerSizes[l]) * 0.1);
        float[] inputs = [.. random.Normal(batchSize * layerSizes[0]).Select(x => (float)x)];
        int[] labels = random.Classes(batchSize, layerSizes[^1]);

        // A larger capacity than the batch: what lies behind it must not count.
        var fast = new FastNetwork(network, batchSize + 3);
        for (int n = 0; n < batchSize; n++) fast.Inputs.Set(n, inputs.AsSpan(n * layerSizes[0], layerSizes[0]));
        fast.Inputs.Set(batchSize, [.. Enumerable.Repeat(float.NaN, layerSizes[0])]);
        labels.CopyTo(fast.Labels, 0);
        fast.Forward(0, batchSize);
        fast.Backward(0, batchSize, batchSize);
        for (int l = 0; l < fast.LayerCount; l++)
        {
            fast.WeightGradient(l, 0, layerSizes[l], batchSize);
            fast.BiasGradient(l, batchSize);
        }

        Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(batchSize, layerSizes[0], inputs.Select(v => (double)v));
        NetworkForwardPass forward = network.Forward(x);
        NetworkBackwardPass backward = network.Backward(forward, labels);
        AssertClose(forward.Logits.ToRowMajorArray(), fast.Logits(0, batchSize));
        AssertClose(CrossEntropy.Losses(forward.Logits, labels).ToArray(), fast.Losses.AsSpan(0, batchSize));
        for (int l = 0; l < fast.LayerCount; l++)
        {
            AssertClose(backward.WeightGradients[l].ToRowMajorArray(), fast.Gradients.AsSpan(fast.Layers[l].WeightOffset, layerSizes[l] * layerSizes[l + 1]));
            AssertClose(backward.BiasGradients[l].ToArray(), fast.Gradients.AsSpan(fast.Layers[l].BiasOffset, layerSizes[l + 1]));
        }
    }

    [Fact]
    public void Any_split_of_the_rows_gives_the_same_bits()
    {
        float[] whole = Gradients([0, 50], [0, 33], [0, 21]);

        Assert.Equal(whole, Gradients([0, 1, 7, 12, 50], [0, 5, 33], [0, 2, 21]));
        Assert.Equal(whole, Gradients([0, 25, 50], [0, 11, 22, 33], [0, 20, 21]));
    }

    [Fact]
    public void Parameters_survive_the_way_into_the_fast_form_and_back()
    {
        ThreeLayerNetwork network = ThreeLayerNetwork.Create(5, 4, 3, Activation.Tanh, seed: 9);

        var back = Assert.IsType<ThreeLayerNetwork>(network.WithParameters(new FastNetwork(network, 1).Parameters));

        Assert.Equal(network.W1, back.W1);
        Assert.Equal(network.W2, back.W2);
        Assert.Equal(Activation.Tanh, back.Activation);
    }

    /// <summary>Within 2e-6 of the largest entry: float has 6e-8, and the sums have up to 784 terms.</summary>
    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = expected.Max(Math.Abs);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(Math.Abs(actual[i] - expected[i]), 0, 2e-6 * largest);
    }

    private static float[] Gradients(int[] exampleSplits, int[] firstSplits, int[] secondSplits)
    {
        const int BatchSize = 50;
        var random = new RandomRows(8);
        var fast = new FastNetwork(Network.Create([33, 21, 18], seed: 2), BatchSize);
        for (int n = 0; n < BatchSize; n++)
        {
            fast.Inputs.Set(n, [.. random.Normal(33).Select(x => (float)x)]);
        }

        random.Classes(BatchSize, 18).CopyTo(fast.Labels, 0);
        foreach ((int first, int end) in exampleSplits.Zip(exampleSplits.Skip(1)))
        {
            fast.Forward(first, end);
            fast.Backward(first, end, BatchSize);
        }

        int[][] splits = [firstSplits, secondSplits];
        for (int l = 0; l < 2; l++)
        {
            foreach ((int first, int end) in splits[l].Zip(splits[l].Skip(1))) fast.WeightGradient(l, first, end, BatchSize);
            fast.BiasGradient(l, BatchSize);
        }

        return fast.Gradients;
    }
}
