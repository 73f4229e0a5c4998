namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Expected values: three loops in double, rounded once.</summary>
public class MatrixMultiplyTests
{
    /// <summary>Around the tile of 6 rows, the vectors of 4, 8 or 16 columns, and the blocks of 256 and 128; products of integers are exact.</summary>
    public static TheoryData<int, int, int> Shapes =>
    [
        .. from m in new[] { 1, 3, 5, 6, 7, 12, 13 }
           from k in new[] { 1, 31, 255, 256, 257, 513 }
           from n in new[] { 1, 3, 8, 10, 15, 16, 17, 33, 127, 128, 129, 150 }
           select (m, k, n),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_are_exact_for_small_integers(int rowCount, int innerCount, int columnCount)
    {
        var random = new Random(5);
        float[] a = [.. Enumerable.Range(0, rowCount * innerCount).Select(_ => (float)random.Next(-9, 10))];
        float[] b = [.. Enumerable.Range(0, innerCount * columnCount).Select(_ => (float)random.Next(-9, 10))];
        float[] transposed = [.. from k in Enumerable.Range(0, innerCount) from i in Enumerable.Range(0, rowCount) select a[(i * innerCount) + k]];
        float[] expected =
        [
            .. from i in Enumerable.Range(0, rowCount)
               from j in Enumerable.Range(0, columnCount)
               select (float)Enumerable.Range(0, innerCount).Sum(k => (double)a[(i * innerCount) + k] * b[(k * columnCount) + j]),
        ];

        // Full of NaN: what was there before must not count.
        float[] product = Enumerable.Repeat(float.NaN, expected.Length).ToArray();
        MatrixMultiply.Multiply(a, b, product, innerCount, columnCount);
        Assert.Equal(expected, product);

        float[] ofTransposed = Enumerable.Repeat(float.NaN, expected.Length).ToArray();
        MatrixMultiply.MultiplyTransposed(transposed, b, ofTransposed, innerCount, columnCount, firstRow: 0);
        Assert.Equal(expected, ofTransposed);

        int firstRow = rowCount / 2;
        MatrixMultiply.MultiplyTransposed(transposed, b, ofTransposed.AsSpan(firstRow * columnCount), innerCount, columnCount, firstRow);
        Assert.Equal(expected, ofTransposed);
    }

    [Fact]
    public void A_zero_times_a_nan_is_a_nan_in_every_column()
    {
        float[] product = new float[5 * 21];

        MatrixMultiply.Multiply(new float[5 * 2], Enumerable.Repeat(float.NaN, 2 * 21).ToArray(), product, innerCount: 2, columnCount: 21);

        Assert.All(product, entry => Assert.True(float.IsNaN(entry)));
    }

    [Fact]
    public void Lengths_that_are_no_product_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(new float[6], new float[7], new float[4], innerCount: 3, columnCount: 2));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(new float[5], new float[6], new float[4], innerCount: 3, columnCount: 2));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.MultiplyTransposed(new float[7], new float[6], new float[4], 3, 2, 0));
    }
}
