using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>Z[l] = A[l-1]·W[l] + b[l], A[l] = f(Z[l]), forward and backward for a mini-batch, in float and in buffers made once</summary>
/// <remarks>
/// Symbols as in <see cref="Network"/>; N is the size of the batch, D the number of inputs, C that of classes.
/// Forward and Backward go row by row, that is example by example; the gradients of W go row by row of W. Rows can be shared out among
/// threads in any way: each number is computed by one thread, in one order.
/// <para>
/// Zeros among the inputs are skipped only where the first weights are finite: 0 times infinity is NaN, which has to show. A training ends with
/// the step that makes a weight infinite; and a δ that is not finite always shows in the gradient of the biases, which sums it.
/// </para>
/// </remarks>
internal sealed class FastNetwork
{
    private readonly Network _network;
    private readonly Layer[] _layers;

    /// <summary>A[1], …, A[L] in their places; the last holds the logits, because loss and gradient are exact from them.</summary>
    private readonly float[][] _activations;
    private readonly float[][] _deltas;

    /// <param name="network">Whose weights it begins with.</param>
    /// <param name="batchCapacity">The most examples of a batch.</param>
    /// <param name="hasSparseInputs">Whether the zeros of the inputs are worth skipping.</param>
    /// <param name="threadCount">How many threads will call.</param>
    internal FastNetwork(Network network, int batchCapacity, bool hasSparseInputs = false, int threadCount = 1)
    {
        _network = network;
        _layers = new Layer[network.LayerCount];
        int offset = 0;
        for (int l = 0; l < _layers.Length; l++)
        {
            _layers[l] = new Layer(offset, network.LayerSizes[l], network.LayerSizes[l + 1]);
            offset = _layers[l].End;
        }

        Parameters = new float[offset];
        Gradients = new float[offset];
        Labels = new int[batchCapacity];
        Losses = new float[batchCapacity];
        network.CopyParametersTo(Parameters);
        bool skipsZeros = hasSparseInputs && network.LayerSizes[1] >= SparseMultiply.LeastColumns && RowMath.IsFinite(Parameters);
        Inputs = new InputBatch(batchCapacity, network.InputCount, skipsZeros, threadCount);
        _activations = [.. network.LayerSizes.Select((size, l) => new float[l == 0 ? 0 : checked(batchCapacity * size)])];
        _deltas = [.. network.LayerSizes.Skip(1).Select(size => new float[batchCapacity * size])];
    }

    /// <summary>W[1] row by row, b[1], W[2], b[2], …</summary>
    internal float[] Parameters { get; }

    /// <summary>The gradient with respect to each parameter, in the same order.</summary>
    internal float[] Gradients { get; }

    /// <summary>The class of each example of the batch.</summary>
    internal int[] Labels { get; }

    /// <summary>The loss of each example of the batch, once Loss or Backward has seen it.</summary>
    internal float[] Losses { get; }

    /// <summary>L</summary>
    internal int LayerCount => _layers.Length;

    internal ReadOnlySpan<Layer> Layers => _layers;

    /// <summary>As many rows of W[l] as are best done together: few enough to be in the cache when they are updated.</summary>
    internal int WeightRowsTogether(int l) => l == 0 && Inputs.IsSparse ? SparseMultiply.RowsTogether : 11 * MatrixMultiply.TileRows;

    /// <summary>A[0] = X</summary>
    internal InputBatch Inputs { get; }

    /// <summary>The logits of the examples of the batch, once Forward has seen them.</summary>
    internal Span<float> Logits(int first, int end) => Rows(_activations[^1], first, end);

    /// <summary>Z[l] = A[l-1]·W[l] + b[l], A[l] = f(Z[l]), for the rows [first, end)</summary>
    internal void Forward(int first, int end, int thread = 0)
    {
        for (int l = 0; l < _layers.Length; l++)
        {
            Span<float> z = Rows(_activations[l + 1], first, end);
            if (l == 0) Inputs.Multiply(first, end, Weights(l), z, _layers[l].OutputCount, thread);
            else MatrixMultiply.Multiply(Rows(_activations[l], first, end), Weights(l), z, _layers[l].InputCount, _layers[l].OutputCount);
            ReadOnlySpan<float> biases = Parameters.AsSpan(_layers[l].BiasOffset, _layers[l].OutputCount);
            for (int start = 0; start < z.Length; start += biases.Length) Add(biases, z.Slice(start, biases.Length));
            if (l < _layers.Length - 1) _network.Activation.Forward(z);
        }
    }

    /// <summary>loss[n] = −log softmax(Z[L])[n, label[n]], for the rows [first, end)</summary>
    internal void Loss(int first, int end) => CrossEntropy.Losses(
        Logits(first, end), _network.ClassCount, Labels.AsSpan(first, end - first), Losses.AsSpan(first, end - first));

    /// <summary>δ[L] = (softmax(Z[L]) − Y) / N, δ[l-1] = δ[l]·W[l]ᵀ ∘ f'(Z[l-1]), for the rows [first, end) of N</summary>
    internal void Backward(int first, int end, int batchSize)
    {
        Span<float> delta = Rows(_deltas[^1], first, end);
        if (delta.IsEmpty) return;
        Span<float> logits = Logits(first, end);
        TargetRows<float> targets = TargetRows<float>.OfClasses(
            Labels.AsSpan(first, end - first), logits.Length, _network.ClassCount, options: null);
        CrossEntropyBatch.LossesAndGradient(logits, targets, batchSize, Losses.AsSpan(first, end - first), delta);
        for (int l = _layers.Length - 1; l > 0; l--)
        {
            (int inputs, int outputs) = (_layers[l].InputCount, _layers[l].OutputCount);
            Span<float> before = Rows(_deltas[l - 1], first, end);
            MatrixMultiply.Multiply(
                MatrixView<float>.RowMajor(Rows(_deltas[l], first, end), end - first, outputs, "delta"),
                MatrixView<float>.RowMajor(Weights(l), inputs, outputs, "W").Transpose, before);
            _network.Activation.Backward(Rows(_activations[l], first, end), before);
        }
    }

    /// <summary>dW[l] = A[l-1]ᵀ·δ[l], for the rows [first, end) of W</summary>
    internal void WeightGradient(int l, int first, int end, int batchSize, int thread = 0)
    {
        Layer layer = _layers[l];
        ReadOnlySpan<float> delta = _deltas[l].AsSpan(0, batchSize * layer.OutputCount);
        Span<float> gradient = Gradients.AsSpan(layer.WeightOffset + (first * layer.OutputCount), (end - first) * layer.OutputCount);
        if (l == 0)
        {
            Inputs.MultiplyTransposed(first, end, delta, gradient, batchSize, layer.OutputCount, thread);
            return;
        }

        ReadOnlySpan<float> activations = _activations[l].AsSpan(0, batchSize * layer.InputCount);
        MatrixMultiply.MultiplyTransposed(activations, delta, gradient, batchSize, layer.OutputCount, first);
    }

    /// <summary>db[l] = sum of the rows of δ[l]</summary>
    internal void BiasGradient(int l, int batchSize)
    {
        int count = _layers[l].OutputCount;
        Span<float> gradient = Gradients.AsSpan(_layers[l].BiasOffset, count);
        gradient.Clear();
        for (int n = 0; n < batchSize; n++) Add(_deltas[l].AsSpan(n * count, count), gradient);
    }

    /// <summary>total ← total + row</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    private static void Add(ReadOnlySpan<float> row, Span<float> total)
    {
        ReadOnlySpan<Vector<float>> rowVectors = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> totalVectors = MemoryMarshal.Cast<float, Vector<float>>(total);
        for (int i = 0; i < totalVectors.Length; i++) totalVectors[i] += rowVectors[i];
        for (int i = totalVectors.Length * Vector<float>.Count; i < total.Length; i++) total[i] += row[i];
    }

    private Span<float> Rows(float[] buffer, int first, int end)
    {
        int size = buffer.Length / Labels.Length;
        return buffer.AsSpan(first * size, (end - first) * size);
    }

    private ReadOnlySpan<float> Weights(int l) => Parameters.AsSpan(_layers[l].WeightOffset, _layers[l].InputCount * _layers[l].OutputCount);

    /// <summary>Where the parameters of a layer are.</summary>
    internal readonly record struct Layer(int WeightOffset, int InputCount, int OutputCount)
    {
        internal int BiasOffset => WeightOffset + (InputCount * OutputCount);

        internal int End => BiasOffset + OutputCount;
    }
}
