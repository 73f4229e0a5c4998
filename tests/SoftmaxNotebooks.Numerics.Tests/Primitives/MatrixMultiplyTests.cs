using System.Numerics;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>
/// Expected values: sums in integers, which floats hold exactly; and the definition, one multiply-add after the other in the order of k.
/// </summary>
public class MatrixMultiplyTests
{
    /// <summary>Around the tile of 6 rows and 2 to 32 columns, where packing begins to pay, blocks of up to 512 k; then all at once.</summary>
    public static TheoryData<int, int, int> Shapes =>
    [
        .. from m in new[] { 1, 3, 6, 7, 12, 13 }
           from k in new[] { 1, 2, 5, 31, 255, 256, 511, 512, 513 }
           from n in new[] { 1, 3, 4, 8, 10, 15, 16, 17, 33, 127, 129 }
           select (m, k, n),
        (192, 3, 32), (193, 257, 17), (127, 1025, 17), (197, 300, 500), (5, 70_000, 3), (40, 20, 2100), (13, 511, 513), (400, 600, 130),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Products_of_small_integers_are_exact_for_all_transposes(int rowCount, int innerCount, int columnCount)
    {
        var product = new IntegerProduct(rowCount, innerCount, columnCount);
        product.Check<float>(MatrixMultiply.Multiply);
        product.Check<double>(MatrixMultiply.Multiply);
    }

    [Fact]
    public void Spans_and_parts_of_the_rows_give_the_same_product()
    {
        foreach ((int m, int k, int n) in new[] { (13, 31, 33), (14, 256, 10), (1, 3, 1) })
        {
            var product = new IntegerProduct(m, k, n);
            (float[] a, float[] b) = (product.A<float>(false), product.B<float>(false));
            float[] whole = Nans(m * n), inParts = Nans(m * n), ofTransposed = Nans(m * n);
            int half = m / 2;

            MatrixMultiply.Multiply(a, b, whole, k, n);
            MatrixMultiply.Multiply(a.AsSpan(0, half * k), b, inParts.AsSpan(0, half * n), k, n);
            MatrixMultiply.MultiplyTransposed(product.A<float>(true), b, inParts.AsSpan(half * n), k, n, half);
            MatrixMultiply.MultiplyTransposed(product.A<float>(true), b, ofTransposed, k, n, firstRow: 0);

            Assert.Equal(product.Expected<float>(), whole);
            Assert.Equal(product.Expected<float>(), inParts);
            Assert.Equal(product.Expected<float>(), ofTransposed);
        }
    }

    [Fact]
    public void A_product_over_no_inner_index_is_zero_and_one_without_entries_is_nothing()
    {
        float[] zero = Nans(6);
        MatrixMultiply.Multiply(default, default, zero, innerCount: 0, columnCount: 3);
        Assert.Equal(new float[6], zero);

        zero = Nans(6);
        MatrixMultiply.MultiplyTransposed(default, default, zero, innerCount: 0, columnCount: 3, firstRow: 0);
        Assert.Equal(new float[6], zero);

        MatrixMultiply.Multiply(View(0, 5), View(5, 3), []);
        MatrixMultiply.Multiply(View(3, 5), View(5, 0), []);
        MatrixMultiply.Multiply(default, new float[15], default(Span<float>), innerCount: 5, columnCount: 3);
    }

    /// <summary>Stored results of notebooks depend on the order of the additions.</summary>
    [Theory]
    [InlineData(7, 600, 19)]
    [InlineData(50, 300, 300)]
    [InlineData(13, 5, 40)]
    public void Each_entry_is_summed_up_in_the_order_of_the_inner_index(int rowCount, int innerCount, int columnCount)
    {
        var random = new RandomRows(8);
        float[] a = [.. random.Normal(rowCount * innerCount).Select(x => (float)x)];
        float[] b = [.. random.Normal(innerCount * columnCount).Select(x => (float)x)];
        float[] expected = OneByOne(a, b, rowCount, innerCount, columnCount);
        float[] product = Nans(rowCount * columnCount);

        MatrixMultiply.Multiply(a, b, product, innerCount, columnCount);

        Assert.Equal(expected, product);
    }

    [Fact]
    public void Vectors_of_every_width_give_the_same_bits()
    {
        CheckWidths<float>(41, 530, 150);
        CheckWidths<double>(41, 530, 150);
        CheckWidths<float>(5, 40, 70);
        CheckWidths<double>(14, 260, 9);
    }

    [Fact]
    public void Vectors_of_every_width_multiply_all_transposes()
    {
        foreach ((int m, int k, int n) in new[] { (1, 1, 1), (6, 7, 32), (13, 257, 37), (50, 30, 550), (200, 515, 3) })
        {
            var product = new IntegerProduct(m, k, n);
            product.Check<float>((a, b, c) => LaneProduct<float, Lanes512<float>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<float>((a, b, c) => LaneProduct<float, Lanes256<float>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<float>((a, b, c) => LaneProduct<float, Lanes128<float>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<float>((a, b, c) => LaneProduct<float, OneLane<float>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<double>((a, b, c) => LaneProduct<double, Lanes512<double>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<double>((a, b, c) => LaneProduct<double, Lanes256<double>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<double>((a, b, c) => LaneProduct<double, Lanes128<double>>.Multiply(a, b, c, b.ColumnCount));
            product.Check<double>((a, b, c) => LaneProduct<double, OneLane<double>>.Multiply(a, b, c, b.ColumnCount));
        }
    }

    [Fact]
    public void A_zero_times_a_nan_is_a_nan_in_every_column()
    {
        float[] product = new float[5 * 21];

        MatrixMultiply.Multiply(new float[5 * 2], Nans(2 * 21), product, innerCount: 2, columnCount: 21);

        Assert.All(product, entry => Assert.True(float.IsNaN(entry)));
    }

    /// <summary>What pads a panel, or was left in it by the product before, is multiplied too.</summary>
    [Theory]
    [InlineData(7, 9, 10)]
    [InlineData(13, 300, 17)]
    [InlineData(20, 40, 300)]
    public void A_nan_or_an_infinity_stays_in_its_row_and_its_column(int rowCount, int innerCount, int columnCount)
    {
        foreach (float special in new[] { float.NaN, float.PositiveInfinity })
        {
            MatrixMultiply.Multiply(Nans(48 * 300), Nans(300 * 320), new float[48 * 320], 300, 320);
            float[] a = [.. Enumerable.Repeat(1f, rowCount * innerCount)], b = [.. Enumerable.Repeat(1f, innerCount * columnCount)];
            a[((rowCount - 1) * innerCount) + (innerCount / 2)] = special;
            b[((innerCount - 1) * columnCount) + columnCount - 1] = special;
            float[] product = new float[rowCount * columnCount];

            MatrixMultiply.Multiply(a, b, product, innerCount, columnCount);

            for (int i = 0; i < rowCount; i++)
            {
                for (int j = 0; j < columnCount; j++)
                {
                    bool isSpecial = i == rowCount - 1 || j == columnCount - 1;
                    Assert.Equal(isSpecial ? special : innerCount, product[(i * columnCount) + j]);
                }
            }
        }
    }

    [Fact]
    public void Entries_beside_a_part_of_the_product_are_left_alone()
    {
        const int Rows = 14, Inner = 11, Columns = 25, Stride = 32;
        var product = new IntegerProduct(Rows, Inner, Columns);
        float[] c = Nans(Rows * Stride);

        MatrixMultiply.MultiplyPart(
            MatrixView<float>.RowMajor(product.A<float>(false), Rows, Inner, "a"),
            MatrixView<float>.RowMajor(product.B<float>(false), Inner, Columns, "b"), c, Stride);

        float[] expected = product.Expected<float>();
        for (int i = 0; i < c.Length; i++)
            Assert.Equal(i % Stride < Columns ? expected[(i / Stride * Columns) + (i % Stride)] : float.NaN, c[i]);
    }

    [Fact]
    public void Products_in_several_threads_do_not_disturb_each_other()
    {
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            var product = new IntegerProduct(20 + (i % 7), 50 + i, 40 + (9 * i), seed: i);
            product.Check<float>(MatrixMultiply.Multiply);
            product.Check<double>(MatrixMultiply.Multiply);
        });
    }

    [Fact]
    public void A_product_allocates_nothing_after_the_first()
    {
        (float[] a, float[] b, float[] c) = (new float[130 * 300], new float[300 * 290], new float[130 * 290]);
        All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void All()
        {
            MatrixMultiply.Multiply(a, b, c, 300, 290);
            MatrixMultiply.MultiplyTransposed(a, b, c, 300, 290, firstRow: 0);
            MatrixView<float> left = MatrixView<float>.RowMajor(a, 130, 300, "a");
            MatrixMultiply.Multiply(left, MatrixView<float>.RowMajor(b, 290, 300, "b").Transpose, c);
        }
    }

    [Fact]
    public void Lengths_and_shapes_that_are_no_product_are_refused()
    {
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(new float[6], new float[7], new float[4], 3, 2));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(new float[5], new float[6], new float[4], 3, 2));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(new float[6], new float[6], new float[5], 3, 2));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.MultiplyTransposed(new float[7], new float[6], new float[4], 3, 2, 0));
        Assert.Equal(
            "A is 2 × 3, B is 2 × 3: A must have as many columns as B has rows.",
            Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(View(2, 3), View(2, 3), new float[4])).Message);
        Assert.Equal(
            "C has 5 entries; the product of 2 × 3 and 3 × 2 has 4.",
            Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(View(2, 3), View(3, 2), new float[5])).Message);
        Assert.Equal(
            "b has 7 entries; a matrix of 3 × 2 has 6. (Parameter 'b')",
            Assert.Throws<ArgumentException>(() => MatrixView<float>.RowMajor(new float[7], 3, 2, "b")).Message);
    }

    [Fact]
    public void Rows_beyond_the_matrix_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => MatrixMultiply.MultiplyTransposed(new float[6], new float[6], new float[4], 3, 2, firstRow: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => View(3, 4).Part(0, 2, 3, 3).RowCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => View(3, 4).Part(-1, 0, 1, 1).RowCount);
    }

    [Fact]
    public void A_result_in_the_place_of_a_factor_is_refused()
    {
        float[] a = new float[4];
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(a, new float[4], a, 2, 2));
        Assert.Throws<ArgumentException>(() => MatrixMultiply.Multiply(new float[4], a, a, 2, 2));
    }

    /// <summary>c ← c + a b for one k after the other, rounded as the machine does it.</summary>
    internal static T[] OneByOne<T>(T[] a, T[] b, int rowCount, int innerCount, int columnCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] c = new T[rowCount * columnCount];
        for (int i = 0; i < rowCount; i++)
        {
            for (int k = 0; k < innerCount; k++)
            {
                for (int j = 0; j < columnCount; j++)
                {
                    (T x, T y, T z) = (a[(i * innerCount) + k], b[(k * columnCount) + j], c[(i * columnCount) + j]);
                    c[(i * columnCount) + j] = Widest.HasFusedMultiplyAdd ? T.FusedMultiplyAdd(x, y, z) : (x * y) + z;
                }
            }
        }

        return c;
    }

    private static void CheckWidths<T>(int rowCount, int innerCount, int columnCount)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new RandomRows(9);
        T[] a = [.. random.Normal(rowCount * innerCount).Select(T.CreateTruncating)];
        T[] b = [.. random.Normal(innerCount * columnCount).Select(T.CreateTruncating)];
        T[] expected = OneByOne(a, b, rowCount, innerCount, columnCount);
        Check<Lanes512<T>>();
        Check<Lanes256<T>>();
        Check<Lanes128<T>>();
        Check<OneLane<T>>();

        void Check<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes, T>
        {
            T[] product = new T[expected.Length];
            MatrixView<T> left = MatrixView<T>.RowMajor(a, rowCount, innerCount, "a");
            LaneProduct<T, TLanes>.Multiply(left, MatrixView<T>.RowMajor(b, innerCount, columnCount, "b"), product, columnCount);
            Assert.Equal(expected, product);
        }
    }

    private static MatrixView<float> View(int rowCount, int columnCount)
        => MatrixView<float>.RowMajor(new float[rowCount * columnCount], rowCount, columnCount, "x");

    /// <summary>What was there before must not count.</summary>
    private static float[] Nans(int length) => [.. Enumerable.Repeat(float.NaN, length)];
}
