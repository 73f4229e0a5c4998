using MathNet.Numerics.LinearAlgebra;
using static SoftmaxNotebooks.Numerics.Tests.GradientChecking.PlantedMistakes;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

/// <summary>Situations that look like a known mistake and are not: nothing must be said that need not be so.</summary>
public sealed class FalseDiagnosisTests
{
    [Fact]
    public void A_forgotten_weighted_mean_is_not_a_target_that_does_not_sum_to_1()
    {
        Vector<double> g = V(0.1, 0.2, -0.3, 0.4);
        GradientCheckReport report = GradientCheck.Run(z => Softmax(z).DotProduct(g), z => Softmax(z).PointwiseMultiply(g), Logits);
        Assert.Contains(report.Diagnoses, diagnosis => diagnosis.Kind == GradientDiagnosisKind.WeightedMeanForgotten);

        // Squared error: p (g - p·g) without p·g, where no targets fit at all.
        report = GradientCheck.Run(
            z => SquaredError(Softmax(z), V(2, 1, 3, 2)), z => Softmax(z).PointwiseMultiply(2 * (Softmax(z) - V(2, 1, 3, 2))), Logits);
        Assert.Contains(report.Diagnoses, diagnosis => diagnosis.Kind == GradientDiagnosisKind.WeightedMeanForgotten);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Minus_y_alone_is_not_a_target_that_does_not_sum_to_1(int rowCount)
    {
        Matrix<double> z = Batch.SubMatrix(0, rowCount, 0, 3), y = OneHotRows(Classes[..rowCount], 3);
        GradientCheckReport report = GradientCheck.Run(x => MeanCrossEntropy(x, y), -y / rowCount, z);
        Assert.Equal([GradientDiagnosisKind.WeightedMeanForgotten], report.Diagnoses.Select(diagnosis => diagnosis.Kind));
    }

    [Fact]
    public void Zeros_that_no_ReLU_makes_are_no_ReLU_mask()
    {
        // An ignored row, max pooling, an input that is not used.
        Matrix<double> ignored = SoftmaxRows(Batch);
        int[] targets = [0, -100, 2, 1];
        for (int n = 0; n < 4; n++)
        {
            if (targets[n] >= 0) ignored[n, targets[n]] -= 1;
        }

        AssertNot(GradientDiagnosisKind.ReluMask, GradientCheck.Run(
            z => Numerics.CrossEntropy.Loss(z, targets, new CrossEntropyOptions { IgnoreIndex = -100 }), ignored / 3, Batch));
        AssertNot(GradientDiagnosisKind.ReluMask, GradientCheck.Run(z => z.Maximum(), V(1, 1, 1), V(2, -1, -3)));
        AssertNot(GradientDiagnosisKind.ReluMask, GradientCheck.Run(z => z[0] * z[0], V(2, 5), V(1, -1)));

        // A table of embeddings of which the second row is not used.
        Matrix<double> table = M(new[,] { { 0.3, -0.2 }, { 0.7, 0.4 }, { -0.1, 0.9 } });
        AssertNot(GradientDiagnosisKind.ReluMask, GradientCheck.Run(
            w => w.Row(0).DotProduct(w.Row(2)), M(new[,] { { -0.1, 0.9 }, { 0.5, 0.6 }, { 0.3, -0.2 } }), table));
    }

    [Fact]
    public void A_small_gradient_without_a_softmax_need_not_sum_to_0()
    {
        double s = 1 / (1 + Math.Exp(30));
        GradientCheckReport[] reports =
        [
            GradientCheck.Run(z => 1 / (1 + Math.Exp(-z[0])), V(s * (1 - s)), V(-30)),
            GradientCheck.Run(z => 1e-12 * z.DotProduct(z), z => 2e-12 * z, V(40, 0)),
        ];
        Assert.All(reports, report =>
        {
            Assert.True(report.Passed);
            Assert.DoesNotContain("sum to 0", report.Diagnosis!.Sentence, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void With_two_classes_everything_fits_and_nothing_is_said()
    {
        Matrix<double> y = OneHotRows([0, 1, 0], 2), z = M(new[,] { { 0.4, -0.7 }, { 1.1, 0.2 }, { -0.5, 0.9 } });
        foreach (Matrix<double> wrong in new[] { Matrix<double>.Build.Dense(3, 2, 1.0), ((SoftmaxRows(z) - y) / 3).PointwiseAbs() })
        {
            Assert.Empty(GradientCheck.Run(q => MeanCrossEntropy(q, y), wrong, z).Diagnoses);
        }
    }

    [Fact]
    public void Where_all_inputs_are_equal_a_factor_is_a_factor_and_a_random_point_is_advised()
    {
        Vector<double> z = V(0, 0, 0), y = V(0, 1, 0);
        GradientCheckReport third = GradientCheck.Run(x => CrossEntropy(x, y), x => (Softmax(x) - y) / 3, z);
        Assert.Equal([GradientDiagnosisKind.ConstantFactor], third.Diagnoses.Select(diagnosis => diagnosis.Kind));
        Assert.Contains(third.Notes, note => note.Contains("check at a random point", StringComparison.Ordinal));
        Assert.Empty(GradientCheck.Run(x => CrossEntropy(x, y), x => Softmax(x) - y - 0.2, z).Diagnoses);
        Assert.Empty(GradientCheck.Run(x => CrossEntropy(x, y), x => x - 0.1, z).Diagnoses);
    }

    [Fact]
    public void The_rows_of_weights_are_no_examples_for_sure()
    {
        Network net = Network.Example;
        (Matrix<double> x, Matrix<double> y) = (Network.Examples, Network.Targets);
        Matrix<double> delta2 = net.Upstream(net.Delta3(x, y)).PointwiseMultiply(Network.Mask(net.Z1(x)));
        string sentence = GradientCheck.Run(w => (net with { W1 = w }).Loss(x, y), 2 * x.Transpose() * delta2, net.W1).Diagnosis!.Sentence;
        Assert.Contains("if the rows are examples", sentence, StringComparison.Ordinal);
        Assert.Contains("perhaps a 2 too many", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zero_gradient_of_another_function_is_perhaps_a_sum_of_Jacobian_rows()
    {
        GradientCheckReport report = GradientCheck.Run(z => (z - z.Average()).PointwisePower(2).Sum(), z => 0 * z, V(1, 2, 4));
        Assert.All(report.Diagnoses, diagnosis => Assert.StartsWith("perhaps", diagnosis.Sentence, StringComparison.Ordinal));
        Assert.Empty(GradientCheck.Run(z => z.DotProduct(z), z => 0 * z, V(1, 2, 4)).Diagnoses);
    }

    [Fact]
    public void Targets_that_are_no_one_hot_and_examples_in_columns_are_recognised_too()
    {
        AssertIs(GradientDiagnosisKind.OneHotForgotten, GradientCheck.Run(z => CrossEntropy(z, V(0.1, 0.7, 0.1, 0.1)), Softmax, Logits));
        Matrix<double> z = Batch.Transpose(), y = OneHotRows(Classes, 3).Transpose();
        Func<Matrix<double>, double> loss = q => MeanCrossEntropy(q.Transpose(), y.Transpose());
        AssertIs(GradientDiagnosisKind.OneHotForgotten, GradientCheck.Run(loss, SoftmaxColumns(z) / 4, z));
        AssertIs(GradientDiagnosisKind.InputInsteadOfOutput, GradientCheck.Run(loss, (z - y) / 4, z));
        AssertIs(GradientDiagnosisKind.WrongAxis, GradientCheck.Run(loss, (SoftmaxRows(z) - y) / 4, z));
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    public void The_input_of_an_activation_inside_a_loss_is_recognised(string activation)
    {
        Vector<double> t = V(0.3, 0.1, 0.9, 0.5);
        bool isTanh = activation == "tanh";
        Func<double, double> f = isTanh ? Math.Tanh : x => 1 / (1 + Math.Exp(-x)), wrong = isTanh ? x => 1 - (x * x) : x => x * (1 - x);
        GradientCheckReport report = GradientCheck.Run(
            z => SquaredError(z.Map(f), t), z => 2 * (z.Map(f) - t).PointwiseMultiply(z.Map(wrong)), Logits);
        AssertIs(GradientDiagnosisKind.InputInsteadOfOutput, report);
        Assert.Contains(activation, report.Diagnosis!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wide_tolerance_makes_no_explanation()
    {
        // With atol = 0.01 all of these numbers are within 4 atol of each other's opposite.
        var options = new GradientCheckOptions { AbsoluteTolerance = 0.01 };
        GradientCheckReport report = GradientCheck.Run(z => 0.012 * (z[0] - z[1]), V(0, 0, 0.011), V(1, 2, 3), options);
        Assert.False(report.Passed);
        Assert.Empty(report.Diagnoses);
    }

    [Fact]
    public void A_factor_without_a_name_needs_three_places_to_be_one()
    {
        Assert.Empty(GradientCheck.Run(z => z[0] + (2 * z[1]), V(3.7, 7.4), V(1, 2)).Diagnoses);
        Assert.Contains("3.7 · numeric", GradientCheck.Run(z => z[0] + (2 * z[1]) - z[2], V(3.7, 7.4, -3.7), V(1, 2, 3)).Diagnosis!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_factor_of_nearly_2_is_not_2_and_one_of_nearly_1_is_none()
    {
        string sentence = GradientCheck.Run(z => z.DotProduct(z), z => 2.001 * 2 * z, Logits).Diagnosis!.Sentence;
        Assert.Contains("2.001 · numeric", sentence, StringComparison.Ordinal);
        Assert.Empty(GradientCheck.Run(z => z.DotProduct(z), z => 1.00005 * 2 * z, Logits).Diagnoses);
    }

    [Fact]
    public void A_saturated_derivative_is_called_right_only_to_the_last_digits()
    {
        Vector<double> z = V(40, 0);
        string sentence = GradientCheck.RunJacobian(Softmax, x => 1.000001 * SoftmaxDerivatives.Jacobian(x.Softmax()).Matrix, z).Diagnosis!.Sentence;
        Assert.Contains("The closed form of softmax disagrees", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Directions_have_both_signs_and_length_1()
    {
        double[] direction = new NormalRandom(1).UnitVector(1000);
        Assert.Equal(1, direction.Sum(entry => entry * entry), 1e-12);
        Assert.InRange(direction.Count(entry => entry > 0), 400, 600);
        Assert.Equal(direction, new NormalRandom(1).UnitVector(1000));
    }

    [Fact]
    public void Of_structured_wrong_gradients_none_is_named_that_has_no_name()
    {
        // Natural slips that are not on the list, for four losses and batches of several shapes. Logits of ordinary size.
        var random = new RandomRows(11);
        foreach ((int n, int c) in new[] { (1, 3), (1, 4), (1, 10), (2, 3), (3, 3), (4, 3), (5, 5), (2, 5), (3, 2), (8, 2) })
        {
            for (int trial = 0; trial < 3; trial++)
            {
                Matrix<double> z = random.Matrix(n, c) / 3, y = OneHotRows(random.Classes(n, c), c), p = SoftmaxRows(z), right = (p - y) / n;
                Matrix<double>[] wrongs =
                [
                    right.PointwiseAbs(), right.PointwisePower(2), p.PointwiseMultiply(right), right + (0.1 * z), right.PointwiseMultiply(1 - y),
                    (p + y) / n, p.PointwiseMultiply(1 - p), 1 - p, (p.PointwiseLog() - y) / n, right.PointwiseSign(), right + 0.1,
                    z.PointwiseMultiply(right), p.PointwisePower(2), right.PointwiseMaximum(0), random.Matrix(n, c),
                ];
                for (int k = 0; k < wrongs.Length; k++)
                {
                    GradientCheckReport report = GradientCheck.Run(q => MeanCrossEntropy(q, y), wrongs[k], z);
                    Assert.True(report.Passed || report.Diagnoses.Count == 0, $"slip {k}, {n}×{c}:\n{report}");
                }
            }
        }
    }

    private static void AssertNot(GradientDiagnosisKind kind, GradientCheckReport report)
    {
        Assert.False(report.Passed);
        Assert.DoesNotContain(report.Diagnoses, diagnosis => diagnosis.Kind == kind);
    }

    private static void AssertIs(GradientDiagnosisKind kind, GradientCheckReport report)
        => Assert.True(report.Diagnosis?.Kind == kind, report.ToString());
}
