namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Expected values: sums in double, and the bits of the product that multiplies with the zeros, too.</summary>
public class SparseMultiplyTests
{
    /// <summary>Around the blocks of 64 columns, the 16 masks that are made together, two blocks that go together, and panels of four and eight vectors.</summary>
    public static TheoryData<int, int, int, double> Shapes =>
    [
        .. from m in new[] { 1, 7, 64, 65, 130 }
           from k in new[] { 1, 63, 64, 65, 200, 1100 }
           from n in new[] { 1, 7, 16, 17, 33, 64, 100, 129 }
           let density = new[] { 0, 0.02, 0.2, 0.6, 1 }[(m + k + n) % 5]
           select (m, k, n, density),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_have_the_bits_of_those_with_all_zeros(int rowCount, int innerCount, int columnCount, double density)
    {
        float[] a = Sparse(rowCount, innerCount, density), b = Normal(innerCount * columnCount, seed: 2), d = Normal(rowCount * columnCount, seed: 3);
        SparseRows rows = Rows(a, rowCount, innerCount);
        var sparse = new SparseMultiply(rowCount, innerCount);

        // Full of NaN: what was there before must not count.
        float[] product = Filled(rowCount * columnCount), expected = new float[product.Length];
        sparse.Multiply(rows, 0, rowCount, b, product, columnCount);
        MatrixMultiply.Multiply(a, b, expected, innerCount, columnCount);
        AssertSameBits(expected, product);
        AssertNear(a, b, product, rowCount, innerCount, columnCount);

        float[] ofTransposed = Filled(innerCount * columnCount), expectedOfTransposed = new float[ofTransposed.Length];
        sparse.MultiplyTransposed(rows, 0, innerCount, d, ofTransposed, rowCount, columnCount);
        MatrixMultiply.MultiplyTransposed(a, d, expectedOfTransposed, rowCount, columnCount, firstRow: 0);
        AssertSameBits(expectedOfTransposed, ofTransposed);
        float[] transposed = [.. from k in Enumerable.Range(0, innerCount) from i in Enumerable.Range(0, rowCount) select a[(i * innerCount) + k]];
        AssertNear(transposed, d, ofTransposed, innerCount, rowCount, columnCount);
    }

    [Fact]
    public void Any_part_of_the_rows_has_the_bits_that_it_has_in_the_whole()
    {
        const int M = 90, K = 150, N = 40;
        float[] a = Sparse(M, K, 0.2), b = Normal(K * N, seed: 2), d = Normal(M * N, seed: 3), whole = new float[M * N], wholeOfTransposed = new float[K * N];
        SparseRows rows = Rows(a, M, K);
        var sparse = new SparseMultiply(M, K);
        sparse.Multiply(rows, 0, M, b, whole, N);
        sparse.MultiplyTransposed(rows, 0, K, d, wholeOfTransposed, M, N);

        foreach ((int first, int end) in new[] { (0, 1), (13, 77), (64, 90), (5, 5) })
        {
            float[] part = Filled((end - first) * N), partOfTransposed = Filled((end - first) * N);
            sparse.Multiply(rows, first, end, b, part, N);
            sparse.MultiplyTransposed(rows, first, end, d, partOfTransposed, M, N);
            AssertSameBits(whole[(first * N)..(end * N)], part);
            AssertSameBits(wholeOfTransposed[(first * N)..(end * N)], partOfTransposed);
        }
    }

    [Fact]
    public void The_product_with_the_transpose_takes_the_first_rows_alone()
    {
        const int M = 9, K = 70, N = 33;
        float[] a = Sparse(M, K, 0.3), d = Normal(M * N, seed: 3), product = Filled(K * N), expected = new float[K * N];
        SparseRows rows = Rows([.. a, .. Enumerable.Repeat(float.NaN, 3 * K)], M + 3, K);

        new SparseMultiply(M + 3, K).MultiplyTransposed(rows, 0, K, d, product, M, N);

        MatrixMultiply.MultiplyTransposed(a, d, expected, M, N, firstRow: 0);
        AssertSameBits(expected, product);
    }

    [Fact]
    public void A_product_over_no_rows_of_B_is_0_whatever_the_buffers_hold()
    {
        const int M = 3, K = 70;
        var sparse = new SparseMultiply(M, K);
        SparseRows rows = Rows(Normal(M * K, seed: 1), M, K);
        foreach (int columnCount in new[] { 1, 40, 64, 100 })
        {
            sparse.Multiply(rows, 0, M, Normal(K * columnCount, seed: 2), new float[M * columnCount], columnCount);
            float[] product = Filled(K * columnCount);
            sparse.MultiplyTransposed(rows, 0, K, default, product, innerCount: 0, columnCount);

            Assert.All(product, entry => Assert.Equal(0, entry));
        }
    }

    [Fact]
    public void A_row_that_is_set_again_forgets_what_it_was()
    {
        var rows = new SparseRows(1, 70);
        rows.Set(0, [.. Enumerable.Repeat(3f, 70)]);
        float[] values = new float[70], product = new float[40];
        values[69] = 2;
        rows.Set(0, values);

        new SparseMultiply(1, 70).Multiply(rows, 0, 1, Enumerable.Repeat(5f, 70 * 40).ToArray(), product, 40);

        Assert.All(product, entry => Assert.Equal(10, entry));
    }

    [Fact]
    public void A_sum_that_is_too_small_for_a_float_may_lose_its_sign_and_nothing_else()
    {
        // -1e-60 rounds to -0, which the product with all zeros turns into 0 at its next term.
        var rows = new SparseRows(1, 3);
        rows.Set(0, [1e-30f, 0, 0]);
        float[] b = [.. Enumerable.Repeat(-1e-30f, 3 * 40)], product = Filled(40), expected = new float[40];

        new SparseMultiply(1, 3).Multiply(rows, 0, 1, b, product, 40);

        MatrixMultiply.Multiply([1e-30f, 0, 0], b, expected, 3, 40);
        Assert.Equal(expected, product);
        Assert.All(product, entry => Assert.Equal(0, entry));
    }

    [Fact]
    public void Every_width_of_lanes_finds_what_is_not_0()
    {
        foreach (int length in new[] { 1, 3, 8, 15, 63, 64, 65, 784, 1024, 1025, 2100 })
        {
            foreach (double density in new[] { 0, 0.1, 0.9, 1 })
            {
                float[] values = Sparse(1, length, density);
                values[length / 2] = float.NaN;
                AssertCompressed<Lanes512<float>>(values);
                AssertCompressed<Lanes256<float>>(values);
                AssertCompressed<Lanes128<float>>(values);
                AssertCompressed<OneLane<float>>(values);
            }
        }
    }

    [Fact]
    public void Rows_and_products_allocate_nothing()
    {
        const int M = 20, K = 100, N = 70;
        float[] a = Sparse(M, K, 0.2), b = Normal(K * N, seed: 2), d = Normal(M * N, seed: 3), c = new float[M * N], ofTransposed = new float[K * N];
        var rows = new SparseRows(M, K);
        var sparse = new SparseMultiply(M, K);

        // The first call compiles; the second counts.
        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void All()
        {
            for (int i = 0; i < M; i++) rows.Set(i, a.AsSpan(i * K, K));
            sparse.Multiply(rows, 0, M, b, c, N);
            sparse.MultiplyTransposed(rows, 0, K, d, ofTransposed, M, N);
        }
    }

    [Fact]
    public void Lengths_that_are_no_product_are_refused()
    {
        var rows = new SparseRows(4, 3);
        var sparse = new SparseMultiply(4, 3);

        Assert.Throws<ArgumentException>(() => rows.Set(0, new float[2]));
        Assert.Throws<ArgumentException>(() => sparse.Multiply(rows, 0, 4, new float[7], new float[8], 2));
        Assert.Throws<ArgumentException>(() => sparse.Multiply(rows, 0, 4, new float[6], new float[7], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => sparse.MultiplyTransposed(rows, 0, 3, new float[10], new float[6], 5, 2));
        Assert.Throws<ArgumentException>(() => new SparseRows(SparseRows.BlockColumns - 1, 4).SetToColumns(rows, 4, 0));
    }

    private static void AssertCompressed<TLanes>(float[] values)
        where TLanes : unmanaged, ILanes<TLanes, float>
    {
        var list = new SparseEntry[values.Length];
        int[] blockEnds = new int[(values.Length + SparseRows.BlockColumns - 1) / SparseRows.BlockColumns];
        SparseCompression<TLanes>.Compress(values, list, blockEnds);

        SparseEntry[] expected = [.. values.Select((value, k) => new SparseEntry(k, value)).Where(entry => entry.Value != 0)];
        Assert.Equal(expected, list[..blockEnds[^1]]);
        for (int block = 0; block < blockEnds.Length; block++)
            Assert.Equal(expected.Count(entry => entry.Column < (block + 1) * SparseRows.BlockColumns), blockEnds[block]);
    }

    /// <summary>All bits but the sign of a 0: see the sum that is too small for a float.</summary>
    private static void AssertSameBits(float[] expected, float[] actual)
        => Assert.Equal(expected.Select(x => BitConverter.SingleToInt32Bits(x + 0f)), actual.Select(x => BitConverter.SingleToInt32Bits(x + 0f)));

    /// <summary>K roundings of at most half a unit of 2^-23 each, of sums no larger than that of the magnitudes.</summary>
    private static void AssertNear(float[] a, float[] b, float[] product, int rowCount, int innerCount, int columnCount)
    {
        for (int i = 0; i < rowCount; i++)
        {
            for (int j = 0; j < columnCount; j++)
            {
                (double sum, double magnitude) = (0, 0);
                for (int k = 0; k < innerCount; k++)
                {
                    double term = (double)a[(i * innerCount) + k] * b[(k * columnCount) + j];
                    (sum, magnitude) = (sum + term, magnitude + Math.Abs(term));
                }

                Assert.Equal(sum, product[(i * columnCount) + j], innerCount * Math.ScaleB(magnitude, -23) + 1e-44);
            }
        }
    }

    private static SparseRows Rows(float[] a, int rowCount, int columnCount)
    {
        var rows = new SparseRows(rowCount, columnCount);
        for (int i = 0; i < rowCount; i++) rows.Set(i, a.AsSpan(i * columnCount, columnCount));
        return rows;
    }

    /// <summary>Normal numbers where they are not 0; some zeros are −0, some numbers denormal, and every third row is empty.</summary>
    private static float[] Sparse(int rowCount, int columnCount, double density)
    {
        var random = new Random(1);
        float[] values = Normal(rowCount * columnCount, seed: 1);
        for (int i = 0; i < values.Length; i++)
        {
            bool isEmptyRow = density < 1 && i / columnCount % 3 == 2;
            if (isEmptyRow || random.NextDouble() >= density) values[i] = random.Next(4) == 0 ? -0f : 0;
            else if (random.Next(20) == 0) values[i] *= 1e-40f;
        }

        return values;
    }

    private static float[] Normal(int count, int seed) => [.. new RandomRows(seed).Normal(count).Select(value => (float)value)];

    private static float[] Filled(int length) => [.. Enumerable.Repeat(float.NaN, length)];
}
