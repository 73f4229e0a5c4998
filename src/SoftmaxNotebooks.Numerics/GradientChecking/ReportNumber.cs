using System.Globalization;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Numbers as a report prints them, in every culture the same.</summary>
internal static class ReportNumber
{
    /// <summary>Three significant digits, for errors and tolerances: 6.06e-6.</summary>
    internal static string Short(double value) => Plain(value.ToString("G3", CultureInfo.InvariantCulture));

    /// <summary>Three significant digits, and as many more as it takes to stand on the right side of 1: 0.5, 1.0004.</summary>
    internal static string BesideOne(double value)
    {
        int digits = 3;
        while (digits < 17 && value != 1 && Math.Round(value, digits - 1) == 1) digits++;
        return Plain(value.ToString(string.Create(CultureInfo.InvariantCulture, $"G{digits}"), CultureInfo.InvariantCulture));
    }

    /// <summary>Seven significant digits, for derivatives: as many as a central difference surely has.</summary>
    internal static string Long(double value) => Plain(value.ToString("G7", CultureInfo.InvariantCulture));

    /// <summary>As many of the seven digits as rounding has left, at least one.</summary>
    internal static string Known(double value, double rounding)
    {
        double digits = rounding > 0 && value != 0 ? Math.Log10(Math.Abs(value) / rounding) : 7;
        return Plain(value.ToString($"G{(int)Math.Clamp(double.IsNaN(digits) ? 7 : digits, 1, 7)}", CultureInfo.InvariantCulture));
    }

    /// <summary>All digits, where rounding is the point.</summary>
    internal static string Exact(double value) => Plain(value.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>A dash where there is no number.</summary>
    internal static string ShortOrDash(double? value) => value is { } number ? Short(number) : "–";

    /// <summary>1e-9 for 1E-09, 0 for -0, +Inf and -Inf as in the tables of a notebook.</summary>
    private static string Plain(string number) => number switch
    {
        "-0" => "0",
        "Infinity" => "+Inf",
        "-Infinity" => "-Inf",
        _ when number.Split('E') is [string mantissa, string exponent]
            => $"{mantissa}e{int.Parse(exponent, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)}",
        _ => number,
    };
}
