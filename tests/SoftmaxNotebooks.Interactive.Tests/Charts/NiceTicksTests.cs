using System.Globalization;
using SoftmaxNotebooks.Interactive.Charts;

namespace SoftmaxNotebooks.Interactive.Tests.Charts;

public class NiceTicksTests
{
    // Expected: written by hand.
    [Theory]
    [InlineData(0, 1, 6, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 0.7, 8, "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7")]
    [InlineData(-1.3, 2.2, 4, "-1 0 1 2")]
    [InlineData(0, 1_000_000, 3, "0 500000 1000000")]
    [InlineData(0, 1e9, 3, "0 5e+08 1e+09")]
    [InlineData(0, 2e-7, 3, "0 1e-07 2e-07")]
    [InlineData(100, 103, 4, "100 101 102 103")]
    public void Steps_are_1_2_or_5_times_a_power_of_ten(double low, double high, int most, string expected)
        => Assert.Equal(expected, Texts(NiceTicks.Linear(low, high, most)));

    [Theory]
    [InlineData(1e-3, 1e3, 8, "0.001 0.01 0.1 1 10 100 1000")]
    [InlineData(1e-12, 1, 5, "1e-12 1e-09 1e-06 0.001 1")]
    [InlineData(0.3, 8, 8, "0.5 1 2 5")]
    [InlineData(3, 4, 6, "3.0 3.2 3.4 3.6 3.8 4.0")]
    [InlineData(5e-324, double.MaxValue, 8, "1e-300 1e-200 1e-100 1 1e+100 1e+200 1e+300")]
    public void Logarithmic_steps_are_powers_of_ten_as_far_as_there_are_some(double low, double high, int most, string expected)
        => Assert.Equal(expected, Texts(NiceTicks.Logarithmic(low, high, most)));

    [Fact]
    public void Whatever_the_range_there_are_some_ticks_inside_not_too_many_and_no_two_read_the_same()
    {
        var random = new Random(20260401);
        for (int trial = 0; trial < 5000; trial++)
        {
            double a = Any(random);
            double b = Any(random);
            if (a == b) continue;
            foreach (bool isLogarithmic in new[] { false, true })
            {
                (double low, double high) = isLogarithmic ? (Math.Abs(a), Math.Abs(b)) : (a, b);
                var axis = ChartAxis.Of(Math.Min(low, high), Math.Max(low, high), isLogarithmic, 0.03);
                IReadOnlyList<Tick> ticks = axis.Ticks(8);
                string message = string.Create(CultureInfo.InvariantCulture, $"{low:R} to {high:R}: {Texts(ticks)}");
                Assert.True(ticks.Count is >= 1 and <= 8, message);
                Assert.True(ticks.Select(tick => tick.Text).Distinct().Count() == ticks.Count, message);
                Assert.All(ticks, tick => Assert.InRange(axis.PositionOf(tick.Value), -1e-9, 1 + 1e-9));
                Assert.InRange(axis.PositionOf(low), -1e-9, 1 + 1e-9);
                Assert.InRange(axis.PositionOf(high), -1e-9, 1 + 1e-9);
            }
        }
    }

    private static string Texts(IEnumerable<Tick> ticks) => string.Join(' ', ticks.Select(tick => tick.Text));

    /// <summary>A double of any magnitude, sometimes two that are close together.</summary>
    private static double Any(Random random)
    {
        double value = random.Next(4) == 0 ? 1 + (random.NextDouble() * Math.Pow(10, -random.Next(18))) : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        return double.IsFinite(value) && value != 0 ? value : 1;
    }
}
