namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A range of numbers along an edge of a chart.</summary>
internal sealed class ChartAxis
{
    /// <summary>A range that is narrower in relation to its numbers is rounding noise, and its ticks would not differ in twelve digits.</summary>
    private const double NarrowestRange = 1e-12;

    private readonly double _low;
    private readonly double _high;

    private readonly bool _isWhole;

    private ChartAxis(double low, double high, bool isLogarithmic, bool isWhole)
    {
        _low = low;
        _high = high;
        _isWhole = isWhole;
        IsLogarithmic = isLogarithmic;
    }

    public bool IsLogarithmic { get; }

    /// <summary>The axis of numbers from low to high, finite and on a logarithmic axis above 0.</summary>
    /// <param name="low">The smallest number.</param>
    /// <param name="high">The largest number.</param>
    /// <param name="isLogarithmic">Whether equal ratios rather than equal differences are equally long.</param>
    /// <param name="padding">Which part of the range is left free at each end, so that no line runs along the frame.</param>
    /// <param name="isWhole">Whether the numbers are integers, between which there is nothing: no epoch is the 1.5th.</param>
    public static ChartAxis Of(double low, double high, bool isLogarithmic, double padding, bool isWhole = false)
    {
        (low, high) = isLogarithmic ? WidenedRatio(low, high) : WidenedDifference(low, high);
        (double paddedLow, double paddedHigh) = isLogarithmic ? PaddedRatio(low, high, padding) : PaddedDifference(low, high, padding);
        return new ChartAxis(paddedLow, paddedHigh, isLogarithmic, isWhole);
    }

    /// <summary>Where the number stands, 0 at the low end and 1 at the high end.</summary>
    public double PositionOf(double value)
        => IsLogarithmic
            ? (Math.Log10(value) - Math.Log10(_low)) / (Math.Log10(_high) - Math.Log10(_low))
            : ScaledDifference(value, _low) / ScaledDifference(_high, _low);

    /// <summary>Whether the number has a place on the axis.</summary>
    public bool Holds(double value) => value >= _low && value <= _high;

    public IReadOnlyList<Tick> Ticks(int most)
        => IsLogarithmic ? NiceTicks.Logarithmic(_low, _high, most) : NiceTicks.Linear(_low, _high, most, _isWhole);

    // The way from -MaxValue to MaxValue is more than a double, and half of a subnormal number may be nothing.
    private double ScaledDifference(double a, double b)
        => Math.Max(Math.Abs(_low), Math.Abs(_high)) > double.MaxValue / 2 ? (a / 2) - (b / 2) : a - b;

    /// <summary>A constant stands in the middle, with zero at one end.</summary>
    private static (double Low, double High) WidenedDifference(double low, double high)
    {
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if ((high / 2) - (low / 2) > NarrowestRange * largest || (largest < 1e-300 && high > low)) return (low, high);
        if (largest == 0) return (-1, 1);
        double twice = Math.Min(2 * largest, double.MaxValue);
        return high > 0 ? (0, twice) : (-twice, 0);
    }

    private static (double Low, double High) WidenedRatio(double low, double high)
        => high / low - 1 > NarrowestRange
            ? (low, high)
            : (Math.Max(low / 10, double.Epsilon), Math.Min(high * 10, double.MaxValue));

    private static (double Low, double High) PaddedDifference(double low, double high, double padding)
    {
        double margin = (padding * high) - (padding * low);
        double paddedLow = Math.Max(low - margin, double.MinValue);
        double paddedHigh = Math.Min(high + margin, double.MaxValue);
        // A loss or a probability is never negative, and its axis should not look as if it could be.
        return (low >= 0 ? Math.Max(paddedLow, 0) : paddedLow, high <= 0 ? Math.Min(paddedHigh, 0) : paddedHigh);
    }

    private static (double Low, double High) PaddedRatio(double low, double high, double padding)
    {
        double factor = Math.Pow(10, padding * (Math.Log10(high) - Math.Log10(low)));
        return (Math.Max(low / factor, double.Epsilon), Math.Min(high * factor, double.MaxValue));
    }
}
