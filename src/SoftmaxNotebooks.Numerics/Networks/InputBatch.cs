namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>X, the inputs of a batch, and the two products with it: nearly all of a training's work.</summary>
/// <remarks>
/// Symbols: N examples, D inputs, H columns of the first layer's W (D × H), Z = X·W (N × H), δ = dZ.
/// X is kept row by row, or where most of it is 0, as lists of what is not; the products then skip the zeros, and for finite W and δ have the
/// same bits (see <see cref="SparseMultiply"/>).
/// </remarks>
internal sealed class InputBatch
{
    private readonly int _inputCount;

    /// <summary>X row by row, or nothing.</summary>
    private readonly float[] _values;

    /// <summary>X as lists, or null.</summary>
    private readonly SparseRows? _lists;
    private readonly SparseMultiply[] _products;

    internal InputBatch(int capacity, int inputCount, bool isSparse, int threadCount)
    {
        _inputCount = inputCount;
        _values = new float[isSparse ? 0 : checked(capacity * inputCount)];
        _lists = isSparse ? new SparseRows(capacity, inputCount) : null;
        _products = [.. Enumerable.Range(0, isSparse ? threadCount : 0).Select(_ => new SparseMultiply(capacity, inputCount))];
    }

    /// <summary>Whether the zeros are skipped.</summary>
    internal bool IsSparse => _lists is not null;

    /// <summary>Row n of X, copied.</summary>
    internal void Set(int n, ReadOnlySpan<float> inputs)
    {
        if (_lists is null) inputs.CopyTo(_values.AsSpan(n * _inputCount, _inputCount));
        else _lists.Set(n, inputs);
    }

    /// <summary>Z = X·W, for the rows [first, end) of X</summary>
    internal void Multiply(int first, int end, ReadOnlySpan<float> weights, Span<float> z, int columnCount, int thread)
    {
        if (_lists is null)
            MatrixMultiply.Multiply(_values.AsSpan(first * _inputCount, (end - first) * _inputCount), weights, z, _inputCount, columnCount);
        else
            _products[thread].Multiply(_lists, first, end, weights, z, columnCount);
    }

    /// <summary>dW = Xᵀ·δ, for the rows [first, end) of W and the first rows of X</summary>
    internal void MultiplyTransposed(
        int first, int end, ReadOnlySpan<float> delta, Span<float> gradient, int batchSize, int columnCount, int thread)
    {
        if (_lists is null)
            MatrixMultiply.MultiplyTransposed(_values.AsSpan(0, batchSize * _inputCount), delta, gradient, batchSize, columnCount, first);
        else
            _products[thread].MultiplyTransposed(_lists, first, end, delta, gradient, batchSize, columnCount);
    }
}
