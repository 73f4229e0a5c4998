using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class WordsTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0000001, "<1 ms")]
    [InlineData(0.00051, "1 ms")]
    [InlineData(0.9994, "999 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(3599.4, "59 min 59 s")]
    [InlineData(3599.6, "1 h 00 min")]
    [InlineData(7500, "2 h 05 min")]
    [InlineData(86_369, "23 h 59 min")]
    [InlineData(86_371, "1 d 00 h")]
    [InlineData(273_600, "3 d 04 h")]
    [InlineData(-1.5, "-1.5 s")]
    public void A_time_is_said_in_its_largest_units(double seconds, string expected)
        => Assert.Equal(expected, Words.Duration(TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))));

    // 2^63 ticks of 100 ns are 10,675,199 days, 2 hours and 48 minutes.
    [Fact]
    public void The_longest_times_are_said_too()
    {
        Assert.Equal("10675199 d 03 h", Words.Duration(TimeSpan.MaxValue));
        Assert.Equal("-10675199 d 03 h", Words.Duration(TimeSpan.MinValue));
    }

    [Theory]
    [InlineData(0.5, 3, "0.500")]
    [InlineData(0.0004, 3, "<0.001")]
    [InlineData(0.0005, 3, "0.001")]
    [InlineData(0.9994, 3, "0.999")]
    [InlineData(0.9995, 3, ">0.999")]
    [InlineData(0.99995, 4, ">0.9999")]
    [InlineData(0.00004, 4, "<0.0001")]
    [InlineData(0, 4, "0.0000")]
    [InlineData(1, 4, "1.0000")]
    [InlineData(1e300, 4, "1e300")]
    [InlineData(-0.25, 4, "-0.25")]
    [InlineData(double.NaN, 4, "NaN")]
    public void Only_nothing_and_all_are_rounded_to_0_and_1(double share, int decimals, string expected)
        => Assert.Equal(expected, Words.Share(share, decimals));

    [Theory]
    [InlineData(0.25, "0.25")]
    [InlineData(99.94, "99.9")]
    [InlineData(12345.6, "12,346")]
    [InlineData(1e300, "1e300")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    public void A_rate_has_no_more_digits_than_can_be_read(double perSecond, string expected) => Assert.Equal(expected, Words.Rate(perSecond));
}
