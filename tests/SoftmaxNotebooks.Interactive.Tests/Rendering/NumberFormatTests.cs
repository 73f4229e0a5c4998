using System.Globalization;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class NumberFormatTests
{
    // Expected values: the rule in NumberFormat's remarks, applied by hand.
    [Theory]
    [InlineData(new[] { 0.2, 0.25 }, new[] { "0.20", "0.25" })]
    [InlineData(new[] { 1.0, 0, 784 }, new[] { "1", "0", "784" })]
    [InlineData(new[] { 1 / 3.0, -2 / 3.0 }, new[] { "0.333333", "-0.666667" })]
    [InlineData(new[] { 100 / 3.0, 1.5 }, new[] { "33.3333", "1.5000" })]
    [InlineData(new[] { 0.25, 0.001, 0.00099 }, new[] { "0.250", "0.001", "9.9e-4" })]
    [InlineData(new[] { 784.125, 0.5 }, new[] { "784.125", "0.500" })]
    [InlineData(new[] { 391.5, 0.5, 0.0005, 1 / 3.0 }, new[] { "391.5", "0.5", "5e-4", "3.333e-1" })]
    [InlineData(new[] { 123456.7, 3, 3.5 }, new[] { "123457", "3", "3.5e0" })]
    [InlineData(new[] { 1e6, 12 }, new[] { "1e6", "12" })]
    [InlineData(new[] { 5e-324, double.MaxValue, -double.MaxValue }, new[] { "5e-324", "1.798e308", "-1.798e308" })]
    public void Numbers_shown_together_share_their_decimals_and_keep_four_digits(double[] values, string[] expected)
    {
        var format = NumberFormat.For(values.Select(Number.Of));

        Assert.Equal(expected, values.Select(format.Short));
    }

    [Fact]
    public void Zero_keeps_its_sign_and_what_is_not_finite_is_a_word()
    {
        double[] values = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0.5];
        var format = NumberFormat.For(values.Select(Number.Of));

        Assert.Equal(["0", "-0", "NaN", "+Inf", "-Inf", "0.5"], values.Select(format.Short));
    }

    [Fact]
    public void Full_form_reads_back_as_the_very_same_double()
    {
        var random = new Random(20260402);
        IEnumerable<double> anyBits = Enumerable.Range(0, 1000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64()));
        foreach (double value in anyBits.Where(value => !double.IsNaN(value)).Append(-0.0).Append(5e-324).Append(double.NegativeInfinity))
        {
            double readBack = double.Parse(Number.Of(value).Full, CultureInfo.InvariantCulture);
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(readBack));
        }
    }

    [Fact]
    public void A_float_is_shown_as_it_was_written_and_not_as_the_double_next_to_it()
    {
        // 0.1f is 0.100000001490116… in double.
        Assert.Equal(new Number(0.1, null, "0.1"), Number.Of(0.1f));
    }

    [Fact]
    public void An_exponent_has_one_spelling_in_a_cell_in_its_title_and_in_a_sentence()
    {
        foreach (double value in new[] { -2e-5, 1e-9, 1e300 })
        {
            string[] spellings = [NumberFormat.Alone(value), Number.Of(value).Full, Words.Number(value), Words.Exact(value)];
            Assert.Single(spellings.Distinct());
        }

        // The smallest float has one digit; a double has more for it.
        Assert.Equal("1e-45", NumberFormat.For([Number.Of(float.Epsilon)]).Short(Number.Of(float.Epsilon)));
    }

    [Fact]
    public void A_complex_number_shows_both_parts_with_their_signs()
    {
        Number[] numbers = [Number.Of(new System.Numerics.Complex(1, -0.5)), Number.Of(new MathNet.Numerics.Complex32(0, 0.25f))];
        var format = NumberFormat.For(numbers);

        Assert.Equal(["1.00-0.50i", "0+0.25i"], numbers.Select(format.Short));
        Assert.Equal(["1-0.5i", "0+0.25i"], numbers.Select(number => number.Full));
        Assert.Equal("NaN-Infi", format.Short(Number.Of(new System.Numerics.Complex(double.NaN, double.NegativeInfinity))));
        Assert.Equal("0+Infi", format.Short(Number.Of(new System.Numerics.Complex(0, double.PositiveInfinity))));
    }
}
