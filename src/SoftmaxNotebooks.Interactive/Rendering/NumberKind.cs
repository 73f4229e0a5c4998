using System.Numerics;
using Complex32 = MathNet.Numerics.Complex32;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A type of numbers: what C# calls it, how one is shown, and how large one is.</summary>
/// <param name="Name">The keyword or the name of the type, as it stands in Matrix&lt;double&gt;.</param>
/// <param name="NumberOf">The number as it is shown.</param>
/// <param name="ValueOf">The number on a scale.</param>
/// <param name="IsComplex">Whether the number on the scale is the modulus.</param>
internal sealed record NumberKind<T>(string Name, Func<T, Number> NumberOf, Func<T, double> ValueOf, bool IsComplex = false);

/// <summary>The types of numbers that this package shows.</summary>
internal static class NumberKind
{
    public static readonly NumberKind<double> Double = new("double", Number.Of, value => value);
    public static readonly NumberKind<float> Single = new("float", Number.Of, value => value);
    public static readonly NumberKind<Complex> Complex = new("Complex", Number.Of, ModulusOf, IsComplex: true);
    public static readonly NumberKind<Complex32> Complex32 = new("Complex32", Number.Of, value => ModulusOf(value.ToComplex()), IsComplex: true);

    // Complex.Abs(∞ + NaN i) is ∞, as in C. Here a NaN must not hide. And √2 times the largest double is no double, but the number is finite.
    private static double ModulusOf(Complex value)
        => double.IsNaN(value.Real) || double.IsNaN(value.Imaginary) ? double.NaN
            : System.Numerics.Complex.IsFinite(value) ? Math.Min(value.Magnitude, double.MaxValue)
            : double.PositiveInfinity;
}
