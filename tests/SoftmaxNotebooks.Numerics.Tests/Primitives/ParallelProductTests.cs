namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Expected values: the definition, one multiply-add after the other; and exact products of integers.</summary>
public class ParallelProductTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void The_bits_are_the_same_in_any_number_of_threads(int degree)
    {
        using var team = new ThreadTeam(degree);
        var product = new ParallelProduct<float>(team);
        var random = new RandomRows(10);
        foreach ((int m, int k, int n) in new[] { (128, 784, 128), (131, 300, 67), (7, 500, 900), (1000, 30, 11), (64, 65, 64) })
        {
            float[] a = [.. random.Normal(m * k).Select(x => (float)x)], b = [.. random.Normal(k * n).Select(x => (float)x)];
            float[] c = [.. Enumerable.Repeat(float.NaN, m * n)];

            product.Multiply(new(a, m, k), new(b, k, n), c);

            Assert.Equal(MatrixMultiplyTests.OneByOne(a, b, m, k, n), c);
        }
    }

    [Fact]
    public void Products_of_small_integers_are_exact_for_all_transposes()
    {
        using var team = new ThreadTeam(3);
        var product = new ParallelProduct<double>(team);
        foreach ((int m, int k, int n) in new[] { (130, 70, 100), (1, 600, 700), (0, 5, 3), (3, 0, 2) })
        {
            var expected = new IntegerProduct(m, k, n);
            foreach ((bool transposeA, bool transposeB) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                double[] c = [.. Enumerable.Repeat(double.NaN, m * n)];
                product.Multiply(
                    transposeA ? new(expected.A<double>(true), k, m, true) : new(expected.A<double>(false), m, k),
                    transposeB ? new(expected.B<double>(true), n, k, true) : new(expected.B<double>(false), k, n), c);
                Assert.Equal(expected.Expected<double>(), c);
            }
        }
    }

    [Fact]
    public void A_product_allocates_nothing_in_any_thread_after_the_first()
    {
        const int Degree = 3;
        using var team = new ThreadTeam(Degree);
        var product = new ParallelProduct<float>(team);
        float[] a = new float[300 * 200], b = new float[200 * 400], c = new float[300 * 400];
        long[] before = new long[Degree], after = new long[Degree];
        int missing = Degree;

        // Each thread waits for the others, so that each has one part. What is made for this is made before it is counted.
        PartOfWork multiply = (_, _) => Together(() => MatrixMultiply.Multiply(a, b, new float[300 * 400], 200, 400));
        PartOfWork countBefore = (_, thread) =>
        {
            Together(null);
            before[thread] = GC.GetAllocatedBytesForCurrentThread();
        };
        PartOfWork countAfter = (_, thread) =>
        {
            Together(null);
            after[thread] = GC.GetAllocatedBytesForCurrentThread();
        };
        team.Run(Degree, multiply);
        product.Multiply(new(a, 300, 200), new(b, 200, 400), c);
        missing = Degree;
        team.Run(Degree, countBefore);
        for (int i = 0; i < 20; i++) product.Multiply(new(a, 300, 200), new(b, 200, 400), c);
        missing = Degree;
        team.Run(Degree, countAfter);

        Assert.Equal(before, after);

        void Together(Action? action)
        {
            Interlocked.Decrement(ref missing);
            while (Volatile.Read(ref missing) > 0) Thread.Yield();
            action?.Invoke();
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var team = new ThreadTeam(2);
        var product = new ParallelProduct<float>(team);
        float[] a = new float[100 * 100], b = new float[100 * 90];
        Assert.Throws<ArgumentException>(() => product.Multiply(new(a, 100, 100), new(b, 90, 100), new float[100 * 100]));
        Assert.Throws<ArgumentException>(() => product.Multiply(new(a, 100, 100), new(b, 100, 90), new float[100 * 100]));
        Assert.Throws<ArgumentException>(() => product.Multiply(new(a, 100, 100), new(a, 100, 100), a));
    }

    [Fact]
    public void Parts_cover_every_entry_once_and_leave_no_thread_without_work()
    {
        foreach (int degree in new[] { 1, 2, 3, 8, 64 })
        {
            foreach ((int rows, int columns) in new[] { (1, 1), (128, 128), (784, 128), (7, 3000), (3000, 7), (1025, 1023), (60, 60) })
            {
                ProductParts parts = ProductParts.For(rows, columns, 1 << 20, degree);
                int[] counts = new int[rows * columns];
                for (int part = 0; part < parts.Count; part++)
                {
                    (int row, int column, int rowCount, int columnCount) = parts[part];
                    Assert.True(rowCount > 0 && columnCount > 0);
                    for (int i = row; i < row + rowCount; i++)
                    {
                        for (int j = column; j < column + columnCount; j++) counts[(i * columns) + j]++;
                    }
                }

                Assert.All(counts, count => Assert.Equal(1, count));
                if (rows >= 128 && columns >= 128) Assert.True(parts.Count >= Math.Min(degree, 8), $"{parts} for {degree} threads");
            }
        }
    }

    [Fact]
    public void Little_work_stays_in_one_thread() => Assert.Equal(1, ProductParts.For(60, 60, 60, degree: 8).Count);
}
