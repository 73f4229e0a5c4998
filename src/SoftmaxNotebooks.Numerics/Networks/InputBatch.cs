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

    /// <summary>Lists for rows that are copied here; null where X is kept row by row.</summary>
    private readonly SparseRows? _ownLists;
    private readonly int[] _rows;
    private readonly SparseMultiply[] _products;

    /// <summary>Whose row _rows[n] is row n of X.</summary>
    private SparseRows? _lists;

    internal InputBatch(int capacity, int inputCount, bool isSparse, int threadCount)
    {
        _inputCount = inputCount;
        _values = new float[isSparse ? 0 : checked(capacity * inputCount)];
        _ownLists = isSparse ? new SparseRows(capacity, inputCount) : null;
        _rows = new int[isSparse ? capacity : 0];
        _products = [.. Enumerable.Range(0, isSparse ? threadCount : 0).Select(_ => new SparseMultiply(capacity, inputCount))];
    }

    /// <summary>Whether the zeros are skipped.</summary>
    internal bool IsSparse => _ownLists is not null;

    /// <summary>A copy of these inputs becomes row n.</summary>
    internal void Set(int n, ReadOnlySpan<float> inputs)
    {
        if (_ownLists is null)
        {
            inputs.CopyTo(_values.AsSpan(n * _inputCount, _inputCount));
            return;
        }

        _ownLists.Set(n, inputs);
        Set(n, _ownLists, n);
    }

    /// <summary>The list of an example becomes row n, where zeros are skipped. All rows of a batch come from the same lists.</summary>
    internal void Set(int n, SparseRows lists, int example) => (_lists, _rows[n]) = (lists, example);

    /// <summary>Z = X·W, for the rows [first, end) of X</summary>
    internal void Multiply(int first, int end, ReadOnlySpan<float> weights, Span<float> z, int columnCount, int thread)
    {
        if (_ownLists is null)
            MatrixMultiply.Multiply(_values.AsSpan(first * _inputCount, (end - first) * _inputCount), weights, z, _inputCount, columnCount);
        else if (first < end)
            _products[thread].Multiply(_lists!, _rows.AsSpan(first, end - first), weights, z, columnCount);
    }

    /// <summary>dW = Xᵀ·δ, for the rows [first, end) of W and the first rows of X</summary>
    internal void MultiplyTransposed(
        int first, int end, ReadOnlySpan<float> delta, Span<float> gradient, int batchSize, int columnCount, int thread)
    {
        if (_ownLists is null)
            MatrixMultiply.MultiplyTransposed(_values.AsSpan(0, batchSize * _inputCount), delta, gradient, batchSize, columnCount, first);
        else
            _products[thread].MultiplyTransposed(_lists!, _rows.AsSpan(0, batchSize), first, end, delta, gradient, columnCount);
    }
}
