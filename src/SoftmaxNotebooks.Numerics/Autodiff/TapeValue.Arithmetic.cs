using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// As much arithmetic as a step of gradient descent needs: W - rate * gradient. None of it is recorded.
//
// The forms with a Vector<double> or a Matrix<double> are needed beside the first: a value converts to a matrix and a matrix to a value, so
// that without an exact match W - gradient would be ambiguous.
public sealed partial class TapeValue
{
    /// <summary>a + b, two values of one shape</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static TapeValue operator +(TapeValue left, TapeValue right) => Combine(left, right, (a, b) => a + b);

    /// <summary>a + b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Vector<double> operator +(Vector<double> left, TapeValue right) => (TapeValue)left + right;

    /// <summary>a + b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Vector<double> operator +(TapeValue left, Vector<double> right) => left + (TapeValue)right;

    /// <summary>a + b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> operator +(Matrix<double> left, TapeValue right) => (TapeValue)left + right;

    /// <summary>a + b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> operator +(TapeValue left, Matrix<double> right) => left + (TapeValue)right;

    /// <summary>a - b, two values of one shape</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static TapeValue operator -(TapeValue left, TapeValue right) => Combine(left, right, (a, b) => a - b);

    /// <summary>a - b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Vector<double> operator -(Vector<double> left, TapeValue right) => (TapeValue)left - right;

    /// <summary>a - b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Vector<double> operator -(TapeValue left, Vector<double> right) => left - (TapeValue)right;

    /// <summary>a - b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> operator -(Matrix<double> left, TapeValue right) => (TapeValue)left - right;

    /// <summary>a - b</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> operator -(TapeValue left, Matrix<double> right) => left - (TapeValue)right;

    /// <summary>-a</summary>
    public static TapeValue operator -(TapeValue value) => Map(value, a => -a);

    /// <summary>s a, each entry times a number</summary>
    public static TapeValue operator *(double factor, TapeValue value) => Map(value, a => factor * a);

    /// <summary>a s, each entry times a number</summary>
    public static TapeValue operator *(TapeValue value, double factor) => factor * value;

    /// <summary>a / s, each entry divided by a number</summary>
    public static TapeValue operator /(TapeValue value, double divisor) => Map(value, a => a / divisor);

    private static TapeValue Map(TapeValue value, Converter<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new TapeValue(value.Shape, Array.ConvertAll(value._entries, function), value.Origin);
    }

    private static TapeValue Combine(TapeValue left, TapeValue right, Func<double, double, double> function)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (left.Shape != right.Shape)
        {
            throw new ArgumentException($"The value at the left is {left.Shape}, the one at the right is {right.Shape}; they must agree.");
        }

        return new TapeValue(left.Shape, [.. left._entries.Zip(right._entries, function)], left.Origin ?? right.Origin);
    }
}
