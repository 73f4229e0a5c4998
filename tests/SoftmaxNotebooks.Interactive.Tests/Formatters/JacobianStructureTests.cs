using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

public class JacobianStructureTests
{
    [Fact]
    public void The_structure_is_measured_and_not_asserted()
    {
        // By hand, for (1 2; -4 8): row sums 3 and 4, column sums -3 and 10, 2 - (-4) = 6. The determinant is 16, so the rank is 2. Bounds:
        // 2 · 2^-52 · 8 = 3.6e-15; the larger singular value is √(42.5 + √(25.5² + 30²)) = 9.05.
        Assert.Equal(
            "Largest |row sum| 4 (± 4e-15), |column sum| 10 (± 4e-15), |J - Jᵀ| 6 (± 4e-15), rank 2 of 2 (singular values above 5e-15)",
            StructureOf(2, 2, (i, j) => new double[,] { { 1, 2 }, { -4, 8 } }[i, j]));
    }

    [Fact]
    public void Of_softmax_the_sums_vanish_the_trace_is_1_less_the_squares_and_one_direction_is_lost()
    {
        // p = (1/2, 1/3, 1/6): 1 - 1/4 - 1/9 - 1/36 = 11/18. Bound: 3 · 2^-52 / 4 = 1.7e-16. The trace's: 3 · 8 times that.
        Jacobian jacobian = SoftmaxDerivatives.Jacobian(Vector<double>.Build.Dense([1 / 2.0, 1 / 3.0, 1 / 6.0]));

        string structure = new JacobianStructure(jacobian.Matrix).ToString();
        Assert.StartsWith(
            "Largest |row sum| ≈ 0 (≤ 2e-16), |column sum| ≈ 0 (≤ 2e-16), |J - Jᵀ| ≈ 0 (≤ 2e-16), trace 0.611111 = 1 − Σp² (± 4e-15), rank 2 of 3 ",
            structure,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_Jacobian_of_softmax_is_known_as_one()
    {
        var random = new Random(20260404);
        for (int trial = 0; trial < 300; trial++)
        {
            int classCount = random.Next(1, 40);
            double spread = Math.Pow(10, (3 * random.NextDouble()) - 1);
            var logits = Vector<double>.Build.Dense(classCount, _ => spread * random.NextDouble());
            Jacobian jacobian = SoftmaxDerivatives.Jacobian(logits.Softmax());

            string structure = new JacobianStructure(jacobian.Matrix).ToString();
            // A single class, and classes that all underflow beside one, leave a Jacobian of zeros: that of any saturated function.
            bool isZero = jacobian.Matrix.ForAll(entry => entry == 0);
            Assert.True(isZero != structure.Contains("= 1 − Σp²", StringComparison.Ordinal), structure);
        }
    }

    [Theory]
    [InlineData(1e-12)]
    [InlineData(-0.5)]
    public void What_is_not_quite_that_of_softmax_is_not_called_that(double added)
    {
        Jacobian jacobian = Samples.SoftmaxJacobian(5, seed: 3);

        Assert.DoesNotContain("Σp²", StructureOf(5, 5, (i, j) => jacobian[i, j] + (i == 1 && j == 2 ? added : 0)), StringComparison.Ordinal);
        Assert.DoesNotContain("Σp²", StructureOf(5, 5, (i, j) => -jacobian[i, j]), StringComparison.Ordinal);
        Assert.DoesNotContain("Σp²", StructureOf(5, 5, (i, j) => 2 * jacobian[i, j]), StringComparison.Ordinal);
        Assert.DoesNotContain("Σp²", StructureOf(5, 5, (_, _) => 0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "≈ 0 (≤ 5e-16)")]
    [InlineData(1, "≈ 0 (≤ 5e-16)")]
    [InlineData(8, "2e-15 (± 5e-16)")]
    public void What_is_below_the_rounding_of_a_sum_is_called_that(int units, string expected)
    {
        // Rows (1, -1) and a unit in the last place of 1, 2^-52 = 2.220e-16, more: two entries round by one such unit at most each. Of
        // 8 units, 1.776e-15, the first digit is all that rounding leaves.
        string structure = StructureOf(2, 2, (i, j) => (i == j ? 1 : -1) + (i == 1 && j == 1 ? units * Math.ScaleB(1, -52) : 0));

        Assert.StartsWith($"Largest |row sum| {expected}, |column sum| {expected}, ", structure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_that_is_no_number_says_so_and_equal_infinities_are_symmetric()
        => Assert.Equal(
            "Largest |row sum| NaN, |column sum| NaN, |J - Jᵀ| 0",
            StructureOf(2, 2, (i, j) => i == j ? double.NegativeInfinity : double.PositiveInfinity));

    [Fact]
    public void The_rank_of_a_large_Jacobian_is_not_said()
    {
        Assert.Contains("rank 1 of 200 ", StructureOf(200, 200, (_, _) => 1), StringComparison.Ordinal);
        Assert.DoesNotContain("rank", StructureOf(201, 201, (_, _) => 1), StringComparison.Ordinal);
    }

    // By hand: p is 1, e^-400 and e^-400, so that J is e^-400 (2 -1 -1; -1 1 0; -1 0 1), whose rows sum to 0 and of which the last two
    // are independent. The other ranks are those of 1 × 3, diagonal and triangular matrices without a 0.
    [Fact]
    public void The_rank_does_not_depend_on_the_size_of_the_entries()
    {
        Jacobian saturated = SoftmaxDerivatives.Jacobian(Vector<double>.Build.Dense([400.0, 0, 0]).Softmax());
        Assert.Contains("rank 2 of 3 ", new JacobianStructure(saturated.Matrix).ToString(), StringComparison.Ordinal);
        Assert.Contains("rank 2 of 2 ", StructureOf(2, 2, (i, j) => i == j ? 1e-170 : 0), StringComparison.Ordinal);
        Assert.Contains("rank 2 of 2 ", StructureOf(2, 2, (i, j) => i == j ? double.MaxValue : 0), StringComparison.Ordinal);
        Assert.Contains("rank 2 of 2 ", StructureOf(2, 2, (i, j) => i <= j ? 5e-324 : 0), StringComparison.Ordinal);
        Assert.Contains("rank 1 of 1 ", StructureOf(1, 3, (_, j) => j == 2 ? 1e200 : 1), StringComparison.Ordinal);
        Assert.Contains("rank 1 of 1 ", StructureOf(1, 3, (_, j) => j == 2 ? 1.7e308 : 1), StringComparison.Ordinal);
        Assert.Contains("rank 0 of 2 ", StructureOf(2, 2, (_, _) => 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Beside_a_huge_entry_the_others_do_not_count()
    {
        // By hand, for (1e155 1; 2 3): the larger singular value is 1e155, the smaller 3; the bound is 2 · 2^-52 · 1e155 = 4.4e139.
        Assert.EndsWith(
            ", rank 1 of 2 (singular values above 5e139)", StructureOf(2, 2, (i, j) => new double[,] { { 1e155, 1 }, { 2, 3 } }[i, j]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_of_finite_entries_that_no_double_holds_says_so()
        => Assert.StartsWith(
            "Largest |row sum| too large for a double, |column sum| too large for a double, ",
            StructureOf(2, 2, (_, _) => double.MaxValue),
            StringComparison.Ordinal);

    private static string StructureOf(int rowCount, int columnCount, Func<int, int, double> entry)
        => new JacobianStructure(Matrix<double>.Build.Dense(rowCount, columnCount, entry)).ToString();
}
