using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>A2 = softmax(A1·W2 + b2), where A1 = f(X·W1 + b1): the inputs, one hidden layer and the classes</summary>
/// <remarks>
/// Symbols: N examples, D inputs, H hidden units, C classes. Shapes: W1 (D × H), b1 (H), W2 (H × C), b2 (C).
/// The network of the textbooks, with the names that they give its parts; the equations are those of <see cref="Network"/>, with L = 2.
/// </remarks>
public sealed class ThreeLayerNetwork : Network
{
    /// <summary>A network of these weights.</summary>
    /// <exception cref="ArgumentException">A part is null or empty, or the shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The activation is none of the three.</exception>
    public ThreeLayerNetwork(
        Matrix<double> w1, Vector<double> b1, Matrix<double> w2, Vector<double> b2, Activation activation = Activation.Relu)
        : base([w1, w2], [b1, b2], activation)
    {
    }

    /// <summary>A copy of W1, from the inputs to the hidden layer.</summary>
    public Matrix<double> W1 => Weights(1);

    /// <summary>A copy of b1, of the hidden layer.</summary>
    public Vector<double> B1 => Biases(1);

    /// <summary>A copy of W2, from the hidden layer to the logits.</summary>
    public Matrix<double> W2 => Weights(2);

    /// <summary>A copy of b2, of the logits.</summary>
    public Vector<double> B2 => Biases(2);

    /// <summary>Random weights, as <see cref="Network.Create"/> draws them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is not positive, the parameters are too many, or the activation is none of the three.
    /// </exception>
    public static ThreeLayerNetwork Create(
        int inputCount, int hiddenCount, int classCount, Activation activation = Activation.Relu, int seed = 1)
    {
        (Matrix<double>[] w, Vector<double>[] b) = Initialization.Draw([inputCount, hiddenCount, classCount], activation, seed);
        return new ThreeLayerNetwork(w[0], b[0], w[1], b[1], activation);
    }

    /// <summary>Reads a file that <see cref="Network.Save"/> wrote. Its checksum is verified.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, of another program, of a newer version, or its network has not three layers.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static new ThreeLayerNetwork Load(string path)
    {
        Network network = Network.Load(path);
        return network.LayerSizes.Count == 3
            ? new ThreeLayerNetwork(network.Weights(1), network.Biases(1), network.Weights(2), network.Biases(2), network.Activation)
            : throw new InvalidDataException($"{path} holds a network of {network}; it must have three layers. Network.Load reads it.");
    }

    /// <summary>Z1 = X·W1 + b1, A1 = f(Z1), Z2 = A1·W2 + b2, A2 = softmax(Z2)</summary>
    /// <inheritdoc/>
    public override ThreeLayerForwardPass Forward(Matrix<double> inputs) => new(base.Forward(inputs));

    /// <summary>
    /// δ3 = (A2 − Y) / N, dW2 = A1ᵀ·δ3, db2 = sum of rows of δ3; δ2 = δ3·W2ᵀ ∘ f'(Z1), dW1 = Xᵀ·δ2, db1 = sum of rows of δ2
    /// </summary>
    /// <inheritdoc/>
    public override ThreeLayerBackwardPass Backward(NetworkForwardPass forward, ReadOnlySpan<int> targets)
        => new(base.Backward(forward, targets));

    private protected override Network With(Matrix<double>[] weights, Vector<double>[] biases)
        => new ThreeLayerNetwork(weights[0], biases[0], weights[1], biases[1], Activation);
}
