using MathNet.Numerics.LinearAlgebra;
using static SoftmaxNotebooks.Numerics.Tests.GradientChecking.PlantedMistakes;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

/// <summary>Each test plants one mistake and expects its sentence, and no other.</summary>
public sealed class GradientDiagnosisTests
{
    private static readonly Vector<double> Target = V(0, 1, 0, 0);

    public static TheoryData<string, GradientDiagnosisKind, string> JacobianMistakes => new()
    {
        { "sign", GradientDiagnosisKind.SignFlipped, "analytic = −numeric" },
        { "twice", GradientDiagnosisKind.ConstantFactor, "2 · numeric" },
        { "half", GradientDiagnosisKind.ConstantFactor, "numeric / 2" },
        { "other factor", GradientDiagnosisKind.ConstantFactor, "analytic = 3.7 · numeric" },
        { "diagonal", GradientDiagnosisKind.DiagonalOnly, "only the diagonal: the off-diagonal terms −s_i s_j are missing" },
        { "off-diagonal sign", GradientDiagnosisKind.OffDiagonalSign, "it is −s_i s_j" },
        { "input", GradientDiagnosisKind.InputInsteadOfOutput, "takes the probabilities s = softmax(z), not the logits z" },
        { "input on the diagonal", GradientDiagnosisKind.InputInsteadOfOutput, "not the logits z" },
        { "zero", GradientDiagnosisKind.JacobianRowsSummed, "the Jacobian rows are summed" },
        { "softmax twice", GradientDiagnosisKind.DoubleSoftmax, "the derivative is that of softmax applied twice" },
        { "softmax of probabilities", GradientDiagnosisKind.DoubleSoftmax, "the derivative is that of softmax applied twice" },
        { "NaN", GradientDiagnosisKind.NonFinite, "∂p[1]/∂z[2] is NaN" },
        { "infinite", GradientDiagnosisKind.NonFinite, "∂p[0]/∂z[3] is +Inf" },
    };

    [Theory]
    [MemberData(nameof(JacobianMistakes))]
    public void Names_the_mistake_in_a_softmax_Jacobian(string mistake, GradientDiagnosisKind kind, string sentence)
    {
        GradientCheckReport report = GradientCheck.RunJacobian(Softmax, Wrong, Logits);
        AssertOnly(report, kind, sentence);

        Matrix<double> Wrong(Vector<double> z)
        {
            Vector<double> s = Softmax(z);
            Matrix<double> right = Jacobian(s), diagonal = Matrix<double>.Build.DenseOfDiagonalVector(right.Diagonal());
            switch (mistake)
            {
                case "sign": return -right;
                case "twice": return 2 * right;
                case "half": return right / 2;
                case "other factor": return 3.7 * right;
                case "diagonal": return diagonal;
                case "off-diagonal sign": return (2 * diagonal) - right;
                case "input": return Jacobian(z);
                case "input on the diagonal": return Matrix<double>.Build.DenseOfDiagonalVector(z - z.PointwiseMultiply(z));
                case "zero": return Matrix<double>.Build.Dense(4, 4, (_, j) => right.ColumnSums()[j]);
                case "softmax twice": return Jacobian(Softmax(s)) * right;
                case "softmax of probabilities": return Jacobian(Softmax(s));
                case "NaN": right[1, 2] = double.NaN; return right;
                case "infinite": right[0, 3] = double.PositiveInfinity; return right;
                default: throw new ArgumentException(mistake);
            }
        }
    }

    [Fact]
    public void Names_the_mistake_in_a_vjp_and_a_jvp()
    {
        // The loop of the question: only i = j.
        AssertOnly(
            GradientCheck.RunVjp(Softmax, (z, g) => Softmax(z).PointwiseMultiply(1 - Softmax(z)).PointwiseMultiply(g), Logits),
            GradientDiagnosisKind.DiagonalOnly, "−s_i s_j");
        AssertOnly(
            GradientCheck.RunJvp(Softmax, (z, v) => Softmax(z).PointwiseMultiply(1 - Softmax(z)).PointwiseMultiply(v), Logits),
            GradientDiagnosisKind.DiagonalOnly, "−s_i s_j");

        // Rows summed, then multiplied by the upstream gradient.
        AssertOnly(
            GradientCheck.RunVjp(Softmax, (z, g) => Jacobian(Softmax(z)).RowSums().PointwiseMultiply(g), Logits),
            GradientDiagnosisKind.JacobianRowsSummed, "sum to");
    }

    [Fact]
    public void Names_a_transposed_Jacobian()
    {
        // softmax(W x) with a square W: J = J_s W is not symmetric.
        Matrix<double> w = M(new[,] { { 0.5, -1, 2 }, { 0.3, 0.8, -0.7 }, { 1.1, 0.4, 0.6 } });
        AssertOnly(
            GradientCheck.RunJacobian(x => Softmax(w * x), x => (Jacobian(Softmax(w * x)) * w).Transpose(), V(0.4, -0.3, 0.9)),
            GradientDiagnosisKind.Transposed, "analytic[i,j] = numeric[j,i]");
    }

    public static TheoryData<string, GradientDiagnosisKind, string> SquaredErrorMistakes => new()
    {
        { "sign", GradientDiagnosisKind.SignFlipped, "sign" },
        { "no 2", GradientDiagnosisKind.ConstantFactor, "numeric / 2" },
        { "diagonal", GradientDiagnosisKind.DiagonalOnly, "only the diagonal: the off-diagonal terms −s_i s_j are missing" },
        { "off-diagonal sign", GradientDiagnosisKind.OffDiagonalSign, "it is −s_i s_j" },
        { "input", GradientDiagnosisKind.InputInsteadOfOutput, "not the logits z" },
        { "input on the diagonal", GradientDiagnosisKind.InputInsteadOfOutput, "not the logits z" },
        { "rows summed", GradientDiagnosisKind.JacobianRowsSummed, "the Jacobian rows are summed" },
        { "twice", GradientDiagnosisKind.DerivativeAppliedTwice, "the derivative of softmax is applied twice" },
    };

    [Theory]
    [MemberData(nameof(SquaredErrorMistakes))]
    public void Names_the_mistake_in_a_gradient_through_softmax(string mistake, GradientDiagnosisKind kind, string sentence)
    {
        GradientCheckReport report = GradientCheck.Run(z => SquaredError(Softmax(z), Target), Wrong, Logits);
        AssertOnly(report, kind, sentence);

        Vector<double> Wrong(Vector<double> z)
        {
            Vector<double> s = Softmax(z), g = 2 * (s - Target);
            Matrix<double> j = Jacobian(s);
            return mistake switch
            {
                "sign" => -(j * g),
                "no 2" => j * g / 2,
                "diagonal" => j.Diagonal().PointwiseMultiply(g),
                "off-diagonal sign" => (2 * j.Diagonal().PointwiseMultiply(g)) - (j * g),
                "input" => Jacobian(z).Transpose() * g,
                "input on the diagonal" => z.PointwiseMultiply(1 - z).PointwiseMultiply(g),
                "rows summed" => j.RowSums().PointwiseMultiply(g),
                "twice" => j * (j * g),
                _ => throw new ArgumentException(mistake),
            };
        }
    }

    public static TheoryData<string, GradientDiagnosisKind, string> CrossEntropyMistakes => new()
    {
        { "sign", GradientDiagnosisKind.SignFlipped, "sign" },
        { "mean forgotten", GradientDiagnosisKind.ConstantFactor, "analytic = N · numeric, N = 4 rows, everywhere: if the rows are examples, the mean over the batch was forgotten" },
        { "mean twice", GradientDiagnosisKind.ConstantFactor, "analytic = numeric / N, N = 4 rows, everywhere: if the rows are examples, the mean over the batch was taken twice" },
        { "logits", GradientDiagnosisKind.InputInsteadOfOutput, "not z − y" },
        { "no one-hot", GradientDiagnosisKind.OneHotForgotten, "p stands alone, and y is not subtracted" },
        { "class index", GradientDiagnosisKind.OneHotForgotten, "the class index itself is subtracted" },
        { "minus one", GradientDiagnosisKind.OneHotForgotten, "1 is subtracted from every entry" },
        { "columns", GradientDiagnosisKind.WrongAxis, "softmax over each row, the derivative over each column" },
        { "everything", GradientDiagnosisKind.WrongAxis, "softmax over each row, the derivative over all entries" },
        { "sum over columns", GradientDiagnosisKind.WrongAxis, "softmax over each row, the derivative over each column" },
        { "double", GradientDiagnosisKind.DoubleSoftmax, "the derivative is that of softmax applied twice" },
        { "double, p - y", GradientDiagnosisKind.DoubleSoftmax, "the derivative is that of softmax applied twice" },
        { "twice", GradientDiagnosisKind.DerivativeAppliedTwice, "(p − y for cross-entropy) already contains it" },
        { "diagonal", GradientDiagnosisKind.DiagonalOnly, "only the diagonal" },
        { "zero", GradientDiagnosisKind.JacobianRowsSummed, "the Jacobian rows are summed" },
    };

    [Theory]
    [MemberData(nameof(CrossEntropyMistakes))]
    public void Names_the_mistake_in_the_gradient_of_a_batch_of_cross_entropies(string mistake, GradientDiagnosisKind kind, string sentence)
    {
        Matrix<double> y = OneHotRows(Classes, 3);
        GradientCheckReport report = GradientCheck.Run(z => MeanCrossEntropy(z, y), Wrong, Batch);
        AssertOnly(report, kind, sentence);

        Matrix<double> Wrong(Matrix<double> z)
        {
            Matrix<double> p = SoftmaxRows(z), right = (p - y) / 4, g = -y.PointwiseDivide(p) / 4;
            return mistake switch
            {
                "sign" => -right,
                "mean forgotten" => p - y,
                "mean twice" => right / 4,
                "logits" => (z - y) / 4,
                "no one-hot" => p / 4,
                "class index" => (p - Matrix<double>.Build.Dense(4, 3, (n, _) => Classes[n])) / 4,
                "minus one" => (p - 1) / 4,
                "columns" => (SoftmaxColumns(z) - y) / 4,
                "everything" => (SoftmaxAll(z) - y) / 4,
                "sum over columns" => p.PointwiseMultiply(g - Matrix<double>.Build.Dense(4, 3, (_, j) => p.PointwiseMultiply(g).ColumnSums()[j])),
                "double" => Matrix<double>.Build.DenseOfRowVectors(
                    p.EnumerateRows().Zip((SoftmaxRows(p) - y).EnumerateRows(), (row, upstream) => Jacobian(row) * upstream / 4)),
                "double, p - y" => (SoftmaxRows(p) - y) / 4,
                "twice" => Matrix<double>.Build.DenseOfRowVectors(p.EnumerateRows().Zip(right.EnumerateRows(), (row, upstream) => Jacobian(row) * upstream)),
                "diagonal" => p.PointwiseMultiply(1 - p).PointwiseMultiply(g),
                "zero" => 0 * p,
                _ => throw new ArgumentException(mistake),
            };
        }
    }

    [Fact]
    public void Names_softmax_applied_before_a_loss_that_takes_logits()
    {
        // SciCo #2, lightning-bolts #654: the loss gets probabilities where it takes logits, and the gradient is the usual p - y.
        AssertOnly(
            GradientCheck.Run(z => CrossEntropy(Softmax(z), Target), z => Softmax(z) - Target, Logits),
            GradientDiagnosisKind.DoubleSoftmax, "the function applies softmax twice");
        AssertOnly(
            GradientCheck.RunJacobian(z => Softmax(Softmax(z)), z => Jacobian(Softmax(z)), Logits),
            GradientDiagnosisKind.DoubleSoftmax, "the function applies softmax twice");
    }

    [Theory]
    [InlineData(new[] { 1.0, 1, 0, 0 }, "it sums to 2")] // two labels
    [InlineData(new[] { 0.3, 0, 0.2, 0 }, "it sums to 0.5")]
    [InlineData(new[] { 2.0, 2, 2, 2 }, "it sums to 8")] // tensorflow: xent_op_test_base.py
    public void Names_a_target_that_does_not_sum_to_one(double[] target, string sentence)
        => AssertOnly(
            GradientCheck.Run(z => CrossEntropy(z, V(target)), z => Softmax(z) - V(target), Logits),
            GradientDiagnosisKind.TargetNotNormalized, sentence);

    [Fact]
    public void Names_targets_of_a_batch_that_do_not_sum_to_one()
    {
        Matrix<double> y = M(new[,] { { 1.0, 1, 0 }, { 0, 1, 0 }, { 0.5, 0, 0.25 }, { 0, 0, 1 } });
        AssertOnly(
            GradientCheck.Run(z => MeanCrossEntropy(z, y), z => (SoftmaxRows(z) - y) / 4, Batch),
            GradientDiagnosisKind.TargetNotNormalized, "the targets do not sum to 1 in every row");
    }

    [Fact]
    public void Names_the_wrong_axis_in_a_Jacobian_of_a_batch()
    {
        AssertOnly(
            GradientCheck.RunVjp(SoftmaxRows, (z, g) => ProductOver(SoftmaxColumns(z).Transpose(), g.Transpose()).Transpose(), Batch),
            GradientDiagnosisKind.WrongAxis, "the function takes softmax over each row, the derivative over each column");
        AssertOnly(
            GradientCheck.RunVjp(SoftmaxRows, (z, g) => ProductOver(SoftmaxRows(z).Transpose(), g.Transpose()).Transpose(), Batch),
            GradientDiagnosisKind.WrongAxis, "the function takes softmax over each row, the derivative over each column");
        AssertOnly(
            GradientCheck.RunVjp(SoftmaxAll, (z, g) => ProductOver(SoftmaxRows(z), g), Batch),
            GradientDiagnosisKind.WrongAxis, "the function takes softmax over all entries, the derivative over each row");

        static Matrix<double> ProductOver(Matrix<double> p, Matrix<double> g) => Matrix<double>.Build.DenseOfRowVectors(
            p.EnumerateRows().Zip(g.EnumerateRows(), (row, upstream) => row.PointwiseMultiply(upstream - row.DotProduct(upstream))));
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    public void Names_the_input_in_the_derivative_of_an_activation(string activation)
    {
        // datascience.stackexchange 51677: "why Softmax'(a), not Softmax'(z)".
        Func<double, double> f = activation == "tanh" ? Math.Tanh : x => 1 / (1 + Math.Exp(-x));
        Func<double, double> wrong = activation == "tanh" ? x => 1 - (x * x) : x => x * (1 - x);
        AssertOnly(
            GradientCheck.RunVjp(z => z.Map(f), (z, g) => z.Map(wrong).PointwiseMultiply(g), Logits),
            GradientDiagnosisKind.InputInsteadOfOutput, activation);
    }

    public static TheoryData<string, string> ReluMistakes => new()
    {
        { "output >= 0", "the ReLU mask is always on" },
        { "inverted", "taken from the wrong side" },
        { "sign of the gradient", "taken from the gradient" },
    };

    [Theory]
    [MemberData(nameof(ReluMistakes))]
    public void Names_the_wrong_relu_mask_at_the_input_of_the_hidden_layer(string mistake, string sentence)
    {
        Network net = Network.Example;
        Matrix<double> y = Network.Targets, at = net.Z1(Network.Examples);
        AssertOnly(
            GradientCheck.Run(z1 => MeanCrossEntropy(net.Z2(Network.Relu(z1)), y), Wrong, at),
            GradientDiagnosisKind.ReluMask, sentence);

        Matrix<double> Wrong(Matrix<double> z1) => WithMask(mistake, z1, net.Upstream((SoftmaxRows(net.Z2(Network.Relu(z1))) - y) / 5));
    }

    [Theory]
    [InlineData("output >= 0", "the ReLU mask is always on")]
    [InlineData("inverted", "taken from the wrong side")]
    public void Names_the_wrong_relu_mask_in_the_weights_of_the_hidden_layer(string mistake, string sentence)
    {
        // One example, for which the first unit is on and the second is off.
        Network net = Network.Example;
        Matrix<double> x = Network.Examples.SubMatrix(0, 1, 0, 2), y = Network.Targets.SubMatrix(0, 1, 0, 3);
        AssertOnly(
            GradientCheck.Run(w1 => (net with { W1 = w1 }).Loss(x, y), x.Transpose() * WithMask(mistake, net.Z1(x), net.Upstream(net.Delta3(x, y))), net.W1),
            GradientDiagnosisKind.ReluMask, sentence);
    }

    private static Matrix<double> WithMask(string mistake, Matrix<double> z, Matrix<double> upstream) => mistake switch
    {
        "output >= 0" => upstream, // the numpy tutorial on MNIST tests an array that is rectified already
        "inverted" => upstream.PointwiseMultiply(1 - Network.Mask(z)),
        "sign of the gradient" => upstream.PointwiseMultiply(Network.Mask(upstream)),
        _ => throw new ArgumentException(mistake),
    };

    [Theory]
    [InlineData("W1")]
    [InlineData("W2")]
    [InlineData("b1")]
    [InlineData("b2")]
    public void Names_the_forgotten_mean_in_each_parameter_of_the_network(string parameter)
    {
        Network net = Network.Example;
        (Matrix<double> x, Matrix<double> y) = (Network.Examples, Network.Targets);
        Matrix<double> delta3 = net.Delta3(x, y), delta2 = net.Upstream(delta3).PointwiseMultiply(Network.Mask(net.Z1(x)));
        var options = new GradientCheckOptions { BatchSize = 5, InputSymbol = parameter };
        foreach (double factor in new[] { 1, 5, 0.2 })
        {
            GradientCheckReport report = parameter switch
            {
                "W1" => GradientCheck.Run(w => (net with { W1 = w }).Loss(x, y), factor * x.Transpose() * delta2, net.W1, options),
                "b1" => GradientCheck.Run(b => (net with { B1 = b }).Loss(x, y), factor * delta2.ColumnSums(), net.B1, options),
                "W2" => GradientCheck.Run(w => (net with { W2 = w }).Loss(x, y), factor * Network.Relu(net.Z1(x)).Transpose() * delta3, net.W2, options),
                _ => GradientCheck.Run(b => (net with { B2 = b }).Loss(x, y), factor * delta3.ColumnSums(), net.B2, options),
            };
            if (factor == 1)
            {
                Assert.True(report.Passed, report.ToString());
                Assert.Empty(report.Diagnoses);
            }
            else
            {
                AssertOnly(report, GradientDiagnosisKind.ConstantFactor, factor > 1 ? "N = 5, everywhere: the mean over the batch was forgotten" : "N = 5, everywhere: the mean over the batch was taken twice");
            }
        }
    }

    [Fact]
    public void Names_a_transposed_gradient_of_square_weights()
    {
        Network net = Network.Example;
        (Matrix<double> x, Matrix<double> y) = (Network.Examples, Network.Targets);
        AssertOnly(
            GradientCheck.Run(
                w => (net with { W2 = w }).Loss(x, y), (Network.Relu(net.Z1(x)).Transpose() * net.Delta3(x, y)).Transpose(), net.W2),
            GradientDiagnosisKind.Transposed, "stands at (c, r)");
    }

    [Fact]
    public void Says_both_where_two_mistakes_cannot_be_told_apart()
    {
        // Two classes, one-hot, squared error: the diagonal is exactly half of the gradient.
        GradientCheckReport report = GradientCheck.Run(
            z => SquaredError(Softmax(z), V(1, 0)),
            z => Softmax(z).PointwiseMultiply(1 - Softmax(z)).PointwiseMultiply(2 * (Softmax(z) - V(1, 0))),
            V(0.4, -0.7));
        Assert.False(report.Passed);
        Assert.Equal([GradientDiagnosisKind.ConstantFactor, GradientDiagnosisKind.DiagonalOnly], report.Diagnoses.Select(diagnosis => diagnosis.Kind));
        Assert.Contains("or         only the diagonal: with two classes", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_where_the_mistake_is()
    {
        GradientCheckReport report = GradientCheck.RunJacobian(
            Softmax, z => Matrix<double>.Build.DenseOfDiagonalVector(Jacobian(Softmax(z)).Diagonal()), Logits);
        Assert.Equal(12, report.FailedCount);
        Assert.Contains(report.Worst[0].Name, report.Diagnosis!.Places);
        Assert.Contains(report.Worst[0].Name, report.Diagnosis.ToString(), StringComparison.Ordinal);
        Assert.NotEqual(report.Worst[0].Output, report.Worst[0].Input);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Never_guesses(int seed)
    {
        // Mistakes that nobody makes: random matrices, random entries changed. Nothing fits, and nothing is said.
        var random = new Random(seed);
        double Next() => (2 * random.NextDouble()) - 1;
        for (int trial = 0; trial < 60; trial++)
        {
            int count = 3 + random.Next(4);
            Vector<double> z = Vector<double>.Build.Dense(count, _ => 2 * Next()), y = OneHot(random.Next(count), count);
            Matrix<double> jacobian = Jacobian(Softmax(z));
            jacobian[random.Next(count), random.Next(count)] += 0.01 + random.NextDouble();
            AssertNone(GradientCheck.RunJacobian(Softmax, jacobian, z));
            AssertNone(GradientCheck.RunJacobian(Softmax, Matrix<double>.Build.Dense(count, count, (_, _) => Next()), z));

            Vector<double> gradient = Softmax(z) - y;
            gradient[random.Next(count)] += 0.01 + random.NextDouble();
            AssertNone(GradientCheck.Run(v => CrossEntropy(v, y), gradient, z));
            AssertNone(GradientCheck.Run(v => SquaredError(Softmax(v), y), Vector<double>.Build.Dense(count, _ => Next()), z));

            Matrix<double> batch = Matrix<double>.Build.Dense(3, count, (_, _) => Next()), targets = OneHotRows([0, 1, 2], count);
            Matrix<double> batchGradient = (SoftmaxRows(batch) - targets) / 3;
            batchGradient[random.Next(3), random.Next(count)] *= 1.5 + random.NextDouble();
            AssertNone(GradientCheck.Run(v => MeanCrossEntropy(v, targets), batchGradient, batch));
            AssertNone(GradientCheck.Run(v => MeanCrossEntropy(v, targets), Matrix<double>.Build.Dense(3, count, (_, _) => Next()), batch));
        }

        static void AssertNone(GradientCheckReport report)
        {
            Assert.False(report.Passed);
            Assert.True(report.Diagnoses.Count == 0, report.ToString());
            Assert.Contains("none of the known mistakes fits", report.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Says_that_a_saturated_check_is_blind_and_whether_the_closed_form_agrees()
    {
        Vector<double> z = V(40, 0);
        GradientCheckReport right = GradientCheck.RunJacobian(Softmax, x => SoftmaxDerivatives.Jacobian(x.Softmax()), z);
        Assert.True(right.Passed);
        AssertDiagnosis(right, GradientDiagnosisKind.Saturated, "a numerical check is blind here");
        AssertDiagnosis(right, GradientDiagnosisKind.Saturated, "correct, but saturated");

        // 1 - p rounds to 0: what PyTorch 1.13 returns for the first row (pytorch#195684).
        GradientCheckReport wrong = GradientCheck.RunJacobian(Softmax, x => Jacobian(Softmax(x)), z);
        Assert.True(wrong.Passed);
        AssertDiagnosis(wrong, GradientDiagnosisKind.Saturated, "The closed form of softmax disagrees: ∂p[0]/∂z[0] is 4.24835425529158");

        AssertDiagnosis(
            GradientCheck.Run(x => CrossEntropy(x, V(1, 0)), x => Numerics.CrossEntropy.Gradient(x, 0), z),
            GradientDiagnosisKind.Saturated, "correct, but saturated");
        AssertDiagnosis(
            GradientCheck.Run(x => CrossEntropy(x, V(1, 0)), x => Softmax(x) - V(1, 0), z),
            GradientDiagnosisKind.Saturated, "The analytic gradient does not sum to 0");
    }

    private static void AssertOnly(GradientCheckReport report, GradientDiagnosisKind kind, string sentence)
    {
        Assert.False(report.Passed, report.ToString());
        Assert.True(report.Diagnoses.Count == 1, report.ToString());
        AssertDiagnosis(report, kind, sentence);
    }

    private static void AssertDiagnosis(GradientCheckReport report, GradientDiagnosisKind kind, string sentence)
    {
        Assert.True(report.Diagnoses.Count > 0, report.ToString());
        Assert.Equal(kind, report.Diagnosis!.Kind);
        Assert.Contains(sentence, report.Diagnosis.Sentence, StringComparison.Ordinal);
    }
}
