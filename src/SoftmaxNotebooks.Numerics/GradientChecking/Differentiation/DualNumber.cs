using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>a + b ε with ε² = 0: a number a that carries its derivative b along.</summary>
/// <remarks>
/// f(x + 1 ε) = f(x) + f'(x) ε: put in <see cref="Variable"/>(x), and any function that is made of arithmetic and
/// <see cref="ElementaryFunctions"/> returns its value and its derivative together, the latter with no error but rounding.
/// <para>
/// Sums, products and quotients follow from ε² = 0; they are the rules of differentiation.
/// One thing is added to them: a derivative of 0 stays 0 beside an infinite factor, where 0 · inf would be NaN. A constant is a constant,
/// also at a pole. (The price: at x = 0, where x · x has the derivative 0, √(x · x) has slope 0 at its kink, and 1 / (x · x) and
/// log(x · x) have slope 0 at their poles, where NaN would say that there is none.)
/// </para>
/// <para>
/// Comparisons, magnitudes and questions such as <see cref="IsNaN"/> look at <see cref="Value"/> alone, so that a generic function takes
/// the same branches for dual numbers as for doubles. Equality looks at both parts: 0 + 1 ε is not 0.
/// </para>
/// <para>Source: W. K. Clifford, Preliminary Sketch of Biquaternions (1873); R. E. Wengert, doi 10.1145/355586.364791.</para>
/// </remarks>
public readonly partial struct DualNumber : INumberBase<DualNumber>
{
    /// <summary>value + derivative ε</summary>
    public DualNumber(double value, double derivative)
    {
        Value = value;
        Derivative = derivative;
    }

    /// <summary>0 + 0 ε</summary>
    public static DualNumber Zero => 0;

    /// <summary>1 + 0 ε</summary>
    public static DualNumber One => 1;

    /// <summary>a, what the function would return for doubles.</summary>
    public double Value { get; }

    /// <summary>b, the derivative of <see cref="Value"/> by the variable.</summary>
    public double Derivative { get; }

    /// <summary>x + 1 ε: the variable by which is differentiated, because dx/dx = 1.</summary>
    public static DualNumber Variable(double x) => new(x, 1);

    /// <summary>x + 0 ε: a constant.</summary>
    public static implicit operator DualNumber(double x) => new(x, 0);

    /// <summary>x</summary>
    public static DualNumber operator +(DualNumber x) => x;

    /// <summary>(-x)' = -x'</summary>
    public static DualNumber operator -(DualNumber x) => new(-x.Value, -x.Derivative);

    /// <summary>(x + y)' = x' + y'</summary>
    public static DualNumber operator +(DualNumber x, DualNumber y) => new(x.Value + y.Value, x.Derivative + y.Derivative);

    /// <summary>(x - y)' = x' - y'</summary>
    public static DualNumber operator -(DualNumber x, DualNumber y) => new(x.Value - y.Value, x.Derivative - y.Derivative);

    /// <summary>(x y)' = x' y + x y'</summary>
    public static DualNumber operator *(DualNumber x, DualNumber y)
        => new(x.Value * y.Value, Times(x.Derivative, y.Value) + Times(y.Derivative, x.Value));

    /// <summary>(x / y)' = (x' - (x / y) y') / y</summary>
    public static DualNumber operator /(DualNumber x, DualNumber y)
    {
        double quotient = x.Value / y.Value;

        // Not (x' y - x y') / y²: the square leaves the range of a double for half of all y.
        double numerator = x.Derivative - Times(y.Derivative, quotient);
        return new(quotient, numerator == 0 && !double.IsNaN(y.Value) ? 0 : numerator / y.Value);
    }

    /// <summary>(x + 1)' = x'</summary>
    public static DualNumber operator ++(DualNumber x) => new(x.Value + 1, x.Derivative);

    /// <summary>(x - 1)' = x'</summary>
    public static DualNumber operator --(DualNumber x) => new(x.Value - 1, x.Derivative);

    /// <summary>|x|' = sign(x) x', and 0 at the kink x = 0</summary>
    public static DualNumber Abs(DualNumber x)
        => x.WithSlope(Math.Abs(x.Value), double.IsNaN(x.Value) ? double.NaN : Math.Sign(x.Value));

    /// <summary>Whether the values are in this order.</summary>
    public static bool operator <(DualNumber x, DualNumber y) => x.Value < y.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(DualNumber x, DualNumber y) => x.Value > y.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(DualNumber x, DualNumber y) => x.Value <= y.Value;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(DualNumber x, DualNumber y) => x.Value >= y.Value;

    /// <summary>Whether values and derivatives are equal; NaN equals nothing.</summary>
    public static bool operator ==(DualNumber x, DualNumber y) => x.Value == y.Value && x.Derivative == y.Derivative;

    /// <summary>Whether values or derivatives differ.</summary>
    public static bool operator !=(DualNumber x, DualNumber y) => !(x == y);

    /// <summary>Whether values and derivatives are equal; NaN equals NaN, as <see cref="double.Equals(double)"/> has it.</summary>
    public bool Equals(DualNumber other) => Value.Equals(other.Value) && Derivative.Equals(other.Derivative);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DualNumber other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Value, Derivative);

    /// <summary>f(x) + f'(x) x' ε: the chain rule, from f(x) and f'(x) at this number's value.</summary>
    internal DualNumber WithSlope(double value, double slope) => new(value, Times(Derivative, slope));

    /// <summary>A derivative times a factor, where a derivative of 0 stays 0 unless the factor is NaN.</summary>
    private static double Times(double derivative, double factor)
        => derivative == 0 && !double.IsNaN(factor) ? 0 : derivative * factor;
}
