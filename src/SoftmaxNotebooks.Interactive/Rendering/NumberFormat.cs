using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The short form of the numbers of one table, which share their count of decimals so that the decimal points line up.</summary>
/// <remarks>
/// Six significant digits for the largest number, at least four for every other, and an exponent for those that the common
/// decimals would leave with fewer, unless they have no more: 0.5 is 0.5 beside 784 too. Decimals that would be 0 in every number are
/// left out. The exact value stands in <see cref="Number.Full"/>.
/// </remarks>
internal sealed class NumberFormat
{
    private const int MostDigits = 6;
    private const int FewestDigits = 4;

    /// <summary>From here on six digits do not reach the decimal point.</summary>
    private const double FixedLimit = 1e6;

    /// <summary>Below 1 the largest number loses digits rather than push all others behind a row of zeros.</summary>
    private const int MostDecimals = 6;

    /// <summary>Nobody writes 0.5 with an exponent, but 0.00005.</summary>
    private const double SmallestExact = 0.001;

    private readonly string _fixedFormat;
    private readonly double _smallestFixed;
    private readonly int _precision;

    private NumberFormat(int precision, int decimals)
    {
        _precision = precision;
        _smallestFixed = Math.Pow(10, FewestDigits - 1 - precision);
        _fixedFormat = $"F{Index(decimals)}";
    }

    /// <summary>The format of numbers that are shown together.</summary>
    public static NumberFormat For(IEnumerable<Number> numbers)
    {
        double[] magnitudes = [.. numbers
            .SelectMany(number => new[] { Math.Abs(number.Real), Math.Abs(number.Imaginary ?? 0) })
            .Where(magnitude => magnitude is > 0 and < FixedLimit)];
        double largest = magnitudes.DefaultIfEmpty(1).Max();
        int precision = Math.Clamp(MostDigits - 1 - (int)Math.Floor(Math.Log10(largest)), 0, MostDecimals);
        var full = new NumberFormat(precision, precision);
        int decimals = magnitudes.Where(full.IsFixed).Select(magnitude => DecimalsOf(magnitude, precision)).DefaultIfEmpty(0).Max();
        return new NumberFormat(precision, decimals);
    }

    /// <summary>The short form of a number that stands alone.</summary>
    public static string Alone(double value) => For([Number.Of(value)]).Short(value);

    /// <summary>The number in short; NaN, +Inf and -Inf in words; zero without decimals, so that it stands out, and with its sign.</summary>
    public string Short(Number number)
        => number == Number.Missing ? "missing"
            : number.Imaginary is { } imaginary ? Number.Join(Short(number.Real), Short(imaginary)) : Short(number.Real);

    /// <inheritdoc cref="Short(Number)"/>
    public string Short(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        return IsFixed(Math.Abs(value)) ? value.ToString(_fixedFormat, CultureInfo.InvariantCulture) : WithExponent(value);
    }

    /// <summary>1e-9 for what .NET writes as 1E-09: the one spelling of an exponent.</summary>
    public static string PlainExponent(string number)
        => number.Split('E') is [string mantissa, string exponent]
            ? $"{mantissa}e{Index(int.Parse(exponent, CultureInfo.InvariantCulture))}"
            : number;

    /// <summary>Four digits and an exponent, or fewer where the number has no more: 5e-324 is not 4.941e-324.</summary>
    private static string WithExponent(double value)
    {
        string four = value.ToString("0.###e0", CultureInfo.InvariantCulture);
        string exact = Number.Of(value).Full;
        return exact.Contains('e', StringComparison.Ordinal) && exact.Length < four.Length ? exact : four;
    }

    /// <summary>The smallest number of one digit that is not below the value: 4e-16. For bounds, which have no more digits to say.</summary>
    public static string Bound(double value)
    {
        if (value == 0) return "0";
        // The shortest form with one digit rounds to nearest; what has been rounded down takes the next digit.
        string rounded = value.ToString("0e0", CultureInfo.InvariantCulture);
        if (double.Parse(rounded, CultureInfo.InvariantCulture) >= value) return rounded;
        int exponent = rounded.IndexOf('e', StringComparison.Ordinal);
        int digit = rounded[0] - '0' + 1;
        return digit < 10
            ? $"{Index(digit)}{rounded[exponent..]}"
            : $"1e{Index(int.Parse(rounded[(exponent + 1)..], CultureInfo.InvariantCulture) + 1)}";
    }

    /// <summary>A count or an index.</summary>
    public static string Index(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>10 × 784</summary>
    public static string Shape(int rowCount, int columnCount) => $"{Index(rowCount)} × {Index(columnCount)}";

    private bool IsFixed(double magnitude)
        => magnitude < FixedLimit
            && (magnitude >= _smallestFixed || (magnitude >= SmallestExact && magnitude == Math.Round(magnitude, _precision)));

    /// <summary>How many decimals the magnitude has when rounded to the precision: 0.25 has two.</summary>
    private static int DecimalsOf(double magnitude, int precision)
    {
        string digits = magnitude.ToString($"F{Index(precision)}", CultureInfo.InvariantCulture);
        return precision == 0 ? 0 : digits.TrimEnd('0').Length - digits.IndexOf('.', StringComparison.Ordinal) - 1;
    }
}
