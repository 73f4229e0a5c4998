using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A marked place of an axis.</summary>
internal readonly record struct Tick(double Value, string Text);

/// <summary>Marks at numbers that are easy to read: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class NiceTicks
{
    /// <summary>A million can be read as it is; from here on, and below 1e-4, zeros push the digits away.</summary>
    private const double FixedLimit = 1e7;
    private const int MostDecimals = 4;

    /// <summary>The exponents of the largest and the smallest double.</summary>
    private const int LargestExponent = 308;
    private const int SmallestExponent = -324;

    private static readonly int[] Mantissas = [1, 2, 5];
    private static readonly int[] Strides = [1, 2, 3, 5, 10, 20, 50, 100];

    /// <summary>The multiples of the finest step of which at most so many lie from low to high; only integers if asked.</summary>
    public static IReadOnlyList<Tick> Linear(double low, double high, int most, bool isWhole = false)
    {
        // The step is at least a most-th of the way; the halves, because the way from -MaxValue to MaxValue is more than a double.
        double half = (high / 2) - (low / 2);
        int exponent = half > 0 ? Math.Max((int)Math.Floor(Math.Log10(half / most)), SmallestExponent) : SmallestExponent;
        if (isWhole) exponent = Math.Max(exponent, 0);
        for (; exponent <= LargestExponent; exponent++)
        {
            foreach (int mantissa in Mantissas)
            {
                double step = Decimal(mantissa, exponent);
                double first = Math.Floor(low / step);
                double last = Math.Ceiling(high / step);
                // Also when it is NaN or infinite. Two more than wanted, because the outermost may lie outside.
                if (!(last - first <= most + 2)) continue;
                List<(long Multiple, double Value)> ticks = [];
                for (double i = first; i <= last; i++)
                {
                    long multiple = (long)i * mantissa;
                    double value = Decimal(multiple, exponent);
                    if (value >= low && value <= high) ticks.Add((multiple, value));
                }

                if (ticks.Count <= most) return [.. ticks.Select(tick => new Tick(tick.Value, Text(tick.Value, ticks, exponent)))];
            }
        }

        return [];
    }

    /// <summary>Powers of ten; where fewer than two lie between, 1, 2 and 5 times powers of ten; and on a short way linear steps.</summary>
    public static IReadOnlyList<Tick> Logarithmic(double low, double high, int most)
    {
        int first = (int)Math.Floor(Math.Log10(low));
        int last = (int)Math.Ceiling(Math.Log10(high));
        int stride = Strides.FirstOrDefault(stride => (last - first) / stride < most, 200);
        Tick[] powers = [.. Enumerable.Range(first, last - first + 1)
            .Where(exponent => exponent % stride == 0)
            .Select(exponent => LogarithmicTick(1, exponent))
            .Where(IsBetween)];
        if (powers.Length >= 2) return powers;

        Tick[] steps = [.. Enumerable.Range(first, last - first + 1)
            .SelectMany(exponent => Mantissas.Select(mantissa => LogarithmicTick(mantissa, exponent)))
            .Where(IsBetween)];
        return steps.Length >= 2 ? steps : Linear(low, high, most);

        bool IsBetween(Tick tick) => tick.Value >= low && tick.Value <= high;
    }

    private static Tick LogarithmicTick(int mantissa, int exponent)
        => new(
            Decimal(mantissa, exponent),
            exponent is >= -MostDecimals and < 6
                ? Decimal(mantissa, exponent).ToString("0.####", CultureInfo.InvariantCulture)
                : FormattableString.Invariant($"{mantissa}e{exponent:+00;-00}"));

    /// <summary>All ticks of an axis with the same decimals.</summary>
    private static string Text(double value, List<(long Multiple, double Value)> ticks, int exponent)
    {
        if (value == 0) return "0";
        double largest = ticks.Max(tick => Math.Abs(tick.Value));
        if (largest < FixedLimit && exponent >= -MostDecimals)
        {
            return value.ToString(FormattableString.Invariant($"F{Math.Max(0, -exponent)}"), CultureInfo.InvariantCulture);
        }

        // As many digits as tell the multiples of the step apart.
        int digits = ticks.Max(tick => Math.Abs(tick.Multiple)).ToString(CultureInfo.InvariantCulture).Length - 1;
        return value.ToString($"0.{new string('#', digits)}e+00", CultureInfo.InvariantCulture);
    }

    /// <summary>The double next to multiple · 10^exponent: 3 · 0.1 would be 0.30000000000000004.</summary>
    private static double Decimal(long multiple, int exponent)
        => double.Parse(FormattableString.Invariant($"{multiple}e{exponent}"), CultureInfo.InvariantCulture);
}
