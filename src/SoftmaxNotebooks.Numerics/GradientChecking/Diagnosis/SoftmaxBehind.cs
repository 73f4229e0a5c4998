namespace SoftmaxNotebooks.Numerics;

/// <summary>The softmax that a loss may have behind it: p = softmax(z) over the groups of the input z whose measured gradients sum to 0.</summary>
/// <remarks>
/// Symbols: n the measured gradient, a the analytic one, g the unknown gradient with respect to p, D the number of examples that a mean
/// divides by. All per group, which is a row of z, or a column where the examples stand side by side.
/// <para>
/// Behind a softmax n[j] = p[j] (g[j] - p·g). So n alone gives g up to a constant c in each group: p[j] g[j] = n[j] + c p[j]. A mistake
/// that depends on g is known up to c, and a group of C classes has C equations for it. Below C = 3 everything fits.
/// </para>
/// </remarks>
internal sealed class SoftmaxBehind
{
    /// <summary>How many classes a group needs, so that two equations more than unknowns are left.</summary>
    private const int FewestClasses = 3;

    private const double SmallestInformative = 0.01;

    private readonly GradientEvidence _evidence;

    private SoftmaxBehind(GradientEvidence evidence, SoftmaxGroups groups)
    {
        _evidence = evidence;
        Groups = groups;
        P = groups.Softmax(evidence.Input);
        IsUniform = groups.Members.All(group => group.Max(j => P[j]) - group.Min(j => P[j]) < 1e-6);
        Divisors = [.. new[] { 1.0, groups.Members.Length, evidence.StatedBatchSize ?? 1 }.Distinct()];
    }

    internal SoftmaxGroups Groups { get; }

    internal double[] P { get; }

    internal double[] N => _evidence.Numeric[0];

    internal double[] A => _evidence.Analytic[0];

    /// <summary>All p of a group are equal, as at weights of 0: then p is a constant, and many mistakes look alike.</summary>
    internal bool IsUniform { get; }

    /// <summary>D: 1 for a sum, the number of groups or the stated batch size for a mean.</summary>
    internal double[] Divisors { get; }

    /// <summary>What fits the measured gradient; nothing if it is no gradient of logits, or if a part of it cannot be trusted.</summary>
    internal static IEnumerable<SoftmaxBehind> Of(GradientEvidence evidence) => evidence.Unreliable.Count > 0
        ? []
        : SoftmaxGroups.All(evidence.InputShape)
            .Where(groups => groups.Members.Length > 1 || evidence.InputShape.Rows == 1)
            .Where(groups => groups.Members.All(group => group.Length > 1) && evidence.SumToZero(evidence.Numeric[0], groups))
            .Select(groups => new SoftmaxBehind(evidence, groups));

    /// <summary>Whether some group has three numbers that are not the same equation in another dress.</summary>
    /// <remarks>
    /// A class with a probability near 0 says nothing but c. Where all p are equal, as many equations are left as n has different values,
    /// and those of a one-hot target are two.
    /// </remarks>
    private bool SaysEnough => Groups.Members.Any(group => IsUniform
        ? group.Select(j => Math.Round(N[j] / _evidence.Tolerance(N[j]) / 100)).Distinct().Count() >= FewestClasses
        : group.Count(j => P[j] > SmallestInformative) >= FewestClasses);

    /// <summary>c with a = whole + c · slope in each group, or null if there is none.</summary>
    internal double[]? Constants(double[] whole, double[] slope, double[]? error = null)
    {
        if (Groups.Members.Any(group => group.Length < FewestClasses) || !SaysEnough) return null;
        var constantOf = new double[A.Length];
        double[] constants =
        [
            .. Groups.Members.Select(group =>
            {
                double squares = group.Sum(j => slope[j] * slope[j]);
                double constant = squares == 0 ? 0 : group.Sum(j => slope[j] * (A[j] - whole[j])) / squares;
                foreach (int j in group) constantOf[j] = constant;
                return constant;
            }),
        ];
        if (IsUniform && constants.All(c => Math.Abs(c) < 1e-3)) return null;
        return _evidence.AnalyticIs((_, j) => whole[j] + (constantOf[j] * slope[j]), error is null ? null : (_, j) => error[j]) ? constants : null;
    }

    /// <summary>p - D · gradient: the targets, if the gradient is (p - y) / D.</summary>
    internal double[] Targets(double[] gradient, double divisor) => [.. P.Select((p, j) => p - (divisor * gradient[j]))];

    /// <summary>Each group has numbers from 0 up that sum to 1.</summary>
    internal bool AreDistributions(double[] y)
        => Groups.Members.All(group => group.All(j => y[j] > -1e-6) && Math.Abs(group.Sum(j => y[j]) - 1) < 1e-6);

    /// <summary>Each group has a 1, and 0 elsewhere.</summary>
    internal bool AreOneHot(double[] y)
        => AreDistributions(y) && y.All(value => Math.Abs(value) < 1e-6 || Math.Abs(value - 1) < 1e-6);
}
