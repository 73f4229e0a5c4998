using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// The function on dual numbers: rounding is the only error, but the function must be written for them.
public static partial class NumericalDifferentiation
{
    /// <summary>g[j] = the derivative part of f(x[0], …, x[j] + 1 ε, …)</summary>
    /// <remarks>
    /// Shapes: at (n), result (n); n evaluations of the function, each with an array of its own.
    /// <para>
    /// Differentiates what is computed, branch by branch: at a kink it gives the slope of the branch taken. It cannot see what the formula
    /// loses to cancellation, as the derivative goes through the same subtractions: of softmax at [40, 0] it finds dp[0]/dz[0] = 0
    /// instead of 4.2e-18.
    /// </para>
    /// <para>Source: R. E. Wengert, A simple automatic derivative evaluation program (1964), doi 10.1145/355586.364791.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException">The function or the point is null.</exception>
    /// <exception cref="ArgumentException">The point is empty.</exception>
    public static Vector<double> DualNumberGradient(Func<DualNumber[], DualNumber> function, double[] at)
        => ForwardDifferentiation.Gradient(function, at, DualNumber.Variable, (output, _) => output.Derivative);

    /// <summary>J[i,j] = the derivative part of f[i](x[0], …, x[j] + 1 ε, …)</summary>
    /// <remarks>
    /// Shapes: at (n), result m × n, where m is how many outputs the function returns; n evaluations, one per column. The rest as for
    /// <see cref="DualNumberGradient"/>.
    /// </remarks>
    /// <exception cref="ArgumentNullException">The function or the point is null.</exception>
    /// <exception cref="ArgumentException">The point is empty.</exception>
    /// <exception cref="InvalidOperationException">The function returns null, or not always the same number of outputs.</exception>
    public static Jacobian DualNumberJacobian(Func<DualNumber[], DualNumber[]> function, double[] at)
        => ForwardDifferentiation.Jacobian(function, at, DualNumber.Variable, (output, _) => output.Derivative);
}
