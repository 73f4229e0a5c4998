using System.Numerics;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>
/// Two matrices of integers from -9 to 9 and their product, computed in integers; as long as K is below 2^24 / 81, floats hold it exactly.
/// </summary>
internal sealed class IntegerProduct
{
    private readonly long[] _a, _b, _product;

    public IntegerProduct(int rowCount, int innerCount, int columnCount, int seed = 5)
    {
        (RowCount, InnerCount, ColumnCount) = (rowCount, innerCount, columnCount);
        var random = new Random(seed);
        _a = [.. Enumerable.Range(0, rowCount * innerCount).Select(_ => random.NextInt64(-9, 10))];
        _b = [.. Enumerable.Range(0, innerCount * columnCount).Select(_ => random.NextInt64(-9, 10))];
        _product = new long[rowCount * columnCount];
        for (int i = 0; i < rowCount; i++)
        {
            for (int k = 0; k < innerCount; k++)
            {
                long factor = _a[(i * innerCount) + k];
                for (int j = 0; j < columnCount; j++) _product[(i * columnCount) + j] += factor * _b[(k * columnCount) + j];
            }
        }
    }

    public delegate void Multiply<T>(MatrixView<T> a, MatrixView<T> b, Span<T> c)
        where T : unmanaged;

    public int RowCount { get; }

    public int InnerCount { get; }

    public int ColumnCount { get; }

    /// <summary>A, or Aᵀ, row-major.</summary>
    public T[] A<T>(bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Stored<T>(_a, RowCount, InnerCount, transposed);

    /// <summary>B, or Bᵀ, row-major.</summary>
    public T[] B<T>(bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Stored<T>(_b, InnerCount, ColumnCount, transposed);

    /// <summary>A·B, row-major.</summary>
    public T[] Expected<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        => Stored<T>(_product, RowCount, ColumnCount, transposed: false);

    /// <summary>All four transposes, in an array full of NaN: what was there before must not count.</summary>
    public void Check<T>(Multiply<T> multiply)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] expected = Expected<T>();
        foreach (bool transposeA in new[] { false, true })
        {
            foreach (bool transposeB in new[] { false, true })
            {
                T[] c = [.. Enumerable.Repeat(T.NaN, expected.Length)];
                MatrixView<T> a = View(A<T>(transposeA), RowCount, InnerCount, transposeA);
                multiply(a, View(B<T>(transposeB), InnerCount, ColumnCount, transposeB), c);
                Assert.Equal(expected, c);
            }
        }
    }

    private static MatrixView<T> View<T>(T[] values, int rowCount, int columnCount, bool transposed)
        where T : unmanaged
        => transposed
            ? MatrixView<T>.RowMajor(values, columnCount, rowCount, nameof(values)).Transpose
            : MatrixView<T>.RowMajor(values, rowCount, columnCount, nameof(values));

    private static T[] Stored<T>(long[] values, int rowCount, int columnCount, bool transposed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] stored = new T[values.Length];
        for (int i = 0; i < rowCount; i++)
        {
            for (int j = 0; j < columnCount; j++)
                stored[transposed ? (j * rowCount) + i : (i * columnCount) + j] = T.CreateTruncating(values[(i * columnCount) + j]);
        }

        return stored;
    }
}
