using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive;

/// <summary>A - B for two Jacobians of the same shape, and where they differ most. A notebook shows A, B and A - B on one scale.</summary>
public sealed class JacobianDifference
{
    private readonly Matrix<double> _difference;

    private JacobianDifference(Jacobian first, Jacobian second, Matrix<double> difference)
    {
        First = first;
        Second = second;
        _difference = difference;
    }

    /// <summary>A, whose names of outputs and inputs are used.</summary>
    public Jacobian First { get; }

    /// <summary>B</summary>
    public Jacobian Second { get; }

    /// <summary>A copy of A - B. Where both are the same infinity it is 0: they do not differ.</summary>
    public Matrix<double> Matrix => _difference.Clone();

    /// <summary>The entries of A and B at one place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the matrices.</exception>
    public EntryDifference this[int output, int input] => new(output, input, First[output, input], Second[output, input]);

    /// <summary>Compares two Jacobians.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static JacobianDifference Between(Jacobian first, Jacobian second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.RowCount != second.RowCount || first.ColumnCount != second.ColumnCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The first Jacobian is {first.RowCount} × {first.ColumnCount}, the second {second.RowCount} × {second.ColumnCount}."),
                nameof(second));
        }

        // Entry by entry: Map2 writes into the kind of matrix that the first one is, and a diagonal one has no room for the others.
        return new JacobianDifference(
            first,
            second,
            Matrix<double>.Build.Dense(first.RowCount, first.ColumnCount, (i, j) => EntryDifference.Subtract(first[i, j], second[i, j])));
    }

    /// <summary>The entries that differ (see <see cref="DifferentCount"/>), the largest |A - B| first and NaN before all; equal ones in the order of their rows.</summary>
    /// <param name="count">At most this many.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public IReadOnlyList<EntryDifference> Worst(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        IEnumerable<(int Row, int Column, double Value)> different = _difference.EnumerateIndexed(Zeros.AllowSkip).Where(entry => entry.Item3 != 0);
        return [.. different
            .OrderByDescending(entry => double.IsNaN(entry.Value) ? double.PositiveInfinity : Math.Abs(entry.Value))
            .ThenBy(entry => !double.IsNaN(entry.Value))
            .ThenBy(entry => entry.Row)
            .ThenBy(entry => entry.Column)
            .Take(count)
            .Select(entry => this[entry.Row, entry.Column])];
    }

    /// <summary>How many entries differ in value: 0 and -0 do not, nor does an infinity from itself; NaN differs from everything, NaN too.</summary>
    public int DifferentCount => _difference.EnumerateIndexed(Zeros.AllowSkip).Count(entry => entry.Item3 != 0);
}

/// <summary>Comparing Jacobians.</summary>
public static class JacobianComparison
{
    /// <summary>A - B for this Jacobian, A, and another of the same shape, B.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static JacobianDifference CompareWith(this Jacobian jacobian, Jacobian other) => JacobianDifference.Between(jacobian, other);
}
