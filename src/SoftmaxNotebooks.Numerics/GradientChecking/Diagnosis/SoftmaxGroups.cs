namespace SoftmaxNotebooks.Numerics;

/// <summary>Which entries of an array a softmax makes sum to 1: those of each row, of each column, or all of them.</summary>
internal sealed class SoftmaxGroups
{
    private readonly int[] _groupOf;

    private SoftmaxGroups(string name, int[] groupOf)
    {
        Name = name;
        _groupOf = groupOf;
        Members = [.. Enumerable.Range(0, groupOf.Length).GroupBy(j => groupOf[j]).Select(group => group.ToArray())];
    }

    /// <summary>Each row, each column, all entries.</summary>
    internal string Name { get; }

    /// <summary>The indices of each group.</summary>
    internal int[][] Members { get; }

    /// <summary>The indices of the group that an index is in.</summary>
    internal int[] GroupOf(int index) => Members[_groupOf[index]];

    internal static SoftmaxGroups ByRows(GridShape shape) => new("each row", [.. Enumerable.Range(0, shape.Count).Select(j => j / shape.Columns)]);

    /// <summary>All that differ for a shape: a vector is one row, and there is nothing else to sum over.</summary>
    internal static SoftmaxGroups[] All(GridShape shape) => shape.Rows == 1
        ? [ByRows(shape)]
        :
        [
            ByRows(shape),
            new("each column", [.. Enumerable.Range(0, shape.Count).Select(j => j % shape.Columns)]),
            new("all entries", new int[shape.Count]),
        ];

    internal double[] Softmax(double[] values)
    {
        var result = new double[values.Length];
        foreach (int[] group in Members)
        {
            double[] p = SoftmaxFunctions.Softmax([.. group.Select(j => values[j])]);
            for (int k = 0; k < group.Length; k++) result[group[k]] = p[k];
        }

        return result;
    }

    /// <summary>J[i,j] = p[i] · ((i = j ? 1 : 0) - p[j]) within a group, 0 across; the diagonal from the other probabilities.</summary>
    internal Func<int, int, double> Jacobian(double[] p)
    {
        double[] diagonal = new double[p.Length];
        foreach (int[] group in Members)
        {
            foreach (int j in group) diagonal[j] = p[j] * group.Where(other => other != j).Sum(other => p[other]);
        }

        return (i, j) => i == j ? diagonal[i] : _groupOf[i] == _groupOf[j] ? -p[i] * p[j] : 0;
    }

    /// <summary>x[i] · ((i = j ? 1 : 0) - x[j]) within a group, 0 across, for numbers that need not sum to 1.</summary>
    internal double Outer(double[] x, int i, int j) => _groupOf[i] == _groupOf[j] ? x[i] * ((i == j ? 1 : 0) - x[j]) : 0;

    /// <summary>J · v, which is also Jᵀ v.</summary>
    internal double[] JacobianProduct(double[] p, double[] v)
    {
        var result = new double[p.Length];
        foreach (int[] group in Members)
        {
            double mean = group.Sum(j => p[j] * v[j]);
            foreach (int j in group) result[j] = p[j] * (v[j] - mean);
        }

        return result;
    }
}
