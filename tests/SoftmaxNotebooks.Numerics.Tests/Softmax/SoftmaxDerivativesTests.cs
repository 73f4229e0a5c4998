using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Functions;

/// <summary>The matrix forms and the second derivatives; the row forms are in DerivativePropertyTests.</summary>
public class SoftmaxDerivativesTests
{
    [Fact]
    public void Rows_of_a_matrix_are_the_single_calls()
    {
        var random = new RandomRows(23);
        for (int i = 0; i < 200; i++)
        {
            Matrix<double> p = random.Matrix(random.Length(1, 6), random.Length(1, 6)).SoftmaxRows();
            Matrix<double> g = random.Matrix(p.RowCount, p.ColumnCount);
            for (int n = 0; n < p.RowCount; n++)
            {
                Assert.Equal(SoftmaxDerivatives.Vjp(p.Row(n), g.Row(n)), SoftmaxDerivatives.VjpRows(p, g).Row(n));
                Assert.Equal(SoftmaxDerivatives.Jvp(p.Row(n), g.Row(n)), SoftmaxDerivatives.JvpRows(p, g).Row(n));
                Assert.Equal(SoftmaxDerivatives.LogSoftmaxVjp(p.Row(n), g.Row(n)), SoftmaxDerivatives.LogSoftmaxVjpRows(p, g).Row(n));
            }
        }
    }

    [Fact]
    public void Columns_are_the_rows_of_the_transpose_and_shapes_that_differ_are_refused()
    {
        var random = new RandomRows(24);
        for (int i = 0; i < 200; i++)
        {
            Matrix<double> p = random.Matrix(random.Length(1, 6), random.Length(1, 6)).SoftmaxColumns();
            Matrix<double> g = random.Matrix(p.RowCount, p.ColumnCount);
            Matrix<double> pt = p.Transpose();
            Matrix<double> gt = g.Transpose();
            Assert.Equal(SoftmaxDerivatives.VjpRows(pt, gt).Transpose(), SoftmaxDerivatives.VjpColumns(p, g));
            Assert.Equal(SoftmaxDerivatives.JvpRows(pt, gt).Transpose(), SoftmaxDerivatives.JvpColumns(p, g));
            Assert.Equal(SoftmaxDerivatives.LogSoftmaxVjpRows(pt, gt).Transpose(), SoftmaxDerivatives.LogSoftmaxVjpColumns(p, g));
        }

        var exception = Assert.Throws<ArgumentException>(
            () => SoftmaxDerivatives.VjpColumns(Matrix<double>.Build.Dense(2, 3), Matrix<double>.Build.Dense(3, 2)));
        Assert.Contains("outputGradient is 3 × 2, but probabilities is 2 × 3.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Float_products_are_the_double_ones_rounded()
    {
        // Computed in double from the same float inputs, so that only the last rounding differs.
        var random = new RandomRows(25);
        for (int i = 0; i < 200; i++)
        {
            Matrix<float> p = random.Matrix(random.Length(1, 6), random.Length(1, 6)).SoftmaxRows().Map(x => (float)x);
            Matrix<float> g = random.Matrix(p.RowCount, p.ColumnCount).Map(x => (float)x);
            Matrix<double> widePs = p.Map(x => (double)x);
            Matrix<double> wideGs = g.Map(x => (double)x);
            Assert.Equal(SoftmaxDerivatives.VjpRows(widePs, wideGs).Map(x => (float)x), SoftmaxDerivatives.VjpRows(p, g));
            Assert.Equal(SoftmaxDerivatives.JvpRows(widePs, wideGs).Map(x => (float)x), SoftmaxDerivatives.JvpRows(p, g));
            Assert.Equal(SoftmaxDerivatives.LogSoftmaxVjpRows(widePs, wideGs).Map(x => (float)x), SoftmaxDerivatives.LogSoftmaxVjpRows(p, g));
            Assert.Equal(SoftmaxDerivatives.VjpColumns(widePs, wideGs).Map(x => (float)x), SoftmaxDerivatives.VjpColumns(p, g));
            Assert.Equal(SoftmaxDerivatives.JvpColumns(widePs, wideGs).Map(x => (float)x), SoftmaxDerivatives.JvpColumns(p, g));
            Assert.Equal(SoftmaxDerivatives.LogSoftmaxVjpColumns(widePs, wideGs).Map(x => (float)x), SoftmaxDerivatives.LogSoftmaxVjpColumns(p, g));
            Assert.Equal(SoftmaxDerivatives.VjpRows(p, g).Row(0), SoftmaxDerivatives.Vjp(p.Row(0), g.Row(0)));
            Assert.Equal(SoftmaxDerivatives.JvpRows(p, g).Row(0), SoftmaxDerivatives.Jvp(p.Row(0), g.Row(0)));
            Assert.Equal(SoftmaxDerivatives.LogSoftmaxVjpRows(p, g).Row(0), SoftmaxDerivatives.LogSoftmaxVjp(p.Row(0), g.Row(0)));
        }
    }

    [Fact]
    public void Log_softmax_Jacobian_is_identity_minus_the_probabilities_in_every_row()
    {
        Jacobian jacobian = SoftmaxDerivatives.LogSoftmaxJacobian(Vector<double>.Build.Dense([0.25, 0.75]));

        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([0.75, -0.75], [-0.25, 0.25]), jacobian.Matrix);
        Assert.Equal([0, 0], jacobian.RowSums);
    }

    [Fact]
    public void Log_softmax_Jacobian_keeps_its_diagonal_in_a_saturated_row()
    {
        // 1 - p[0] = p[1] = 4.248354255291589e-18 (mpmath), where 1 - 1 = 0.
        Jacobian jacobian = SoftmaxDerivatives.LogSoftmaxJacobian(Vector<double>.Build.Dense([40, 0]).Softmax());

        Assert.Equal(4.248354255291589e-18, jacobian[0, 0], 1e-32);
        Assert.Equal(0, jacobian.RowSums[0]);
    }

    [Fact]
    public void Gradient_of_log_sum_exp_is_softmax_and_its_Hessian_the_Jacobian_of_softmax()
    {
        Vector<double> z = Vector<double>.Build.Dense([1e16, 1e16, 1e16 - 2]);

        Assert.Equal(z.Softmax(), SoftmaxDerivatives.LogSumExpGradient(z));
        Assert.Equal(SoftmaxDerivatives.Jacobian(z.Softmax()).Matrix, SoftmaxDerivatives.LogSumExpHessian(z).Matrix);
    }

    [Fact]
    public void Directional_Hessian_is_symmetric_and_its_rows_sum_to_0_in_saturated_rows_too()
    {
        var random = new RandomRows(29);
        for (int i = 0; i < 500; i++)
        {
            Vector<double> p = random.Logits(random.Length(1, 10)).Softmax();
            Jacobian hessian = SoftmaxDerivatives.DirectionalHessian(p, random.Vector(p.Count));
            double largest = hessian.Matrix.ToRowMajorArray().Max(Math.Abs);

            Assert.Equal(hessian.Matrix, hessian.Matrix.Transpose());
            Assert.Equal(0, hessian.RowSums.AbsoluteMaximum(), (1e-14 * largest) + (20 * double.Epsilon));
        }
    }
}
