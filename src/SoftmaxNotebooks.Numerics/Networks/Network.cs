using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>Z[l] = A[l-1]·W[l] + b[l], A[l] = f(Z[l]), with A[0] = X, and softmax in place of f in the last layer</summary>
/// <remarks>
/// Symbols: N examples, L layers of weights, X inputs, Y one-hot targets, W weights, b biases, Z weighted inputs, A = f(Z), δ[l] the gradient
/// of the mean cross-entropy at Z[l]. Shapes: A[l] (N × size of layer l), W[l] (size of layer l-1 × size of layer l), b[l] (size of layer l).
/// An example is a row, as in NumPy's and PyTorch's batches.
/// <para>
/// Immutable: a network copies what it is given and hands out copies; training makes another. This is the plain form, in double, to read,
/// to print and to check gradients with. Training computes the same in float, much faster.
/// </para>
/// </remarks>
public partial class Network
{
    /// <summary>2^28 parameters are 1 GiB of float, and training needs a few times that.</summary>
    internal const int MostParameters = 1 << 28;

    private readonly Matrix<double>[] _weights;
    private readonly Vector<double>[] _biases;

    /// <summary>A network of these weights, layer by layer.</summary>
    /// <remarks>Shapes: weights[l] (inputs of the layer × its outputs), biases[l] (its outputs).</remarks>
    /// <exception cref="ArgumentException">There are no layers, a part is null or empty, or the shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The activation is none of the three.</exception>
    public Network(IEnumerable<Matrix<double>> weights, IEnumerable<Vector<double>> biases, Activation activation = Activation.Relu)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(biases);
        _weights = [.. weights.Select(matrix => (matrix ?? throw new ArgumentNullException(nameof(weights))).Clone())];
        _biases = [.. biases.Select(vector => (vector ?? throw new ArgumentNullException(nameof(biases))).Clone())];
        Activation = ActivationFunction.Checked(activation, nameof(activation));
        CheckShapes(_weights, _biases);
        LayerSizes = Array.AsReadOnly([_weights[0].RowCount, .. _biases.Select(vector => vector.Count)]);
    }

    /// <summary>f of the hidden layers.</summary>
    public Activation Activation { get; }

    /// <summary>How many units the layers have: the inputs, the hidden layers, the classes.</summary>
    public IReadOnlyList<int> LayerSizes { get; }

    /// <summary>The number of inputs.</summary>
    public int InputCount => LayerSizes[0];

    /// <summary>C, the number of classes.</summary>
    public int ClassCount => LayerSizes[^1];

    /// <summary>How many numbers training changes: all entries of all W and b.</summary>
    public int ParameterCount => _weights.Zip(_biases, (w, b) => (w.RowCount * w.ColumnCount) + b.Count).Sum();

    /// <summary>L</summary>
    internal int LayerCount => _weights.Length;

    /// <summary>Random weights for layers of these sizes, as <see cref="Initialization"/> draws them, and biases of 0.</summary>
    /// <remarks>layerSizes: the inputs, the hidden layers if any, the classes; [784, 128, 10] has three layers.</remarks>
    /// <exception cref="ArgumentException">There are fewer than two layers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A size is not positive, the parameters are too many, or the activation is none of the three.
    /// </exception>
    public static Network Create(IReadOnlyList<int> layerSizes, Activation activation = Activation.Relu, int seed = 1)
    {
        (Matrix<double>[] weights, Vector<double>[] biases) = Initialization.Draw(layerSizes, activation, seed);
        return new Network(weights, biases, activation);
    }

    /// <summary>A copy of W of a layer, from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Matrix<double> Weights(int layer) => _weights[Checked(layer) - 1].Clone();

    /// <summary>A copy of b of a layer, from 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Vector<double> Biases(int layer) => _biases[Checked(layer) - 1].Clone();

    /// <summary>The same network with another W in a layer, from 1: what a gradient check of W varies.</summary>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Network WithWeights(int layer, Matrix<double> weights)
        => new(Replaced(_weights, Checked(layer), weights), _biases, Activation);

    /// <summary>The same network with another b in a layer, from 1: what a gradient check of b varies.</summary>
    /// <exception cref="ArgumentException">The length is another.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    public Network WithBiases(int layer, Vector<double> biases)
        => new(_weights, Replaced(_biases, Checked(layer), biases), Activation);

    /// <summary>The sizes of the layers and the activation, as in 784-128-10, Relu.</summary>
    public override string ToString() => FormattableString.Invariant($"{string.Join('-', LayerSizes)}, {Activation}");

    /// <summary>The same kind of network with other weights.</summary>
    private protected virtual Network With(Matrix<double>[] weights, Vector<double>[] biases) => new(weights, biases, Activation);

    private static T[] Replaced<T>(T[] parts, int layer, T part)
    {
        T[] copy = [.. parts];
        copy[layer - 1] = part;
        return copy;
    }

    private static void CheckShapes(Matrix<double>[] weights, Vector<double>[] biases)
    {
        if (weights.Length == 0) throw new ArgumentException("weights has 0 matrices; a network has at least 1.", nameof(weights));
        Guard.SameLength(weights.Length, nameof(weights), biases.Length, nameof(biases));
        long parameterCount = 0;
        for (int l = 0; l < weights.Length; l++)
        {
            (int rows, int columns) = (weights[l].RowCount, weights[l].ColumnCount);
            if (l > 0 && rows != weights[l - 1].ColumnCount)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"W{l + 1} has {rows} rows, but W{l} has {weights[l - 1].ColumnCount} columns: they must be equal."),
                    nameof(weights));
            }

            Guard.SameLength(columns, FormattableString.Invariant($"a row of W{l + 1}"), biases[l].Count, FormattableString.Invariant($"b{l + 1}"));
            parameterCount += ((long)rows * columns) + columns;
        }

        Initialization.CheckParameterCount(parameterCount, nameof(weights));
    }

    private int Checked(int layer) => layer >= 1 && layer <= LayerCount
        ? layer
        : throw new ArgumentOutOfRangeException(
            nameof(layer), layer, FormattableString.Invariant($"layer is {layer}; it must lie in [1, {LayerCount}]."));
}
