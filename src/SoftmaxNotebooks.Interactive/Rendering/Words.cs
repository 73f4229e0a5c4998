using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Numbers inside a sentence, where no column has to line up. In every culture the same.</summary>
internal static class Words
{
    /// <summary>What is too small to be more than rounding: its digits differ from one processor to the next.</summary>
    public const string AboutZero = "≈ 0";

    /// <summary>The number in at most so many significant digits: 6.06e-6, 0.5, NaN, +Inf, -Inf.</summary>
    public static string Number(double value, int digits = 3)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        return NumberFormat.PlainExponent(value.ToString($"G{NumberFormat.Index(digits)}", CultureInfo.InvariantCulture));
    }

    /// <summary>All digits: the shortest text that parses to the same number.</summary>
    public static string Exact(double value) => double.IsFinite(value) ? Rendering.Number.Of(value).Full : Number(value);

    /// <summary>The number in so many digits, and as many more as it takes to stand on the right side of 1: 0.5, 1.0004.</summary>
    public static string BesideOne(double value, int digits = 3)
    {
        while (digits < 17 && value != 1 && Math.Round(value, digits - 1) == 1) digits++;
        return Number(value, digits);
    }

    /// <inheritdoc cref="Number(double, int)"/>
    public static string NumberOrDash(double? value, int digits = 3) => value is { } number ? Number(number, digits) : "–";

    /// <summary>As many digits, at most so many, as an uncertainty leaves: ≈ 0 where it leaves none.</summary>
    public static string Known(double value, double uncertainty, int digits)
    {
        if (!double.IsFinite(value) || !(uncertainty > 0)) return Number(value, digits);
        return Math.Abs(value) <= uncertainty
            ? AboutZero
            : Number(value, (int)Math.Clamp(Math.Log10(Math.Abs(value) / uncertainty), 1, digits));
    }

    /// <summary>A share of a whole with so many decimals; a dash where there is no whole. 1.000 and 0.000 are exact.</summary>
    public static string Share(double? share, int decimals = 3)
    {
        if (share is not { } value) return "–";
        if (value is not (>= 0 and <= 1)) return Number(value);
        double step = Math.Pow(10, -decimals);
        return value is > 0 and < 1
            ? value < step / 2 ? $"<{Fixed(step)}" : value >= 1 - (step / 2) ? $">{Fixed(1 - step)}" : Fixed(value)
            : Fixed(value);

        string Fixed(double number) => number.ToString($"F{NumberFormat.Index(decimals)}", CultureInfo.InvariantCulture);
    }

    /// <summary>A time in its largest units: 350 ms, 12.3 s, 3 min 05 s, 2 h 05 min, 3 d 04 h.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.Zero) return $"-{Duration(time == TimeSpan.MinValue ? TimeSpan.MaxValue : -time)}";
        if (time == TimeSpan.Zero) return "0 s";
        double seconds = time.TotalSeconds;
        // Each limit is where the unit would be rounded up to one of the next.
        return seconds switch
        {
            < 0.0005 => "<1 ms",
            < 0.9995 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:F0} ms"),
            < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s"),
            < 3599.5 => InTwoUnits(seconds, 60, "min", "s"),
            < 86_370 => InTwoUnits(seconds / 60, 60, "h", "min"),
            _ => InTwoUnits(seconds / 3600, 24, "d", "h"),
        };
    }

    /// <summary>A rate, a count in each second: 0.25, 12.3, 12,346.</summary>
    public static string Rate(double perSecond) => perSecond is >= 100 and < 1e15
        ? perSecond.ToString("N0", CultureInfo.InvariantCulture)
        : Number(perSecond);

    /// <summary>1 class, 2 classes</summary>
    public static string Count(int count, string one, string many) => $"{NumberFormat.Index(count)} {(count == 1 ? one : many)}";

    private static string InTwoUnits(double inSmall, long ratio, string large, string small)
    {
        (long whole, long rest) = Math.DivRem((long)Math.Round(inSmall), ratio);
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {large} {rest:00} {small}");
    }
}
