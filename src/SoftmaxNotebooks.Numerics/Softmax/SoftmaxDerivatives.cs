using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The derivatives of softmax, log-softmax and log-sum-exp, on vectors and on matrices whose rows are examples.</summary>
/// <remarks>
/// Symbols: N examples, C classes, z logits, p probabilities, g output gradient (PyTorch's grad_output, JAX's cotangent).
/// <para>
/// The derivatives of softmax are functions of its output alone, so they take <c>probabilities</c>: pass softmax(z), never z.
/// They are derivatives with respect to the logits of softmax(z). For softmax(z / T) pass its probabilities and divide the
/// result by the temperature T (chain rule).
/// </para>
/// </remarks>
public static class SoftmaxDerivatives
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

    /// <summary>dz[n,j] = p[n,j] · (g[n,j] - sum over i of p[n,i] g[n,i])</summary>
    /// <remarks>Shapes: probabilities (N × C), outputGradient (N × C), result (N × C).</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> VjpRows(Matrix<double> probabilities, Matrix<double> outputGradient)
        => OfRows(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.SoftmaxVjpRows);

    /// <summary>dp[i] = p[i] · (dz[i] - sum over j of p[j] dz[j])</summary>
    /// <remarks>
    /// Shapes: probabilities (C), tangent (C), result (C). J is symmetric, so the numbers are those of <see cref="Vjp"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Vector<double> Jvp(Vector<double> probabilities, Vector<double> tangent)
        => OfVectors(probabilities, tangent, SoftmaxPrimitives.SoftmaxJvp);

    /// <summary>dp[n,i] = p[n,i] · (dz[n,i] - sum over j of p[n,j] dz[n,j])</summary>
    /// <remarks>Shapes: probabilities (N × C), tangent (N × C), result (N × C).</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> JvpRows(Matrix<double> probabilities, Matrix<double> tangent)
        => OfRows(probabilities, tangent, nameof(tangent), SoftmaxPrimitives.SoftmaxJvpRows);

    /// <summary>H[i,j] = d Vjp(p, g)[i] / dz[j] = (diag(v) - v pᵀ - p vᵀ)[i,j], where v = Vjp(p, g)</summary>
    /// <remarks>
    /// Shapes: probabilities (C), outputGradient (C), result C × C, symmetric. The Hessian of g · softmax(z): how the gradient that
    /// softmax passes on changes with the logits. The diagonal v[i] (1 - 2 p[i]) takes 1 - p[i] from the other probabilities.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static Jacobian DirectionalHessian(Vector<double> probabilities, Vector<double> outputGradient)
    {
        Vector<double> v = Vjp(probabilities, outputGradient);
        double[] p = probabilities.ToArray();
        Matrix<double> hessian = Matrix<double>.Build.Dense(p.Length, p.Length, (i, j) => i == j
            ? v[i] * (RowMath.SumOfOthers<double>(p, i) - p[i])
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

    /// <summary>dz[n,j] = g[n,j] - p[n,j] · (sum over i of g[n,i])</summary>
    /// <remarks>Shapes: probabilities (N × C), outputGradient (N × C), result (N × C).</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> LogSoftmaxVjpRows(Matrix<double> probabilities, Matrix<double> outputGradient)
        => OfRows(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.LogSoftmaxVjpRows);

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

    private delegate void VectorProduct(ReadOnlySpan<double> probabilities, ReadOnlySpan<double> vector, Span<double> destination);

    private delegate void RowsProduct(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<double> vectors, int columnCount, Span<double> destination);

    private static Matrix<double> JacobianMatrix(Vector<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        int count = probabilities.Count;
        double[] rowMajor = new double[count * count];
        SoftmaxPrimitives.SoftmaxJacobian(probabilities.ToArray(), rowMajor);
        return Matrix<double>.Build.DenseOfRowMajor(count, count, rowMajor);
    }

    private static Vector<double> OfVectors(Vector<double> probabilities, Vector<double> vector, VectorProduct product)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(vector);
        double[] result = new double[probabilities.Count];
        product(probabilities.ToArray(), vector.ToArray(), result);
        return Vector<double>.Build.Dense(result);
    }

    private static Matrix<double> OfRows(Matrix<double> probabilities, Matrix<double> vectors, string vectorsName, RowsProduct product)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(vectors);
        MatrixRows.SameShape(probabilities, nameof(probabilities), vectors.RowCount, vectors.ColumnCount, vectorsName);
        double[] entries = vectors.ToRowMajorArray();
        return MatrixRows.Map(probabilities, (p, columnCount, destination) => product(p, entries, columnCount, destination));
    }

    private static IEnumerable<string> Indexed(string symbol, int count)
        => Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{symbol}[{i}]"));
}
