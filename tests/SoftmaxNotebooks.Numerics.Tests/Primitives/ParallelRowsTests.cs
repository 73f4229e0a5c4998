namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Rows shared out among threads. Expected: what one thread computes, bit for bit.</summary>
public class ParallelRowsTests
{
    [Theory]
    [InlineData(0, 7)]
    [InlineData(1, 100_000)]
    [InlineData(3, 10)]
    [InlineData(3, 40_000)]
    [InlineData(40, 1_000)]
    [InlineData(40_000, 10)]
    [InlineData(9_001, 10)]
    public void Rows_have_the_same_bits_at_any_number_of_threads(int rowCount, int columnCount)
    {
        double[] z = new RandomRows(11).Normal(rowCount * columnCount, 10);
        if (rowCount > 2) z[columnCount] = double.NaN;
        float[] single = [.. z.Select(x => (float)x)];
        foreach (int degree in new[] { -1, 1, 2, 3, 8 })
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = degree };
            foreach (double temperature in new[] { 1, 0.5 })
            {
                double[] p = new double[z.Length], expected = new double[z.Length];
                SoftmaxPrimitives.SoftmaxRows(z, columnCount, p, options, temperature);
                SoftmaxPrimitives.SoftmaxRows(z, columnCount, expected, temperature);
                Assert.Equal(expected, p);
                SoftmaxPrimitives.LogSoftmaxRows(z, columnCount, p, options, temperature);
                SoftmaxPrimitives.LogSoftmaxRows(z, columnCount, expected, temperature);
                Assert.Equal(expected, p);

                float[] inPlace = [.. single], expectedSingle = new float[z.Length];
                SoftmaxPrimitives.SoftmaxRows(inPlace, columnCount, inPlace, options, (float)temperature);
                SoftmaxPrimitives.SoftmaxRows(single, columnCount, expectedSingle, (float)temperature);
                Assert.Equal(expectedSingle, inPlace);
                inPlace = [.. single];
                SoftmaxPrimitives.LogSoftmaxRows(inPlace, columnCount, inPlace, options, (float)temperature);
                SoftmaxPrimitives.LogSoftmaxRows(single, columnCount, expectedSingle, (float)temperature);
                Assert.Equal(expectedSingle, inPlace);
            }
        }
    }

    [Fact]
    public void A_cancelled_token_is_obeyed_by_small_and_large_batches()
    {
        var cancelled = new ParallelOptions { CancellationToken = new CancellationToken(canceled: true) };
        foreach (int rowCount in new[] { 1, 10_000 })
        {
            float[] z = new float[rowCount * 10];
            Assert.ThrowsAny<OperationCanceledException>(() => SoftmaxPrimitives.SoftmaxRows(z, 10, z, cancelled));
            Assert.ThrowsAny<OperationCanceledException>(() => SoftmaxPrimitives.LogSoftmaxRows(z, 10, z, cancelled));
            Assert.All(z, x => Assert.Equal(0, x));
        }
    }

    [Fact]
    public void Bad_arguments_are_named_and_leave_the_destination_untouched()
    {
        double[] z = new double[12], destination = [.. Enumerable.Repeat(7.0, 12)];
        var options = new ParallelOptions();
        Assert.Throws<ArgumentNullException>("options", () => SoftmaxPrimitives.SoftmaxRows(z, 3, destination, options: null!));
        Assert.Throws<ArgumentException>("columnCount", () => SoftmaxPrimitives.SoftmaxRows(z, 5, destination, options));
        Assert.Throws<ArgumentOutOfRangeException>("columnCount", () => SoftmaxPrimitives.LogSoftmaxRows(z, 0, destination, options));
        Assert.Throws<ArgumentException>("destination", () => SoftmaxPrimitives.SoftmaxRows(z, 3, destination.AsMemory(1), options));
        Assert.Throws<ArgumentException>("destination", () => SoftmaxPrimitives.SoftmaxRows(z.AsMemory(0, 6), 3, z.AsMemory(3, 6), options));
        Assert.Throws<ArgumentOutOfRangeException>("temperature", () => SoftmaxPrimitives.LogSoftmaxRows(z, 3, destination, options, double.NaN));
        Assert.All(destination, x => Assert.Equal(7, x));
    }
}
