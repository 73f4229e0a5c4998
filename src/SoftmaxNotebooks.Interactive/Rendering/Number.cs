using System.Globalization;
using System.Numerics;
using Complex32 = MathNet.Numerics.Complex32;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A number to show, of whatever type: its parts for the short form, and the text that reads back as the same value.</summary>
internal readonly record struct Number(double Real, double? Imaginary, string Full)
{
    /// <summary>No number: what the end of a short row of a ragged array has.</summary>
    public static readonly Number Missing = new(double.NaN, null, "missing");

    public static Number Of(double value) => new(value, null, RoundTrip(value));

    public static Number Of(float value) => new(AsWritten(value), null, RoundTrip(value));

    public static Number Of(Complex value)
        => new(value.Real, value.Imaginary, Join(RoundTrip(value.Real), RoundTrip(value.Imaginary)));

    public static Number Of(Complex32 value)
        => new(AsWritten(value.Real), AsWritten(value.Imaginary), Join(RoundTrip(value.Real), RoundTrip(value.Imaginary)));

    /// <summary>a+bi, without spaces, at which a table cell would wrap.</summary>
    public static string Join(string real, string imaginary)
        => imaginary.StartsWith('-') || imaginary.StartsWith('+') ? $"{real}{imaginary}i" : $"{real}+{imaginary}i";

    // The shortest text that parses to the same value; "R" has meant that since .NET Core 3.0.
    private static string RoundTrip<T>(T value)
        where T : IFormattable
        => NumberFormat.PlainExponent(value.ToString("R", CultureInfo.InvariantCulture));

    // 0.1f is a tenth to whoever wrote it, not the 0.10000000149011612 that it becomes as a double.
    private static double AsWritten(float value) => double.Parse(RoundTrip(value), CultureInfo.InvariantCulture);
}
