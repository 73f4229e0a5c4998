using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.CrossEntropyTests;

/// <summary>What holds for every batch: seeded random logits, targets, weights and smoothings.</summary>
public class CrossEntropyPropertyTests
{
    private const int BatchCount = 500;

    /// <summary>The rounding unit of a double, 2^-53.</summary>
    private static readonly double Unit = Math.ScaleB(1, -53);

    [Fact]
    public void Gradient_is_the_sum_of_the_targets_times_p_minus_y()
    {
        ForEachBatch((logits, _, distributions, random) =>
        {
            Matrix<double> targets = distributions * random.Length(1, 3);
            Matrix<double> p = logits.SoftmaxRows();
            Matrix<double> expected = Matrix<double>.Build.DiagonalOfDiagonalVector(targets.RowSums()) * p - targets;

            AssertClose(expected, CrossEntropy.Gradient(logits, targets, new() { Reduction = Reduction.Sum }), 1e-14);
        });
    }

    [Fact]
    public void Gradient_of_a_class_index_is_p_minus_1_at_the_target_and_p_elsewhere()
    {
        ForEachBatch((logits, classes, _, _) =>
        {
            Matrix<double> expected = logits.SoftmaxRows();
            for (int n = 0; n < classes.Length; n++) expected[n, classes[n]] -= 1;

            AssertClose(expected / classes.Length, CrossEntropy.Gradient(logits, classes), 1e-15);
        });
    }

    [Fact]
    public void Every_row_of_a_gradient_sums_to_0_relative_to_its_largest_entry()
    {
        ForEachBatch((logits, classes, distributions, random) =>
        {
            // 40 times the logits: saturated rows, where p - 1 would be 0 beside entries that are not.
            Matrix<double> saturated = 40 * logits;
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount) with { Reduction = Reduction.Sum };
            AssertRowsSumToZero(CrossEntropy.Gradient(saturated, classes));
            AssertRowsSumToZero(CrossEntropy.Gradient(saturated, classes, options));
            AssertRowsSumToZero(CrossEntropy.Gradient(saturated, distributions, options));
        });
    }

    [Fact]
    public void Gradient_is_minus_the_log_softmax_vjp_of_the_targets()
    {
        // dL/dl[j] = -y[j] for L = -sum of y[j] l[j], pulled back through log-softmax.
        ForEachBatch((logits, _, targets, _) =>
        {
            Matrix<double> expected = SoftmaxDerivatives.LogSoftmaxVjpRows(logits.SoftmaxRows(), -targets);
            AssertClose(expected, CrossEntropy.Gradient(logits, targets, new() { Reduction = Reduction.None }), 1e-15);
        });
    }

    [Fact]
    public void Gradient_agrees_with_central_differences_for_every_kind_of_options()
    {
        // (f(z + h) - f(z - h)) / 2h with h = 1e-5: about 1e-10 from truncation and from rounding.
        const double Step = 1e-5;
        ForEachBatch((logits, classes, distributions, random) =>
        {
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            int n = random.Length(0, logits.RowCount - 1);
            int j = random.Length(0, logits.ColumnCount - 1);
            Matrix<double> h = Matrix<double>.Build.Dense(logits.RowCount, logits.ColumnCount);
            h[n, j] = Step;

            double hard = Difference(z => CrossEntropy.Loss(z, classes, options));
            double soft = Difference(z => CrossEntropy.Loss(z, distributions, options));
            Assert.Equal(hard, CrossEntropy.Gradient(logits, classes, options)[n, j], 1e-8);
            Assert.Equal(soft, CrossEntropy.Gradient(logits, distributions, options)[n, j], 1e-8);

            double Difference(Func<Matrix<double>, double> loss) => (loss(logits + h) - loss(logits - h)) / (2 * Step);
        });
    }

    [Fact]
    public void A_class_index_and_its_one_hot_distribution_give_the_same_but_for_the_weighted_mean()
    {
        ForEachBatch((logits, classes, _, random) =>
        {
            Matrix<double> oneHot = Matrix<double>.Build.Dense(
                logits.RowCount, logits.ColumnCount, (n, j) => classes[n] == j ? 1 : 0);
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            foreach (Reduction reduction in (Reduction[])[Reduction.Mean, Reduction.Sum])
            {
                // The mean divides by the weights of the classes, or by N: PyTorch's rule, pytorch#61309.
                CrossEntropyOptions reduced = options with
                {
                    Reduction = reduction,
                    ClassWeights = reduction == Reduction.Mean ? null : options.ClassWeights,
                };
                Assert.Equal(CrossEntropy.Loss(logits, classes, reduced), CrossEntropy.Loss(logits, oneHot, reduced));
                AssertClose(CrossEntropy.Gradient(logits, oneHot, reduced), CrossEntropy.Gradient(logits, classes, reduced), 1e-15);
            }

            Assert.Equal(CrossEntropy.Losses(logits, classes, options), CrossEntropy.Losses(logits, oneHot, options));
        });
    }

    [Fact]
    public void Loss_is_not_negative_and_least_where_the_probabilities_are_the_targets()
    {
        ForEachBatch((logits, classes, distributions, _) =>
        {
            Assert.All(CrossEntropy.Losses(logits, classes), loss => Assert.True(loss >= 0));

            // Cross-entropy of y with itself is the entropy of y, a lower bound (Gibbs). Logits log y give p = y.
            Matrix<double> logTargets = distributions.PointwiseLog();
            double entropy = -distributions.PointwiseMultiply(logTargets).RowSums().Sum();
            CrossEntropyOptions sum = new() { Reduction = Reduction.Sum };
            Assert.Equal(entropy, CrossEntropy.Loss(logTargets, distributions, sum), 1e-12);
            Assert.True(CrossEntropy.Loss(logits, distributions, sum) >= entropy - 1e-12);
            AssertClose(logTargets - logTargets, CrossEntropy.Gradient(logTargets, distributions), 1e-15);
        });
    }

    [Fact]
    public void Mean_is_the_sum_of_the_losses_over_the_weights_of_the_classes_or_over_the_number_of_distributions()
    {
        ForEachBatch((logits, classes, distributions, random) =>
        {
            double[] weights = [.. random.Normal(logits.ColumnCount).Select(Math.Abs)];
            CrossEntropyOptions options = new() { ClassWeights = weights, LabelSmoothing = 0.25 };
            double hardDivisor = classes.Sum(t => weights[t]);

            double hardMean = CrossEntropy.Losses(logits, classes, options).Sum() / hardDivisor;
            double softMean = CrossEntropy.Losses(logits, distributions, options).Sum() / logits.RowCount;
            Assert.Equal(hardMean, CrossEntropy.Loss(logits, classes, options), 1e-11);
            Assert.Equal(softMean, CrossEntropy.Loss(logits, distributions, options), 1e-11);
        });
    }

    [Fact]
    public void Loss_and_gradient_together_are_the_loss_and_the_gradient()
    {
        ForEachBatch((logits, classes, distributions, random) =>
        {
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            (double loss, Matrix<double> gradient) = CrossEntropy.LossAndGradient(logits, classes, options);
            Assert.Equal(CrossEntropy.Loss(logits, classes, options), loss);
            Assert.Equal(CrossEntropy.Gradient(logits, classes, options), gradient);

            (loss, gradient) = CrossEntropy.LossAndGradient(logits, distributions, options);
            Assert.Equal(CrossEntropy.Loss(logits, distributions, options), loss);
            Assert.Equal(CrossEntropy.Gradient(logits, distributions, options), gradient);
        });
    }

    [Fact]
    public void One_example_is_a_batch_of_one()
    {
        ForEachBatch((logits, classes, distributions, random) =>
        {
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            Matrix<double> batch = logits.SubMatrix(0, 1, 0, logits.ColumnCount);
            Vector<double> z = logits.Row(0);
            int t = classes[0];
            Vector<double> y = distributions.Row(0);

            (double loss, Matrix<double> gradient) = CrossEntropy.LossAndGradient(batch, [t], options);
            Assert.Equal(loss, CrossEntropy.Loss(z, t, options));
            Assert.Equal(gradient.Row(0), CrossEntropy.Gradient(z, t, options));
            Assert.Equal((loss, gradient.Row(0)), CrossEntropy.LossAndGradient(z, t, options));

            (loss, gradient) = CrossEntropy.LossAndGradient(batch, y.ToRowMatrix(), options);
            Assert.Equal(loss, CrossEntropy.Loss(z, y, options));
            Assert.Equal(gradient.Row(0), CrossEntropy.Gradient(z, y, options));
            Assert.Equal((loss, gradient.Row(0)), CrossEntropy.LossAndGradient(z, y, options));
        });
    }

    [Fact]
    public void Negative_log_likelihood_of_log_softmax_is_the_cross_entropy()
    {
        ForEachBatch((logits, classes, _, random) =>
        {
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            Matrix<double> l = logits.LogSoftmaxRows();
            double expected = CrossEntropy.Loss(logits, classes, options);
            Assert.Equal(expected, CrossEntropy.NegativeLogLikelihood(l, classes, options), 1e-12);
            Assert.Equal(-l[0, classes[0]], CrossEntropy.NegativeLogLikelihood(l.Row(0), classes[0]));
        });
    }

    [Fact]
    public void Float_agrees_with_double_to_float_accuracy()
    {
        ForEachBatch((logits, classes, distributions, random) =>
        {
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            int columnCount = logits.ColumnCount;
            float[] z = [.. logits.ToRowMajorArray().Select(x => (float)x)];
            float[] y = [.. distributions.ToRowMajorArray().Select(x => (float)x)];
            double[] wideZ = [.. z.Select(x => (double)x)];
            double[] wideY = [.. y.Select(x => (double)x)];
            float[] gradient = new float[z.Length];
            double[] wideGradient = new double[z.Length];

            // A loss is computed in double and rounded once, 2^-24.
            double hard = CrossEntropy.Loss(wideZ, columnCount, classes, options);
            double soft = CrossEntropy.Loss(wideZ, columnCount, wideY, options);
            Assert.Equal((float)hard, CrossEntropy.Loss(z, columnCount, classes, options));
            Assert.Equal((float)soft, CrossEntropy.Loss(z, columnCount, y, options));

            // A gradient comes from probabilities of 2^-24 times weights of order 1.
            CrossEntropy.Gradient(wideZ, columnCount, wideY, wideGradient, options);
            Assert.Equal((float)soft, CrossEntropy.LossAndGradient(z, columnCount, y, gradient, options));
            for (int i = 0; i < z.Length; i++) Assert.Equal(wideGradient[i], gradient[i], 1e-6);
            CrossEntropy.Gradient(wideZ, columnCount, classes, wideGradient, options);
            CrossEntropy.Gradient(z, columnCount, classes, gradient, options);
            for (int i = 0; i < z.Length; i++) Assert.Equal(wideGradient[i], gradient[i], 1e-6);
        });
    }

    [Fact]
    public void Float_matrices_and_vectors_are_the_float_spans()
    {
        ForEachBatch((logits, classes, distributions, random) =>
        {
            CrossEntropyOptions options = RandomOptions(random, logits.ColumnCount);
            Matrix<float> z = logits.Map(x => (float)x);
            Matrix<float> y = distributions.Map(x => (float)x);
            float[] entries = z.ToRowMajorArray();
            float[] targets = y.ToRowMajorArray();
            float[] gradient = new float[entries.Length];
            float[] losses = new float[z.RowCount];

            float loss = CrossEntropy.LossAndGradient(entries, z.ColumnCount, classes, gradient, options);
            CrossEntropy.Losses(entries, z.ColumnCount, classes, losses, options);
            Assert.Equal(loss, CrossEntropy.Loss(z, classes, options));
            Assert.Equal(losses, CrossEntropy.Losses(z, classes, options));
            Assert.Equal(gradient, CrossEntropy.Gradient(z, classes, options).ToRowMajorArray());
            Assert.Equal((loss, CrossEntropy.Gradient(z, classes, options)), CrossEntropy.LossAndGradient(z, classes, options));

            loss = CrossEntropy.LossAndGradient(entries, z.ColumnCount, targets, gradient, options);
            CrossEntropy.Losses(entries, z.ColumnCount, targets, losses, options);
            Assert.Equal(loss, CrossEntropy.Loss(z, y, options));
            Assert.Equal(losses, CrossEntropy.Losses(z, y, options));
            Assert.Equal(gradient, CrossEntropy.Gradient(z, y, options).ToRowMajorArray());
            Assert.Equal((loss, CrossEntropy.Gradient(z, y, options)), CrossEntropy.LossAndGradient(z, y, options));

            Matrix<float> first = z.SubMatrix(0, 1, 0, z.ColumnCount);
            Matrix<float> firstTarget = y.SubMatrix(0, 1, 0, z.ColumnCount);
            Assert.Equal(CrossEntropy.Loss(first, [classes[0]], options), CrossEntropy.Loss(z.Row(0), classes[0], options));
            Assert.Equal(CrossEntropy.Gradient(first, [classes[0]], options).Row(0), CrossEntropy.Gradient(z.Row(0), classes[0], options));
            Assert.Equal(CrossEntropy.Loss(first, firstTarget, options), CrossEntropy.Loss(z.Row(0), y.Row(0), options));
            Assert.Equal(CrossEntropy.Gradient(first, firstTarget, options).Row(0), CrossEntropy.Gradient(z.Row(0), y.Row(0), options));
            Assert.Equal(
                (CrossEntropy.Loss(z.Row(0), y.Row(0), options), CrossEntropy.Gradient(z.Row(0), y.Row(0), options)),
                CrossEntropy.LossAndGradient(z.Row(0), y.Row(0), options));
            Assert.Equal(
                (CrossEntropy.Loss(z.Row(0), classes[0], options), CrossEntropy.Gradient(z.Row(0), classes[0], options)),
                CrossEntropy.LossAndGradient(z.Row(0), classes[0], options));
        });
    }

    [Fact]
    public void The_gradient_may_take_the_place_of_the_logits()
    {
        ForEachBatch((logits, classes, distributions, _) =>
        {
            double[] z = logits.ToRowMajorArray();
            double[] y = distributions.ToRowMajorArray();
            double[] inPlace = [.. z];
            double[] separate = new double[z.Length];

            double loss = CrossEntropy.LossAndGradient(z, logits.ColumnCount, classes, separate);
            Assert.Equal(loss, CrossEntropy.LossAndGradient(inPlace, logits.ColumnCount, classes, inPlace));
            Assert.Equal(separate, inPlace);
            Assert.Equal(logits.ToRowMajorArray(), z);

            z.CopyTo(inPlace, 0);
            CrossEntropy.Gradient(z, logits.ColumnCount, y, separate);
            CrossEntropy.Gradient(inPlace, logits.ColumnCount, y, inPlace);
            Assert.Equal(separate, inPlace);
        });
    }

    private static void ForEachBatch(Action<Matrix<double>, int[], Matrix<double>, RandomRows> check)
    {
        var random = new RandomRows(20260924);
        for (int batch = 0; batch < BatchCount; batch++)
        {
            int rowCount = random.Length(1, 6);
            int columnCount = random.Length(1, 12);
            check(
                random.Matrix(rowCount, columnCount),
                random.Classes(rowCount, columnCount),
                random.Matrix(rowCount, columnCount).SoftmaxRows(),
                random);
        }
    }

    private static CrossEntropyOptions RandomOptions(RandomRows random, int columnCount) => new()
    {
        Reduction = random.Length(0, 1) == 0 ? Reduction.Mean : Reduction.Sum,
        ClassWeights = random.Length(0, 1) == 0 ? null : [.. random.Normal(columnCount).Select(w => 0.1 + Math.Abs(w))],
        LabelSmoothing = random.Length(0, 4) / 4.0,
    };

    private static void AssertRowsSumToZero(Matrix<double> gradient)
    {
        foreach (Vector<double> row in gradient.EnumerateRows())
        {
            Assert.Equal(0, row.Sum(), (4 * row.Count * Unit * row.AbsoluteMaximum()) + (row.Count * double.Epsilon));
        }
    }

    private static void AssertClose(Matrix<double> expected, Matrix<double> actual, double tolerance)
        => Assert.Equal(0, (expected - actual).ToRowMajorArray().Max(Math.Abs), tolerance);
}
