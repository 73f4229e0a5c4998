using System.Numerics;
using static SoftmaxNotebooks.Numerics.ElementaryFunctions;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

public class ElementaryFunctionsTests
{
    private const double Infinity = double.PositiveInfinity;

    /// <summary>The imaginary part of a complex step: so small that its square vanishes beside 1.</summary>
    private const double Step = 1e-20;

    // Expected: mpmath 1.3.0 at 60 digits, inputs taken as exact doubles, f(x) and f'(x) rounded once.
    [Theory]
    [InlineData("exp", 2.25, 9.487735836358526, 9.487735836358526)]
    [InlineData("exp", -30, 9.357622968840175e-14, 9.357622968840175e-14)]
    [InlineData("log", 0.5, -0.6931471805599453, 2)]
    [InlineData("log", 1e10, 23.025850929940457, 1e-10)]
    [InlineData("sqrt", 0.5, 0.7071067811865476, 0.7071067811865476)]
    [InlineData("sqrt", 2.25, 1.5, 0.3333333333333333)]
    [InlineData("pow 2.5", 2.25, 7.59375, 8.4375)]
    [InlineData("pow 2.5", 1e10, 1e25, 2.5e15)]
    [InlineData("pow 3", 0.5, 0.125, 0.75)]
    [InlineData("pow 3", -2.25, -11.390625, 15.1875)]
    [InlineData("pow -2", 0.5, 4, -16)]
    [InlineData("pow -2", -2.25, 0.19753086419753085, 0.1755829903978052)]
    [InlineData("tanh", 0.5, 0.46211715726000974, 0.7864477329659274)]
    [InlineData("tanh", 2.25, 0.9780261147388136, 0.04346491888890094)]
    [InlineData("tanh", 20, 1, 1.6993417021166355e-17)]
    [InlineData("tanh", -30, -1, 3.502604305078608e-26)]
    [InlineData("sigmoid", 0.5, 0.6224593312018546, 0.2350037122015945)]
    [InlineData("sigmoid", 20, 0.9999999979388464, 2.061153613941849e-09)]
    [InlineData("sigmoid", -30, 9.357622968839299e-14, 9.357622968838423e-14)]
    [InlineData("relu", 0.5, 0.5, 1)]
    [InlineData("relu", -30, 0, 0)]
    public void Value_and_derivative_are_right_for_all_three_types(string name, double x, double value, double derivative)
    {
        DualNumber dual = Evaluate(name, DualNumber.Variable(x));
        Complex complex = Evaluate(name, new Complex(x, Step));

        AssertClose(value, Evaluate(name, x));
        AssertClose(value, dual.Value);
        AssertClose(value, complex.Real);
        AssertClose(derivative, dual.Derivative);
        AssertClose(derivative, complex.Imaginary / Step);
    }

    // Expected: the limits of f(x) and f'(x) from inside the domain; NaN outside.
    [Theory]
    [InlineData("log", 0, -Infinity, Infinity)]
    [InlineData("log", -0.0, -Infinity, Infinity)]
    [InlineData("log", -1, double.NaN, double.NaN)]
    [InlineData("log", Infinity, Infinity, 0)]
    [InlineData("sqrt", 0, 0, Infinity)]
    [InlineData("sqrt", -0.0, 0, Infinity)]
    [InlineData("sqrt", -1, double.NaN, double.NaN)]
    [InlineData("sqrt", Infinity, Infinity, 0)]
    [InlineData("pow 0", 0, 1, 0)]
    [InlineData("pow 0", -1, 1, 0)]
    [InlineData("pow 1", 0, 0, 1)]
    [InlineData("pow 2", 0, 0, 0)]
    [InlineData("pow 2.5", 0, 0, 0)]
    [InlineData("pow 0.5", 0, 0, Infinity)]
    [InlineData("pow 2.5", -1, double.NaN, double.NaN)]
    [InlineData("exp", -Infinity, 0, 0)]
    [InlineData("exp", 1000, Infinity, Infinity)]
    [InlineData("tanh", 710, 1, 0)]
    [InlineData("tanh", -Infinity, -1, 0)]
    [InlineData("sigmoid", 1000, 1, 0)]
    [InlineData("sigmoid", -1000, 0, 0)]
    [InlineData("sigmoid", -Infinity, 0, 0)]
    [InlineData("relu", 0, 0, 0)]
    public void Dual_numbers_are_right_at_the_edges(string name, double x, double value, double derivative)
    {
        DualNumber dual = Evaluate(name, DualNumber.Variable(x));

        Assert.Equal(value, Evaluate(name, x));
        Assert.Equal(value, dual.Value);
        Assert.Equal(derivative, dual.Derivative);
    }

    // The complex tanh as a quotient of sinh and cosh is inf / inf from 710 on. Not listed: log, sqrt and half powers at 0, where they
    // are not analytic and a complex step has no meaning.
    [Theory]
    [InlineData("log", -1, double.NaN, double.NaN)]
    [InlineData("sqrt", -1, double.NaN, double.NaN)]
    [InlineData("pow 2.5", -1, double.NaN, double.NaN)]
    [InlineData("pow 0", 0, 1, 0)]
    [InlineData("pow 0", double.NaN, 1, 0)]
    [InlineData("pow 1", 0, 0, 1)]
    [InlineData("pow 2", 0, 0, 0)]
    [InlineData("pow 3", 0, 0, 0)]
    [InlineData("exp", -Infinity, 0, 0)]
    [InlineData("tanh", 710, 1, 0)]
    [InlineData("tanh", -1e5, -1, 0)]
    [InlineData("tanh", Infinity, 1, 0)]
    [InlineData("sigmoid", 1000, 1, 0)]
    [InlineData("sigmoid", -1000, 0, 0)]
    [InlineData("sigmoid", -Infinity, 0, 0)]
    [InlineData("relu", 0, 0, 0)]
    public void Complex_steps_are_right_at_the_edges(string name, double x, double value, double derivative)
    {
        Complex complex = Evaluate(name, new Complex(x, Step));

        // 1e-30: cos(π/2) is 6e-17 instead of 0, times the step.
        Assert.Equal(value, complex.Real, 1e-30);
        Assert.Equal(derivative, complex.Imaginary / Step, 1e-30);
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("log")]
    [InlineData("sqrt")]
    [InlineData("pow 2")]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    [InlineData("relu")]
    public void NaN_stays_NaN(string name)
    {
        Assert.Equal(double.NaN, Evaluate(name, double.NaN));
        Assert.Equal(double.NaN, Evaluate(name, new Complex(double.NaN, Step)).Real);
        Assert.Equal(double.NaN, Evaluate(name, (DualNumber)double.NaN).Value);
    }

    [Theory]
    [InlineData("sqrt")]
    [InlineData("log")]
    [InlineData("pow 0.5")]
    public void A_constant_has_no_derivative_where_the_slope_is_infinite(string name)
        => Assert.Equal(0, Evaluate(name, DualNumber.Zero).Derivative);

    [Fact]
    public void Real_part_is_the_number_without_its_derivative()
    {
        Assert.Equal(2.5, RealPart(2.5));
        Assert.Equal(2.5, RealPart(new Complex(2.5, 7)));
        Assert.Equal(2.5, RealPart(new DualNumber(2.5, 7)));
    }

    [Fact]
    public void Other_types_are_refused_by_name()
    {
        string message = Assert.Throws<NotSupportedException>(() => Exp(1f)).Message;

        Assert.Contains("System.Single has no elementary functions", message, StringComparison.Ordinal);
        Assert.Contains("double, System.Numerics.Complex and SoftmaxNotebooks.Numerics.DualNumber", message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => Log(1m));
        Assert.Throws<NotSupportedException>(() => RealPart(1));
        Assert.Throws<NotSupportedException>(() => Relu((Half)1));
    }

    private static T Evaluate<T>(string name, T x)
        where T : struct, INumberBase<T>
        => name switch
        {
            "exp" => Exp(x),
            "log" => Log(x),
            "sqrt" => Sqrt(x),
            "tanh" => Tanh(x),
            "sigmoid" => Sigmoid(x),
            "relu" => Relu(x),
            _ => Pow(x, double.Parse(name["pow ".Length..], System.Globalization.CultureInfo.InvariantCulture)),
        };

    private static void AssertClose(double expected, double actual)
        => Assert.True(
            Math.Abs(actual - expected) <= 1e-15 * Math.Abs(expected), FormattableString.Invariant($"{actual:R}, expected {expected:R}"));
}
