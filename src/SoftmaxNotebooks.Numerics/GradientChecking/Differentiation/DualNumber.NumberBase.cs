using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

// What INumberBase asks for beyond arithmetic: classification, conversion and text, all of it double's.
public readonly partial struct DualNumber
{
    private const string Unit = "ε";
    private const string Plus = " + ";
    private const string Minus = " - ";

    private const NumberStyles DefaultStyle = NumberStyles.Float | NumberStyles.AllowThousands;

    static DualNumber IAdditiveIdentity<DualNumber, DualNumber>.AdditiveIdentity => Zero;

    static DualNumber IMultiplicativeIdentity<DualNumber, DualNumber>.MultiplicativeIdentity => One;

    static int INumberBase<DualNumber>.Radix => 2;

    /// <summary>Whether the value is NaN, whatever the derivative.</summary>
    public static bool IsNaN(DualNumber value) => double.IsNaN(value.Value);

    /// <summary>Whether the value is neither infinite nor NaN, whatever the derivative.</summary>
    public static bool IsFinite(DualNumber value) => double.IsFinite(value.Value);

    /// <summary>Whether the value is infinite, whatever the derivative.</summary>
    public static bool IsInfinity(DualNumber value) => double.IsInfinity(value.Value);

    /// <summary>Whether the value has a minus sign, whatever the derivative.</summary>
    public static bool IsNegative(DualNumber value) => double.IsNegative(value.Value);

    /// <summary>Whether both parts are 0, that is whether it equals <see cref="Zero"/>.</summary>
    public static bool IsZero(DualNumber value) => value == Zero;

    static bool INumberBase<DualNumber>.IsCanonical(DualNumber value) => true;

    static bool INumberBase<DualNumber>.IsComplexNumber(DualNumber value) => false;

    static bool INumberBase<DualNumber>.IsEvenInteger(DualNumber value) => double.IsEvenInteger(value.Value);

    static bool INumberBase<DualNumber>.IsImaginaryNumber(DualNumber value) => false;

    static bool INumberBase<DualNumber>.IsInteger(DualNumber value) => double.IsInteger(value.Value);

    static bool INumberBase<DualNumber>.IsNegativeInfinity(DualNumber value) => double.IsNegativeInfinity(value.Value);

    static bool INumberBase<DualNumber>.IsNormal(DualNumber value) => double.IsNormal(value.Value);

    static bool INumberBase<DualNumber>.IsOddInteger(DualNumber value) => double.IsOddInteger(value.Value);

    static bool INumberBase<DualNumber>.IsPositive(DualNumber value) => double.IsPositive(value.Value);

    static bool INumberBase<DualNumber>.IsPositiveInfinity(DualNumber value) => double.IsPositiveInfinity(value.Value);

    static bool INumberBase<DualNumber>.IsRealNumber(DualNumber value) => double.IsRealNumber(value.Value);

    static bool INumberBase<DualNumber>.IsSubnormal(DualNumber value) => double.IsSubnormal(value.Value);

    static DualNumber INumberBase<DualNumber>.MaxMagnitude(DualNumber x, DualNumber y)
        => WithValue(double.MaxMagnitude(x.Value, y.Value), x, y);

    static DualNumber INumberBase<DualNumber>.MaxMagnitudeNumber(DualNumber x, DualNumber y)
        => WithValue(double.MaxMagnitudeNumber(x.Value, y.Value), x, y);

    static DualNumber INumberBase<DualNumber>.MinMagnitude(DualNumber x, DualNumber y)
        => WithValue(double.MinMagnitude(x.Value, y.Value), x, y);

    static DualNumber INumberBase<DualNumber>.MinMagnitudeNumber(DualNumber x, DualNumber y)
        => WithValue(double.MinMagnitudeNumber(x.Value, y.Value), x, y);

    // From another number type: a constant. int.CreateChecked(x) and its like arrive at TryConvertTo.
    static bool INumberBase<DualNumber>.TryConvertFromChecked<TOther>(TOther value, out DualNumber result)
    {
        result = value is DualNumber same ? same : double.CreateChecked(value);
        return true;
    }

    static bool INumberBase<DualNumber>.TryConvertFromSaturating<TOther>(TOther value, out DualNumber result)
    {
        result = value is DualNumber same ? same : double.CreateSaturating(value);
        return true;
    }

    static bool INumberBase<DualNumber>.TryConvertFromTruncating<TOther>(TOther value, out DualNumber result)
    {
        result = value is DualNumber same ? same : double.CreateTruncating(value);
        return true;
    }

    static bool INumberBase<DualNumber>.TryConvertToChecked<TOther>(DualNumber value, [MaybeNullWhen(false)] out TOther result)
    {
        // Checked means that nothing gets lost unnoticed, and a lost derivative is a gradient that is wrong without a trace.
        if (value.Derivative != 0)
        {
            throw new OverflowException(
                FormattableString.Invariant($"{value} has a derivative, which {typeof(TOther)} cannot hold; take its Value instead."));
        }

        result = TOther.CreateChecked(value.Value);
        return true;
    }

    static bool INumberBase<DualNumber>.TryConvertToSaturating<TOther>(DualNumber value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateSaturating(value.Value);
        return true;
    }

    static bool INumberBase<DualNumber>.TryConvertToTruncating<TOther>(DualNumber value, [MaybeNullWhen(false)] out TOther result)
    {
        result = TOther.CreateTruncating(value.Value);
        return true;
    }

    /// <summary>The number as <c>2.5 - 1ε</c>, in the current culture.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The number as <c>2.5 - 1ε</c>, with double's format and culture for both parts.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        // The sign moves into the operator; that of -0 too, so that Parse restores it.
        bool isNegative = double.IsNegative(Derivative) && !double.IsNaN(Derivative);
        string value = Value.ToString(format, formatProvider);
        string magnitude = Math.Abs(Derivative).ToString(format, formatProvider);
        return value + (isNegative ? Minus : Plus) + magnitude + Unit;
    }

    /// <summary>Writes what <see cref="ToString(string, IFormatProvider)"/> returns, if there is room for it.</summary>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        string text = ToString(format.ToString(), provider);
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    /// <summary>Reads what <see cref="ToString(string, IFormatProvider)"/> writes; a number without ε is a constant.</summary>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static DualNumber Parse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider)
        => TryParse(s, style, provider, out DualNumber result)
            ? result
            : throw new FormatException($"'{s}' is not a dual number such as 2{Plus}3{Unit}.");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static DualNumber Parse(string s, NumberStyles style, IFormatProvider? provider)
    {
        ArgumentNullException.ThrowIfNull(s);
        return Parse(s.AsSpan(), style, provider);
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static DualNumber Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s, DefaultStyle, provider);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, NumberStyles, IFormatProvider)"/>
    public static DualNumber Parse(string s, IFormatProvider? provider) => Parse(s, DefaultStyle, provider);

    /// <summary>Reads what <see cref="ToString(string, IFormatProvider)"/> writes, or says that the text is something else.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, NumberStyles style, IFormatProvider? provider, out DualNumber result)
    {
        ReadOnlySpan<char> text = s.TrimEnd();
        result = default;
        if (!text.EndsWith(Unit))
        {
            bool isNumber = double.TryParse(s, style, provider, out double constant);
            if (isNumber) result = constant;
            return isNumber;
        }

        // The last operator between spaces: a sign or a thousands separator inside a number has no spaces around it.
        int split = Math.Max(text.LastIndexOf(Plus), text.LastIndexOf(Minus));
        if (split < 0
            || !double.TryParse(text[..split], style, provider, out double value)
            || !double.TryParse(text[(split + Plus.Length)..^Unit.Length], style, provider, out double derivative))
        {
            return false;
        }

        result = new(value, text[split..].StartsWith(Minus) ? -derivative : derivative);
        return true;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider, out DualNumber)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, NumberStyles style, IFormatProvider? provider, out DualNumber result)
        => TryParse(s.AsSpan(), style, provider, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider, out DualNumber)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out DualNumber result)
        => TryParse(s, DefaultStyle, provider, out result);

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, NumberStyles, IFormatProvider, out DualNumber)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out DualNumber result)
        => TryParse(s.AsSpan(), DefaultStyle, provider, out result);

    /// <summary>The one of the two that has the value; the first if both have.</summary>
    private static DualNumber WithValue(double value, DualNumber x, DualNumber y) => value.Equals(x.Value) ? x : y;
}
