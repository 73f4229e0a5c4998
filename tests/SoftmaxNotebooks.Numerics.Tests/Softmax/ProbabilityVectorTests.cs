using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests;

public class ProbabilityVectorTests
{
    // Expected values: Python's decimal module with 50 digits.
    [Theory]
    [InlineData(new[] { 0.5, 0.25, 0.125, 0.125 }, 1.2130075659799043, 3.3635856610148582, 0.25)]
    [InlineData(new[] { 0.7, 0.2, 0.1 }, 0.80181855254333735, 2.2295918739204164, 0.5)]
    [InlineData(new[] { 0.0, 1, -0.0 }, 0, 1, 1)]
    [InlineData(new[] { 1.0 }, 0, 1, 1)]
    public void Entropy_perplexity_and_margin_are_those_of_the_formula(double[] p, double entropy, double perplexity, double margin)
    {
        var vector = new ProbabilityVector(p);

        Assert.Equal(entropy, vector.Entropy, 1e-15);
        Assert.Equal(perplexity, vector.Perplexity, 1e-14);
        Assert.Equal(margin, vector.Top1Margin, 1e-15);
        Assert.Empty(vector.Problems);
    }

    [Fact]
    public void Deviation_has_the_digits_that_the_sum_rounds_off()
    {
        // The exact sum of these three doubles is 1 - 2^-55, which no double is; plain addition gives 0.9999999999999999.
        var vector = new ProbabilityVector([0.7, 0.2, 0.1]);

        Assert.Equal(1, vector.Sum);
        Assert.Equal(-Math.ScaleB(1, -55), vector.Deviation);
        Assert.True(vector.SumsToOne);
    }

    [Fact]
    public void Sum_of_a_million_equal_probabilities_is_not_rounded_along_the_way()
    {
        // 1e-6 as a double is 1e-6 - 4.5251e-23 (Python's decimal module), so a million of them fall short by 4.5251e-17.
        Assert.Equal(-4.5251e-17, new ProbabilityVector(Enumerable.Repeat(1e-6, 1_000_000)).Deviation, 1e-20);
    }

    [Fact]
    public void A_softmax_in_float_sums_to_1_as_far_as_float_can_tell()
    {
        // 0.1f is 0.1 + 1.49e-9: ten of them are 1.5e-8 above 1, half a unit in the last place of a float and 67 million of a double.
        ProbabilityVector floats = Vector<float>.Build.Dense(10, 0.1f).WithLabels([.. "abcdefghij".Select(c => $"{c}")]);
        var doubles = new ProbabilityVector(floats.Probabilities);

        Assert.True(floats.SumsToOne);
        Assert.False(doubles.SumsToOne);
        Assert.Equal("the sum is 1.49e-8 above 1", Assert.Single(doubles.Problems));
    }

    [Fact]
    public void What_is_no_probability_is_kept_and_named()
    {
        double[] wrong = [double.NaN, -0.25, 1.5, -1];
        var vector = new ProbabilityVector(wrong);

        Assert.Equal(wrong, vector.Probabilities);
        Assert.Equal(
            ["p[0] is NaN", "2 of 4 probabilities are negative, the first is p[1] = -0.25", "p[2] = 1.5 is above 1"], vector.Problems);
        Assert.Equal(2, vector.Top1);
        Assert.Equal(1.75, vector.Top1Margin);
        Assert.True(double.IsNaN(vector.Entropy));
        Assert.Equal(4, vector.RankOf(0));
    }

    [Theory]
    [InlineData(new double[0], "there are no classes")]
    [InlineData(new[] { 0.5, 0.25 }, "the sum is 0.25 below 1")]
    [InlineData(new[] { double.PositiveInfinity }, "p[0] = +Inf is above 1; the sum is +Inf")]
    [InlineData(new[] { double.NaN }, "p[0] is NaN")]
    public void Problems_are_said_in_words(double[] p, string expected)
        => Assert.Equal(expected, string.Join("; ", new ProbabilityVector(p).Problems));

    [Fact]
    public void Nothing_leads_where_there_is_no_number()
    {
        Assert.Null(new ProbabilityVector([]).Top1);
        Assert.Null(new ProbabilityVector([double.NaN]).Top1);
        Assert.True(double.IsNaN(new ProbabilityVector([]).Top1Margin));
    }

    [Fact]
    public void A_target_has_a_loss_and_a_rank()
    {
        ProbabilityVector vector = new[] { 0.25, 0.5, 0.25 }.WithLabels("a", "b", "c").WithTarget(2);

        // -log 0.25, computed with 50 digits. One class is more probable, the other equally probable.
        Assert.Equal(1.3862943611198906, vector.TargetLoss!.Value, 1e-15);
        Assert.Equal(2, vector.TargetRank);
        Assert.Null(new ProbabilityVector([1.0]).TargetLoss);
        Assert.Equal(double.PositiveInfinity, new ProbabilityVector([1.0, 0]).WithTarget(1).TargetLoss);
        Assert.Equal("0", new ProbabilityVector([1.0]).WithTarget(0).TargetLoss!.Value.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_most_probable_come_first_and_equal_ones_in_their_order()
        => Assert.Equal([1, 0, 3], new ProbabilityVector([0.25, 0.5, 0, 0.25, double.NaN]).MostProbable(3));

    [Fact]
    public void Labels_may_be_a_list_or_written_out()
    {
        var p = Vector<double>.Build.Dense([0.5, 0.5]);

        Assert.Equal(["a", "b"], p.WithLabels("a", "b").Labels);
        Assert.Equal(["a", "b"], p.WithLabels(new List<string> { "a", "b" }).Labels);
        Assert.Equal(["0", "1"], new ProbabilityVector(p).Labels);
    }

    [Fact]
    public void A_wrong_number_of_labels_and_a_target_outside_are_refused_with_value_and_limit()
    {
        Assert.Equal(
            "labels has 1 entries, but probabilities has 2: the lengths must be equal. (Parameter 'labels')",
            Assert.Throws<ArgumentException>(() => new[] { 0.5, 0.5 }.WithLabels("a")).Message);
        Assert.StartsWith(
            "index is 2; it must lie in [0, 2).",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ProbabilityVector([0.5, 0.5]).WithTarget(2)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_given_can_change_without_changing_the_vector()
    {
        double[] p = [0.5, 0.5];
        ProbabilityVector vector = p.WithLabels("a", "b");
        p[0] = 7;

        Assert.Equal(0.5, vector[0]);
        Assert.Equal("Probabilities of 2 classes: a leads with 0.5, margin 0", vector.ToString());
    }
}
