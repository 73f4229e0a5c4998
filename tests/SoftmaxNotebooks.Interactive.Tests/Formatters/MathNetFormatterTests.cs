using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

public class MathNetFormatterTests
{
    // Expected texts: written by hand.
    [Fact]
    public void A_matrix_shows_its_shape_and_is_not_painted()
    {
        NumberTable table = MatrixFormatter.TableOf(Matrix<float>.Build.DenseOfArray(new[,] { { 1f, -0.1f, 3f } }), NumberKind.Single);

        Assert.Equal("Matrix<float>, 1 × 3\n     0     1    2\n0  1.0  -0.1  3.0", table.ToPlainText());
        Assert.Contains(">Matrix&lt;float&gt;, 1 × 3</caption>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<td title=\"[0, 1] = -0.1\">-0.1</td>", table.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("color", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_vector_is_a_column_without_a_header()
    {
        NumberTable table = VectorFormatter.TableOf(Vector<double>.Build.Dense([0.09, 0.665]), NumberKind.Double);

        Assert.Equal("Vector<double>, length 2\n0  0.090\n1  0.665", table.ToPlainText());
        Assert.Contains("<tbody><tr><th scope=\"row\">0</th><td title=\"[0] = 0.09\">0.090</td></tr>", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_vector_counts_the_entries_that_it_hides()
    {
        NumberTable table = VectorFormatter.TableOf(Vector<double>.Build.Dense(784, i => i), NumberKind.Double);

        Assert.Contains("9    9\n… 764 more entries\n774  774\n", table.ToPlainText(), StringComparison.Ordinal);
        Assert.Contains("<tr><td colspan=\"2\" style=\"text-align:left;text-align-last:left\">… 764 more entries</td></tr>", table.ToHtml(), StringComparison.Ordinal);
    }
}
