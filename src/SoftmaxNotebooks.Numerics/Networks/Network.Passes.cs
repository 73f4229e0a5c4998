using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Networks;

// Forward and backward, one line per equation.
public partial class Network
{
    /// <summary>Z[l] = A[l-1]·W[l] + b[l], A[l] = f(Z[l]), with softmax in place of f in the last layer</summary>
    /// <remarks>Shapes: inputs (N × D), each Z and A (N × size of the layer).</remarks>
    /// <exception cref="ArgumentException">The inputs have another number of columns than the network has inputs.</exception>
    public virtual NetworkForwardPass Forward(Matrix<double> inputs)
    {
        CheckInputs(inputs);
        var z = new Matrix<double>[LayerCount];
        var a = new Matrix<double>[LayerCount];
        for (int l = 0; l < LayerCount; l++)
        {
            z[l] = PlusRow((l == 0 ? inputs : a[l - 1]) * _weights[l], _biases[l]);
            a[l] = l == LayerCount - 1 ? z[l].SoftmaxRows() : Activation.Value(z[l]);
        }

        return new NetworkForwardPass(inputs, z, a);
    }

    /// <summary>δ[L] = (A[L] − Y) / N; dW[l] = A[l-1]ᵀ·δ[l]; db[l] = sum of the rows of δ[l]; δ[l-1] = δ[l]·W[l]ᵀ ∘ f'(Z[l-1])</summary>
    /// <remarks>
    /// Shapes: targets (N), each δ (N × size of the layer), each gradient as what it belongs to; ∘ is the product entry by entry.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// There are not N targets, one lies outside [0, C), or the pass is of a network of another shape.
    /// </exception>
    public virtual NetworkBackwardPass Backward(NetworkForwardPass forward, ReadOnlySpan<int> targets)
    {
        ArgumentNullException.ThrowIfNull(forward);
        CheckPass(forward);
        var delta = new Matrix<double>[LayerCount];
        var weightGradient = new Matrix<double>[LayerCount];
        var biasGradient = new Vector<double>[LayerCount];
        for (int l = LayerCount - 1; l >= 0; l--)
        {
            delta[l] = l == LayerCount - 1
                ? (forward.Probabilities - OneHot(targets, forward)) / targets.Length
                : (delta[l + 1] * _weights[l + 1].Transpose()).PointwiseMultiply(Activation.Derivative(forward.Z[l]));
            weightGradient[l] = (l == 0 ? forward.Inputs : forward.A[l - 1]).Transpose() * delta[l];
            biasGradient[l] = delta[l].ColumnSums();
        }

        return new NetworkBackwardPass(delta, weightGradient, biasGradient);
    }

    /// <summary>loss = −1/N · sum over n of log A[L][n, t[n]], where t are the classes</summary>
    /// <remarks>
    /// Shapes: inputs (N × D), targets (N), result a scalar. From the logits, so that a probability of 0 has a finite loss.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit together, a target lies outside [0, C), or there are no examples.
    /// </exception>
    public double Loss(Matrix<double> inputs, ReadOnlySpan<int> targets) => CrossEntropy.Loss(Forward(inputs).Logits, targets);

    /// <summary>Z[n,j] + b[j]</summary>
    private static Matrix<double> PlusRow(Matrix<double> matrix, Vector<double> row)
        => matrix.MapIndexed((_, j, entry) => entry + row[j], Zeros.Include);

    /// <summary>Y[n,j] = 1 where j is the class of example n, else 0</summary>
    private Matrix<double> OneHot(ReadOnlySpan<int> targets, NetworkForwardPass forward)
    {
        Guard.SameLength(forward.Inputs.RowCount, "the batch", targets.Length, nameof(targets));
        Matrix<double> oneHot = Matrix<double>.Build.Dense(targets.Length, ClassCount);
        for (int n = 0; n < targets.Length; n++)
        {
            oneHot[n, LabelledExamples.CheckedLabel(targets[n], ClassCount, nameof(targets), n)] = 1;
        }

        return oneHot;
    }

    private void CheckInputs(Matrix<double> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.ColumnCount != InputCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"inputs has {inputs.ColumnCount} columns, but the network has {InputCount} inputs: they must be equal."),
                nameof(inputs));
        }
    }

    private void CheckPass(NetworkForwardPass forward)
    {
        int[] sizes = [forward.Inputs.ColumnCount, .. forward.Z.Select(z => z.ColumnCount)];
        if (!sizes.SequenceEqual(LayerSizes))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"forward is the pass through a network of {string.Join('-', sizes)}; this one is {string.Join('-', LayerSizes)}."),
                nameof(forward));
        }
    }
}
