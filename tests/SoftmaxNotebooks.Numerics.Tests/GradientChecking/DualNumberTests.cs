using System.Globalization;
using System.Numerics;
using System.Text;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

public class DualNumberTests
{
    private const double Infinity = double.PositiveInfinity;

    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    // Expected values: the rules of differentiation by hand, in numbers that a double holds exactly.
    [Fact]
    public void Arithmetic_follows_the_rules_of_differentiation()
    {
        DualNumber x = new(3, 2);
        DualNumber y = new(4, 8);

        Assert.Equal(new(7, 10), x + y);
        Assert.Equal(new(-1, -6), x - y);
        Assert.Equal(new(12, 32), x * y); // 2 · 4 + 3 · 8
        Assert.Equal(new(0.75, -1), x / y); // (2 · 4 - 3 · 8) / 16
        Assert.Equal(new(-3, -2), -x);
        Assert.Equal(x, +x);
        Assert.Equal(new(4, 2), ++x);
        Assert.Equal(new(3, 8), --y);
    }

    [Fact]
    public void Epsilon_squared_is_0()
    {
        DualNumber epsilon = new(0, 1);

        Assert.Equal(DualNumber.Zero, epsilon * epsilon);
        Assert.NotEqual(DualNumber.Zero, epsilon);
    }

    [Fact]
    public void Ring_axioms_hold_to_rounding()
    {
        var random = new RandomRows(1);
        for (int run = 0; run < 1000; run++)
        {
            (DualNumber x, DualNumber y, DualNumber z) = (Next(random), Next(random), Next(random));

            Assert.Equal(x + y, y + x);
            Assert.Equal(x * y, y * x);
            Assert.Equal(x, x + DualNumber.Zero);
            Assert.Equal(x, x * DualNumber.One);
            Assert.Equal(DualNumber.Zero, x - x);
            AssertClose((x + y) + z, x + (y + z), 1e-14);
            AssertClose((x * y) * z, x * (y * z), 1e-12);
            AssertClose(x * (y + z), (x * y) + (x * z), 1e-12);
            AssertClose(x, x / y * y, 1e-12 * (1 + Math.Abs(y.Derivative / y.Value)));
        }
    }

    // Expected: f(x) = x³ / (x² + 1) has f'(x) = x² (x² + 3) / (x² + 1)², by hand.
    [Fact]
    public void Composition_gives_the_derivative_of_a_rational_function()
    {
        foreach (double x in new RandomRows(2).Normal(1000, scale: 3))
        {
            DualNumber variable = DualNumber.Variable(x);
            DualNumber actual = variable * variable * variable / ((variable * variable) + 1);

            double square = (x * x) + 1;
            AssertClose(new(x * x * x / square, x * x * ((x * x) + 3) / (square * square)), actual, 1e-14);
        }
    }

    [Fact]
    public void Derivative_of_a_quotient_does_not_square_the_divisor()
    {
        // x / y with x' = 1 and y constant is 1 / y; 1e200² is infinite and 1e-200² is 0.
        Assert.Equal(new(1, 1e-200), DualNumber.Variable(1e200) / 1e200);
        Assert.Equal(new(1, 1 / 1e-200), DualNumber.Variable(1e-200) / 1e-200);
    }

    [Fact]
    public void A_constant_stays_a_constant_beside_infinities_and_poles()
    {
        DualNumber infinity = Infinity;
        DualNumber zero = 0;

        Assert.Equal(new(Infinity, 0), infinity * 2);
        Assert.Equal(new(Infinity, 0), DualNumber.One / zero);
        Assert.Equal(new(0, 0), DualNumber.One / infinity);
        Assert.Equal(new(Infinity, Infinity), DualNumber.Variable(2) * infinity);
        Assert.Equal(new(double.NaN, double.NaN), DualNumber.One * double.NaN);
        Assert.Equal(new(double.NaN, double.NaN), DualNumber.One / double.NaN);
    }

    // What the convention above costs: none of the three has a derivative at 0.
    [Fact]
    public void Of_x_times_x_at_0_the_kink_of_the_root_and_the_poles_of_quotient_and_logarithm_have_slope_0()
    {
        DualNumber square = DualNumber.Variable(0) * DualNumber.Variable(0);

        Assert.Equal(new(0, 0), ElementaryFunctions.Sqrt(square));
        Assert.Equal(new(Infinity, 0), 1 / square);
        Assert.Equal(new(-Infinity, 0), ElementaryFunctions.Log(square));
    }

    [Theory]
    [InlineData(-3, 3, -2)]
    [InlineData(3, 3, 2)]
    [InlineData(0, 0, 0)]
    [InlineData(double.NaN, double.NaN, double.NaN)]
    public void Absolute_value_has_the_slope_of_the_sign(double x, double value, double derivative)
        => Assert.Equal(new(value, derivative), DualNumber.Abs(new(x, 2)));

    [Fact]
    public void Equality_is_about_both_parts_and_order_about_the_value()
    {
        DualNumber x = new(1, 2);
        DualNumber y = new(1, 3);
        DualNumber notANumber = double.NaN;

        Assert.True(x != y && !(x == y) && x == new DualNumber(1, 2));
        Assert.False(x.Equals((object)1.0));
        Assert.Equal(new DualNumber(1, 2).GetHashCode(), x.GetHashCode());
        Assert.True(x <= y && x >= y && !(x < y) && !(x > y) && x < 1.5 && x > 0.5);

        Assert.False(notANumber == double.NaN || notANumber <= x || notANumber >= x);
        Assert.True(notANumber != double.NaN && notANumber.Equals(double.NaN));
    }

    [Fact]
    public void Classification_and_magnitude_take_the_branch_that_double_takes()
    {
        double[] values = [0, -0.0, 1, 2, -3, 2.5, double.Epsilon, Infinity, -Infinity, double.NaN];
        foreach (double x in values)
        {
            // The derivatives are chosen to mislead: the answers must not depend on them.
            Assert.Equal(Answers(x), Answers(new DualNumber(x, double.NaN)));
            Assert.Equal(Answers(x), Answers(new DualNumber(x, -Infinity)));
            foreach (double y in values)
            {
                double[] chosen = [.. Magnitudes(new DualNumber(x, 7), new DualNumber(y, 7)).Select(number => number.Value)];
                Assert.Equal(Magnitudes(x, y), chosen);
            }
        }

        DualNumber[] withDerivatives = Magnitudes(new DualNumber(2, 5), new DualNumber(-3, 1));
        Assert.Equal([new(-3, 1), new(-3, 1), new(2, 5), new(2, 5)], withDerivatives);
        Assert.False(DualNumber.IsZero(new(0, 1)));
        Assert.True(DualNumber.IsZero(0));
    }

    [Fact]
    public void Numbers_of_other_types_become_constants()
    {
        Assert.Equal(new(2.5, 0), (DualNumber)2.5);
        Assert.Equal(new(7, 0), (DualNumber)7);
        Assert.Equal(new(7, 0), Create<DualNumber, int>(7));
        Assert.Equal(new(0.5, 0), Create<DualNumber, float>(0.5f));
        Assert.Equal(new(0.5, 0), Create<DualNumber, Complex>(0.5));
        Assert.Equal(new(1, 2), Create<DualNumber, DualNumber>(new(1, 2)));
    }

    [Fact]
    public void Constants_become_numbers_of_other_types()
    {
        Assert.Equal(2.5, Create<double, DualNumber>(2.5));
        Assert.Equal(2.5f, Create<float, DualNumber>(2.5));
        Assert.Equal(2, Create<int, DualNumber>(2.5));
        Assert.Equal(new Complex(2.5, 0), Create<Complex, DualNumber>(2.5));
        Assert.Throws<OverflowException>(() => Create<byte, DualNumber>(300));
        Assert.Equal(255, byte.CreateSaturating((DualNumber)300));
    }

    [Fact]
    public void A_derivative_is_dropped_only_by_the_conversions_that_are_allowed_to_lose_something()
    {
        DualNumber x = new(2.5, 1);

        string message = Assert.Throws<OverflowException>(() => Create<double, DualNumber>(x)).Message;
        Assert.Contains("2.5 + 1ε has a derivative, which System.Double cannot hold", message, StringComparison.Ordinal);
        Assert.Equal(2.5, double.CreateSaturating(x));
        Assert.Equal(2, int.CreateTruncating(x));
    }

    [Theory]
    [InlineData(2.5, 1, null, "2.5 + 1ε")]
    [InlineData(-2.5, -1e-20, null, "-2.5 - 1E-20ε")]
    [InlineData(0, -0.0, null, "0 - 0ε")]
    [InlineData(1, double.NaN, null, "1 + NaNε")]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, null, "-Infinity - Infinityε")]
    [InlineData(1234.5678, 2, "N1", "1,234.6 + 2.0ε")]
    public void Text_shows_both_parts_and_is_read_back(double value, double derivative, string? format, string expected)
    {
        DualNumber x = new(value, derivative);

        string text = x.ToString(format, CultureInfo.InvariantCulture);

        Assert.Equal(expected, text);
        if (format is null) AssertSameBits(x, DualNumber.Parse(text, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Text_follows_the_culture()
    {
        DualNumber x = new(-1234.5, -0.25);

        Assert.Equal("-1234,5 - 0,25ε", x.ToString(null, German));
        Assert.Equal("-1.234,50 - 0,25ε", x.ToString("N2", German));
        Assert.Equal(x, DualNumber.Parse("-1.234,50 - 0,25ε", German));

        foreach (CultureInfo culture in CultureInfo.GetCultures(CultureTypes.SpecificCultures))
        {
            Assert.Equal(x, DualNumber.Parse(x.ToString("R", culture), culture));
        }
    }

    [Theory]
    [InlineData("2.5", 2.5, 0)]
    [InlineData(" 1e3 + 2e-5ε ", 1000, 2e-5)]
    [InlineData("-1 + -2ε", -1, -2)]
    public void Text_of_a_constant_and_of_exponents_is_read(string text, double value, double derivative)
        => Assert.Equal(new(value, derivative), DualNumber.Parse(text, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("ε")]
    [InlineData("1 + ε")]
    [InlineData("1 + 2")]
    [InlineData("1+2ε")]
    [InlineData("one + 2ε")]
    [InlineData("1 + 2ε + 3")]
    public void Other_text_is_refused(string text)
    {
        Assert.False(DualNumber.TryParse(text, CultureInfo.InvariantCulture, out DualNumber result));
        Assert.Equal(DualNumber.Zero, result);
        string message = Assert.Throws<FormatException>(() => DualNumber.Parse(text, CultureInfo.InvariantCulture)).Message;
        Assert.Contains($"'{text}' is not a dual number such as 2 + 3ε", message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_text_is_refused()
    {
        Assert.False(DualNumber.TryParse(null, CultureInfo.InvariantCulture, out _));
        Assert.Throws<ArgumentNullException>(() => DualNumber.Parse(null!, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Spans_get_the_text_or_nothing()
    {
        DualNumber x = new(2.5, -1);
        Span<char> room = stackalloc char[8];

        Assert.True(x.TryFormat(room, out int written, "", CultureInfo.InvariantCulture));
        Assert.Equal("2.5 - 1ε", room[..written].ToString());
        Assert.False(x.TryFormat(room[..7], out written, "", CultureInfo.InvariantCulture));
        Assert.Equal(0, written);
        Assert.Equal("2,50 - 1,00ε", string.Create(German, $"{x:F2}"));
        Assert.Equal(x, ParseUtf8<DualNumber>("2.5 - 1ε"));
    }

    private static DualNumber Next(RandomRows random)
    {
        double[] parts = random.Normal(2, scale: 3);
        return new(parts[0], parts[1]);
    }

    // As a generic function would call them: these members are reached only through the interface.
    private static TTo Create<TTo, TFrom>(TFrom value)
        where TTo : INumberBase<TTo>
        where TFrom : INumberBase<TFrom>
        => TTo.CreateChecked(value);

    private static T ParseUtf8<T>(string text)
        where T : INumberBase<T>
        => T.Parse(Encoding.UTF8.GetBytes(text), CultureInfo.InvariantCulture);

    private static bool[] Answers<T>(T x)
        where T : INumberBase<T>
        =>
        [
            T.IsCanonical(x), T.IsComplexNumber(x), T.IsEvenInteger(x), T.IsFinite(x), T.IsImaginaryNumber(x), T.IsInfinity(x),
            T.IsInteger(x), T.IsNaN(x), T.IsNegative(x), T.IsNegativeInfinity(x), T.IsNormal(x), T.IsOddInteger(x), T.IsPositive(x),
            T.IsPositiveInfinity(x), T.IsRealNumber(x), T.IsSubnormal(x),
        ];

    private static T[] Magnitudes<T>(T x, T y)
        where T : INumberBase<T>
        => [T.MaxMagnitude(x, y), T.MaxMagnitudeNumber(x, y), T.MinMagnitude(x, y), T.MinMagnitudeNumber(x, y)];

    private static void AssertSameBits(DualNumber expected, DualNumber actual)
    {
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Value), BitConverter.DoubleToInt64Bits(actual.Value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(expected.Derivative), BitConverter.DoubleToInt64Bits(actual.Derivative));
    }

    /// <summary>Both parts within a tolerance relative to the larger part.</summary>
    private static void AssertClose(DualNumber expected, DualNumber actual, double tolerance)
    {
        double scale = 1 + Math.Max(Math.Abs(expected.Value), Math.Abs(expected.Derivative));
        Assert.True(
            Math.Abs(actual.Value - expected.Value) <= tolerance * scale
                && Math.Abs(actual.Derivative - expected.Derivative) <= tolerance * scale,
            FormattableString.Invariant($"{actual:R}, expected {expected:R}"));
    }
}
