using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The derivatives of softmax, log-softmax and log-sum-exp, on vectors, and on matrices with an example in each row or in each column.</summary>
/// <remarks>
/// Symbols: N examples, C classes, z logits, p probabilities, g output gradient (PyTorch's grad_output, JAX's cotangent).
/// <para>
/// The derivatives of softmax are functions of its output alone, so they take <c>probabilities</c>: pass softmax(z), never z.
/// They are derivatives with respect to the logits of softmax(z). For softmax(z / T) pass its probabilities and divide the
/// result by the temperature T (chain rule).
/// </para>
/// </remarks>
public static partial class SoftmaxDerivatives
{
    /// <summary>J[i,j] = dp[i]/dz[j] = p[i] · ((i = j ? 1 : 0) - p[j]) = (diag(p) - p pᵀ)[i,j]</summary>
    /// <remarks>Shapes: probabilities (C), result C × C: symmetric, positive semidefinite, rank C - 1, rows and columns sum to 0.</remarks>
    public static Jacobian Jacobian(Vector<double> probabilities)
        => Numerics.Jacobian.FromMatrix(JacobianMatrix(probabilities));

    /// <summary>dz[j] = p[j] · (g[j] - sum over i of p[i] g[i])</summary>
    /// <remarks>
    /// Shapes: probabilities (C), outputGradient (C), result (C). Equals J g without the C × C matrix, and is more accurate than it:
    /// see <see cref="SoftmaxPrimitives.SoftmaxVjp(ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vector<double> Vjp(Vector<double> probabilities, Vector<double> outputGradient)
        => OfVectors(probabilities, outputGradient, SoftmaxPrimitives.SoftmaxVjp);

    /// <inheritdoc cref="Vjp(Vector{double}, Vector{double})"/>
    public static Vector<float> Vjp(Vector<float> probabilities, Vector<float> outputGradient)
        => OfVectors(probabilities, outputGradient, SoftmaxPrimitives.SoftmaxVjp);

    /// <summary>dp[i] = p[i] · (dz[i] - sum over j of p[j] dz[j])</summary>
    /// <remarks>
    /// Shapes: probabilities (C), tangent (C), result (C). J is symmetric, so the numbers are those of <see cref="Vjp(Vector{double}, Vector{double})"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vector<double> Jvp(Vector<double> probabilities, Vector<double> tangent)
        => OfVectors(probabilities, tangent, SoftmaxPrimitives.SoftmaxJvp);

    /// <inheritdoc cref="Jvp(Vector{double}, Vector{double})"/>
    public static Vector<float> Jvp(Vector<float> probabilities, Vector<float> tangent)
        => OfVectors(probabilities, tangent, SoftmaxPrimitives.SoftmaxJvp);

    /// <summary>H[i,j] = d Vjp(p, g)[i] / dz[j] = (diag(v) - v pᵀ - p vᵀ)[i,j], where v = Vjp(p, g)</summary>
    /// <remarks>
    /// Shapes: probabilities (C), outputGradient (C), result C × C, symmetric. The Hessian of g · softmax(z): how the gradient that
    /// softmax passes on changes with the logits.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Jacobian DirectionalHessian(Vector<double> probabilities, Vector<double> outputGradient)
    {
        Vector<double> v = Vjp(probabilities, outputGradient);
        double[] p = probabilities.ToArray();
        Matrix<double> hessian = Matrix<double>.Build.Dense(p.Length, p.Length, (i, j) => i == j
            ? v[i] * (1 - (2 * p[i]))
            : 0 - ((v[i] * p[j]) + (p[i] * v[j])));
        return Numerics.Jacobian.FromMatrix(hessian, Indexed("dz", p.Length));
    }

    /// <summary>J[i,j] = dl[i]/dz[j] = (i = j ? 1 : 0) - p[j], where l = log p</summary>
    /// <remarks>Shapes: probabilities (C), result C × C; not symmetric; its rows sum to 0.</remarks>
    public static Jacobian LogSoftmaxJacobian(Vector<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        double[] p = probabilities.ToArray();
        Matrix<double> matrix = Matrix<double>.Build.Dense(p.Length, p.Length, (i, j) => i == j
            ? RowMath.SumOfOthers<double>(p, i)
            : 0 - p[j]);
        return Numerics.Jacobian.FromMatrix(matrix, Indexed("log p", p.Length));
    }

    /// <summary>dz[j] = g[j] - p[j] · (sum of g)</summary>
    /// <remarks>
    /// Shapes: probabilities (C), outputGradient (C), the gradient with respect to the log-probabilities, result (C).
    /// Takes the probabilities, not their logarithms.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vector<double> LogSoftmaxVjp(Vector<double> probabilities, Vector<double> outputGradient)
        => OfVectors(probabilities, outputGradient, SoftmaxPrimitives.LogSoftmaxVjp);

    /// <inheritdoc cref="LogSoftmaxVjp(Vector{double}, Vector{double})"/>
    public static Vector<float> LogSoftmaxVjp(Vector<float> probabilities, Vector<float> outputGradient)
        => OfVectors(probabilities, outputGradient, SoftmaxPrimitives.LogSoftmaxVjp);

    /// <summary>d log-sum-exp(z) / dz[j] = softmax(z)[j]</summary>
    /// <remarks>
    /// Shapes: logits (C), mask (C) or none, result (C). Not exp(z[j] - lse(z)), which is 1 instead of 0.5 for each of two logits 1e16:
    /// there lse - 1e16 = log 2 is lost to rounding.
    /// </remarks>
    /// <exception cref="ArgumentException">The mask has another length than the logits.</exception>
    public static Vector<double> LogSumExpGradient(Vector<double> logits, bool[]? mask = null)
        => logits.Softmax(mask: mask);

    /// <summary>d² log-sum-exp(z) / dz[i] dz[j] = dp[i]/dz[j], where p = softmax(z)</summary>
    /// <remarks>
    /// Shapes: logits (C), result C × C.
    /// The Jacobian of softmax, which is why that one is symmetric; also the covariance of a one-hot draw.
    /// </remarks>
    public static Jacobian LogSumExpHessian(Vector<double> logits) => Jacobian(LogSumExpGradient(logits));

    private delegate void VectorProduct<T>(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vector, Span<T> destination);

    private static Matrix<double> JacobianMatrix(Vector<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        int count = probabilities.Count;
        double[] rowMajor = new double[count * count];
        SoftmaxPrimitives.SoftmaxJacobian(probabilities.ToArray(), rowMajor);
        return Matrix<double>.Build.DenseOfRowMajor(count, count, rowMajor);
    }

    private static Vector<T> OfVectors<T>(Vector<T> probabilities, Vector<T> vector, VectorProduct<T> product)
        where T : struct, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(vector);
        T[] result = new T[probabilities.Count];
        product(probabilities.ToArray(), vector.ToArray(), result);
        return Vector<T>.Build.Dense(result);
    }

    private static IEnumerable<string> Indexed(string symbol, int count)
        => Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{symbol}[{i}]"));
}
