using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Tests.Formatters;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests;

public class JacobianDifferenceTests
{
    [Fact]
    public void The_worst_entries_come_first_and_NaN_before_all()
    {
        Jacobian a = Samples.MatrixOf(2, 3, (i, j) => new double[,] { { 1, 2, 3 }, { 4, 5, double.PositiveInfinity } }[i, j]);
        Jacobian b = Samples.MatrixOf(2, 3, (i, j) => new double[,] { { 1, 2.5, 3.25 }, { double.NaN, 4.5, double.PositiveInfinity } }[i, j]);
        JacobianDifference difference = a.CompareWith(b);

        // By hand: 4 - NaN, then |2 - 2.5| and |5 - 4.5| in the order of the rows, then |3 - 3.25|; ∞ and ∞ do not differ.
        Assert.Equal([(1, 0), (0, 1), (1, 1), (0, 2)], difference.Worst(10).Select(entry => (entry.Output, entry.Input)));
        Assert.Equal(4, difference.DifferentCount);
        Assert.Equal(2, difference.Worst(2).Count);
        Assert.Equal([-0.5, 0.5], new[] { difference.Matrix[0, 1], difference.Matrix[1, 1] });
        Assert.Equal(0, difference.Matrix[1, 2]);
    }

    // By hand: 1 + 2^-52 is the double after 1, and 1 - 2^-53 the one before it; between -5e-324 and 5e-324 lies 0. 3 is half
    // way from 2 to 4, between which there are 2^52 steps. From -∞ to ∞ there are
    // twice as many as the bits of ∞ count, 0x7FF0000000000000; those of 1e308 are 0x7FE1CCF385EBC8A0.
    [Theory]
    [InlineData(1, 1, 0.0, 0.0, 0UL)]
    [InlineData(1, 1.0000000000000002, 2.220446049250313e-16, 2.2204460492503126e-16, 1UL)]
    [InlineData(0.9999999999999999, 1.0000000000000002, 3.3306690738754696e-16, 3.330669073875469e-16, 2UL)]
    [InlineData(-5e-324, 5e-324, 1e-323, 2, 2UL)]
    [InlineData(0.0, -0.0, 0, 0, 0UL)]
    [InlineData(3, 4, 1, 0.25, 2251799813685248UL)]
    [InlineData(1e308, -1e308, double.PositiveInfinity, 2, 2 * 0x7FE1CCF385EBC8A0UL)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 0, 0, 0UL)]
    [InlineData(double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity, double.NaN, 0xFFE0000000000000UL)]
    public void A_difference_is_absolute_relative_and_in_steps_between_doubles(double a, double b, double absolute, double relative, ulong ulps)
    {
        foreach (EntryDifference entry in new[] { new EntryDifference(0, 0, a, b), new EntryDifference(0, 0, b, a) })
        {
            Assert.Equal(absolute, entry.Absolute);
            Assert.Equal(relative, entry.Relative, 1e-30);
            Assert.Equal(ulps, entry.UlpDistance);
        }
    }

    [Fact]
    public void From_NaN_there_is_no_distance()
    {
        var entry = new EntryDifference(0, 0, double.NaN, 1);

        Assert.Equal(double.NaN, entry.Absolute);
        Assert.Equal(double.NaN, entry.Relative);
        Assert.Null(entry.UlpDistance);
    }

    [Fact]
    public void Zeros_of_either_sign_are_equal_and_NaN_equals_nothing()
    {
        Jacobian a = Samples.MatrixOf(1, 3, (_, j) => new[] { 0.0, double.NegativeInfinity, double.NaN }[j]);
        Jacobian b = Samples.MatrixOf(1, 3, (_, j) => new[] { -0.0, double.NegativeInfinity, double.NaN }[j]);

        Assert.Equal([2], a.CompareWith(b).Worst(3).Select(entry => entry.Input));
        Assert.Equal(1, a.CompareWith(b).DifferentCount);
    }

    [Fact]
    public void Jacobians_of_different_shapes_are_not_compared()
    {
        var exception = Assert.Throws<ArgumentException>(
            () => Samples.MatrixOf(2, 3, (_, _) => 0).CompareWith(Samples.MatrixOf(3, 2, (_, _) => 0)));

        Assert.StartsWith("The first Jacobian is 2 × 3, the second 3 × 2.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_view_says_first_what_differs_and_where()
    {
        string shown = Samples.All["Difference of two Jacobians"]().ToPlainText();

        Assert.StartsWith("Jacobians A and B, 4 × 4: 16 of 16 entries differ, the worst by ", shown, StringComparison.Ordinal);
        Assert.Contains("\nA − B, in the colours of A and B\n", shown, StringComparison.Ordinal);
        Assert.Equal("Jacobians A and B, 4 × 4: equal", Samples.All["Difference of equal Jacobians"]().ToPlainText().Split('\n')[0]);
    }

    [Fact]
    public void Equal_Jacobians_are_shown_once()
    {
        XElement[] tables = [.. XElement.Parse(Samples.All["Difference of equal Jacobians"]().ToHtml()).Descendants("table")];

        Assert.Equal("A = B", Assert.Single(tables).Element("caption")!.Value);
    }

    [Fact]
    public void Rounding_is_named_and_not_shown_in_digits()
    {
        // 1/3 and the second double above it: 2 ulp, 2^-53 = 1.11e-16 apart; relative to a rounding of 1/3 × 2^-52 that is one digit.
        double third = 1 / 3.0, above = Math.BitIncrement(Math.BitIncrement(third));
        Jacobian a = Samples.MatrixOf(1, 2, (_, j) => j == 0 ? third : 1), b = Samples.MatrixOf(1, 2, (_, j) => j == 0 ? above : 1);
        XElement[] tables = [.. XElement.Parse(new JacobianDifferenceFormatter(a.CompareWith(b)).ToHtml()).Descendants("table")];

        Assert.Equal(
            ["[p[0], z[0]]", "0.3333333333333333", "0.3333333333333334", "1e-16", "3e-16", "2"],
            tables[0].Element("tbody")!.Elements().Single().Elements().Select(cell => cell.Value));
        Assert.Equal("A − B, in the colours of A and B; ≈ 0: up to 4 ulp apart", tables[3].Element("caption")!.Value);
        XElement[] cells = [.. tables[3].Element("tbody")!.Descendants("td")];
        Assert.Equal(["≈ 0", "0"], cells.Select(cell => cell.Value));
        Assert.Equal("(A − B)[p[0], z[0]] = -1.1102230246251565e-16", cells[0].Attribute("title")!.Value);
    }

    [Fact]
    public void Far_apart_are_as_many_ulp_as_anybody_reads_and_infinity_has_one_spelling()
    {
        Jacobian a = Samples.MatrixOf(1, 2, (_, j) => j == 0 ? 0 : double.PositiveInfinity), b = Samples.MatrixOf(1, 2, (_, _) => 0.125);
        string shown = new JacobianDifferenceFormatter(a.CompareWith(b)).ToPlainText();

        // 0.125 = 2^-3 has the exponent 1020 in front of 52 bits: 1020 × 2^52 = 4.594e18 doubles above 0.
        Assert.Contains(" 4.6e18", shown, StringComparison.Ordinal);
        Assert.Contains("+Inf", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diagonal_matrix_is_compared_with_a_full_one()
    {
        Jacobian diagonal = Jacobian.FromMatrix(Matrix<double>.Build.DiagonalIdentity(2));
        Jacobian full = Jacobian.FromMatrix(Matrix<double>.Build.Dense(2, 2, (i, j) => i + j));

        EntryDifference[] worst = [.. diagonal.CompareWith(full).Worst(4)];
        Assert.Equal(4, worst.Length);
        Assert.All(worst, entry => Assert.Equal(1, Math.Abs(entry.Absolute)));
    }
}
