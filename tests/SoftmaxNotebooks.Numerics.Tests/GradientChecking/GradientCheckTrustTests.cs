using MathNet.Numerics.LinearAlgebra;
using static SoftmaxNotebooks.Numerics.Tests.GradientChecking.PlantedMistakes;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

/// <summary>Functions that are hard to measure: a right derivative must not be blamed for them, and a wrong one not be excused.</summary>
public sealed class GradientCheckTrustTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(1024)]
    public void Whole_periods_in_every_step_do_not_look_like_a_derivative_of_0(int k)
    {
        // sin(2πk x): in steps of 1/8, 1/16, … every difference would be 0, in perfect agreement.
        double w = 2 * Math.PI * k;
        Func<Vector<double>, double> f = z => Math.Sin(w * z[0]);
        AssertPasses(GradientCheck.Run(f, V(w * Math.Cos(w * 0.3)), V(0.3)));
        Assert.Equal(GradientDiagnosisKind.SignFlipped, GradientCheck.Run(f, V(-w * Math.Cos(w * 0.3)), V(0.3)).Diagnosis?.Kind);
        AssertPasses(GradientCheck.Run(f, V(w * Math.Cos(w * 0.3)), V(0.3), new GradientCheckOptions { ProjectionCount = 3 }));
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e7)]
    [InlineData(1e8)]
    public void A_step_relative_to_a_large_input_is_not_the_only_one(double x)
    {
        AssertPasses(GradientCheck.Run(z => Math.Sin(z[0]), V(Math.Cos(x)), V(x)));
        AssertPasses(GradientCheck.RunJacobian(Softmax, z => Jacobian(Softmax(z)), (x / 100) + Logits));
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    public void A_pole_beside_the_input_is_not_stepped_over(double x)
    {
        AssertPasses(GradientCheck.Run(z => 1 / z[0], V(-1 / (x * x)), V(x)));
        NumericalGradient gradient = NumericalDifferentiation.Gradient(z => 1 / z[0], V(x), new CentralDifferenceOptions { Extrapolate = true });
        Assert.Equal(-1 / (x * x), gradient.Values[0], 1e-6 / (x * x));
        Assert.Equal(1, NumericalDifferentiation.Gradient(z => Math.Abs(z[0]), V(x), new CentralDifferenceOptions { Extrapolate = true }).Values[0], 1e-9);
    }

    [Fact]
    public void What_a_function_cancels_is_noise_and_no_mistake()
    {
        // E[x²] - E[x]², the textbook's variance: at 1e4 its rounding is larger than its derivative times the step.
        var random = new Random(2);
        for (int trial = 0; trial < 50; trial++)
        {
            Vector<double> x = Vector<double>.Build.Dense(5, _ => 1e4 + random.NextDouble());
            GradientCheckReport right = GradientCheck.Run(Variance, z => 2 * (z - z.Average()) / 5, x);
            Assert.True(right.Passed || right.Diagnosis?.Kind == GradientDiagnosisKind.KinkOrNoise, right.ToString());
            GradientCheckReport wrong = GradientCheck.Run(Variance, z => -2 * (z - z.Average()) / 5, x);
            Assert.False(wrong.Passed);
            Assert.Contains(wrong.Diagnoses, diagnosis => diagnosis.Kind is GradientDiagnosisKind.SignFlipped or GradientDiagnosisKind.KinkOrNoise);
        }

        static double Variance(Vector<double> z) => (z.DotProduct(z) / z.Count) - (z.Average() * z.Average());
    }

    [Theory]
    [InlineData(2e-6)]
    [InlineData(1e-5)]
    [InlineData(-3e-6)]
    public void A_kink_within_the_step_is_stepped_around(double x)
    {
        AssertPasses(GradientCheck.Run(z => Math.Max(z[0], 0) + z[0], V(x > 0 ? 2 : 1), V(x)));
        Assert.False(GradientCheck.Run(z => Math.Max(z[0], 0) + z[0], V(x > 0 ? 1 : 2), V(x)).Passed);
    }

    [Fact]
    public void A_kink_does_not_hide_a_mistake_elsewhere()
    {
        GradientCheckReport report = GradientCheck.Run(
            z => Math.Max(z[0], 0) + (z[1] * z[1]) + Math.Sin(z[2]), z => V(0, -2 * z[1], -Math.Cos(z[2])), V(0, 1, 2));
        Assert.Equal([GradientDiagnosisKind.SignFlipped, GradientDiagnosisKind.KinkOrNoise], report.Diagnoses.Select(diagnosis => diagnosis.Kind));
        Assert.Equal(["∂L/∂z[0]"], report.Diagnoses[1].Places);
        Assert.DoesNotContain("∂L/∂z[0]", report.Diagnoses[0].Places);
    }

    [Fact]
    public void A_kink_is_seen_along_a_projection_too()
    {
        GradientCheckReport report = GradientCheck.Run(
            z => Math.Abs(z[0]) + z[1], V(0.5, 1), V(0, 1), new GradientCheckOptions { ProjectionCount = 2 });
        Assert.Equal(GradientDiagnosisKind.KinkOrNoise, report.Diagnosis?.Kind);
        var random = new Random(1);
        report = GradientCheck.Run(z => z[0] * random.NextDouble(), V(0.5), V(1), new GradientCheckOptions { ProjectionCount = 2 });
        Assert.Contains("two evaluations at the same point differ", report.Diagnosis!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_bit_of_a_sum_in_another_order_is_no_randomness()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 20; trial++)
        {
            GradientCheckReport report = GradientCheck.Run(
                z => random.Next(2) == 0 ? Math.BitIncrement(z.DotProduct(z)) : z.DotProduct(z), z => -2 * z, Logits);
            Assert.Equal(GradientDiagnosisKind.SignFlipped, report.Diagnosis?.Kind);
        }
    }

    public static TheoryData<string> NonlinearProducts => ["absolute value", "mask of the gradient", "square"];

    [Theory]
    [MemberData(nameof(NonlinearProducts))]
    public void A_product_that_is_right_for_unit_vectors_only_fails(string mistake)
    {
        GradientCheckReport report = mistake switch
        {
            "absolute value" => GradientCheck.RunVjp(Softmax, (z, g) => Jacobian(Softmax(z)) * g.PointwiseAbs(), Logits),
            "mask of the gradient" => GradientCheck.RunVjp(
                z => z.PointwiseMaximum(0), (z, g) => g.MapIndexed((i, v) => z[i] > 0 && v > 0 ? v : 0), V(1, -2, 0.5)),
            _ => GradientCheck.RunJvp(Softmax, (z, v) => Jacobian(Softmax(z)) * v.PointwisePower(2), Logits),
        };
        Assert.False(report.Passed);
        Assert.Equal(0, report.FailedCount);
        Assert.Equal(GradientDiagnosisKind.NotLinear, report.Diagnosis?.Kind);
        Assert.StartsWith("FAIL", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_refused_or_kept_to_one_line()
    {
        Assert.Contains("OutputNames[1] is null", Assert.Throws<ArgumentException>(() => GradientCheck.RunJacobian(
            Softmax, Jacobian(Softmax(Logits)), Logits, new GradientCheckOptions { OutputNames = ["a", null!, "b", "c"] })).Message, StringComparison.Ordinal);
        Assert.Contains("InputNames has 1 entries", Assert.Throws<ArgumentException>(() => GradientCheck.Run(
            z => z.Sum(), V(1, 1), V(1, 2), new GradientCheckOptions { ProjectionCount = 1, InputNames = ["a"] })).Message, StringComparison.Ordinal);
        string[] lines = GradientCheck.Run(
            z => z.Sum(), V(2, 2), V(1, 2), new GradientCheckOptions { InputNames = ["a\nPASS", "\u202Eb\u2028c\0"] }).ToString().Split('\n');
        Assert.DoesNotContain(lines, line => line.StartsWith("PASS", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl) || line.Contains('\u202E', StringComparison.Ordinal));
    }

    private static void AssertPasses(GradientCheckReport report) => Assert.True(report.Passed, report.ToString());
}
