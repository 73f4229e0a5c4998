using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A Jacobian as a painted table that says which output depends on which input, which way and how much.</summary>
internal static class JacobianFormatter
{
    public static NumberTable TableOf(Jacobian jacobian) => new()
    {
        Caption = $"Jacobian, {NumberFormat.Shape(jacobian.RowCount, jacobian.ColumnCount)}: rows are outputs, columns are inputs",
        Rows = new Axis(jacobian.RowCount, output => jacobian.OutputNames[output]),
        Columns = new Axis(jacobian.ColumnCount, input => jacobian.InputNames[input]),
        EntryAt = (output, input) => Number.Of(jacobian[output, input]),
        Symbol = "J",
        Scale = new ColorScale(LargestFinite(jacobian)),
        Note = Structure(jacobian),
    };

    /// <summary>What softmax makes zero: it ignores a common shift of its inputs, its outputs sum to 1, and it is a gradient itself.</summary>
    private static string Structure(Jacobian jacobian)
    {
        // A sum of n entries carries n roundings of at most half a unit in the last place of the largest. What is left below that says
        // nothing, and it is exactly 0 on one processor and 1e-17 on another: a stored notebook has to read the same on both.
        double noise = Math.Max(jacobian.RowCount, jacobian.ColumnCount) * Math.ScaleB(LargestFinite(jacobian), -52);
        string rowSum = OrRounding(Largest(jacobian.RowSums), noise);
        string columnSum = OrRounding(Largest(jacobian.ColumnSums), noise);
        string symmetry = jacobian.RowCount == jacobian.ColumnCount
            ? $", |J - Jᵀ| {OrRounding(Largest(Asymmetries(jacobian)), noise)}"
            : "; not square";
        return $"Largest |row sum| {rowSum}, |column sum| {columnSum}{symmetry}";
    }

    private static string OrRounding(double value, double noise) => value <= noise ? "≈ 0" : NumberFormat.Alone(value);

    /// <summary>Of all entries, not only of those that a truncated table shows: the colours of a part are those of the whole.</summary>
    private static double LargestFinite(Jacobian jacobian) => Largest(Entries(jacobian).Where(double.IsFinite));

    // Math.Max keeps a NaN, so a sum that is none says so.
    private static double Largest(IEnumerable<double> values)
        => values.Aggregate(0.0, (largest, value) => Math.Max(largest, Math.Abs(value)));

    private static IEnumerable<double> Entries(Jacobian jacobian)
    {
        for (int output = 0; output < jacobian.RowCount; output++)
        {
            for (int input = 0; input < jacobian.ColumnCount; input++) yield return jacobian[output, input];
        }
    }

    private static IEnumerable<double> Asymmetries(Jacobian jacobian)
    {
        for (int i = 0; i < jacobian.RowCount; i++)
        {
            for (int j = 0; j < i; j++)
            {
                // Two equal infinities are symmetric; their difference is NaN.
                yield return jacobian[i, j] == jacobian[j, i] ? 0 : jacobian[i, j] - jacobian[j, i];
            }
        }
    }
}
