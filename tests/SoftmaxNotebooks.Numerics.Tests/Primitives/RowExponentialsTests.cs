namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>Float rows go as vectors, double rows one by one: both must say the same.</summary>
public class RowExponentialsTests
{
    private const float Inf = float.PositiveInfinity;

    [Fact]
    public void A_float_row_has_the_exponentials_and_the_sum_of_the_same_row_in_double()
    {
        var random = new RandomRows(11);
        for (int row = 0; row < 5000; row++)
        {
            float[] z = [.. random.Logits(random.Length(1, 70)).Select(x => (float)x)];
            double[] inDouble = [.. z.Select(x => (double)x)];
            int top = RowMath.IndexOfMaximum<float>(z);
            double temperature = row % 2 == 0 ? 1 : 1 / 3.0;
            float[] exponentials = new float[z.Length];
            double[] expected = new double[z.Length];

            double others = RowExponentials.SumOfOthers<float>(z, default, top, temperature, exponentials);

            double expectedOthers = RowExponentials.SumOfOthers<double>(inDouble, default, top, temperature, expected);
            // What the polynomial leaves out, 2e-10; and nothing below e^-700 counts.
            Assert.Equal(expectedOthers, others, (3e-10 * expectedOthers) + 1e-300);
            Assert.Equal(others, RowExponentials.SumOfOthers<float>(z, default, top, temperature, destination: default));
            for (int j = 0; j < z.Length; j++) AssertOneUlp((float)expected[j], exponentials[j]);
        }
    }

    // By mpmath: exp is 1 at 0, falls below the least normal float at -87.3, below half the least float at -103.97, and is 0 at -inf.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(-87.5f, 9.982352e-39f)]
    [InlineData(-103.9f, 1.4e-45f)]
    [InlineData(-104f, 0)]
    [InlineData(-745f, 0)]
    [InlineData(float.MinValue, 0)]
    [InlineData(-Inf, 0)]
    public void Far_below_the_maximum_the_exponentials_end_in_0(float z, float expected)
    {
        float[] exponentials = new float[12];
        double others = RowExponentials.SumOfOthers<float>([.. Enumerable.Repeat(z, 11), 0], default, 11, 1, exponentials);
        Assert.All(exponentials[..11], e => Assert.Equal(expected, e));
        Assert.Equal(1, exponentials[11]);
        Assert.Equal(11 * Math.Exp(z), others, (3e-10 * others) + 1e-300);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(Inf)]
    public void A_maximum_that_is_not_finite_has_no_sum(float maximum)
    {
        for (int length = 1; length < 40; length++)
        {
            float[] z = new float[length];
            z[^1] = maximum;
            Assert.Equal(double.NaN, RowExponentials.SumOfOthers<float>(z, default, length - 1, 1, new float[length]));
        }

        Assert.Equal(double.NaN, RowExponentials.SumOfOthers<float>([-Inf, -Inf, -Inf], default, 0, 1, new float[3]));
    }

    [Fact]
    public void Ties_of_the_maximum_count_as_others()
    {
        for (int length = 1; length < 40; length++)
        {
            float[] z = [.. Enumerable.Repeat(7f, length)];
            Assert.Equal(length - 1, RowExponentials.SumOfOthers<float>(z, default, 0, 1, destination: default));
        }
    }

    private static void AssertOneUlp(float expected, float actual)
        => Assert.InRange(actual, MathF.BitDecrement(expected), MathF.BitIncrement(expected));
}
