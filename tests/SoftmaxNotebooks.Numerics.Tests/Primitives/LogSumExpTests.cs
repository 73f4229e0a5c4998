namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

public class LogSumExpTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    [Fact]
    public void Whole_number_weights_count_repetitions()
    {
        var random = new RandomRows(3);
        for (int row = 0; row < 1000; row++)
        {
            double[] z = [.. random.Logits(random.Length(1, 20))];
            double[] weights = [.. z.Select(_ => (double)random.Length(0, 4))];
            double[] repeated = [.. z.SelectMany((x, j) => Enumerable.Repeat(x, (int)weights[j]))];

            Assert.Equal(repeated.LogSumExp(), z.LogSumExp(weights), 1e-11);
        }
    }

    // Expected: log(sum of exp(z)) as it stands, which these small logits allow; and that no row influences another.
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(129)]
    [InlineData(1500)]
    public void Rows_of_a_batch_are_the_log_sum_exps_of_the_rows(int columnCount)
    {
        const int rowCount = 250;
        var random = new RandomRows(columnCount);
        double[] z = random.Normal(rowCount * columnCount, 3);
        float[] single = [.. z.Select(x => (float)x)];
        double[] sums = new double[rowCount];
        float[] singleSums = new float[rowCount];
        SoftmaxPrimitives.LogSumExpRows(z, columnCount, sums);
        SoftmaxPrimitives.LogSumExpRows(single, columnCount, singleSums);
        bool[] mask = random.Mask(z.Length);
        mask.AsSpan(7 * columnCount, columnCount).Clear();
        for (int n = 0; n < rowCount; n++)
        {
            double[] row = z[(n * columnCount)..((n + 1) * columnCount)];
            bool[] maskOfRow = mask[(n * columnCount)..((n + 1) * columnCount)];
            Assert.Equal(Math.Log(row.Sum(Math.Exp)), sums[n], 1e-13);
            Assert.Equal(row.LogSumExp(), sums[n]);
            Assert.Equal((float)single.AsSpan(n * columnCount, columnCount).ToArray().Select(x => (double)x).ToArray().LogSumExp(), singleSums[n]);

            double ofKept = row.Where((_, j) => maskOfRow[j]).Sum(Math.Exp);
            if (ofKept == 0) Assert.Equal(-Inf, row.LogSumExp(maskOfRow));
            else Assert.Equal(Math.Log(ofKept), row.LogSumExp(maskOfRow), 1e-13);
        }
    }

    // Expected: m + log C. The pieces that a long row goes in outnumber the room for their results.
    [Fact]
    public void A_row_of_more_than_a_million_floats_is_the_log_sum_exp_of_its_pieces()
    {
        float[] z = new float[3_000_001];
        Array.Fill(z, 2.5f);
        Assert.Equal((float)(2.5 + Math.Log(3_000_001)), SoftmaxPrimitives.LogSumExp(z));
        z[2_999_999] = float.PositiveInfinity;
        Assert.Equal(float.PositiveInfinity, SoftmaxPrimitives.LogSumExp(z));
        z[3] = float.NaN;
        Assert.Equal(float.NaN, SoftmaxPrimitives.LogSumExp(z));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void An_entry_of_weight_0_is_not_there_whatever_its_logit(double logit)
    {
        Assert.Equal(2, new[] { logit, 2 }.LogSumExp(new double[] { 0, 1 }));
        Assert.Equal(-Inf, new[] { logit }.LogSumExp(new double[] { 0 }));
    }

    [Fact]
    public void A_small_weight_on_the_largest_logit_loses_nothing()
    {
        // 1e-300 · exp(0) = exp(log 1e-300), log 1e-300 = -690.7755278982137 (mpmath).
        Assert.Equal(-690.7755278982137, new double[] { 0 }.LogSumExp([1e-300]), 1e-12);
    }

    // Expected: log(1 + e^-40) = 4.248354255291589e-18 (mpmath; log_softmax/own/40-0 in the reference file), and log(1 - e^-40).
    [Theory]
    [InlineData(1, 4.248354255291589e-18)]
    [InlineData(-1, -4.248354255291589e-18)]
    public void A_small_term_beside_1_is_not_lost(double weight, double expected)
    {
        Assert.Equal(expected, SoftmaxPrimitives.LogSumExpSigned([0.0, -40], [1, weight]).LogOfMagnitude, 1e-32);
    }

    // Expected: by hand. s = w[0] exp(z[0]) + ..., with infinities as limits and inf - inf undefined.
    [Theory]
    [InlineData(new[] { 0.0, 0 }, new[] { 1.0, -3 }, 0.6931471805599453, -1)]
    [InlineData(new[] { 0.0, 0 }, new[] { -3.0, 1 }, 0.6931471805599453, -1)]
    [InlineData(new[] { 0.0, 0 }, new[] { 3.0, -1 }, 0.6931471805599453, 1)]
    [InlineData(new[] { 2.0, 2 }, new[] { 1.0, -1 }, -Inf, 0)]
    [InlineData(new double[0], new double[0], -Inf, 0)]
    [InlineData(new[] { Inf, 1 }, new[] { -1.0, 1 }, Inf, -1)]
    [InlineData(new[] { Inf, Inf }, new[] { 1.0, 1 }, Inf, 1)]
    [InlineData(new[] { Inf, Inf }, new[] { 1.0, -1 }, NaN, NaN)]
    [InlineData(new[] { Inf, Inf, Inf }, new[] { 1.0, 1, -1 }, NaN, NaN)]
    [InlineData(new[] { NaN, 1 }, new[] { 1.0, 1 }, NaN, NaN)]
    [InlineData(new[] { -Inf, -Inf }, new[] { 1.0, -1 }, -Inf, 0)]
    public void Signed_gives_the_magnitude_and_the_sign(double[] logits, double[] weights, double logOfMagnitude, double sign)
    {
        (double actual, double actualSign) = SoftmaxPrimitives.LogSumExpSigned(logits, weights);

        Assert.True(logOfMagnitude.Equals(actual) || Math.Abs(actual - logOfMagnitude) <= 1e-15, $"{actual:R}");
        Assert.Equal(sign, actualSign);
    }

    [Fact]
    public void Signed_float_is_the_double_result_rounded()
    {
        (float logOfMagnitude, float sign) = SoftmaxPrimitives.LogSumExpSigned([1f, 1, 1], [1f, -1, -1]);

        Assert.Equal(1, logOfMagnitude);
        Assert.Equal(-1, sign);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_not_a_number_from_0_up_is_refused(double weight)
    {
        var exception = Assert.Throws<ArgumentException>(() => new double[] { 1, 2 }.LogSumExp([1, weight]));

        string expected = FormattableString.Invariant($"weights[1] is {weight}; it must be at least 0 and finite.");
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new float[] { 1, 2 }.LogSumExp([1, (float)weight]));
    }

    [Fact]
    public void Weights_of_another_length_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new double[] { 1, 2 }.LogSumExp(new double[] { 1 }));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSumExpSigned([1.0, 2], [1.0]));
    }

    [Fact]
    public void Rows_are_the_single_calls()
    {
        double[] logits = [1, 2, 3, 1000, 1000, -1000];
        double[] destination = new double[2];

        SoftmaxPrimitives.LogSumExpRows(logits, 3, destination);

        Assert.Equal([logits[..3].LogSumExp(), logits[3..].LogSumExp()], destination);
    }

    [Fact]
    public void A_destination_that_does_not_hold_one_entry_per_row_or_overlaps_is_refused_and_untouched()
    {
        double[] destination = [7, 7, 7];
        double[] shared = [1, 2, 3, 4];

        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSumExpRows([1.0, 2, 3, 4], 2, destination));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSumExpRows([1.0, 2, 3, 4], 3, destination));
        Assert.Throws<ArgumentException>(() => SoftmaxPrimitives.LogSumExpRows(shared, 2, shared.AsSpan(0, 2)));
        Assert.Equal([7, 7, 7], destination);
        Assert.Equal([1, 2, 3, 4], shared);
    }
}
