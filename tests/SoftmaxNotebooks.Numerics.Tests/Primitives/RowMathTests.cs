namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

public class RowMathTests
{
    // Expected: the series x - x²/2 + x³/3, exact here to the last digit shown; log 2 and log 0.5 from their decimal expansions.
    [Theory]
    [InlineData(4.248354255291589e-18, 4.248354255291589e-18)]
    [InlineData(1e-10, 9.9999999995e-11)]
    [InlineData(1e-5, 9.999950000333332e-06)]
    [InlineData(-1e-5, -1.0000050000333335e-05)]
    [InlineData(1, 0.6931471805599453)]
    [InlineData(-0.5, -0.6931471805599453)]
    [InlineData(0, 0)]
    [InlineData(double.Epsilon, double.Epsilon)]
    [InlineData(-1, double.NegativeInfinity)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Log1p_is_right_where_the_naive_formula_loses_its_digits(double x, double expected)
    {
        double actual = RowMath.Log1p(x);

        Assert.True(expected.Equals(actual) || Math.Abs(actual - expected) <= 4e-16 * Math.Abs(expected), $"{actual:R}");
    }
}
