using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>What holds for every row: thousands of seeded random rows of 1 to 67 classes, from soft to saturated.</summary>
public class SoftmaxPropertyTests
{
    private const int RowCount = 3000;

    /// <summary>The rounding unit of a double, 2^-53: the relative error of one operation.</summary>
    private static readonly double Unit = Math.ScaleB(1, -53);

    [Fact]
    public void Probabilities_lie_in_0_to_1_and_sum_to_1_within_rounding()
    {
        ForEachRow((z, _) =>
        {
            Vector<double> p = z.Softmax();
            Assert.All(p, probability => Assert.InRange(probability, 0, 1));
            Assert.Equal(1, p.Sum(), 2 * z.Count * Unit);

            // Each of the C float probabilities is rounded twice to 2^-24.
            float[] single = [.. z.Select(x => (float)x)];
            Assert.Equal(1, single.Softmax().Sum(x => (double)x), 2 * z.Count * Math.ScaleB(1, -24));
        });
    }

    [Fact]
    public void A_shift_of_all_logits_changes_nothing()
    {
        // Logits and shift are multiples of 1/8 below 2^20, so that adding the shift is exact: only rounding inside of softmax is left.
        ForEachRow((z, random) =>
        {
            Vector<double> eighths = z.Map(x => Math.Round(x * 8) / 8);
            double shift = random.Length(-1000, 1000);

            Ulp.AssertWithin(6, eighths.Softmax(), (eighths + shift).Softmax());
            Ulp.AssertWithin(6, eighths.LogSoftmax(), (eighths + shift).LogSoftmax());
            Assert.Equal(eighths.LogSumExp() + shift, (eighths + shift).LogSumExp(), 1e-12);
        });
    }

    [Fact]
    public void The_order_of_the_logits_is_the_order_of_the_probabilities()
    {
        ForEachRow((z, _) =>
        {
            double[] ordered = [.. z.Order()];
            double[] p = ordered.Softmax();
            double[] l = ordered.LogSoftmax();
            for (int j = 1; j < ordered.Length; j++)
            {
                Assert.True(p[j - 1] <= p[j]);
                Assert.True(l[j - 1] <= l[j]);
            }
        });
    }

    [Fact]
    public void Permuting_the_logits_permutes_the_probabilities()
    {
        ForEachRow((z, _) =>
        {
            double[] reversed = [.. z.Reverse()];

            // The sum runs in another order and may round differently.
            AssertRelative([.. z.Softmax().Reverse()], reversed.Softmax(), 2 * z.Count * Unit);
        });
    }

    [Fact]
    public void Log_softmax_is_the_logarithm_of_softmax()
    {
        // exp(l) has the absolute error of l as its relative error: |l| reaches 1000 here.
        ForEachRow((z, _) => AssertRelative([.. z.Softmax()], [.. z.LogSoftmax().PointwiseExp()], 1e-12));
    }

    [Fact]
    public void Softmax_of_log_probabilities_gives_the_probabilities_back_and_log_softmax_is_idempotent()
    {
        ForEachRow((z, _) =>
        {
            Vector<double> l = z.LogSoftmax();
            AssertRelative([.. z.Softmax()], [.. l.Softmax()], 1e-12);
            AssertRelative([.. l], [.. l.LogSoftmax()], 1e-11);
        });
    }

    [Fact]
    public void Log_sum_exp_lies_between_the_maximum_and_the_maximum_plus_log_C()
    {
        ForEachRow((z, _) =>
        {
            double lse = z.LogSumExp();
            Assert.InRange(lse, z.Maximum(), z.Maximum() + Math.Log(z.Count) + 1e-12);
            Assert.Equal(lse, z[0] - z.LogSoftmax()[0], 1e-11);
        });
    }

    [Fact]
    public void Softmax_agrees_with_the_plain_formula_where_that_one_works()
    {
        // exp(z) / sum, without a shift, is right for small logits.
        for (int length = 1; length <= 67; length++)
        {
            double[] z = new RandomRows(length).Normal(length, 3);
            double sum = z.Sum(Math.Exp);

            AssertRelative([.. z.Select(x => Math.Exp(x) / sum)], z.Softmax(), 1e-14);
            Assert.Equal(Math.Log(sum), z.LogSumExp(), 1e-14);
        }
    }

    [Fact]
    public void A_float_row_is_the_double_row_within_3_ulp()
    {
        ForEachRow((z, _) =>
        {
            float[] single = [.. z.Select(x => (float)x)];
            double[] exact = [.. single.Select(x => (double)x)];

            Ulp.AssertWithin(3, [.. exact.Softmax().Select(p => (float)p)], single.Softmax());
            Ulp.AssertWithin(3, [.. exact.LogSoftmax().Select(l => (float)l)], single.LogSoftmax());
            Assert.Equal((float)exact.LogSumExp(), single.LogSumExp());
        });
    }

    private static void ForEachRow(Action<Vector<double>, RandomRows> check)
    {
        var random = new RandomRows(20260922);
        for (int row = 0; row < RowCount; row++) check(random.Logits(random.Length(1, 67)), random);
    }

    private static void AssertRelative(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int j = 0; j < expected.Length; j++)
        {
            bool same = Math.Abs(actual[j] - expected[j]) <= (tolerance * Math.Abs(expected[j])) + double.Epsilon;
            Assert.True(same, FormattableString.Invariant($"entry {j} is {actual[j]:R}, expected {expected[j]:R}"));
        }
    }
}
