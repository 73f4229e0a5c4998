using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>
/// The functions beyond arithmetic that a generic formula needs, for double, <see cref="Complex"/> and <see cref="DualNumber"/>.
/// </summary>
/// <remarks>
/// A function that is written once, <c>T[] Softmax&lt;T&gt;(T[] z) where T : struct, INumberBase&lt;T&gt;</c>, computes with doubles, is
/// differentiated with dual numbers and checked with complex steps. The framework's IExponentialFunctions cannot be the constraint,
/// because Complex does not implement it.
/// <para>
/// All of them are real functions, and the complex ones their analytic continuation along the real axis: where Math.Log or Math.Sqrt is
/// NaN, so is the complex result. As a complex number log(-1) is πi, but a complex step would divide that π by h = 1e-20.
/// </para>
/// <para>Any other type, float included: <see cref="NotSupportedException"/>.</para>
/// </remarks>
public static class ElementaryFunctions
{
    /// <summary>One function for the three types, and its derivative: what each struct at the end of this file is.</summary>
    private interface IFunction
    {
        double Of(double x);

        Complex Of(Complex x);

        DualNumber Of(DualNumber x);
    }

    private static Complex NaN => new(double.NaN, double.NaN);

    /// <summary>e^x, with derivative e^x</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Exp<T>(T x)
        where T : struct, INumberBase<T>
        => Apply(default(ExpFunction), x);

    /// <summary>log x, with derivative 1 / x; NaN below 0</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Log<T>(T x)
        where T : struct, INumberBase<T>
        => Apply(default(LogFunction), x);

    /// <summary>√x, with derivative 1 / (2 √x), which is inf at 0; NaN below 0</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Sqrt<T>(T x)
        where T : struct, INumberBase<T>
        => Apply(default(SqrtFunction), x);

    /// <summary>x^n, with derivative n x^(n-1); NaN below 0 unless n is an integer</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Pow<T>(T x, double exponent)
        where T : struct, INumberBase<T>
        => Apply(new PowFunction(exponent), x);

    /// <summary>tanh x, with derivative 1 / cosh² x</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Tanh<T>(T x)
        where T : struct, INumberBase<T>
        => Apply(default(TanhFunction), x);

    /// <summary>s = 1 / (1 + e^-x), with derivative s (1 - s)</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Sigmoid<T>(T x)
        where T : struct, INumberBase<T>
        => Apply(default(SigmoidFunction), x);

    /// <summary>x where its real part is positive, else 0; with derivative 1 or 0, and 0 at the kink</summary>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static T Relu<T>(T x)
        where T : struct, INumberBase<T>
        => RealPart(x) <= 0 ? T.Zero : x; // NaN <= 0 is false, so that NaN stays NaN

    /// <summary>The number without its imaginary part or derivative: what to take maxima of and to branch on.</summary>
    /// <remarks>
    /// Complex numbers have no order. Softmax is shifted by the largest real part: a constant, which changes neither softmax nor its
    /// derivative.
    /// </remarks>
    /// <exception cref="NotSupportedException">T is not double, Complex or DualNumber.</exception>
    public static double RealPart<T>(T x)
        where T : struct, INumberBase<T>
    {
        if (typeof(T) == typeof(double)) return Unsafe.BitCast<T, double>(x);
        if (typeof(T) == typeof(Complex)) return Unsafe.BitCast<T, Complex>(x).Real;
        if (typeof(T) == typeof(DualNumber)) return Unsafe.BitCast<T, DualNumber>(x).Value;
        throw Unsupported<T>();
    }

    /// <summary>The function for the type at hand.</summary>
    /// <remarks>The JIT compiles this for each value type apart, knows the answer to each question, and keeps one line.</remarks>
    private static T Apply<T, TFunction>(TFunction function, T x)
        where T : struct, INumberBase<T>
        where TFunction : struct, IFunction
    {
        if (typeof(T) == typeof(double)) return Unsafe.BitCast<double, T>(function.Of(Unsafe.BitCast<T, double>(x)));
        if (typeof(T) == typeof(Complex)) return Unsafe.BitCast<Complex, T>(function.Of(Unsafe.BitCast<T, Complex>(x)));
        if (typeof(T) == typeof(DualNumber)) return Unsafe.BitCast<DualNumber, T>(function.Of(Unsafe.BitCast<T, DualNumber>(x)));
        throw Unsupported<T>();
    }

    private static NotSupportedException Unsupported<T>() => new(
        $"{typeof(T)} has no elementary functions here; the types that have are double, {typeof(Complex)} and {typeof(DualNumber)}.");

    private readonly struct ExpFunction : IFunction
    {
        public double Of(double x) => Math.Exp(x);

        public Complex Of(Complex x) => Complex.Exp(x);

        public DualNumber Of(DualNumber x) => x.WithSlope(Math.Exp(x.Value), Math.Exp(x.Value));
    }

    private readonly struct LogFunction : IFunction
    {
        public double Of(double x) => Math.Log(x);

        public Complex Of(Complex x) => x.Real < 0 ? NaN : Complex.Log(x);

        // The slope at -0 is that at 0, inf.
        public DualNumber Of(DualNumber x) => x.WithSlope(Math.Log(x.Value), x.Value < 0 ? double.NaN : 1 / Math.Abs(x.Value));
    }

    private readonly struct SqrtFunction : IFunction
    {
        public double Of(double x) => Math.Sqrt(x);

        public Complex Of(Complex x) => x.Real < 0 ? NaN : Complex.Sqrt(x);

        public DualNumber Of(DualNumber x)
        {
            double root = Math.Sqrt(x.Value);
            return x.WithSlope(root, 0.5 / Math.Abs(root)); // √-0 is -0, but the slope there is inf
        }
    }

    private readonly struct PowFunction(double exponent) : IFunction
    {
        public double Of(double x) => Math.Pow(x, exponent);

        public Complex Of(Complex x)
        {
            if (exponent == 0) return Complex.One;
            if (x.Real >= 0 || double.IsNaN(x.Real)) return OfRightHalfPlane(x);

            // Left of 0 the angle is π minus the little that the complex step has added, which rounds to π. So go by -x, whose angle is
            // that little: x^n = (-1)^n (-x)^n.
            if (!double.IsInteger(exponent)) return NaN;
            Complex mirrored = OfRightHalfPlane(-x);
            return double.IsOddInteger(exponent) ? -mirrored : mirrored;
        }

        // x^0 is 1 everywhere, but 0 · x^-1 is NaN at 0.
        public DualNumber Of(DualNumber x)
            => x.WithSlope(Math.Pow(x.Value, exponent), exponent == 0 ? 0 : exponent * Math.Pow(x.Value, exponent - 1));

        private Complex OfRightHalfPlane(Complex x)
            => Complex.FromPolarCoordinates(Math.Pow(Complex.Abs(x), exponent), exponent * x.Phase);
    }

    private readonly struct TanhFunction : IFunction
    {
        public double Of(double x) => Math.Tanh(x);

        public Complex Of(Complex x) => Complex.Tanh(x);

        // Not 1 - tanh²: that is 0 from x = 20 on, where the slope is 2e-17.
        public DualNumber Of(DualNumber x) => x.WithSlope(Math.Tanh(x.Value), 1 / Math.Cosh(x.Value) / Math.Cosh(x.Value));
    }

    private readonly struct SigmoidFunction : IFunction
    {
        // With e = exp(-|x|), which cannot overflow: 1 / (1 + e) right of 0, and e / (1 + e) left of it.
        public double Of(double x)
        {
            double e = Math.Exp(-Math.Abs(x));
            return x >= 0 ? 1 / (1 + e) : e / (1 + e);
        }

        public Complex Of(Complex x)
        {
            Complex e = Complex.Exp(x.Real >= 0 ? -x : x);
            return x.Real >= 0 ? 1 / (1 + e) : e / (1 + e);
        }

        public DualNumber Of(DualNumber x)
        {
            // s (1 - s) = e / (1 + e)² on both sides, without the cancellation in 1 - s.
            double e = Math.Exp(-Math.Abs(x.Value));
            return x.WithSlope(Of(x.Value), e / ((1 + e) * (1 + e)));
        }
    }
}
