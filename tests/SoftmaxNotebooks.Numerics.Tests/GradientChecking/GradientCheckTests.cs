using System.Globalization;
using System.Text;
using System.Text.Json;
using MathNet.Numerics.LinearAlgebra;
using static SoftmaxNotebooks.Numerics.Tests.GradientChecking.PlantedMistakes;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

public sealed class GradientCheckTests
{
    private static readonly Matrix<double> TargetRows = OneHotRows(Classes, 3);

    [Fact]
    public void Passes_what_is_right()
    {
        GradientCheckReport[] reports =
        [
            GradientCheck.Run(z => CrossEntropy(z, V(0, 1, 0, 0)), z => Softmax(z) - V(0, 1, 0, 0), Logits),
            GradientCheck.Run(z => CrossEntropy(z, V(0, 1, 0, 0)), Softmax(Logits) - V(0, 1, 0, 0), Logits),
            GradientCheck.Run(z => MeanCrossEntropy(z, TargetRows), z => (SoftmaxRows(z) - TargetRows) / 4, Batch),
            GradientCheck.Run(z => MeanCrossEntropy(z, TargetRows), (SoftmaxRows(Batch) - TargetRows) / 4, Batch),
            GradientCheck.RunJacobian(Softmax, z => SoftmaxDerivatives.Jacobian(Softmax(z)), Logits),
            GradientCheck.RunJacobian(Softmax, Jacobian(Softmax(Logits)), Logits),
            GradientCheck.RunJacobian(Softmax, SoftmaxDerivatives.Jacobian(Softmax(Logits)), Logits),
            GradientCheck.RunJacobian(z => 3 * z, z => 3 * Matrix<double>.Build.DenseIdentity(12), Batch),
            GradientCheck.RunVjp(Softmax, (z, g) => SoftmaxDerivatives.Vjp(Softmax(z), g), Logits),
            GradientCheck.RunJvp(Softmax, (z, v) => SoftmaxDerivatives.Jvp(Softmax(z), v), Logits),
            GradientCheck.RunVjp(SoftmaxRows, (z, g) => SoftmaxDerivatives.VjpRows(SoftmaxRows(z), g), Batch),
            GradientCheck.RunJvp(SoftmaxRows, (z, v) => SoftmaxDerivatives.JvpRows(SoftmaxRows(z), v), Batch),
            GradientCheck.RunSecondOrder(z => Softmax(z), z => SoftmaxDerivatives.LogSumExpHessian(z), Logits),
            GradientCheck.RunSecondOrder(
                z => SoftmaxDerivatives.Vjp(Softmax(z), V(1, 2, 3, 4)), z => SoftmaxDerivatives.DirectionalHessian(Softmax(z), V(1, 2, 3, 4)), Logits),
            GradientCheck.RunSecondOrder(z => Softmax(z), (z, v) => SoftmaxDerivatives.Jvp(Softmax(z), v), Logits),
        ];
        Assert.All(reports, report =>
        {
            Assert.True(report.Passed, report.ToString());
            Assert.InRange(report.WorstRatio, 0, 0.1);
            Assert.Empty(report.Diagnoses);
            Assert.Empty(report.Notes);
            Assert.Empty(report.StepSweep);
            Assert.Equal(0, report.FailedCount);
            Assert.Contains("PASS", report.ToString(), StringComparison.Ordinal);
            Assert.Contains("margin", report.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_public_derivative_of_the_library_passes_on_random_input()
    {
        var random = new RandomRows(20261122);
        for (int trial = 0; trial < 20; trial++)
        {
            int count = random.Length(2, 9);
            Vector<double> z = random.Vector(count), g = random.Vector(count);
            int target = random.Classes(1, count)[0];
            AssertPasses(GradientCheck.RunVjp(x => x.Softmax(), (x, u) => SoftmaxDerivatives.Vjp(x.Softmax(), u), z));
            AssertPasses(GradientCheck.RunJvp(x => x.Softmax(), (x, u) => SoftmaxDerivatives.Jvp(x.Softmax(), u), z));
            AssertPasses(GradientCheck.RunVjp(x => x.LogSoftmax(), (x, u) => SoftmaxDerivatives.LogSoftmaxVjp(x.Softmax(), u), z));
            AssertPasses(GradientCheck.RunJacobian(x => x.LogSoftmax(), x => SoftmaxDerivatives.LogSoftmaxJacobian(x.Softmax()), z));
            AssertPasses(GradientCheck.Run(x => x.LogSumExp(), x => SoftmaxDerivatives.LogSumExpGradient(x), z));
            AssertPasses(GradientCheck.RunSecondOrder(
                x => SoftmaxDerivatives.Vjp(x.Softmax(), g), x => SoftmaxDerivatives.DirectionalHessian(x.Softmax(), g), z));
            AssertPasses(GradientCheck.Run(x => Numerics.CrossEntropy.Loss(x, target), x => Numerics.CrossEntropy.Gradient(x, target), z));
            var options = new CrossEntropyOptions { LabelSmoothing = 0.1, ClassWeights = [.. Enumerable.Range(1, count).Select(k => k / 2.0)] };
            Matrix<double> batch = random.Matrix(3, count);
            int[] targets = random.Classes(3, count);
            AssertPasses(GradientCheck.Run(
                x => Numerics.CrossEntropy.Loss(x, targets, options), x => Numerics.CrossEntropy.Gradient(x, targets, options), batch));
        }

        static void AssertPasses(GradientCheckReport report) => Assert.True(report.Passed, report.ToString());
    }

    [Fact]
    public void Decides_by_one_criterion()
    {
        // f = 3 z, measured 3; analytic 3 + 1e-6. By hand: 1e-6 / (1e-7 + 1e-7 · 3) = 2.5.
        var options = new GradientCheckOptions { AbsoluteTolerance = 1e-7, RelativeTolerance = 1e-7 };
        GradientCheckReport report = GradientCheck.Run(z => 3 * z[0], V(3 + 1e-6), V(0.7), options);
        Assert.False(report.Passed);
        Assert.Equal(2.5, report.WorstRatio, 1e-3);
        Assert.Equal(report.WorstRatio, report.Ratio(0, 0), 1e-12);
        GradientCheckEntry entry = Assert.Single(report.Worst);
        Assert.Equal(1e-6, entry.AbsoluteError, 1e-9);
        Assert.Equal(1e-6 / 3, entry.RelativeError!.Value, 1e-9);
        Assert.Equal(0.7, entry.InputValue);
        Assert.Equal(2.1, entry.OutputValue!.Value, 1e-12);
        Assert.Equal("∂L/∂z[0]", entry.Name);
        Assert.Contains("ratio = |analytic − numeric| / (1e-7 + 1e-7·|numeric|), above 1 fails", report.ToString(), StringComparison.Ordinal);

        Assert.True(GradientCheck.Run(z => 3 * z[0], V(3 + 1e-6), V(0.7), options with { AbsoluteTolerance = 1e-6 }).Passed);
    }

    [Theory]
    [InlineData(1.0, 1.0000000000000002, 1)]
    [InlineData(0.0, double.Epsilon, 1)]
    [InlineData(-double.Epsilon, double.Epsilon, 2)]
    [InlineData(1.0, -1.0, 9214364837600034816)] // twice the bits of 1, 0x3FF0000000000000
    [InlineData(1.0, 2.0, 4503599627370496)] // 2^52 doubles from 1 to 2
    public void Counts_the_doubles_between(double a, double b, double expected)
        => Assert.Equal(expected, GradientCheckEntry.UlpsBetween(a, b));

    [Fact]
    public void Lists_the_worst_first_by_name()
    {
        Vector<double> gradient = V(1, 2.5, 3.25, 4.0);
        var options = new GradientCheckOptions { WorstCount = 2, InputNames = ["height", "width", "depth", "mass"], OutputSymbol = "cost" };
        GradientCheckReport report = GradientCheck.Run(z => z[0] + (2 * z[1]) + (3 * z[2]) + (4 * z[3]), gradient, V(1, 2, 3, 4), options);
        Assert.Equal(["∂cost/∂width", "∂cost/∂depth"], report.Worst.Select(entry => entry.Name));
        Assert.Equal(2, report.FailedCount);
        Assert.Equal(4, report.EntryCount);
        string text = report.ToString();
        Assert.True(text.IndexOf("∂cost/∂width", StringComparison.Ordinal) < text.IndexOf("∂cost/∂depth", StringComparison.Ordinal));
    }

    [Fact]
    public void Its_text_is_bounded_whatever_it_holds()
    {
        string[] names = [.. Enumerable.Repeat(string.Concat(Enumerable.Repeat("😀'", 500)), 100)];
        GradientCheckReport report = GradientCheck.RunJacobian(
            z => z, Matrix<double>.Build.Dense(100, 100, -1.2345678e-200), V([.. Enumerable.Repeat(1.2345678, 100)]),
            new GradientCheckOptions { WorstCount = 10_000, InputNames = names, OutputNames = names });
        Assert.Equal(10_000, report.Worst.Count);
        string text = (report with { Notes = names, Method = names[0], Diagnoses = [.. Enumerable.Repeat(new GradientDiagnosis(GradientDiagnosisKind.SignFlipped, names[0], names), 100)] }).ToString();
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 1, 24 * 1024);
        Assert.Contains("… 9980 more", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_report_without_its_worst_entries_still_has_a_verdict()
    {
        GradientCheckReport failed = GradientCheck.Run(z => z.Sum(), V(2, 2), V(1, 2)) with { Worst = [] };
        GradientCheckReport passed = GradientCheck.Run(z => z.Sum(), V(1, 1), V(1, 2)) with { Worst = [] };
        Assert.StartsWith("FAIL       2 of 2 derivatives: worst ratio ", failed.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("PASS       2 of 2 derivatives agree: worst ratio below 0.001, margin above 1000×\n", passed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Infinity_is_spelled_as_in_the_tables_of_a_notebook()
    {
        string text = GradientCheck.Run(z => z.Sum(), V(double.PositiveInfinity, double.NegativeInfinity), V(1, 2)).ToString();
        Assert.Contains("worst ratio +Inf at ", text, StringComparison.Ordinal);
        Assert.Contains(" -Inf ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_what_is_equally_bad_in_the_order_of_the_matrix()
    {
        // J is symmetric: which of ∂p[0]/∂z[1] and ∂p[1]/∂z[0] is measured a little larger depends on the processor.
        GradientCheckReport report = GradientCheck.RunJacobian(Softmax, z => Matrix<double>.Build.DenseOfDiagonalVector(Jacobian(Softmax(z)).Diagonal()), Logits);
        (int, int)[] places = [.. report.Worst.Select(entry => (entry.Output, entry.Input)).Take(8)];
        for (int k = 0; k < places.Length; k += 2)
        {
            Assert.True(places[k].Item1 < places[k].Item2);
            Assert.Equal(places[k], (places[k + 1].Item2, places[k + 1].Item1));
        }
    }

    [Fact]
    public void Names_the_entries_of_a_batch()
    {
        GradientCheckReport report = GradientCheck.RunVjp(SoftmaxRows, (z, g) => 0.5 * g, Batch);
        Assert.Equal("z[3,2]", report.InputNames[^1]);
        Assert.Equal("p[3,2]", report.OutputNames[^1]);
        Assert.Matches(@"^∂p\[\d,\d\]/∂z\[\d,\d\]$", report.Worst[0].Name);
        GradientCheckReport second = GradientCheck.RunSecondOrder(z => Softmax(z), z => 2 * Jacobian(Softmax(z)), Logits);
        Assert.Matches(@"^∂\(∂L/∂z\[\d\]\)/∂z\[\d\]$", second.Worst[0].Name);
    }

    [Fact]
    public void Evaluates_twice_per_input_and_once_for_the_outputs()
    {
        int count = 0;
        GradientCheckReport report = GradientCheck.RunJacobian(
            z =>
            {
                count++;
                return Softmax(z);
            },
            z => Jacobian(Softmax(z)),
            Logits);
        Assert.Equal(9, count);
        Assert.Equal(9, report.EvaluationCount);
    }

    [Fact]
    public void A_wrong_gradient_of_many_inputs_costs_little_more_than_a_right_one()
    {
        Vector<double> z = Vector<double>.Build.Dense(2000, j => Math.Cos(j));
        GradientCheckReport wrong = GradientCheck.Run(x => x.LogSumExp(), x => 2 * x.Softmax(), z);
        Assert.Equal(2000, wrong.FailedCount);
        Assert.Equal(GradientDiagnosisKind.ConstantFactor, Assert.Single(wrong.Diagnoses).Kind);
        Assert.InRange(wrong.EvaluationCount, 4001, 4001 + (64 * 6) + 25);
    }

    [Fact]
    public void A_function_in_float_of_many_inputs_is_given_up_soon()
    {
        // Each of the 1,000 inputs would take up to 110 evaluations.
        Vector<double> z = Vector<double>.Build.Dense(1000, j => Math.Cos(j));
        GradientCheckReport report = GradientCheck.Run(x => (float)(1000 * x.Softmax().DotProduct(z)), x => 1000 * SoftmaxDerivatives.Vjp(x.Softmax(), z), z);
        Assert.Equal(GradientDiagnosisKind.KinkOrNoise, Assert.Single(report.Diagnoses).Kind);
        Assert.InRange(report.EvaluationCount, 2001, 2001 + (64 * 120) + 25);
    }

    [Fact]
    public void Asks_a_vjp_once_for_each_output_and_a_jvp_once_for_each_input()
    {
        Matrix<double> w = M(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });
        int vjps = 0, jvps = 0;
        Assert.True(GradientCheck.RunVjp(x => w * x, (_, g) => Count(ref vjps, w.Transpose() * g), V(1, 2, 3)).Passed);
        Assert.True(GradientCheck.RunJvp(x => w * x, (_, v) => Count(ref jvps, w * v), V(1, 2, 3)).Passed);

        // One for each output or input, and two with entries of both signs, which must follow from the others.
        Assert.Equal((2 + 2, 3 + 2), (vjps, jvps));

        static Vector<double> Count(ref int counter, Vector<double> value)
        {
            counter++;
            return value;
        }
    }

    [Fact]
    public void Does_not_blame_a_smooth_function_for_the_truncation_of_one_step()
    {
        // sin(w x): a central difference with h = 6e-6 is off by (w h)²/6, relatively: 1.5e-6 for w = 500, 6e-4 for w = 10,000.
        foreach (double w in new[] { 500, 1000, 10_000 })
        {
            GradientCheckReport report = GradientCheck.Run(z => Math.Sin(w * z[0]), V(w * Math.Cos(w * 0.3)), V(0.3));
            Assert.True(report.Passed, report.ToString());
            Assert.True(report.EvaluationCount > 3);
        }

        GradientCheckReport large = GradientCheck.Run(z => 1e9 + Math.Sin(z[0]), V(Math.Cos(0.3)), V(0.3), new GradientCheckOptions { AbsoluteTolerance = 1e-5 });
        Assert.True(large.Passed, large.ToString());
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.0, 1.0)]
    public void Says_kink_where_the_function_has_one(double at, double analytic)
    {
        GradientCheckReport report = GradientCheck.Run(z => Math.Max(z[0], 0), V(analytic), V(at));
        Assert.False(report.Passed);
        GradientDiagnosis diagnosis = Assert.Single(report.Diagnoses);
        Assert.Equal(GradientDiagnosisKind.KinkOrNoise, diagnosis.Kind);
        Assert.Contains("kink or noise", diagnosis.Sentence, StringComparison.Ordinal);
        if (at == 0) Assert.Contains("the slope to the left is 0, to the right 1", diagnosis.Sentence, StringComparison.Ordinal);
        Assert.False(report.Worst[0].NumericIsReliable);
        Assert.NotEmpty(report.StepSweep);
        Assert.Contains("step sweep", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Says_noise_where_the_function_is_computed_in_float()
    {
        GradientCheckReport[] reports =
        [
            GradientCheck.Run(z => MathF.Sin((float)z[0]) * MathF.Exp((float)z[0]), V(2.1), V(0.8)),
            GradientCheck.RunJacobian(z => Softmax(z).Map(p => (double)(float)p), z => Jacobian(Softmax(z)), V(0.5, 2, 1)),
        ];
        foreach (GradientCheckReport report in reports)
        {
            Assert.False(report.Passed);
            Assert.True(report.Diagnosis?.Kind == GradientDiagnosisKind.KinkOrNoise, report.ToString());
        }
    }

    [Fact]
    public void Says_that_a_function_with_a_random_number_inside_is_none()
    {
        var random = new Random(3);
        GradientCheckReport report = GradientCheck.Run(z => z[0] * (1 + random.NextDouble()), V(1.5), V(0.8));
        Assert.Contains("two evaluations at the same point differ", Assert.Single(report.Diagnoses).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Locates_what_is_not_finite()
    {
        GradientCheckReport numeric = GradientCheck.Run(z => Math.Log(z[0]) + z[1], V(1, 1), V(-1, 2));
        Assert.False(numeric.Passed);
        Assert.Equal(double.PositiveInfinity, numeric.WorstRatio);
        Assert.Contains("The function itself is NaN there: L", numeric.Diagnosis!.Sentence, StringComparison.Ordinal);

        // softmax without the shift, at logits of 1000 (the question about numpy)
        GradientCheckReport overflow = GradientCheck.RunJacobian(
            z => z.PointwiseExp() / z.PointwiseExp().Sum(), z => Jacobian(z.PointwiseExp() / z.PointwiseExp().Sum()), V(1000, 1));
        Assert.Equal(GradientDiagnosisKind.NonFinite, overflow.Diagnosis!.Kind);
        Assert.Contains("The function itself is NaN there: p[0]", overflow.Diagnosis.Sentence, StringComparison.Ordinal);
        Assert.Contains("input z[1] is -Inf", GradientCheck.Run(z => z[0], V(1, 0), V(0, double.NegativeInfinity)).Diagnosis!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_nothing_was_tested_where_everything_is_zero()
    {
        GradientCheckReport report = GradientCheck.Run(z => Math.Max(z[0], 0), V(0), V(-3));
        Assert.True(report.Passed);
        Assert.Contains("every derivative is 0 on both sides: nothing was tested", report.Diagnosis!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_that_some_derivatives_are_too_small_to_say()
    {
        GradientCheckReport report = GradientCheck.Run(z => z[0] + (1e-12 * z[1]), V(1, 0), V(0.1, 0.2));
        Assert.True(report.Passed);
        Assert.Empty(report.Diagnoses);
        Assert.Contains("1 of 2 derivatives are below the absolute tolerance 1e-9", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, GradientDiagnosisKind.NonFinite, true)]
    [InlineData(-1.0, GradientDiagnosisKind.SignFlipped, false)]
    [InlineData(2.0, GradientDiagnosisKind.ConstantFactor, false)]
    [InlineData(0.05, GradientDiagnosisKind.ConstantFactor, false)]
    public void Checks_a_large_gradient_by_projections_with_two_evaluations_each(double factor, GradientDiagnosisKind kind, bool passes)
    {
        const int Count = 5000;
        int evaluations = 0;
        var random = new RandomRows(4);
        Vector<double> z = random.Vector(Count);
        GradientCheckReport report = GradientCheck.Run(
            x =>
            {
                evaluations++;
                return Math.Log(1 + x.PointwisePower(2).Sum());
            },
            x => factor * 2 * x / (1 + x.PointwisePower(2).Sum()),
            z,
            new GradientCheckOptions { ProjectionCount = 5, BatchSize = 20 });
        Assert.Equal(passes, report.Passed);
        Assert.Equal(5, report.EntryCount);
        Assert.Contains("5 random projections ∇·u (seed 1)", report.Method, StringComparison.Ordinal);
        if (passes)
        {
            Assert.Equal(11, evaluations);
            Assert.Empty(report.Diagnoses);
        }
        else
        {
            Assert.Equal(kind, report.Diagnosis!.Kind);
            Assert.Contains("check by coordinate", Assert.Single(report.Notes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Projections_find_one_wrong_entry_and_are_the_same_for_the_same_seed()
    {
        Vector<double> z = Vector<double>.Build.Dense(200, j => Math.Sin(j));
        GradientCheckReport Report(int seed, double error) => GradientCheck.RunVjp(
            x => x.Softmax(),
            (x, g) =>
            {
                Vector<double> result = SoftmaxDerivatives.Vjp(x.Softmax(), g);
                result[17] += error * g[3];
                return result;
            },
            z,
            new GradientCheckOptions { ProjectionCount = 8, Seed = seed });
        Assert.True(Report(1, 0).Passed);
        Assert.False(Report(1, 0.01).Passed);
        Assert.Empty(Report(1, 0.01).Diagnoses);
        Assert.Equal(Report(1, 0.01).ToString(), Report(1, 0.01).ToString());
        Assert.NotEqual(Report(1, 0.01).ToString(), Report(2, 0.01).ToString());
    }

    [Fact]
    public void Projections_see_a_diagonal_only_vjp()
    {
        // With directions of one sign, as fast gradcheck has them, rows that sum to 0 leave little to see.
        GradientCheckReport report = GradientCheck.RunVjp(
            Softmax, (z, g) => Softmax(z).PointwiseMultiply(1 - Softmax(z)).PointwiseMultiply(g), Logits, new GradientCheckOptions { ProjectionCount = 4 });
        Assert.Equal(4, report.FailedCount);
    }

    [Fact]
    public void Is_a_record_that_JSON_writes_and_reads()
    {
        GradientCheckReport[] reports =
        [
            GradientCheck.RunJacobian(Softmax, z => Matrix<double>.Build.DenseOfDiagonalVector(Jacobian(Softmax(z)).Diagonal()), Logits),
            GradientCheck.RunJacobian(Softmax, Matrix<double>.Build.Dense(4, 4, double.NaN), Logits),
            GradientCheck.Run(z => z.LogSumExp(), z => z.Softmax(), Logits, new GradientCheckOptions { ProjectionCount = 2 }),
        ];
        foreach (GradientCheckReport report in reports)
        {
            string json = JsonSerializer.Serialize(report);
            GradientCheckReport copy = JsonSerializer.Deserialize<GradientCheckReport>(json)!;
            Assert.Equal(json, JsonSerializer.Serialize(copy));
            Assert.Equal(report.ToString(), copy.ToString());
            Assert.Equal(report.Diagnosis?.Kind, copy.Diagnosis?.Kind);
        }
    }

    [Fact]
    public void Reads_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string Text() => GradientCheck.RunJacobian(Softmax, z => 1.5 * Jacobian(Softmax(z)), Logits).ToString();
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            string expected = Text();
            foreach (string culture in new[] { "de-DE", "ar-SA", "tr-TR" })
            {
                CultureInfo.CurrentCulture = new CultureInfo(culture);
                Assert.Equal(expected, Text());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Refuses_what_cannot_be_compared_and_shows_both_shapes()
    {
        AssertRefuses("The gradient has 3 entries, but the input is a vector of 2", () => GradientCheck.Run(z => z[0], V(1, 2, 3), V(1, 2)));
        AssertRefuses("The gradient is 3×2, but the input is 2×3: they must have the same shape. Its transpose has that shape.",
            () => GradientCheck.Run(w => w[0, 0], Matrix<double>.Build.Dense(3, 2), Matrix<double>.Build.Dense(2, 3)));
        AssertRefuses("The Jacobian is 3×2; with 2 outputs and 3 inputs it must be 2×3. Its transpose has that shape.",
            () => GradientCheck.RunJacobian(z => z.SubVector(0, 2), Matrix<double>.Build.Dense(3, 2), V(1, 2, 3)));
        AssertRefuses("The vector-Jacobian product has 2 entries, but the input is a vector of 3",
            () => GradientCheck.RunVjp(z => z.SubVector(0, 2), (_, g) => g, V(1, 2, 3)));
        AssertRefuses("The Jacobian-vector product has 3 entries, but the output is a vector of 2",
            () => GradientCheck.RunJvp(z => z.SubVector(0, 2), (_, v) => v, V(1, 2, 3)));
        AssertRefuses("The gradient is null", () => GradientCheck.Run(z => z[0], _ => (Vector<double>)null!, V(1)));
        AssertRefuses("at is empty", () => GradientCheck.Run(_ => 0, V(1), V()));
        Assert.Contains(
            "0 outputs", Assert.Throws<InvalidOperationException>(() => GradientCheck.RunJacobian(_ => V(), Jacobian(V(1)), V(1))).Message, StringComparison.Ordinal);
        AssertRefuses("InputNames has 1 entries", () => GradientCheck.Run(z => z[0], V(1, 0), V(1, 2), new GradientCheckOptions { InputNames = ["one"] }));
        Assert.Throws<ArgumentNullException>(() => GradientCheck.Run(null!, V(1), V(1)));
        Assert.Throws<ArgumentNullException>(() => GradientCheck.Run(z => z[0], (Func<Vector<double>, Vector<double>>)null!, V(1)));
        Assert.Throws<ArgumentNullException>(() => GradientCheck.Run(z => z[0], V(1), null!));

        static void AssertRefuses(string message, Action action)
            => Assert.Contains(message, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_options_that_make_no_sense()
    {
        AssertRefuses("AbsoluteTolerance is 0", () => new GradientCheckOptions { AbsoluteTolerance = 0 });
        AssertRefuses("AbsoluteTolerance is NaN", () => new GradientCheckOptions { AbsoluteTolerance = double.NaN });
        AssertRefuses("RelativeTolerance is 1", () => new GradientCheckOptions { RelativeTolerance = 1 });
        AssertRefuses("RelativeStep is 2", () => new GradientCheckOptions { RelativeStep = 2 });
        AssertRefuses("ProjectionCount is -1", () => new GradientCheckOptions { ProjectionCount = -1 });
        AssertRefuses("WorstCount is 0", () => new GradientCheckOptions { WorstCount = 0 });
        AssertRefuses("BatchSize is 0", () => new GradientCheckOptions { BatchSize = 0 });

        static void AssertRefuses(string message, Func<object> action)
            => Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(action).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_progress_and_can_be_cancelled()
    {
        var reported = new List<double>();
        using var source = new CancellationTokenSource();
        var options = new GradientCheckOptions
        {
            Progress = new Immediate(fraction =>
            {
                reported.Add(fraction);
                if (fraction >= 0.5) source.Cancel();
            }),
            CancellationToken = source.Token,
        };
        Vector<double> z = V(1, 2, 3, 4);
        Assert.Throws<OperationCanceledException>(() => GradientCheck.Run(x => x.Sum(), V(1, 1, 1, 1), z, options));
        Assert.Equal([0.25, 0.5], reported);
        Assert.Throws<OperationCanceledException>(() => GradientCheck.Run(x => x.Sum(), V(1, 1, 1, 1), z, options with { ProjectionCount = 2 }));
    }

    [Fact]
    public void Leaves_the_point_alone()
    {
        Vector<double> z = Logits.Clone();
        Assert.True(GradientCheck.Run(
            x =>
            {
                double loss = x.LogSumExp();
                x.Clear();
                return loss;
            },
            x =>
            {
                Vector<double> p = x.Softmax();
                x.Clear();
                return p;
            },
            z).Passed);
        Assert.Equal(Logits, z);
    }
}
