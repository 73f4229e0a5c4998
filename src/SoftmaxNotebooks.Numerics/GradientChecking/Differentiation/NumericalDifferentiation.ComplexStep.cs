using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace SoftmaxNotebooks.Numerics;

// A step along the imaginary axis: no difference is taken, so nothing cancels and the step can be as small as one likes.
public static partial class NumericalDifferentiation
{
    /// <summary>2^-66 = 1.4e-20: the step beside inputs of ordinary size, and the relative step beside small ones.</summary>
    /// <remarks>
    /// The method's error is about h² / 6 times f''' / f': below a rounding error as long as f changes over distances of 1e-12 or more.
    /// Smaller would gain nothing and lose small derivatives: what the function returns is h f', which keeps its digits down to 2^-1022. A
    /// power of two, so that to divide by it is exact.
    /// </remarks>
    private const int StepExponent = -66;

    /// <summary>The least step is 2^-956, so that its product with a derivative of 2^-66 is still a normal number (2^-1022).</summary>
    private const int LeastStepExponent = -956;

    /// <summary>g[j] = Im f(x[0], …, x[j] + ih, …) / h</summary>
    /// <remarks>
    /// Shapes: at (n), result (n); n evaluations of the function, each with an array of its own.
    /// <para>
    /// The function must be analytic, at least along the real axis: no absolute values, no conjugates, and branches on the real part only
    /// (<see cref="ElementaryFunctions.RealPart"/>).
    /// It cannot see what the formula loses to cancellation, as the imaginary part goes through the same subtractions: of softmax at
    /// [40, 0] it finds dp[0]/dz[0] = 0 instead of 4.2e-18.
    /// </para>
    /// <para>
    /// The step is h = 2^-66 min(1, |x|), but at least 2^-956. A derivative keeps its digits as long as its product with the step, and that
    /// of each derivative on the way to it, does not fall below 2^-1022: where |x| is 1 or more down to 2e-288, where it is less down to
    /// about 3e-288 / |x|. Of x² at 1e-200, which has the derivative 2e-200, nothing is left. Log and Pow of
    /// <see cref="ElementaryFunctions"/>, which go by the angle h / |x|, need |x| below 2^956 = 6e287.
    /// </para>
    /// <para>
    /// Source: J. N. Lyness and C. B. Moler (1967), doi 10.1137/0704019; W. Squire and G. Trapp (1998), doi 10.1137/S003614459631241X.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">The function or the point is null.</exception>
    /// <exception cref="ArgumentException">The point is empty.</exception>
    public static Vector<double> ComplexStepGradient(Func<Complex[], Complex> function, double[] at)
        => ForwardDifferentiation.Gradient(function, at, ComplexVariable, ComplexDerivative);

    /// <summary>J[i,j] = Im f[i](x[0], …, x[j] + ih, …) / h</summary>
    /// <remarks>
    /// Shapes: at (n), result m × n, where m is how many outputs the function returns; n evaluations, one per column. The rest as for
    /// <see cref="ComplexStepGradient"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The function or the point is null.</exception>
    /// <exception cref="ArgumentException">The point is empty.</exception>
    /// <exception cref="InvalidOperationException">The function returns null, or not always the same number of outputs.</exception>
    public static Jacobian ComplexStepJacobian(Func<Complex[], Complex[]> function, double[] at)
        => ForwardDifferentiation.Jacobian(function, at, ComplexVariable, ComplexDerivative);

    private static Complex ComplexVariable(double x) => new(x, ComplexStep(x));

    private static double ComplexDerivative(Complex output, double x) => output.Imaginary / ComplexStep(x);

    /// <summary>h = 2^-66 · min(1, |x|), rounded to a power of two</summary>
    /// <remarks>
    /// Smaller beside a small x, or log would be asked at 1e-30 + 1e-20 i. Not larger beside a large one: real and imaginary part do not
    /// round each other, and softmax at 1e16 changes over distances of 1 as it does at 0.
    /// </remarks>
    private static double ComplexStep(double x)
    {
        int exponent = x == 0 ? StepExponent : Math.Min(Math.ILogB(x), 0) + StepExponent;
        return Math.ScaleB(1, Math.Max(exponent, LeastStepExponent));
    }
}
