using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;
using Complex = System.Numerics.Complex;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class GridSummaryTests
{
    // Few values, so that there are ties, and lengths around what a processor compares at a time.
    private static readonly double[] Values = [-3, -3, -1, -0.0, 0, 2, 3, 3];
    private static readonly double[] NotFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    public static TheoryData<int, int> Shapes => new(
        from rowCount in Enumerable.Range(1, 17).Append(33)
        from columnCount in Enumerable.Range(1, 3)
        select (rowCount, columnCount));

    /// <summary>Expected: each number looked at by itself, row by row.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_extremes_are_those_of_all_numbers_and_at_the_first_place_by_rows(int rowCount, int columnCount)
    {
        var random = new Random(20260406 + (100 * rowCount) + columnCount);
        for (int trial = 0; trial < 40; trial++)
        {
            bool isFinite = trial % 2 == 0;
            // Above, around and below 0.
            double shift = (trial % 3 - 1) * 10;
            var matrix = Matrix<double>.Build.Dense(
                rowCount, columnCount, (_, _) => random.GetItems(isFinite || random.Next(5) > 0 ? Values : NotFinite, 1)[0] + shift);
            var summary = new GridSummary(NumberGrid.Of(matrix, NumberKind.Double));
            ((int, int) Place, double Value)[] entries =
                [.. from row in Enumerable.Range(0, rowCount) from column in Enumerable.Range(0, columnCount) select ((row, column), matrix[row, column])];
            ((int, int) Place, double Value)[] finite = [.. entries.Where(entry => double.IsFinite(entry.Value))];

            Assert.Equal(entries.Length - finite.Length, summary.NotFiniteCount);
            if (finite.Length < entries.Length) Assert.Equal(entries.First(entry => !double.IsFinite(entry.Value)).Place, summary.FirstNotFinite);
            else Assert.Null(summary.FirstNotFinite);
            Assert.Equal(finite.Length > 0, summary.HasFinite);
            if (finite.Length == 0) continue;
            Assert.Equal((finite.MinBy(entry => entry.Value).Place, finite.Min(entry => entry.Value)), (summary.SmallestAt, summary.Smallest));
            Assert.Equal((finite.MaxBy(entry => entry.Value).Place, finite.Max(entry => entry.Value)), (summary.LargestAt, summary.Largest));
            Assert.Equal(finite.MaxBy(entry => Math.Abs(entry.Value)).Place, summary.LargestMagnitudeAt);
            Assert.Equal(finite.Max(entry => Math.Abs(entry.Value)), summary.LargestMagnitude);
        }
    }

    [Fact]
    public void A_complex_number_of_finite_parts_is_finite_however_large_its_modulus()
    {
        var matrix = Matrix<Complex>.Build.Dense(1, 4, [new(1, 1), new(1.7e308, 1.7e308), new(1, double.NegativeInfinity), new(double.NaN, 1)]);
        var summary = new GridSummary(NumberGrid.Of(matrix, NumberKind.Complex));

        Assert.Equal((double.MaxValue, (0, 1)), (summary.LargestMagnitude, summary.LargestMagnitudeAt));
        Assert.Equal((2, (0, 2)), (summary.NotFiniteCount, summary.FirstNotFinite));
    }

    [Fact]
    public void A_zero_that_a_sparse_matrix_leaves_out_counts()
    {
        var summary = new GridSummary(NumberGrid.Of(Matrix<double>.Build.SparseOfIndexed(3, 3, [(1, 2, -5.0)]), NumberKind.Double));

        Assert.Equal((-5, (1, 2)), (summary.Smallest, summary.SmallestAt));
        Assert.Equal(0, summary.Largest);
        Assert.Equal((1, 2), summary.LargestMagnitudeAt);
    }
}
