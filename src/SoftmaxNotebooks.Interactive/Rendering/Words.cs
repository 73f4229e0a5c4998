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
        string number = value.ToString($"G{NumberFormat.Index(digits)}", CultureInfo.InvariantCulture);
        return number.Split('E') is [string mantissa, string exponent]
            ? $"{mantissa}e{NumberFormat.Index(int.Parse(exponent, CultureInfo.InvariantCulture))}"
            : number;
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

    /// <summary>A share of a whole with three decimals; a dash where there is no whole. 1.000 and 0.000 are exact.</summary>
    public static string Share(double? share) => share switch
    {
        null => "–",
        > 0.9995 and < 1 => ">0.999",
        > 0 and < 0.0005 => "<0.001",
        { } value => value.ToString("F3", CultureInfo.InvariantCulture),
    };

    /// <summary>1 class, 2 classes</summary>
    public static string Count(int count, string one, string many) => $"{NumberFormat.Index(count)} {(count == 1 ? one : many)}";
}
