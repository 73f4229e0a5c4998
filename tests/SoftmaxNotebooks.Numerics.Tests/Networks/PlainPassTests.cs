using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Networks;
using SoftmaxNotebooks.Numerics.Tests.Reference;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>The plain form: against softmax_reference_cases.json (mpmath at 1000 digits), and by gradient checks.</summary>
public class PlainPassTests
{
    public static TheoryData<Activation, int[], int> Networks => new()
    {
        { Activation.Relu, [5, 4, 3], 1 },
        { Activation.Relu, [5, 4, 3], 6 },
        { Activation.Tanh, [5, 4, 3], 6 },
        { Activation.Sigmoid, [5, 4, 3], 6 },
        { Activation.Relu, [5, 7, 4, 3], 6 },
        { Activation.Tanh, [5, 7, 4, 3], 6 },
        { Activation.Sigmoid, [4, 6, 5, 4, 3], 3 },
        { Activation.Relu, [5, 3], 6 },
    };

    [Theory]
    [InlineData("mlp/own/sigmoid")]
    [InlineData("mlp/own/tanh")]
    [InlineData("mlp/own/relu")]
    public void Three_layers_match_the_reference_case(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        Matrix<double> inputs = reference.Matrix("X");
        int[] targets = reference.Argument<int[]>("targets");
        var network = new ThreeLayerNetwork(
            reference.Matrix("W1"), reference.Vector("b1"), reference.Matrix("W2"), reference.Vector("b2"),
            Enum.Parse<Activation>(reference.Argument<string>("activation"), ignoreCase: true));

        ThreeLayerForwardPass forward = network.Forward(inputs);
        ThreeLayerBackwardPass backward = network.Backward(forward, targets);

        reference.AssertMatches([network.Loss(inputs, targets)], reference.Expected.GetProperty("loss"));
        AssertMatches(forward.A2, "probabilities");
        AssertMatches(backward.Delta3, "delta3");
        AssertMatches(backward.Delta2, "delta2");
        AssertMatches(backward.W2Gradient, "dW2");
        AssertMatches(backward.B2Gradient.ToRowMatrix(), "db2");
        AssertMatches(backward.W1Gradient, "dW1");
        AssertMatches(backward.B1Gradient.ToRowMatrix(), "db1");

        void AssertMatches(Matrix<double> actual, string name)
            => reference.AssertMatches(actual.ToRowMajorArray(), reference.Expected.GetProperty(name));
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_block_of_parameters_passes_the_gradient_check(Activation activation, int[] layerSizes, int exampleCount)
    {
        // Biases that are not 0, as after training: at 0 a mistake in them could hide.
        var random = new RandomRows(11);
        Network network = Network.Create(layerSizes, activation, seed: 3);
        for (int l = 1; l < layerSizes.Length; l++) network = network.WithBiases(l, random.Vector(layerSizes[l]) * 0.3);
        Matrix<double> inputs = random.Matrix(exampleCount, layerSizes[0]) / 3;
        int[] targets = random.Classes(exampleCount, layerSizes[^1]);

        NetworkBackwardPass backward = network.Backward(network.Forward(inputs), targets);

        for (int l = 1; l < layerSizes.Length; l++)
        {
            int layer = l;
            GradientCheckReport ofWeights = GradientCheck.Run(
                w => network.WithWeights(layer, w).Loss(inputs, targets), backward.WeightGradients[l - 1], network.Weights(l));
            GradientCheckReport ofBiases = GradientCheck.Run(
                b => network.WithBiases(layer, b).Loss(inputs, targets), backward.BiasGradients[l - 1], network.Biases(l));

            Assert.True(ofWeights.Passed, ofWeights.ToString());
            Assert.True(ofBiases.Passed, ofBiases.ToString());
        }
    }

    [Fact]
    public void The_names_of_three_layers_are_the_parts_of_the_general_passes()
    {
        ThreeLayerNetwork named = ThreeLayerNetwork.Create(4, 3, 2, Activation.Tanh, seed: 5);
        Network general = Network.Create([4, 3, 2], Activation.Tanh, seed: 5);
        Matrix<double> inputs = new RandomRows(2).Matrix(3, 4);

        ThreeLayerForwardPass forward = named.Forward(inputs);
        NetworkForwardPass expected = general.Forward(inputs);

        Assert.Equal(expected.Z[0], forward.Z1);
        Assert.Equal(expected.A[0], forward.A1);
        Assert.Equal(expected.Logits, forward.Z2);
        Assert.Equal(expected.Probabilities, forward.A2);
        Assert.Equal(general.Weights(1), named.W1);
        Assert.Equal(general.Biases(2), named.B2);
    }

    [Fact]
    public void Initial_weights_have_the_variance_that_their_activation_needs()
    {
        // He et al. 2015: 2/in before a ReLU. Glorot and Bengio 2010: 2/(in + out) elsewhere. The sample variance of n normal numbers has a
        // standard deviation of sqrt(2/n): 0.7 % of 40,000; a fifth of the way to the other formula is 10 %.
        AssertVariance(Network.Create([400, 100, 10], Activation.Relu).Weights(1), 2.0 / 400);
        AssertVariance(Network.Create([400, 100, 10], Activation.Tanh).Weights(1), 2.0 / 500);
        AssertVariance(Network.Create([400, 100, 10], Activation.Sigmoid).Weights(1), 2.0 / 500);
        AssertVariance(Network.Create([10, 400, 100], Activation.Relu).Weights(2), 2.0 / 500);
        Assert.All(Network.Create([40, 10, 5]).Biases(1), bias => Assert.Equal(0, bias));

        static void AssertVariance(Matrix<double> weights, double expected)
        {
            double[] entries = weights.ToRowMajorArray();
            Assert.InRange(entries.Sum(w => w * w) / entries.Length, 0.96 * expected, 1.04 * expected);
            Assert.InRange(entries.Average(), -0.02 * Math.Sqrt(expected), 0.02 * Math.Sqrt(expected));
        }
    }

    [Fact]
    public void The_same_seed_draws_the_same_weights_and_another_seed_others()
    {
        Assert.Equal(Network.Create([6, 5, 4], seed: 7).Weights(2), Network.Create([6, 5, 4], seed: 7).Weights(2));
        Assert.NotEqual(Network.Create([6, 5, 4], seed: 8).Weights(2), Network.Create([6, 5, 4], seed: 7).Weights(2));
    }

    [Fact]
    public void A_network_does_not_change_with_what_it_was_made_of_or_what_it_hands_out()
    {
        Matrix<double> w1 = Matrix<double>.Build.Dense(2, 3, 1);
        var network = new ThreeLayerNetwork(w1, Vector<double>.Build.Dense(3), Matrix<double>.Build.Dense(3, 2), Vector<double>.Build.Dense(2));

        w1[0, 0] = 5;
        network.W1[0, 0] = 6;

        Assert.Equal(1, network.W1[0, 0]);
    }

    [Fact]
    public void Nan_weights_give_a_nan_loss_through_every_activation()
    {
        foreach (Activation activation in Enum.GetValues<Activation>())
        {
            Network network = Network.Create([2, 3, 2], activation).WithWeights(1, Matrix<double>.Build.Dense(2, 3, double.NaN));
            Assert.Equal(double.NaN, network.Loss(Matrix<double>.Build.Dense(1, 2, 1), [0]));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_by_name_and_number()
    {
        Network network = Network.Create([4, 3, 2]);
        Matrix<double> inputs = Matrix<double>.Build.Dense(5, 4);

        Refused<ArgumentException>("inputs has 3 columns, but the network has 4 inputs", () => network.Forward(inputs.RemoveColumn(0)));
        Refused<ArgumentException>("targets has 2 entries, but the batch has 5", () => network.Backward(network.Forward(inputs), [0, 1]));
        Refused<ArgumentException>("targets[3] is 2; it must lie in [0, 2)", () => network.Backward(network.Forward(inputs), [0, 1, 0, 2, 0]));
        Refused<ArgumentException>(
            "forward is the pass through a network of 4-2; this one is 4-3-2", () => network.Backward(Network.Create([4, 2]).Forward(inputs), [0]));
        Refused<ArgumentException>("W2 has 2 rows, but W1 has 3 columns", () => network.WithWeights(2, Matrix<double>.Build.Dense(2, 2)));
        Refused<ArgumentException>("b1 has 2 entries, but a row of W1 has 3", () => network.WithBiases(1, Vector<double>.Build.Dense(2)));
        Refused<ArgumentOutOfRangeException>("layer is 3; it must lie in [1, 2]", () => network.Weights(3));
        Refused<ArgumentException>("layerSizes has 1 entries", () => Network.Create([4]));
        Refused<ArgumentOutOfRangeException>("layerSizes[1] is 0; it must be at least 1", () => Network.Create([4, 0, 2]));
        Refused<ArgumentOutOfRangeException>("a network has at most 268435456", () => Network.Create([100_000, 100_000]));
        Refused<ArgumentOutOfRangeException>("activation is 9; it must be Relu, Tanh or Sigmoid", () => Network.Create([4, 2], (Activation)9));
    }

    private static void Refused<T>(string message, Func<object> action)
        where T : ArgumentException
        => Assert.Contains(message, Assert.ThrowsAny<T>(action).Message, StringComparison.Ordinal);
}
