using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Tests.Reference;
using static SoftmaxNotebooks.Numerics.Tests.GradientChecking.PlantedMistakes;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

public sealed class NumericalDifferentiationTests
{
    public static TheoryData<string> ModerateJacobians =>
        [.. ReferenceCase.All.Values
            .Where(reference => reference.Function == "softmax_jacobian" && reference.Argument<double[]>("x") is var x && x.Max() - x.Min() < 20)
            .Select(reference => reference.Id)];

    [Theory]
    [MemberData(nameof(ModerateJacobians))]
    public void Measures_the_reference_Jacobians_to_1e10(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        double[] x = reference.Argument<double[]>("x"), expected = [.. ReferenceCase.Flatten(reference.Expected)];
        foreach (bool extrapolate in new[] { false, true })
        {
            NumericalJacobian jacobian = NumericalDifferentiation.Jacobian(z => z.Softmax(), x, new CentralDifferenceOptions { Extrapolate = extrapolate });
            Assert.Equal(x.Length * x.Length, expected.Length);
            for (int i = 0; i < expected.Length; i++)
            {
                double error = Math.Abs(jacobian.Values[i / x.Length, i % x.Length] - expected[i]);
                Assert.True(error <= (extrapolate ? 1e-12 : 1e-10), $"{id}[{i}]: {error}");
                if (extrapolate)
                {
                    // An estimate, not a bound; but it must not be far too small, nor useless.
                    double estimate = jacobian.ErrorEstimates[i / x.Length, i % x.Length];
                    Assert.True(error <= (10 * estimate) + 1e-15, $"{id}[{i}]: {error} where {estimate} was estimated");
                    Assert.InRange(estimate, 0, 1e-11);
                }
            }
        }
    }

    [Fact]
    public void There_are_moderate_reference_Jacobians() => Assert.True(ModerateJacobians.Count >= 3);

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 20)]
    public void Evaluates_the_function_twice_per_input_whatever_the_number_of_outputs(bool extrapolate, int perInput)
    {
        int count = 0;
        NumericalJacobian jacobian = NumericalDifferentiation.Jacobian(
            z =>
            {
                count++;
                return Vector<double>.Build.Dense(50, i => z[i % 7] * z[(i + 1) % 7]);
            },
            Vector<double>.Build.Dense(7, 0.5),
            new CentralDifferenceOptions { Extrapolate = extrapolate });
        Assert.Equal(perInput * 7, count);
        Assert.Equal(count, jacobian.EvaluationCount);
        Assert.Equal((50, 7), (jacobian.Values.RowCount, jacobian.Values.ColumnCount));
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1)]
    [InlineData(1e6)]
    [InlineData(-1e12)]
    public void Takes_a_step_relative_to_the_input_and_reports_it(double x)
    {
        NumericalGradient gradient = NumericalDifferentiation.Gradient(z => z[0] * z[0], V(x));
        double expected = Math.Cbrt(double.BitIncrement(1) - 1) * Math.Max(1, Math.Abs(x));
        Assert.Equal(1, gradient.Steps[0] / expected, 1e-3);
        Assert.Equal(2 * x, gradient.Values[0], Math.Abs(x) * 1e-9 + 1e-10);
    }

    [Fact]
    public void Chooses_a_smaller_step_at_the_end_of_a_domain()
    {
        // log is NaN below 0, and 1e-8 - 6e-6 lies there.
        NumericalGradient gradient = NumericalDifferentiation.Gradient(z => Math.Log(z[0]), V(1e-8));
        Assert.Equal(1e8, gradient.Values[0], 1e-2);
        Assert.InRange(gradient.Steps[0], 1e-14, 1e-13);
    }

    [Fact]
    public void Divides_by_the_step_that_was_really_taken()
    {
        // At 0.1 the nominal step is no difference of doubles: with 2h as divisor the slope of the identity would be off in the 11th digit.
        Assert.Equal(1, NumericalDifferentiation.Gradient(z => z[0], V(0.1)).Values[0], 1e-15);
        Assert.Equal(1, NumericalDifferentiation.Gradient(z => z[0], V(1234.567)).Values[0], 1e-15);
    }

    [Fact]
    public void Extrapolates_where_one_step_is_not_enough()
    {
        // sin(50 x): truncation of a plain difference is h²/6 · 50³. Expected: 50 cos(50 x).
        double x = 0.3, expected = 50 * Math.Cos(50 * x);
        NumericalGradient plain = NumericalDifferentiation.Gradient(z => Math.Sin(50 * z[0]), V(x));
        NumericalGradient extrapolated = NumericalDifferentiation.Gradient(
            z => Math.Sin(50 * z[0]), V(x), new CentralDifferenceOptions { Extrapolate = true });
        Assert.InRange(Math.Abs(plain.Values[0] - expected), 1e-8, 1e-6);
        Assert.InRange(Math.Abs(extrapolated.Values[0] - expected), 0, 1e-9);
        Assert.InRange(extrapolated.Steps[0], 2e-4, 0.125);
    }

    [Fact]
    public void Sweeps_the_step_along_the_v()
    {
        // exp at 1: truncation e h²/6 on the right, rounding on the left.
        IReadOnlyList<StepSweepPoint> sweep = NumericalDifferentiation.StepSweep(z => Math.Exp(z[0]), V(1), 0);
        double[] errors = [.. sweep.Select(point => Math.Abs(point.Derivative - Math.E))];
        Assert.Equal(12, sweep.Count);
        Assert.Equal(Enumerable.Range(1, 12).Select(k => Math.Pow(10, -k)), sweep.Select(point => point.Step), (a, b) => Math.Abs((a / b) - 1) < 1e-3);
        for (int k = 0; k < 3; k++) Assert.Equal(Math.E * sweep[k].Step * sweep[k].Step / 6, errors[k], 0.01 * errors[k]);
        Assert.True(errors.Min() < 1e-9);
        Assert.True(errors[11] > 1e3 * errors.Min());
    }

    [Fact]
    public void Is_not_harmed_by_a_function_that_writes_to_its_argument_or_reuses_its_result()
    {
        double[] at = [0.3, -0.2, 1.1], result = new double[3];
        NumericalJacobian jacobian = NumericalDifferentiation.Jacobian(
            (double[] z) =>
            {
                for (int i = 0; i < 3; i++) result[i] = z[i] * z[i];
                Array.Clear(z);
                return result;
            },
            at);
        Assert.Equal([0.3, -0.2, 1.1], at);
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++) Assert.Equal(i == j ? 2 * at[i] : 0, jacobian.Values[i, j], 1e-10);
        }
    }

    [Fact]
    public void Flows_through_NaN_and_infinity()
    {
        Assert.True(double.IsNaN(NumericalDifferentiation.Gradient(_ => double.NaN, V(1)).Values[0]));
        Assert.True(double.IsNaN(NumericalDifferentiation.Gradient(z => z[0], V(double.PositiveInfinity)).Values[0]));
        NumericalGradient gradient = NumericalDifferentiation.Gradient(
            z => Math.Log(z[0]), V(-1), new CentralDifferenceOptions { Extrapolate = true });
        Assert.True(double.IsNaN(gradient.Values[0]));
        Assert.Equal(double.PositiveInfinity, gradient.ErrorEstimates[0]);
    }

    [Fact]
    public void Refuses_what_it_cannot_differentiate()
    {
        Assert.Throws<ArgumentNullException>(() => NumericalDifferentiation.Gradient((Func<Vector<double>, double>)null!, V(1)));
        Assert.Throws<ArgumentNullException>(() => NumericalDifferentiation.Gradient(_ => 1, (Vector<double>)null!));
        Assert.Contains("at is empty", Assert.Throws<ArgumentException>(() => NumericalDifferentiation.Gradient((double[] _) => 1, [])).Message, StringComparison.Ordinal);
        Assert.Contains("0 outputs", Assert.Throws<InvalidOperationException>(() => NumericalDifferentiation.Jacobian(_ => [], new double[1])).Message, StringComparison.Ordinal);
        Assert.Contains("returned null", Assert.Throws<InvalidOperationException>(() => NumericalDifferentiation.Jacobian((Vector<double> _) => null!, V(1))).Message, StringComparison.Ordinal);
        int calls = 0;
        string message = Assert.Throws<InvalidOperationException>(() => NumericalDifferentiation.Jacobian(_ => new double[++calls], new double[1])).Message;
        Assert.Contains("returned 1 outputs at first and 2 later", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => NumericalDifferentiation.StepSweep(_ => 1, V(1, 2), 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-3)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Refuses_a_step_that_is_none(double step)
    {
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => new CentralDifferenceOptions { RelativeStep = step }).Message;
        Assert.Contains(step.ToString(CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
        Assert.Contains("2^-52", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_progress_and_can_be_cancelled()
    {
        var reported = new List<double>();
        using var source = new CancellationTokenSource();
        int evaluations = 0;
        var options = new CentralDifferenceOptions
        {
            Progress = new Immediate(fraction =>
            {
                reported.Add(fraction);
                if (fraction >= 0.5) source.Cancel();
            }),
            CancellationToken = source.Token,
        };
        Assert.Throws<OperationCanceledException>(() => NumericalDifferentiation.Gradient((double[] z) => evaluations++, new double[10], options));
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5], reported, 1e-12.Near());
        Assert.Equal(10, evaluations);
    }
}

/// <summary>Reports on the thread that reports, so that a test sees every report in order.</summary>
internal sealed class Immediate(Action<double> report) : IProgress<double>
{
    public void Report(double value) => report(value);
}

internal static class Comparisons
{
    public static Func<double, double, bool> Near(this double tolerance) => (a, b) => Math.Abs(a - b) <= tolerance;
}
