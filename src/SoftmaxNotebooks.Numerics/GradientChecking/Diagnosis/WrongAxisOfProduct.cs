using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>q[j] (g[j] - sum of q g over the wrong axis), where g is only known up to a constant in each group of the right one.</summary>
/// <remarks>
/// With p[j] g[j] = n[j] + c p[j], and c one unknown for each group, a is linear in the unknowns: least squares finds them, and the rest
/// decides. q is p where only the sum was taken over the wrong axis, and the softmax over the wrong axis where that was wrong too.
/// </remarks>
internal static class WrongAxisOfProduct
{
    /// <summary>The least squares of a larger system would take longer than a diagnosis is worth.</summary>
    private const int LargestCount = 2000, LargestUnknowns = 64;

    /// <summary>How many equations more than unknowns: the unknowns of a small batch can bend to much.</summary>
    private const int FewestChecks = 5;

    internal static bool Explains(GradientEvidence evidence, SoftmaxGroups right, SoftmaxGroups wrong, double[] q)
    {
        // A sum over all entries is one more constant in each row, and those are free already: it would explain too much.
        if (wrong.Members.Length == 1) return false;
        double[] a = evidence.Analytic[0], n = evidence.Numeric[0], p = right.Softmax(evidence.Input);
        int unknowns = right.Members.Length;
        if (a.Length > LargestCount || unknowns > LargestUnknowns || a.Length - unknowns < FewestChecks || p.Min() < 1e-5) return false;

        double[] g = [.. n.Zip(p, (n, p) => n / p)];
        double[] whole = wrong.JacobianProduct(q, g);
        double[][] slopes =
        [
            .. right.Members.Select(group =>
            {
                var indicator = new double[a.Length];
                foreach (int j in group) indicator[j] = 1;
                return wrong.JacobianProduct(q, indicator);
            }),
        ];

        // One unknown too many where q sums to 1 over the wrong axis: a common constant changes nothing. The pseudo-inverse takes care of it.
        Matrix<double> design = Matrix<double>.Build.DenseOfColumnArrays(slopes);
        Vector<double> constants = design.PseudoInverse() * (Vector<double>.Build.Dense(a) - Vector<double>.Build.Dense(whole));
        double[] fitted = (design * constants).ToArray();
        double error = 1 / p.Min();
        return evidence.AnalyticIs((_, j) => whole[j] + fitted[j], (_, _) => error);
    }
}
