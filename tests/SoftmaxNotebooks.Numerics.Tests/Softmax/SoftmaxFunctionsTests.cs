using System.Globalization;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Functions;

/// <summary>
/// The extension methods say the same as the primitives, in every orientation and precision, and leave their input alone.
/// </summary>
public class SoftmaxFunctionsTests
{
    [Fact]
    public void Rows_are_the_softmax_of_each_row_and_columns_of_each_column()
    {
        ForEachMatrix((z, mask, temperature) =>
        {
            AssertRows(z.SoftmaxRows(temperature, mask), i => z.Row(i).Softmax(temperature, Row(mask, i)));
            AssertRows(z.LogSoftmaxRows(temperature, mask), i => z.Row(i).LogSoftmax(temperature, Row(mask, i)));
            AssertRows(z.SoftmaxColumns(temperature, mask).Transpose(), j => z.Column(j).Softmax(temperature, Column(mask, j)));
            AssertRows(z.LogSoftmaxColumns(temperature, mask).Transpose(), j => z.Column(j).LogSoftmax(temperature, Column(mask, j)));
            Assert.Equal(z.EnumerateRows().Select((row, i) => row.LogSumExp(Row(mask, i))), z.LogSumExpRows(mask));
            Assert.Equal(z.EnumerateColumns().Select((column, j) => column.LogSumExp(Column(mask, j))), z.LogSumExpColumns(mask));
            Assert.Equal(z.EnumerateRows().Select(row => row.LogSumExp()), z.LogSumExpRows());
        });
    }

    [Fact]
    public void Float_matrices_give_the_float_rows()
    {
        ForEachMatrix((wide, mask, temperature) =>
        {
            Matrix<float> z = wide.ToSingle();
            var t = (float)temperature;
            AssertRows(z.SoftmaxRows(t, mask), i => z.Row(i).Softmax(t, Row(mask, i)));
            AssertRows(z.LogSoftmaxRows(t, mask), i => z.Row(i).LogSoftmax(t, Row(mask, i)));
            AssertRows(z.SoftmaxColumns(t, mask).Transpose(), j => z.Column(j).Softmax(t, Column(mask, j)));
            AssertRows(z.LogSoftmaxColumns(t, mask).Transpose(), j => z.Column(j).LogSoftmax(t, Column(mask, j)));
            Assert.Equal(z.EnumerateRows().Select((row, i) => row.LogSumExp(Row(mask, i))), z.LogSumExpRows(mask));
            Assert.Equal(z.EnumerateColumns().Select((column, j) => column.LogSumExp(Column(mask, j))), z.LogSumExpColumns(mask));
        });
    }

    [Fact]
    public void Vectors_and_arrays_give_what_the_primitives_give()
    {
        double[] z = [1, -2, 0.5, 3];
        bool[] mask = [true, true, false, true];
        double[] expected = new double[4];

        SoftmaxPrimitives.Softmax(z, mask, expected, 2);
        Assert.Equal(expected, z.Softmax(2, mask));
        Assert.Equal(expected, Vector<double>.Build.Dense(z).Softmax(2, mask));

        SoftmaxPrimitives.LogSoftmax(z, mask, expected, 2);
        Assert.Equal(expected, z.LogSoftmax(2, mask));
        Assert.Equal(expected, Vector<double>.Build.Dense(z).LogSoftmax(2, mask));

        float[] single = [1, -2, 0.5f, 3];
        float[] weights = [1, 2, 3, 4];
        Vector<float> vector = Vector<float>.Build.Dense(single);
        Assert.Equal(SoftmaxPrimitives.LogSumExp(single), vector.LogSumExp());
        Assert.Equal(SoftmaxPrimitives.LogSumExp(single, mask), vector.LogSumExp(mask));
        Assert.Equal(SoftmaxPrimitives.LogSumExp(single, weights), vector.LogSumExp(Vector<float>.Build.Dense(weights)));
        Assert.Equal(SoftmaxPrimitives.LogSumExp(single, weights), single.LogSumExp(weights));
        Assert.Equal(single.Softmax(), vector.Softmax());
        Assert.Equal(single.LogSoftmax(), vector.LogSoftmax());
    }

    [Fact]
    public void The_input_is_left_alone()
    {
        // "z -= max" on the caller's array is the mistake of a widely copied softmax.
        double[] array = [1, 2, 3];
        Vector<double> vector = Vector<double>.Build.Dense([1, 2, 3]);
        Matrix<double> matrix = Matrix<double>.Build.DenseOfRowArrays([1, 2, 3], [4, 5, 6]);
        Matrix<double> copy = matrix.Clone();

        array.Softmax();
        array.LogSoftmax();
        vector.Softmax();
        vector.LogSoftmax();
        matrix.SoftmaxRows();
        matrix.SoftmaxColumns();
        matrix.LogSumExpColumns();
        CrossEntropy.LossAndGradient(matrix, [0, 1]);
        CrossEntropy.Gradient(vector, 1);
        SoftmaxDerivatives.VjpRows(matrix, matrix);

        Assert.Equal([1, 2, 3], array);
        Assert.Equal([1, 2, 3], vector);
        Assert.Equal(copy, matrix);
    }

    [Fact]
    public void Empty_matrices_and_vectors_give_empty_results()
    {
        Assert.Empty(Array.Empty<double>().Softmax());
        Assert.Equal(0, Matrix<double>.Build.Dense(0, 3).SoftmaxRows().RowCount);
        Assert.Equal(0, Matrix<double>.Build.Dense(3, 0).SoftmaxRows().ColumnCount);
        Assert.Equal(0, SoftmaxDerivatives.VjpRows(Matrix<double>.Build.Dense(3, 0), Matrix<double>.Build.Dense(3, 0)).ColumnCount);
        Assert.Equal([double.NegativeInfinity, double.NegativeInfinity], Matrix<double>.Build.Dense(2, 0).LogSumExpRows());
    }

    [Fact]
    public void A_mask_of_another_shape_is_refused()
    {
        Matrix<double> z = Matrix<double>.Build.Dense(2, 3);

        var exception = Assert.Throws<ArgumentException>(() => z.SoftmaxRows(mask: new bool[3, 2]));

        Assert.Contains("mask is 3 × 2, but logits is 2 × 3", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => z.SoftmaxColumns(mask: new bool[3, 2]));
        Assert.Throws<ArgumentException>(() => z.LogSumExpRows(new bool[3, 2]));
    }

    [Fact]
    public void Messages_are_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new double[] { 1 }.Softmax(-0.5));
            Assert.Contains("temperature is -0.5;", exception.Message, StringComparison.Ordinal);
            Assert.Contains("0.5", Jacobian.FromMatrix(Matrix<double>.Build.Dense(1, 1, 0.5)).ToString(), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void ForEachMatrix(Action<Matrix<double>, bool[,], double> check)
    {
        var random = new RandomRows(17);
        for (int i = 0; i < 200; i++)
        {
            Matrix<double> z = random.Matrix(random.Length(1, 7), random.Length(1, 7));
            bool[] entries = random.Mask(z.RowCount * z.ColumnCount);
            bool[,] mask = new bool[z.RowCount, z.ColumnCount];
            for (int k = 0; k < entries.Length; k++) mask[k / z.ColumnCount, k % z.ColumnCount] = entries[k];
            check(z, mask, random.Length(1, 5) / 2.0);
        }
    }

    private static bool[] Row(bool[,] mask, int i) => [.. Enumerable.Range(0, mask.GetLength(1)).Select(j => mask[i, j])];

    private static bool[] Column(bool[,] mask, int j) => [.. Enumerable.Range(0, mask.GetLength(0)).Select(i => mask[i, j])];

    private static void AssertRows<T>(Matrix<T> actual, Func<int, Vector<T>> expectedRow)
        where T : struct, IEquatable<T>, IFormattable
    {
        for (int i = 0; i < actual.RowCount; i++) Assert.Equal(expectedRow(i), actual.Row(i));
    }
}
