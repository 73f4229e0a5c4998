using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>
/// Rows in which one probability, or a few that tie, are all but 1, and rows at the end of what a double holds. Expected values from
/// mpmath 1.2.1 at 60 digits, inputs taken as exact doubles, unless said otherwise.
/// </summary>
public class SaturatedRowsTests
{
    private const double Relative = 1e-14;

    [Fact]
    public void A_cross_entropy_gradient_survives_a_tie_of_the_most_probable_classes()
    {
        AssertClose(
            [-1.0620885638228972e-18, -1.0620885638228972e-18, 2.1241771276457945e-18],
            CrossEntropy.Gradient(Vector([40, 40, 0]), Vector([0.5, 0.5, 0])));
        // 1/3 is no double: the sum of the targets is not quite 1, and the gradient is that of the targets as they are.
        double third = 1.0 / 3;
        AssertClose(
            [-2.8630634546166453e-19, -2.8630634546166453e-19, -2.8630634546166453e-19, 8.589190363849936e-19],
            CrossEntropy.Gradient(Vector([30.5, 30.5, 30.5, -10]), Vector([third, third, third, 0])));
    }

    [Fact]
    public void A_log_softmax_vjp_survives_a_tie_of_the_most_probable_classes()
        => AssertClose(
            [2.1241771276457945e-18, 2.1241771276457945e-18, -4.248354255291589e-18],
            SoftmaxDerivatives.LogSoftmaxVjp(Vector([40, 40, 0]).Softmax(), Vector([1, 1, 0])));

    [Fact]
    public void A_float_gradient_is_as_good_as_float_targets_allow()
    {
        // The targets are softmax(1, 2, 3) rounded to float: what is left is that rounding, and none of the gradient's own.
        float[] gradient = new float[3];
        CrossEntropy.Gradient([1f, 2f, 3f], 3, [0.09003057f, 0.24472848f, 0.66524094f], gradient);
        double[] expected = [-8.088674486e-10, -6.577668836e-9, 7.386536284e-9];
        for (int j = 0; j < 3; j++) Assert.Equal(expected[j], gradient[j], Math.Abs(expected[j]) * 1e-6);
    }

    [Fact]
    public void Products_with_output_gradients_near_the_largest_double_do_not_overflow_on_the_way()
    {
        // By hand: p = (1/2, 1/2), g = ±1e308, mean 0. Then g sums to 2e308, and g - p · sum = 0.
        AssertClose([5e307, -5e307], SoftmaxDerivatives.Vjp(Vector([0.5, 0.5]), Vector([1e308, -1e308])));
        AssertClose([0, 0], SoftmaxDerivatives.LogSoftmaxVjp(Vector([0.5, 0.5]), Vector([1e308, 1e308])));
        // And an infinite gradient is not made finite.
        Assert.All(SoftmaxDerivatives.Vjp(Vector([0.5, 0.5]), Vector([double.PositiveInfinity, 0])), entry => Assert.False(double.IsFinite(entry)));
    }

    [Theory]
    [InlineData(-1, 5e-324)]
    [InlineData(-1e300, 1e-10)]
    [InlineData(1e308, 1e-300)]
    public void A_logit_of_minus_infinity_has_no_share_at_any_temperature(double logit, double temperature)
    {
        Vector<double> logits = Vector([logit, double.NegativeInfinity]);
        Assert.Equal(Vector([1, 0]), logits.Softmax(temperature));
        Assert.Equal(Vector([0, double.NegativeInfinity]), logits.LogSoftmax(temperature));
    }

    [Theory]
    [InlineData(1e8, 1e8, 3, -2.99999999, 99999981.57931925)]
    [InlineData(1000, 1000, 3, -2.999999999999, 972.36906778070237)]
    [InlineData(0, 0, 3, -2.999999999999, -27.63093221929763)]
    [InlineData(0, 800, 1e300, -1e-300, 690.77552789821371)]
    [InlineData(5, 5.5, 2, -1, 3.9538247299221265)]
    [InlineData(0, -760, 1e-165, 1e165, -379.30415708211526)]
    [InlineData(-760, 0, 1e165, 1e-165, -379.30415708211526)]
    public void A_signed_log_sum_exp_keeps_what_weights_that_cancel_leave(double z0, double z1, double w0, double w1, double expected)
    {
        (double logOfMagnitude, double sign) = SoftmaxPrimitives.LogSumExpSigned([z0, z1], [w0, w1]);
        Assert.Equal(expected, logOfMagnitude, Math.Abs(expected) * Relative);
        Assert.Equal(1, sign);
    }

    [Fact]
    public void A_mean_whose_weights_sum_to_infinity_is_refused()
    {
        CrossEntropyOptions options = new() { ClassWeights = [1e308, 1e308] };
        var exception = Assert.Throws<ArgumentException>(() => CrossEntropy.Loss(Matrix<double>.Build.Dense(2, 2), [0, 1], options));
        Assert.Contains("a mean needs more than 0 and a finite number", exception.Message, StringComparison.Ordinal);
    }

    private static Vector<double> Vector(double[] entries) => Vector<double>.Build.Dense(entries);

    private static void AssertClose(double[] expected, Vector<double> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        for (int j = 0; j < expected.Length; j++) Assert.Equal(expected[j], actual[j], Math.Abs(expected[j]) * Relative);
    }
}
