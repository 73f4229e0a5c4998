using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Functions;

public class JacobianTests
{
    private static readonly Vector<double> Probabilities = Vector<double>.Build.Dense([0.25, 0.75]);

    [Fact]
    public void Entry_is_the_derivative_of_the_row_output_by_the_column_input()
    {
        // d(2x + 3y)/dx = 2, d(2x + 3y)/dy = 3: one output, two inputs.
        Jacobian jacobian = Jacobian.FromMatrix(Matrix<double>.Build.DenseOfRowArrays([2.0, 3]), ["f"], ["x", "y"]);

        Assert.Equal((1, 2), (jacobian.RowCount, jacobian.ColumnCount));
        Assert.Equal(3, jacobian[0, 1]);
        Assert.Equal([5], jacobian.RowSums);
        Assert.Equal([2, 3], jacobian.ColumnSums);
        Assert.Equal([20, 30], jacobian.Vjp(Vector<double>.Build.Dense([10])));
        Assert.Equal([35], jacobian.Jvp(Vector<double>.Build.Dense([10, 5])));
    }

    [Fact]
    public void Rows_are_named_after_outputs_and_columns_after_inputs()
    {
        Jacobian softmax = SoftmaxDerivatives.Jacobian(Probabilities);
        Jacobian named = softmax.WithNames(["cat", "dog"], ["z cat", "z dog"]);

        Assert.Equal(["p[0]", "p[1]"], softmax.OutputNames);
        Assert.Equal(["z[0]", "z[1]"], softmax.InputNames);
        Assert.Equal(["cat", "dog"], named.OutputNames);
        Assert.Equal(["z cat", "z dog"], named.InputNames);
        Assert.Equal(["p[0]", "p[1]"], softmax.OutputNames);
        Assert.Equal(["log p[0]", "log p[1]"], SoftmaxDerivatives.LogSoftmaxJacobian(Probabilities).OutputNames);
        Assert.Equal(["dz[0]", "dz[1]"], SoftmaxDerivatives.DirectionalHessian(Probabilities, Probabilities).OutputNames);
    }

    [Fact]
    public void It_copies_what_it_is_given_and_hands_out_copies()
    {
        Matrix<double> matrix = Matrix<double>.Build.DenseIdentity(2);
        string[] names = ["a", "b"];
        Jacobian jacobian = Jacobian.FromMatrix(matrix, names, names);

        matrix[0, 0] = 99;
        names[0] = "changed";
        jacobian.Matrix[1, 1] = 99;

        Assert.Equal(1, jacobian[0, 0]);
        Assert.Equal(1, jacobian[1, 1]);
        Assert.Equal(["a", "b"], jacobian.OutputNames);
    }

    [Fact]
    public void Names_that_are_too_few_or_too_many_are_refused()
    {
        Matrix<double> matrix = Matrix<double>.Build.Dense(2, 3);

        var exception = Assert.Throws<ArgumentException>(() => Jacobian.FromMatrix(matrix, outputNames: ["a"]));

        Assert.Contains("outputNames has 1 entries, but the matrix has 2", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Jacobian.FromMatrix(matrix, inputNames: ["a", "b", "c", "d"]));
        Assert.Throws<ArgumentException>(() => Jacobian.FromMatrix(matrix).WithNames(["a", "b"], ["a"]));
    }

    [Fact]
    public void Products_with_a_vector_of_the_wrong_length_are_refused()
    {
        Jacobian jacobian = Jacobian.FromMatrix(Matrix<double>.Build.Dense(2, 3));

        Assert.Throws<ArgumentException>(() => jacobian.Vjp(Vector<double>.Build.Dense(3)));
        Assert.Throws<ArgumentException>(() => jacobian.Jvp(Vector<double>.Build.Dense(2)));
        Assert.Throws<ArgumentException>(() => SoftmaxDerivatives.Vjp(Probabilities, Vector<double>.Build.Dense(3)));
        Assert.Throws<ArgumentException>(() => SoftmaxDerivatives.VjpRows(jacobian.Matrix, jacobian.Matrix.Transpose()));
    }

    [Fact]
    public void Text_is_an_aligned_table_with_names()
    {
        // p = [1/4, 3/4]: the entries are ± 3/16.
        string expected = string.Join('\n', "         z[0]     z[1]", "p[0]   0.1875  -0.1875", "p[1]  -0.1875   0.1875", "");

        Assert.Equal(expected, SoftmaxDerivatives.Jacobian(Probabilities).ToString());
    }

    [Fact]
    public void Text_of_a_large_matrix_stops_after_16_rows_and_columns()
    {
        string[] lines = Jacobian.FromMatrix(Matrix<double>.Build.DenseIdentity(20)).ToString().TrimEnd('\n').Split('\n');

        Assert.Equal(18, lines.Length);
        Assert.EndsWith("z[15]  ...", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("p[15]", lines[16], StringComparison.Ordinal);
        Assert.Single(lines.Select(line => line.Length).Distinct());
    }

    [Fact]
    public void Text_of_an_empty_matrix_is_a_table_without_entries()
    {
        Assert.Equal("\n", Jacobian.FromMatrix(Matrix<double>.Build.Dense(0, 0)).ToString());
    }

    [Fact]
    public void A_zero_derivative_is_not_written_minus_0()
    {
        // p = [1, 0]: -1 · 0 would be -0.
        Jacobian jacobian = SoftmaxDerivatives.Jacobian(Vector<double>.Build.Dense([1, 0]));

        Assert.DoesNotContain("-", jacobian.ToString(), StringComparison.Ordinal);
    }
}
