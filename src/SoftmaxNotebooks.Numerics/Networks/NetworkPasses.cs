using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>What a network computes on its way from the inputs to the probabilities.</summary>
/// <remarks>Shapes, with N examples: inputs (N × size of the input layer), Z[l] and A[l] (N × size of that layer).</remarks>
public record NetworkForwardPass
{
    internal NetworkForwardPass(Matrix<double> inputs, Matrix<double>[] z, Matrix<double>[] a)
        => (Inputs, Z, A) = (inputs, Array.AsReadOnly(z), Array.AsReadOnly(a));

    /// <summary>X, one example per row.</summary>
    public Matrix<double> Inputs { get; }

    /// <summary>The weighted inputs of the layers behind the input layer, in their order; the last are the logits.</summary>
    public IReadOnlyList<Matrix<double>> Z { get; }

    /// <summary>f of the weighted inputs; the last are the probabilities.</summary>
    public IReadOnlyList<Matrix<double>> A { get; }

    /// <summary>The last Z.</summary>
    public Matrix<double> Logits => Z[^1];

    /// <summary>The last A: softmax of the logits, row by row.</summary>
    public Matrix<double> Probabilities => A[^1];

    /// <summary>How many examples went how far.</summary>
    public sealed override string ToString()
        => FormattableString.Invariant($"Forward pass of {Inputs.RowCount} examples through {Z.Count} layers");
}

/// <summary>The gradients of the mean loss, from the probabilities back to the first weights.</summary>
/// <remarks>
/// All lists are in the order of the layers, from the first behind the input layer. A gradient has the shape of what it belongs to.
/// </remarks>
public record NetworkBackwardPass
{
    internal NetworkBackwardPass(Matrix<double>[] deltas, Matrix<double>[] weightGradients, Vector<double>[] biasGradients)
        => (Deltas, WeightGradients, BiasGradients) =
            (Array.AsReadOnly(deltas), Array.AsReadOnly(weightGradients), Array.AsReadOnly(biasGradients));

    /// <summary>δ, the gradient with respect to each Z.</summary>
    public IReadOnlyList<Matrix<double>> Deltas { get; }

    /// <summary>The gradient with respect to each W.</summary>
    public IReadOnlyList<Matrix<double>> WeightGradients { get; }

    /// <summary>The gradient with respect to each b.</summary>
    public IReadOnlyList<Vector<double>> BiasGradients { get; }

    /// <summary>How many examples came how far.</summary>
    public sealed override string ToString()
        => FormattableString.Invariant($"Backward pass of {Deltas[0].RowCount} examples through {Deltas.Count} layers");
}

/// <summary>The parts of the forward pass through three layers, by their names.</summary>
/// <remarks>Shapes, with N examples, H hidden units, C classes: Z1 and A1 (N × H), Z2 and A2 (N × C).</remarks>
public sealed record ThreeLayerForwardPass : NetworkForwardPass
{
    internal ThreeLayerForwardPass(NetworkForwardPass pass)
        : base(pass)
    {
    }

    /// <summary>X·W1 + b1</summary>
    public Matrix<double> Z1 => Z[0];

    /// <summary>f(Z1)</summary>
    public Matrix<double> A1 => A[0];

    /// <summary>A1·W2 + b2</summary>
    public Matrix<double> Z2 => Z[1];

    /// <summary>softmax(Z2)</summary>
    public Matrix<double> A2 => A[1];
}

/// <summary>The parts of the backward pass through three layers, by their names; δ3 is that of the third layer, the output.</summary>
/// <remarks>
/// Shapes, with N examples, D inputs, H hidden units, C classes: Delta3 (N × C), Delta2 (N × H), W2Gradient (H × C), B2Gradient (C),
/// W1Gradient (D × H), B1Gradient (H).
/// </remarks>
public sealed record ThreeLayerBackwardPass : NetworkBackwardPass
{
    internal ThreeLayerBackwardPass(NetworkBackwardPass pass)
        : base(pass)
    {
    }

    /// <summary>(A2 − Y) / N</summary>
    public Matrix<double> Delta3 => Deltas[1];

    /// <summary>A1ᵀ·Delta3</summary>
    public Matrix<double> W2Gradient => WeightGradients[1];

    /// <summary>The sum of the rows of Delta3.</summary>
    public Vector<double> B2Gradient => BiasGradients[1];

    /// <summary>Delta3·W2ᵀ ∘ f'(Z1), with ∘ entry by entry</summary>
    public Matrix<double> Delta2 => Deltas[0];

    /// <summary>Xᵀ·Delta2</summary>
    public Matrix<double> W1Gradient => WeightGradients[0];

    /// <summary>The sum of the rows of Delta2.</summary>
    public Vector<double> B1Gradient => BiasGradients[0];
}
