using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.CrossEntropyTests;

/// <summary>Infinite logits, rows that do not count, and everything that is refused.</summary>
public class CrossEntropyEdgeTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    private static readonly CrossEntropyOptions Sum = new() { Reduction = Reduction.Sum };

    // Expected: PyTorch 1.13.1 as executed (reference file, library_semantics, "cross_entropy edge results").
    [Theory]
    [InlineData(new[] { 1, -Inf, 2 }, 1, Inf)]
    [InlineData(new[] { -Inf, 0, -Inf }, 1, 0)]
    [InlineData(new[] { 1, Inf, 2 }, 1, NaN)]
    [InlineData(new[] { 1, NaN, 2 }, 0, NaN)]
    [InlineData(new[] { -Inf, -Inf }, 0, NaN)]
    public void Infinite_and_NaN_logits_give_what_PyTorch_gives(double[] logits, int target, double expected)
    {
        Assert.Equal(expected, CrossEntropy.Loss(Vector<double>.Build.Dense(logits), target));
        Assert.Equal((float)expected, CrossEntropy.Loss([.. logits.Select(z => (float)z)], logits.Length, [target]));
    }

    [Fact]
    public void A_target_of_0_against_a_logit_of_minus_infinity_costs_nothing()
    {
        // 0 · log 0 = 0; PyTorch and TensorFlow give NaN. The rest is the loss of [0, 0] against [0.5, 0.5], log 2.
        Vector<double> logits = Vector<double>.Build.Dense([-Inf, 0, 0]);
        Vector<double> targets = Vector<double>.Build.Dense([0, 0.5, 0.5]);

        Assert.Equal(0.6931471805599453, CrossEntropy.Loss(logits, targets), 1e-15);
        Assert.Equal([0, 0, 0], CrossEntropy.Gradient(logits, targets));
    }

    [Fact]
    public void An_ignored_row_has_loss_0_and_gradient_0_and_does_not_count_in_the_mean()
    {
        Matrix<double> logits = Matrix<double>.Build.DenseOfRowArrays([1, 2, 3], [NaN, Inf, 0], [3, 1, 2]);
        CrossEntropyOptions options = new() { IgnoreIndex = -1, LabelSmoothing = 0.1, ClassWeights = [1, 2, 3] };
        Matrix<double> kept = Matrix<double>.Build.DenseOfRowArrays([1, 2, 3], [3, 1, 2]);

        Matrix<double> gradient = CrossEntropy.Gradient(logits, [2, -1, 0], options);

        Assert.Equal(CrossEntropy.Loss(kept, [2, 0], options), CrossEntropy.Loss(logits, [2, -1, 0], options));
        Assert.Equal(0, CrossEntropy.Losses(logits, [2, -1, 0], options)[1]);
        Assert.Equal([0, 0, 0], gradient.Row(1));
        Assert.Equal(CrossEntropy.Gradient(kept, [2, 0], options).Row(1), gradient.Row(2));
    }

    [Fact]
    public void A_class_can_be_ignored_too()
    {
        Matrix<double> logits = Matrix<double>.Build.DenseOfRowArrays([1, 2], [3, 4]);

        Assert.Equal(
            CrossEntropy.Loss(logits.Row(0), 1),
            CrossEntropy.Loss(logits, [1, 0], new() { IgnoreIndex = 0 }));
    }

    [Fact]
    public void A_sum_over_nothing_is_0()
    {
        // PyTorch: sum over zero rows 0, with every row ignored 0, gradient 0.
        Assert.Equal(0, CrossEntropy.Loss(default(ReadOnlySpan<double>), 3, default(ReadOnlySpan<int>), Sum));
        Matrix<double> logits = Matrix<double>.Build.Dense(2, 3, 1);
        CrossEntropyOptions options = Sum with { IgnoreIndex = 7 };
        Assert.Equal(0, CrossEntropy.Loss(logits, [7, 7], options));
        Assert.Equal(Matrix<double>.Build.Dense(2, 3), CrossEntropy.Gradient(logits, [7, 7], options));
    }

    [Fact]
    public void A_mean_over_nothing_is_refused_and_the_destination_untouched()
    {
        double[] logits = [1, 2, 3, 4, 5, 6];
        AssertRefused("total weight of the 0 target rows is 0", (_, _) => CrossEntropy.Loss(Array.Empty<double>(), 2, Array.Empty<int>()), new());
        AssertRefused(
            "total weight of the 2 target rows is 0",
            (to, options) => CrossEntropy.Gradient(logits, 3, [9, 9], to, options),
            new() { IgnoreIndex = 9 });
        AssertRefused(
            "total weight of the 2 target rows is 0",
            (to, options) => CrossEntropy.LossAndGradient(logits, 3, [1, 1], to, options),
            new() { ClassWeights = [1, 0, 2] });
        AssertRefused(
            "a mean needs more than 0",
            (_, options) => CrossEntropy.Loss(Matrix<double>.Build.Dense(1, 3), [2], options),
            new() { ClassWeights = [1, 1, 0] });
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_target_that_is_no_class_is_refused_and_the_destination_untouched(int target)
    {
        double[] logits = [1, 2, 3, 4, 5, 6];
        string expected = FormattableString.Invariant($"targets[1] is {target}; a class index must lie in [0, 3).");
        AssertRefused(expected, (_, options) => CrossEntropy.Loss(logits, 3, [0, target], options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.Losses(logits, 3, [0, target], to.AsSpan(0, 2), options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.Gradient(logits, 3, [0, target], to, options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.LossAndGradient(logits, 3, [0, target], to, options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.Gradient(logits, 3, [0, target], to, options), new() { IgnoreIndex = -100 });
    }

    [Theory]
    [InlineData(-0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_target_weight_that_is_not_a_number_from_0_up_is_refused_and_the_destination_untouched(double weight)
    {
        double[] logits = [1, 2];
        double[] targets = [0.5, weight];
        float[] floatTargets = [0.5f, (float)weight];
        string expected = FormattableString.Invariant($"targets[1] is {weight}; it must be at least 0 and finite.");
        AssertRefused(expected, (_, options) => CrossEntropy.Loss(logits, 2, targets, options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.Losses(logits, 2, targets, to.AsSpan(0, 1), options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.Gradient(logits, 2, targets, to.AsSpan(0, 2), options), new());
        AssertRefused(expected, (to, options) => CrossEntropy.LossAndGradient(logits, 2, targets, to.AsSpan(0, 2), options), new());
        AssertRefused(expected, (_, options) => CrossEntropy.Loss([1f, 2f], 2, floatTargets, options), new());
    }

    [Fact]
    public void Lengths_that_do_not_fit_together_are_refused_and_the_destination_untouched()
    {
        double[] logits = [1, 2, 3, 4];
        AssertRefused("targets has 1 entries", (to, _) => CrossEntropy.Gradient(logits, 2, [0], to), new());
        AssertRefused("targets has 3 entries", (to, _) => CrossEntropy.Gradient(logits, 2, [0.5, 0.5, 1], to), new());
        AssertRefused("destination has 6 entries", (to, _) => CrossEntropy.Gradient(logits, 2, [0, 1], to), new());
        AssertRefused("destination has 6 entries", (to, _) => CrossEntropy.LossAndGradient(logits, 2, [0, 1], to), new());
        AssertRefused("destination has 6 entries", (to, _) => CrossEntropy.Losses(logits, 2, [0, 1], to), new());
        AssertRefused(
            "ClassWeights has 3 entries",
            (to, options) => CrossEntropy.Gradient(logits, 2, [0, 1], to.AsSpan(0, 4), options),
            new() { ClassWeights = [1, 2, 3] });
        AssertRefused("does not divide the 4 entries", (to, _) => CrossEntropy.Gradient(logits, 3, [0], to), new());
        AssertRefused("columnCount ('0')", (to, _) => CrossEntropy.Gradient(logits, 0, [0], to), new());
        AssertRefused(
            "targets is 1 × 2, but logits is 2 × 2",
            (_, _) => CrossEntropy.Loss(Matrix<double>.Build.Dense(2, 2), Matrix<double>.Build.Dense(1, 2)),
            new());
    }

    [Fact]
    public void A_destination_that_overlaps_the_targets_or_partly_the_logits_is_refused_and_untouched()
    {
        double[] buffer = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
        double[] before = [.. buffer];

        Assert.Throws<ArgumentException>(() => CrossEntropy.Gradient([1.0, 2], 2, buffer.AsSpan(0, 2), buffer.AsSpan(0, 2)));
        Assert.Throws<ArgumentException>(() => CrossEntropy.LossAndGradient([1.0, 2], 2, buffer.AsSpan(0, 2), buffer.AsSpan(1, 2)));
        Assert.Throws<ArgumentException>(() => CrossEntropy.Gradient(buffer.AsSpan(0, 4), 2, [0, 1], buffer.AsSpan(1, 4)));
        Assert.Throws<ArgumentException>(() => CrossEntropy.Losses(buffer.AsSpan(0, 4), 2, [0, 1], buffer.AsSpan(0, 2)));
        Assert.Throws<ArgumentException>(() => CrossEntropy.Losses([1.0, 2], 2, buffer.AsSpan(0, 2), buffer.AsSpan(0, 1)));
        Assert.Equal(before, buffer);
    }

    [Fact]
    public void One_loss_of_a_batch_that_is_not_reduced_is_refused_with_a_pointer_to_Losses()
    {
        CrossEntropyOptions none = new() { Reduction = Reduction.None };
        AssertRefused("call Losses", (_, options) => CrossEntropy.Loss([1.0, 2], 2, [0], options), none);
        AssertRefused("call Losses", (to, options) => CrossEntropy.LossAndGradient([1.0, 2], 2, [0], to.AsSpan(0, 2), options), none);
    }

    [Fact]
    public void An_index_to_ignore_beside_distributions_is_refused()
    {
        AssertRefused("IgnoreIndex is 1", (_, options) => CrossEntropy.Loss([1.0, 2], 2, [0.5, 0.5], options), new() { IgnoreIndex = 1 });
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_smoothing_outside_0_to_1_is_refused_where_it_is_set(double smoothing)
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyOptions { LabelSmoothing = smoothing });
        string expected = FormattableString.Invariant($"LabelSmoothing is {smoothing}; it must lie in [0, 1].");
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Sum with { LabelSmoothing = smoothing });
    }

    [Fact]
    public void An_unknown_reduction_and_a_NaN_class_weight_are_refused_where_they_are_set()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CrossEntropyOptions { Reduction = (Reduction)3 });
        Assert.Throws<ArgumentException>(() => new CrossEntropyOptions { ClassWeights = [1, NaN] });
    }

    [Fact]
    public void Options_keep_a_copy_of_the_class_weights_and_compare_by_value()
    {
        double[] weights = [1, 2];
        CrossEntropyOptions options = new() { ClassWeights = weights };
        weights[0] = 99;

        Assert.Equal([1, 2], options.ClassWeights!);
        Assert.Equal(options, Sum with { Reduction = Reduction.Mean, ClassWeights = [1, 2] });
        Assert.Equal(options.GetHashCode(), new CrossEntropyOptions { ClassWeights = [1, 2] }.GetHashCode());
        Assert.NotEqual(options, new() { ClassWeights = [1, 3] });
        Assert.NotEqual(options, new());
        Assert.Equal(
            "CrossEntropyOptions { Reduction = Mean, LabelSmoothing = 0.5, ClassWeights = [1, 2.5], IgnoreIndex =  }",
            new CrossEntropyOptions { LabelSmoothing = 0.5, ClassWeights = [1, 2.5] }.ToString());
    }

    private static void AssertRefused(string message, Action<double[], CrossEntropyOptions> call, CrossEntropyOptions options)
    {
        double[] destination = [7, 7, 7, 7, 7, 7];
        var exception = Assert.ThrowsAny<ArgumentException>(() => call(destination, options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.All(destination, entry => Assert.Equal(7, entry));
    }
}
