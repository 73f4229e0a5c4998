namespace SoftmaxNotebooks.Numerics;

/// <summary>Mistakes in the gradient of a loss on top of p = softmax(z), where z is the input.</summary>
/// <remarks>
/// Symbols: n the measured gradient, a the analytic one, g the unknown gradient with respect to p, D the number of examples that a mean
/// divides by (1 for a sum), y targets. All per row of z.
/// <para>
/// Behind a softmax n[j] = p[j] (g[j] - p·g). So n alone gives g up to a constant c in each row: p[j] g[j] = n[j] + c p[j]. A mistake that
/// depends on g is therefore known up to c, and a row of C classes has C equations for it. A rule needs two equations more than
/// unknowns, or it says nothing: with two classes and one row, everything fits.
/// </para>
/// </remarks>
internal static class SoftmaxGradientRules
{
    /// <summary>How many equations more than unknowns: one could be met by chance within the tolerance, two hardly.</summary>
    private const int Redundancy = 2;

    /// <summary>Below this a probability divides the error of the measurement by too little to leave any digits.</summary>
    private const double SmallestDivisor = 1e-5;

    /// <summary>The softmax, or null if the input is no row of logits with a loss behind it.</summary>
    private static (double[] P, double[] N, SoftmaxGroups Rows)? Behind(GradientEvidence evidence)
    {
        if (!evidence.RowsSumToZero(evidence.Numeric[0])) return null;
        var rows = SoftmaxGroups.ByRows(evidence.InputShape);
        return (rows.Softmax(evidence.Input), evidence.Numeric[0], rows);
    }

    /// <summary>p, or p minus the class index, or p - 1, where p - y is right.</summary>
    internal static GradientDiagnosis? OneHotForgotten(GradientEvidence evidence)
    {
        if (Behind(evidence) is not ({ } p, { } n, { } rows)) return null;
        foreach (double d in evidence.Divisors)
        {
            double[] y = [.. p.Select((value, j) => value - (d * n[j]))];
            if (!rows.Members.All(group => IsOneHot(group, y))) continue;

            var target = new double[y.Length];
            foreach (int[] group in rows.Members)
            {
                int index = Array.FindIndex(group, j => y[j] > 0.5);
                foreach (int j in group) target[j] = index;
            }

            string? mistake =
                evidence.AnalyticIs((_, j) => p[j] / d) ? "p stands alone, and y is not subtracted"
                : evidence.AnalyticIs((_, j) => (p[j] - target[j]) / d) ? "the class index itself is subtracted from every entry"
                : evidence.AnalyticIs((_, j) => (p[j] - 1) / d) ? "1 is subtracted from every entry, not from that of the target alone"
                : null;
            if (mistake is not null)
            {
                return evidence.Diagnose(GradientDiagnosisKind.OneHotForgotten, $"the one-hot target is forgotten: the gradient is p − y with y = 1 at the target class and 0 elsewhere; here {mistake}.");
            }
        }

        return null;
    }

    /// <summary>p - y where the targets sum to S ≠ 1: the right gradient is S p - y, so a = n + (1 - S) p.</summary>
    internal static GradientDiagnosis? TargetNotNormalized(GradientEvidence evidence)
    {
        if (Behind(evidence) is not ({ } p, { } n, { } rows)) return null;

        // The softmax over all entries is that of each row times a constant. An explanation without free constants goes first.
        if (WrongAxis(evidence) is not null) return null;
        if (RowConstants(evidence, rows, n, p) is not { } constants || constants.All(c => Math.Abs(c) < 1e-3)) return null;
        foreach (double d in evidence.Divisors)
        {
            double[] targets = [.. p.Select((value, j) => value - (d * evidence.Analytic[0][j]))];
            if (targets.Any(y => y < -1e-6)) continue;

            // If instead the targets do sum to 1, p was left out or taken twice. Then p - D n, their other reading, is a distribution.
            bool otherReading = constants.Any(c => Math.Abs(Math.Abs(c * d) - 1) < 1e-3) && p.Select((value, j) => value - (d * n[j])).All(y => y > -1e-6);
            if (otherReading) continue;

            return evidence.Diagnose(
                GradientDiagnosisKind.TargetNotNormalized,
                evidence.InputShape.Rows == 1
                    ? $"the target does not sum to 1: it sums to {ReportNumber.Short(1 - (constants[0] * d))}, and p − y is then not the gradient; (Σ y) p − y is."
                    : "the targets do not sum to 1 in every row, and p − y is then not the gradient; (Σ y) p − y is.");
        }

        return null;
    }

    /// <summary>z where p belongs: in p - y, or in p[j] (g[j] - p·g), or on its diagonal.</summary>
    internal static GradientDiagnosis? InputInsteadOfOutput(GradientEvidence evidence)
    {
        if (Behind(evidence) is not ({ } p, { } n, { } rows)) return null;
        double[] z = evidence.Input;
        bool inCrossEntropy = evidence.Divisors.Any(d => evidence.AnalyticIs((_, j) => n[j] + ((z[j] - p[j]) / d)));
        if (!inCrossEntropy)
        {
            if (p.Min() < SmallestDivisor) return null;
            double[] g = [.. n.Zip(p, (a, b) => a / b)];
            double[] whole = new double[z.Length], slope = new double[z.Length], error = new double[z.Length];
            foreach (int[] group in rows.Members)
            {
                double mean = group.Sum(j => z[j] * g[j]), sum = group.Sum(j => z[j]), largest = group.Max(j => Math.Abs(z[j]) / p[j]);
                foreach (int j in group)
                {
                    whole[j] = z[j] * (g[j] - mean);
                    slope[j] = z[j] * (1 - sum);
                    error[j] = Math.Max(1, largest * (1 + Math.Abs(z[j])));
                }
            }

            double[] diagonal = [.. z.Select((value, j) => value * (1 - value) * g[j])];
            double[] diagonalSlope = [.. z.Select(value => value * (1 - value))];
            if (RowConstants(evidence, rows, whole, slope, error) is null && RowConstants(evidence, rows, diagonal, diagonalSlope, error) is null) return null;
        }

        return evidence.Diagnose(GradientDiagnosisKind.InputInsteadOfOutput, inCrossEntropy
            ? "the input is used where the output belongs: the gradient is p − y with the probabilities p = softmax(z), not z − y."
            : ActivationRules.InputInsteadOfOutputSentence);
    }

    /// <summary>p[j] (1 - p[j]) g[j]</summary>
    internal static GradientDiagnosis? DiagonalOnly(GradientEvidence evidence)
    {
        if (Behind(evidence) is not ({ } p, { } n, { } rows)) return null;
        if (RowConstants(evidence, rows, [.. p.Zip(n, (p, n) => (1 - p) * n)], [.. p.Select(p => p * (1 - p))]) is not null)
        {
            return evidence.Diagnose(GradientDiagnosisKind.DiagonalOnly, EntryRules.DiagonalOnlySentence);
        }

        // With g = 2 (p - y) and one-hot y, two classes have p[0] g[0] = -p[1] g[1]: the diagonal is half of the whole. A plain factor of
        // 1/2 looks the same, and both are said.
        return evidence.InputShape.Columns == 2 && evidence.AnalyticIs((_, j) => n[j] / 2)
            ? evidence.Diagnose(
                GradientDiagnosisKind.DiagonalOnly,
                "only the diagonal: with two classes and squared error, s_i (1 − s_i) without the off-diagonal terms −s_i s_j is exactly half of the gradient.")
            : null;
    }

    /// <summary>p[j] (1 - p[j]) g[j] + p[j] · (sum over i ≠ j of p[i] g[i])</summary>
    internal static GradientDiagnosis? OffDiagonalSign(GradientEvidence evidence)
        => Behind(evidence) is ({ } p, { } n, { } rows)
            && RowConstants(evidence, rows, [.. p.Zip(n, (p, n) => n * (1 - (2 * p)))], [.. p.Select(p => 2 * p * (1 - p))]) is not null
            ? evidence.Diagnose(GradientDiagnosisKind.OffDiagonalSign, EntryRules.OffDiagonalSignSentence)
            : null;

    /// <summary>The softmax of each column, or of everything, where that of each row belongs; or the other way round.</summary>
    internal static GradientDiagnosis? WrongAxis(GradientEvidence evidence)
    {
        SoftmaxGroups[] axes = SoftmaxGroups.All(evidence.InputShape);
        foreach (SoftmaxGroups right in axes)
        {
            if (!right.Members.All(group => evidence.SumsToZero(evidence.Numeric[0], group))) continue;
            double[] p = right.Softmax(evidence.Input), n = evidence.Numeric[0];
            foreach (SoftmaxGroups wrong in axes.Where(axis => axis != right))
            {
                double[] q = wrong.Softmax(evidence.Input);
                if (evidence.Divisors.Any(d => evidence.AnalyticIs((_, j) => n[j] + ((q[j] - p[j]) / d)))
                    || WrongAxisOfProduct.Explains(evidence, right, wrong, p) || WrongAxisOfProduct.Explains(evidence, right, wrong, q))
                {
                    return evidence.Diagnose(
                        GradientDiagnosisKind.WrongAxis, $"the wrong axis: the function takes softmax over {right.Name}, the derivative over {wrong.Name}.");
                }
            }
        }

        return null;
    }

    /// <summary>softmax(softmax(z)) on one side only, with cross-entropy behind it.</summary>
    internal static GradientDiagnosis? DoubleSoftmax(GradientEvidence evidence)
    {
        if (Behind(evidence) is not ({ } p, { } n, { } rows)) return null;
        double[] a = evidence.Analytic[0], q = rows.Softmax(p);
        foreach (double d in evidence.Divisors)
        {
            // The function takes it twice: n = J(p) (q - y) / D, and a = (p - y) / D or (q - y) / D gives y.
            foreach (double[] once in new[] { p, q })
            {
                double[] y = [.. once.Select((value, j) => value - (d * a[j]))];
                double[] expected = rows.JacobianProduct(p, [.. q.Select((value, j) => (value - y[j]) / d)]);
                if (rows.Members.All(group => IsDistribution(group, y)) && Enumerable.Range(0, n.Length).All(j => Math.Abs(n[j] - expected[j]) <= evidence.Tolerance(n[j])))
                {
                    return evidence.Diagnose(GradientDiagnosisKind.DoubleSoftmax, ActivationRules.DoubleInFunction);
                }
            }

            // The derivative takes it twice: n = (p - y) / D gives y.
            double[] targets = [.. p.Select((value, j) => value - (d * n[j]))];
            double[] inner = [.. q.Select((value, j) => (value - targets[j]) / d)];
            double[] product = rows.JacobianProduct(p, inner);
            if (rows.Members.All(group => IsDistribution(group, targets)) && (evidence.AnalyticIs((_, j) => inner[j]) || evidence.AnalyticIs((_, j) => product[j])))
            {
                return evidence.Diagnose(GradientDiagnosisKind.DoubleSoftmax, ActivationRules.DoubleInDerivative);
            }
        }

        return null;
    }

    /// <summary>J n or p (1 - p) n, where n is already the gradient with respect to the logits.</summary>
    internal static GradientDiagnosis? DerivativeAppliedTwice(GradientEvidence evidence)
    {
        if (Behind(evidence) is not ({ } p, { } n, { } rows)) return null;
        double[] product = rows.JacobianProduct(p, n);
        return evidence.AnalyticIs((_, j) => product[j]) || evidence.AnalyticIs((_, j) => p[j] * (1 - p[j]) * n[j])
            ? evidence.Diagnose(
                GradientDiagnosisKind.DerivativeAppliedTwice,
                "the derivative of softmax is applied twice: the gradient with respect to the logits (p − y for cross-entropy) already contains it.")
            : null;
    }

    /// <summary>c with a = whole + c · slope in each row, or null if there is none.</summary>
    private static double[]? RowConstants(GradientEvidence evidence, SoftmaxGroups rows, double[] whole, double[] slope, double[]? error = null)
    {
        double[] a = evidence.Analytic[0];
        if (a.Length - rows.Members.Length < Redundancy) return null;
        var constantOf = new double[a.Length];
        double[] constants =
        [
            .. rows.Members.Select(group =>
            {
                double squares = group.Sum(j => slope[j] * slope[j]);
                double constant = squares == 0 ? 0 : group.Sum(j => slope[j] * (a[j] - whole[j])) / squares;
                foreach (int j in group) constantOf[j] = constant;
                return constant;
            }),
        ];
        return evidence.AnalyticIs((_, j) => whole[j] + (constantOf[j] * slope[j]), error is null ? null : (_, j) => error[j]) ? constants : null;
    }

    private static bool IsDistribution(int[] group, double[] y)
        => group.All(j => y[j] > -1e-6) && Math.Abs(group.Sum(j => y[j]) - 1) < 1e-6;

    private static bool IsOneHot(int[] group, double[] y)
        => IsDistribution(group, y) && group.All(j => Math.Abs(y[j]) < 1e-6 || Math.Abs(y[j] - 1) < 1e-6);
}
