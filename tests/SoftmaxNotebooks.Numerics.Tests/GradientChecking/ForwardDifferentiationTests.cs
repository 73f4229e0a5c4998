using System.Numerics;
using SoftmaxNotebooks.Numerics.Tests.Reference;
using static SoftmaxNotebooks.Numerics.ElementaryFunctions;
using Vector = MathNet.Numerics.LinearAlgebra.Vector<double>;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

/// <summary>What complex steps and dual numbers promise alike; each test runs for both.</summary>
public abstract class ForwardDifferentiationTests<T>
    where T : struct, INumberBase<T>
{
    protected abstract Vector Gradient(Func<T[], T> f, double[] at);

    protected abstract Jacobian Jacobian(Func<T[], T[]> f, double[] at);

    // Expected: mpmath, softmax_reference_cases.json. All its Jacobians where no entry is a difference of nearly equal numbers; the one
    // left out is [40, 0].
    [Theory]
    [InlineData("jacobian/aerin/1-2")]
    [InlineData("jacobian/eliben/4")]
    [InlineData("jacobian/own/uniform3")]
    [InlineData("jacobian/own/gradcheck-demo")]
    public void Softmax_jacobian_is_right_to_rounding(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        double[] expected = [.. ReferenceCase.Flatten(reference.Expected)];

        double[] actual = Jacobian(Formulas.Softmax, reference.Argument<double[]>("x")).Matrix.ToRowMajorArray();

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-15);
            Assert.Equal(expected[i], actual[i], 1e-14 * Math.Abs(expected[i]));
        }
    }

    // Expected: mpmath at [40, 0], where every entry is ± 4.248354255291589e-18.
    [Fact]
    public void The_method_does_not_see_what_the_formula_loses_to_cancellation()
    {
        const double Entry = 4.248354255291589e-18;

        Jacobian jacobian = Jacobian(Formulas.Softmax, [40, 0]);

        // exp(0) / (exp(0) + exp(-40)) is 1 / 1, and its derivative (1 - 1 · 1) / 1.
        Assert.Equal(0, jacobian[0, 0]);
        Assert.Equal(-Entry, jacobian[0, 1], 1e-14 * Entry);
        Assert.Equal(-Entry, jacobian[1, 0], 1e-14 * Entry);
        Assert.Equal(Entry, jacobian[1, 1], 1e-14 * Entry);
    }

    [Fact]
    public void Softmax_keeps_its_edge_values()
    {
        // A logit of -inf, a masked class: probability 0, and nothing depends on it.
        Jacobian jacobian = Jacobian(Formulas.Softmax, [0, double.NegativeInfinity, 0]);

        Assert.Equal([0.25, 0, -0.25, 0, 0, 0, -0.25, 0, 0.25], jacobian.Matrix.ToRowMajorArray());
    }

    // Expected: mpmath, softmax_reference_cases.json; logits up to 1e300, where a step in proportion to them would be far too large.
    [Theory]
    [InlineData("vjp_logsumexp/own/1e16")]
    [InlineData("vjp_logsumexp/own/-1e300")]
    [InlineData("vjp_logsumexp/own/1000s")]
    public void Log_sum_exp_gradient_is_right_at_any_magnitude(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];

        reference.AssertMatches([.. Gradient(Formulas.LogSumExp, reference.Argument<double[]>("x"))], reference.Expected);
    }

    // Expected: mpmath, softmax_reference_cases.json.
    [Theory]
    [InlineData("ce/cs231n/0.2-0.3-0.5")]
    [InlineData("ce/own/0-1000-target0")]
    [InlineData("ce/pytorch/grad-hard-sum")]
    public void Cross_entropy_gradient_is_right(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        double[][] logits = reference.Argument<double[][]>("logits");
        int[] targets = reference.Argument<int[]>("targets");

        var actual = logits.Zip(targets).SelectMany(row => Gradient(z => Formulas.CrossEntropy(z, row.Second), row.First));

        reference.AssertMatches([.. actual], reference.Expected);
    }

    // Expected: mpmath, softmax_reference_cases.json.
    [Fact]
    public void Squared_error_gradient_goes_through_softmax()
    {
        ReferenceCase reference = ReferenceCase.All["mse_softmax/own/3"];
        double[] target = reference.Argument<double[]>("target");

        Vector actual = Gradient(z => Formulas.SquaredError(z, target), reference.Argument<double[]>("logits"));

        reference.AssertMatches([.. actual], reference.Expected.GetProperty("correct"));
    }

    // Expected: mpmath, softmax_reference_cases.json, all 17 weights and biases of each network.
    [Theory]
    [InlineData("mlp/own/sigmoid")]
    [InlineData("mlp/own/tanh")]
    [InlineData("mlp/own/relu")]
    public void Network_gradient_is_right(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        double[] parameters = [.. new[] { "W1", "b1", "W2", "b2" }.SelectMany(name => ReferenceCase.Flatten(reference.Json(name)))];
        double[] expected = [.. new[] { "dW1", "db1", "dW2", "db2" }
            .SelectMany(name => ReferenceCase.Flatten(reference.Expected.GetProperty(name)))];
        Func<T, T> activation = reference.Argument<string>("activation") switch
        {
            "sigmoid" => Sigmoid,
            "tanh" => Tanh,
            _ => Relu,
        };

        Vector actual = Gradient(
            weights => Formulas.NetworkLoss(weights, activation, reference.Argument<double[][]>("X"), reference.Argument<int[]>("targets")),
            parameters);

        Assert.Equal(17, expected.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-15);
    }

    // Expected: d log x / dx = 1 / x, d (3x) / dx = 3, d √x / dx = 1 / (2 √x), by hand.
    [Theory]
    [InlineData(1e-250)]
    [InlineData(1e-30)]
    [InlineData(1e-8)]
    [InlineData(0.7)]
    [InlineData(1e16)]
    [InlineData(1e150)]
    public void The_step_suits_inputs_of_every_size(double x)
    {
        Jacobian jacobian = Jacobian(v => [Log(v[0]), v[0] * T.CreateChecked(3), Sqrt(v[0])], [x]);

        Assert.Equal(1 / x, jacobian[0, 0], 1e-15 / x);
        Assert.Equal(3, jacobian[1, 0], 1e-14);
        Assert.Equal(0.5 / Math.Sqrt(x), jacobian[2, 0], 1e-15 / Math.Sqrt(x));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(-1e-300)]
    [InlineData(double.MaxValue)]
    public void The_slope_of_a_straight_line_is_right_from_0_to_the_largest_double(double x)
        => Assert.Equal([0.125], Gradient(v => v[0] / T.CreateChecked(8), [x]));

    // Expected: row i of the output depends on input j as written, by hand: outputs are rows, inputs columns.
    [Fact]
    public void Jacobian_has_outputs_as_rows_and_inputs_as_columns()
    {
        Jacobian jacobian = Jacobian(v => [v[0] * v[1], v[2], v[0]], [2, 3, 5]);
        Jacobian wide = Jacobian(v => [v[0] * v[1] * v[2]], [2, 3, 5]);

        Assert.Equal([3, 2, 0, 0, 0, 1, 1, 0, 0], jacobian.Matrix.ToRowMajorArray());
        Assert.Equal((1, 3), (wide.RowCount, wide.ColumnCount));
        Assert.Equal([15, 10, 6], wide.Matrix.ToRowMajorArray());
        Assert.Equal((0, 3), (Jacobian(_ => [], [2, 3, 5]).RowCount, Jacobian(_ => [], [2, 3, 5]).ColumnCount));
    }

    [Fact]
    public void The_function_is_evaluated_once_per_input()
    {
        int calls = 0;

        Jacobian(z => { calls++; return [.. z, .. z, .. z]; }, [1, 2, 3, 4]);
        Assert.Equal(4, calls);

        Gradient(z => { calls++; return z[0]; }, [1, 2, 3, 4]);
        Assert.Equal(8, calls);
    }

    [Fact]
    public void A_function_may_write_on_its_argument_and_reuse_its_result()
    {
        double[] at = [1, 2, 3];
        T[] reused = new T[3];
        T[] Squares(T[] x)
        {
            for (int i = 0; i < x.Length; i++) reused[i] = x[i] *= x[i];
            return reused;
        }

        T ProductOfSquares(T[] x) => Squares(x)[0] * x[1] * x[2];

        Assert.Equal([2, 0, 0, 0, 4, 0, 0, 0, 6], Jacobian(Squares, at).Matrix.ToRowMajorArray());
        Assert.Equal([2 * 4 * 9, 1 * 4 * 9, 1 * 4 * 6], Gradient(ProductOfSquares, at));
        Assert.Equal([1, 2, 3], at);
    }

    [Fact]
    public void Missing_and_empty_arguments_are_refused()
    {
        Assert.Equal("function", Assert.Throws<ArgumentNullException>(() => Gradient(null!, [1])).ParamName);
        Assert.Equal("function", Assert.Throws<ArgumentNullException>(() => Jacobian(null!, [1])).ParamName);
        Assert.Equal("at", Assert.Throws<ArgumentNullException>(() => Gradient(x => x[0], null!)).ParamName);
        Assert.Equal("at", Assert.Throws<ArgumentNullException>(() => Jacobian(x => x, null!)).ParamName);
        var exception = Assert.Throws<ArgumentException>(() => Gradient(x => x[0], []));
        Assert.Contains("at is empty", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Jacobian(x => x, []));
    }

    [Fact]
    public void Outputs_that_are_null_or_change_their_number_are_refused()
    {
        int calls = 0;

        var missing = Assert.Throws<InvalidOperationException>(() => Jacobian(_ => null!, [1]));
        var changing = Assert.Throws<InvalidOperationException>(() => Jacobian(_ => new T[5 + calls++], [1, 2]));

        Assert.Contains("returned null", missing.Message, StringComparison.Ordinal);
        Assert.Contains("5 outputs at first and 6 later", changing.Message, StringComparison.Ordinal);
    }
}

public sealed class ComplexStepTests : ForwardDifferentiationTests<Complex>
{
    // Expected: mpmath 1.3.0 at 60 digits, the derivative of e^x / √(1 + e^-x) at 1.5 and of x^4.5 (Squire and Trapp's second example).
    [Fact]
    public void Method_groups_of_generic_functions_are_accepted()
    {
        Assert.Equal(0.19661193324148185, NumericalDifferentiation.ComplexStepJacobian(Formulas.Softmax, [1, 2])[0, 0], 1e-15);
        Assert.Equal(4.421960122161698, NumericalDifferentiation.ComplexStepGradient(ExponentialQuotient, [1.5])[0], 4e-15);
        Assert.Equal(18.60081273425976, NumericalDifferentiation.ComplexStepGradient(x => Pow(x[0], 4.5), [1.5])[0], 2e-14);
    }

    [Fact]
    public void A_function_that_is_not_analytic_gets_a_wrong_derivative()
    {
        // |x| has derivative 1 at 2, but |2 + ih| has no imaginary part. This is what the documentation warns of.
        Assert.Equal([0], NumericalDifferentiation.ComplexStepGradient(x => Complex.Abs(x[0]), [2]));
    }

    // Expected: a linear function has its factor as the derivative, and both the step and the division by it are exact. 1.6e-288 is 2^-956.
    [Fact]
    public void A_derivative_keeps_its_digits_while_its_product_with_the_step_is_a_normal_number()
    {
        double least = Math.ScaleB(1.9, -956);

        Assert.Equal([least], NumericalDifferentiation.ComplexStepGradient(x => least * x[0], [3]));
        Assert.Equal([least], NumericalDifferentiation.ComplexStepGradient(x => least * x[0], [1e300]));
        Assert.Equal([least * 1e101], NumericalDifferentiation.ComplexStepGradient(x => least * 1e101 * x[0], [1e-100]));

        // Below it digits get lost, and at last all of them.
        double tooSmall = Math.ScaleB(1.9, -1000);
        Assert.NotEqual([tooSmall], NumericalDifferentiation.ComplexStepGradient(x => tooSmall * x[0], [3]));
        Assert.Equal([0], NumericalDifferentiation.ComplexStepGradient(x => x[0] * x[0], [1e-200]));
    }

    // Expected: 1 / x and 1 / (2 √x) in double arithmetic.
    [Fact]
    public void Logarithms_and_powers_keep_their_digits_up_to_an_input_of_6e287()
    {
        const double x = 6e287;

        Assert.Equal(1, NumericalDifferentiation.ComplexStepGradient(z => Log(z[0]), [x])[0] * x, 1e-15);
        Assert.Equal(1, NumericalDifferentiation.ComplexStepGradient(z => Pow(z[0], 0.5), [x])[0] * 2 * Math.Sqrt(x), 2e-15);
    }

    protected override Vector Gradient(Func<Complex[], Complex> f, double[] at)
        => NumericalDifferentiation.ComplexStepGradient(f, at);

    protected override Jacobian Jacobian(Func<Complex[], Complex[]> f, double[] at)
        => NumericalDifferentiation.ComplexStepJacobian(f, at);

    private static T ExponentialQuotient<T>(T[] x)
        where T : struct, INumberBase<T>
        => Exp(x[0]) / Sqrt(T.One + Exp(-x[0]));
}

public sealed class DualNumberDifferentiationTests : ForwardDifferentiationTests<DualNumber>
{
    [Fact]
    public void Method_groups_of_generic_functions_are_accepted()
    {
        Assert.Equal(0.19661193324148185, NumericalDifferentiation.DualNumberJacobian(Formulas.Softmax, [1, 2])[0, 0], 1e-15);
        Assert.Equal(0.5, NumericalDifferentiation.DualNumberGradient(Formulas.LogSumExp, [7, 7])[0], 1e-15);
    }

    protected override Vector Gradient(Func<DualNumber[], DualNumber> f, double[] at)
        => NumericalDifferentiation.DualNumberGradient(f, at);

    protected override Jacobian Jacobian(Func<DualNumber[], DualNumber[]> f, double[] at)
        => NumericalDifferentiation.DualNumberJacobian(f, at);
}
