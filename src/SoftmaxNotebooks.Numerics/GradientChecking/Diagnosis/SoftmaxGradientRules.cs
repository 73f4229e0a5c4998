namespace SoftmaxNotebooks.Numerics;

/// <summary>Mistakes in the gradient of a loss with respect to the logits of a softmax; symbols as in <see cref="SoftmaxBehind"/>.</summary>
internal static class SoftmaxGradientRules
{
    /// <summary>Below this a probability divides the error of the measurement by too little to leave any digits.</summary>
    private const double SmallestDivisor = 1e-5;

    /// <summary>p, or p minus the class index, or p - 1, where p - y is right.</summary>
    internal static GradientDiagnosis? OneHotForgotten(GradientEvidence evidence) => First(evidence, behind =>
    {
        if (behind.IsUniform) return null;
        double[] p = behind.P;
        foreach (double d in behind.Divisors)
        {
            double[] y = behind.Targets(behind.N, d);
            if (!behind.AreDistributions(y)) continue;

            string? mistake = evidence.AnalyticIs((_, j) => p[j] / d) ? "p stands alone, and y is not subtracted" : null;
            if (mistake is null && behind.AreOneHot(y))
            {
                var target = new double[y.Length];
                foreach (int[] group in behind.Groups.Members)
                {
                    int index = Array.FindIndex(group, j => y[j] > 0.5);
                    foreach (int j in group) target[j] = index;
                }

                mistake = evidence.AnalyticIs((_, j) => (p[j] - target[j]) / d) ? "the class index itself is subtracted from every entry"
                    : evidence.AnalyticIs((_, j) => (p[j] - 1) / d) ? "1 is subtracted from every entry, not from that of the target alone"
                    : null;
            }

            if (mistake is not null)
            {
                return evidence.Diagnose(
                    GradientDiagnosisKind.OneHotForgotten,
                    $"the one-hot target is forgotten: the gradient is p − y, with y the whole row of targets (1 at the target class, 0 elsewhere); here {mistake}.");
            }
        }

        return null;
    });

    /// <summary>a = n + c p: p - y where y sums to 1 + c, or p[j] g[j] without the weighted mean.</summary>
    /// <remarks>
    /// The two are the same function of the logits. Targets are typed numbers, such as 0, 1 or 0.3, and the targets that fit are then
    /// such numbers; those that come out of the other mistake are not.
    /// </remarks>
    internal static IEnumerable<GradientDiagnosis> MultipleOfProbabilities(GradientEvidence evidence)
    {
        foreach (SoftmaxBehind behind in SoftmaxBehind.Of(evidence))
        {
            // The softmax over all entries is that of each row times a constant. An explanation without free constants goes first.
            if (behind.IsUniform || WrongAxis(evidence) is not null) continue;
            if (behind.Constants(behind.N, behind.P) is not { } constants || constants.All(c => Math.Abs(c) < 1e-3)) continue;

            // a = ±p/D beyond n: p left out or taken twice. The targets are then those of n, and they do sum to 1.
            bool isOneP = behind.Divisors.Any(
                d => constants.All(c => Math.Abs(Math.Abs(c * d) - 1) < 1e-3) && behind.AreDistributions(behind.Targets(behind.N, d)));
            double[] possible = isOneP ? [] : [.. behind.Divisors.Where(d => behind.Targets(behind.A, d).All(y => y > -1e-6))];
            double[] typed = [.. possible.Where(d => behind.Targets(behind.A, d).All(IsTyped))];
            double? divisor = typed.Concat(possible).Cast<double?>().FirstOrDefault();
            if (divisor is { } d)
            {
                yield return evidence.Diagnose(
                    GradientDiagnosisKind.TargetNotNormalized,
                    constants.Length == 1
                        ? $"the target does not sum to 1: it sums to {ReportNumber.Short(1 - (constants[0] * d))}, and p − y is then not the gradient; (Σ y) p − y is."
                        : "the targets do not sum to 1 in every row, and p − y is then not the gradient; (Σ y) p − y is.");
            }

            if (typed.Length == 0 && constants.Any(c => c < 0 || !isOneP))
            {
                yield return evidence.Diagnose(
                    GradientDiagnosisKind.WeightedMeanForgotten,
                    "off by a multiple of s_j in each row, as where the weighted mean is not subtracted: the gradient is s_j (g_j − Σ s_i g_i), not s_j g_j.");
            }

            yield break;
        }
    }

    /// <summary>z where p belongs: in p - y, or in p[j] (g[j] - p·g), or on its diagonal.</summary>
    internal static GradientDiagnosis? InputInsteadOfOutput(GradientEvidence evidence) => First(evidence, behind =>
    {
        if (behind.IsUniform) return null;
        double[] z = evidence.Input, p = behind.P, n = behind.N;
        if (behind.Divisors.Any(d => evidence.AnalyticIs((_, j) => n[j] + ((z[j] - p[j]) / d))))
        {
            return evidence.Diagnose(
                GradientDiagnosisKind.InputInsteadOfOutput,
                "the input is used where the output belongs: the gradient is p − y with the probabilities p = softmax(z), not z − y.");
        }

        if (p.Min() < SmallestDivisor) return null;
        double[] g = [.. n.Zip(p, (a, b) => a / b)];
        double[] whole = new double[z.Length], slope = new double[z.Length], error = new double[z.Length];
        foreach (int[] group in behind.Groups.Members)
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
        return behind.Constants(whole, slope, error) is not null || behind.Constants(diagonal, diagonalSlope, error) is not null
            ? evidence.Diagnose(GradientDiagnosisKind.InputInsteadOfOutput, ActivationRules.InputInsteadOfOutputSentence)
            : null;
    });

    /// <summary>p[j] (1 - p[j]) g[j]</summary>
    internal static GradientDiagnosis? DiagonalOnly(GradientEvidence evidence) => First(evidence, behind =>
    {
        double[] p = behind.P, n = behind.N;
        if (behind.Constants([.. p.Zip(n, (p, n) => (1 - p) * n)], [.. p.Select(p => p * (1 - p))]) is not null)
        {
            return evidence.Diagnose(GradientDiagnosisKind.DiagonalOnly, EntryRules.DiagonalOnlySentence);
        }

        // With g = 2 (p - y) and one-hot y, two classes have p[0] g[0] = -p[1] g[1]: the diagonal is half of the whole. A plain factor of
        // 1/2 looks the same, and both are said.
        return behind.Groups.Members.All(group => group.Length == 2) && evidence.AnalyticIs((_, j) => n[j] / 2)
            ? evidence.Diagnose(
                GradientDiagnosisKind.DiagonalOnly,
                "only the diagonal: with two classes and squared error, s_i (1 − s_i) without the off-diagonal terms −s_i s_j is exactly half of the gradient.")
            : null;
    });

    /// <summary>p[j] (1 - p[j]) g[j] + p[j] · (sum over i ≠ j of p[i] g[i])</summary>
    internal static GradientDiagnosis? OffDiagonalSign(GradientEvidence evidence) => First(evidence, behind =>
        behind.Constants([.. behind.P.Zip(behind.N, (p, n) => n * (1 - (2 * p)))], [.. behind.P.Select(p => 2 * p * (1 - p))]) is not null
            ? evidence.Diagnose(GradientDiagnosisKind.OffDiagonalSign, EntryRules.OffDiagonalSignSentence)
            : null);

    /// <summary>The softmax of each column, or of everything, where that of each row belongs; or the other way round.</summary>
    internal static GradientDiagnosis? WrongAxis(GradientEvidence evidence)
    {
        SoftmaxBehind[] axes = [.. SoftmaxBehind.Of(evidence)];
        SoftmaxGroups[] all = SoftmaxGroups.All(evidence.InputShape);
        IEnumerable<(SoftmaxGroups Right, double[] P, double[] Divisors)> candidates = axes.Length > 0
            ? axes.Where(behind => !behind.IsUniform).Select(behind => (behind.Groups, behind.P, behind.Divisors))
            : all.Where(groups => groups.Members.Length == 1 && evidence.SumToZero(evidence.Numeric[0], groups))
                .Select(groups => (groups, groups.Softmax(evidence.Input), new[] { 1.0, evidence.InputShape.Rows, evidence.InputShape.Columns }));
        double[] n = evidence.Numeric[0];
        foreach ((SoftmaxGroups right, double[] p, double[] divisors) in candidates)
        {
            foreach (SoftmaxGroups wrong in all.Where(groups => groups.Name != right.Name))
            {
                double[] q = wrong.Softmax(evidence.Input);
                if (divisors.Any(d => evidence.AnalyticIs((_, j) => n[j] + ((q[j] - p[j]) / d)))
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
    internal static GradientDiagnosis? DoubleSoftmax(GradientEvidence evidence) => First(evidence, behind =>
    {
        // Of a saturated softmax every derivative is nearly 0, and so would explain a gradient of 0.
        if (behind.IsUniform || evidence.AnalyticIs((_, _) => 0)) return null;
        double[] p = behind.P, n = behind.N, a = behind.A, q = behind.Groups.Softmax(p);
        foreach (double d in behind.Divisors)
        {
            // The function takes it twice: n = J(p) (q - y) / D, and a = (p - y) / D or (q - y) / D gives y.
            foreach (double[] once in new[] { p, q })
            {
                double[] y = [.. once.Select((value, j) => value - (d * a[j]))];
                double[] expected = behind.Groups.JacobianProduct(p, [.. q.Select((value, j) => (value - y[j]) / d)]);
                if (behind.AreDistributions(y) && Enumerable.Range(0, n.Length).All(j => Math.Abs(n[j] - expected[j]) <= evidence.Tolerance(n[j])))
                {
                    return evidence.Diagnose(GradientDiagnosisKind.DoubleSoftmax, ActivationRules.DoubleInFunction);
                }
            }

            // The derivative takes it twice: n = (p - y) / D gives y.
            double[] targets = behind.Targets(n, d);
            double[] inner = [.. q.Select((value, j) => (value - targets[j]) / d)];
            double[] product = behind.Groups.JacobianProduct(p, inner);
            if (behind.AreDistributions(targets) && (evidence.AnalyticIs((_, j) => inner[j]) || evidence.AnalyticIs((_, j) => product[j])))
            {
                return evidence.Diagnose(GradientDiagnosisKind.DoubleSoftmax, ActivationRules.DoubleInDerivative);
            }
        }

        return null;
    });

    /// <summary>J n or p (1 - p) n, where n is already the gradient with respect to the logits.</summary>
    internal static GradientDiagnosis? DerivativeAppliedTwice(GradientEvidence evidence) => First(evidence, behind =>
    {
        if (behind.IsUniform || evidence.AnalyticIs((_, _) => 0)) return null;
        double[] p = behind.P, n = behind.N, product = behind.Groups.JacobianProduct(p, n);
        return evidence.AnalyticIs((_, j) => product[j]) || evidence.AnalyticIs((_, j) => p[j] * (1 - p[j]) * n[j])
            ? evidence.Diagnose(
                GradientDiagnosisKind.DerivativeAppliedTwice,
                "the derivative of softmax is applied twice: the gradient with respect to the logits (p − y for cross-entropy) already contains it.")
            : null;
    });

    /// <summary>At most three decimals, as somebody writes a target.</summary>
    private static bool IsTyped(double target) => Math.Abs((target * 1000) - Math.Round(target * 1000)) < 1e-3;

    private static GradientDiagnosis? First(GradientEvidence evidence, Func<SoftmaxBehind, GradientDiagnosis?> rule)
        => SoftmaxBehind.Of(evidence).Select(rule).FirstOrDefault(diagnosis => diagnosis is not null);
}
