using System.Globalization;
using System.Text;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

public class TapeValueTests
{
    private static readonly Vector<double> V = Vector<double>.Build.Dense([1.0, 2]);
    private static readonly Matrix<double> M = Matrix<double>.Build.DenseOfRowArrays([1, 2, 3], [4.0, 5, 6]);

    [Fact]
    public void It_converts_to_and_from_the_type_that_it_is()
    {
        TapeValue scalar = 3.0;
        TapeValue vector = V;
        TapeValue matrix = M;

        double number = (double)scalar;
        Vector<double> v = vector;
        Matrix<double> m = matrix;

        Assert.Equal(3, number);
        Assert.Equal(V, v);
        Assert.Equal(M, m);
        Assert.Equal([1, 2, 3, 4, 5, 6], matrix.Entries.ToArray());
        Assert.Equal(vector, (TapeValue)new[] { 1.0, 2 });
        Assert.Equal(matrix, (TapeValue)new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal((0, 1, 1, 1), Sizes(scalar.Shape));
        Assert.Equal((1, 1, 2, 2), Sizes(vector.Shape));
        Assert.Equal((2, 2, 3, 6), Sizes(matrix.Shape));
    }

    [Fact]
    public void Asking_for_another_shape_names_the_one_that_it_has()
    {
        var noScalar = Assert.Throws<InvalidOperationException>(() => (double)(TapeValue)V);
        var noVector = Assert.Throws<InvalidOperationException>(() => (Vector<double>)(TapeValue)M);
        var noMatrix = Assert.Throws<InvalidOperationException>(() => (Matrix<double>)(TapeValue)1.5);

        Assert.Equal("The value is not a scalar; its shape is: vector of 2.", noScalar.Message);
        Assert.Equal("The value is not a vector; its shape is: 2×3.", noVector.Message);
        Assert.Equal("The value is not a matrix; its shape is: scalar.", noMatrix.Message);
    }

    [Fact]
    public void A_step_of_gradient_descent_reads_as_it_should()
    {
        using var tape = new GradientTape();
        Variable w = tape.Variable(M);
        Variable b = tape.Variable(V);
        Variable s = tape.Variable(4.0);
        Variable cost = ((w * w).Sum() + (b * b).Sum() + (s * s)) / 2; // each gradient is the variable itself

        Matrix<double> nextW = M - tape.Gradient(cost, w);
        Vector<double> nextB = V - (0.5 * tape.Gradient(cost, b));
        double nextS = (4 - (tape.Gradient(cost, s) / 4)).Scalar;
        double change = 4.0;
        change -= 0.25 * tape.Gradient(cost, s).Scalar;

        Assert.Equal(0 * M, nextW);
        Assert.Equal(V / 2, nextB);
        Assert.Equal(3, nextS);
        Assert.Equal(3, change);
    }

    [Fact]
    public void Arithmetic_is_that_of_MathNet()
    {
        TapeValue v = V;
        TapeValue m = M;

        Assert.Equal(V + V, v + V);
        Assert.Equal(V + V, V + v);
        Assert.Equal(3 * V, (v + v + v).Vector);
        Assert.Equal(M + M, m + M);
        Assert.Equal(M + M, M + m);
        Assert.Equal(-V, v - (2 * V));
        Assert.Equal(V, (2 * V) - v);
        Assert.Equal(-M, m - (2 * M));
        Assert.Equal(M, (2 * M) - m);
        Assert.Equal(-M, (-m).Matrix);
        Assert.Equal(M / 4, (m / 4).Matrix);
        Assert.Equal(2 * M, (m * 2).Matrix);
        Assert.Equal(0 * V, (v - v).Vector);
    }

    [Fact]
    public void Arithmetic_with_another_shape_names_both()
    {
        var exception = Assert.Throws<ArgumentException>(() => (TapeValue)M - (TapeValue)V);

        Assert.Contains("left is 2×3, the one at the right is vector of 2", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => M - (TapeValue)V);
        Assert.Throws<ArgumentException>(() => M.Transpose() + (TapeValue)M);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => (TapeValue)(Vector<double>)null!);
        Assert.Throws<ArgumentNullException>(() => (TapeValue)(Matrix<double>)null!);
        Assert.Throws<ArgumentNullException>(() => (TapeValue)(double[])null!);
        Assert.Throws<ArgumentNullException>(() => (TapeValue)(double[,])null!);
        Assert.Throws<ArgumentNullException>(() => (double)(TapeValue)null!);
        Assert.Throws<ArgumentNullException>(() => 2 * (TapeValue)null!);
        Assert.Throws<ArgumentNullException>(() => (TapeValue)V + (TapeValue)null!);
    }

    [Fact]
    public void An_array_is_copied()
    {
        double[] given = [1, 2];
        TapeValue value = given;

        given[0] = 99;

        Assert.Equal(V, value.Vector);
    }

    [Fact]
    public void Values_are_equal_if_their_shapes_and_entries_are()
    {
        using var tape = new GradientTape();
        Variable w = tape.Variable(V);
        TapeValue gradient = tape.Gradient((w * w).Sum() / 2, w); // w itself

        Assert.True(gradient == V && V == gradient && !(gradient != V) && gradient.Equals((object)w.Value));
        Assert.Equal(w.Value.GetHashCode(), gradient.GetHashCode());
        Assert.True(gradient != 2 * gradient && (TapeValue)3.0 == 3);
        Assert.False(gradient.Equals(null) || gradient == null || null == gradient || gradient.Equals((object)V));
        Assert.True((TapeValue?)null == null);

        // The same entries in other shapes.
        TapeValue row = V.ToRowMatrix();
        TapeValue column = V.ToColumnMatrix();
        Assert.Equal(3, new HashSet<TapeValue> { V, row, column, gradient }.Count);
        Assert.True(row != column && row != V && (TapeValue)1.0 != new[] { 1.0 });
    }

    [Fact]
    public void NaN_and_zeros_compare_as_those_of_double_do()
    {
        TapeValue notANumber = new[] { 1, double.NaN };
        TapeValue same = new[] { 1, double.NaN };
        TapeValue zero = 0.0;
        TapeValue negativeZero = -0.0;

        Assert.True(notANumber.Equals(same) && notANumber != same && !(notANumber == same));
        Assert.Equal(notANumber.GetHashCode(), same.GetHashCode());
        Assert.True(zero.Equals(negativeZero) && zero == negativeZero);
        Assert.Equal(zero.GetHashCode(), negativeZero.GetHashCode());
    }

    [Fact]
    public void The_default_shape_is_a_scalar()
    {
        Assert.Equal(TapeShape.Scalar, default);
        Assert.Equal((0, 1, 1, 1), Sizes(default));
        Assert.NotEqual(TapeShape.Scalar, TapeShape.Vector(1));
        Assert.NotEqual(TapeShape.Vector(1), TapeShape.Matrix(1, 1));
    }

    [Fact]
    public void A_gradient_is_written_as_its_text_and_a_scalar_in_no_culture() => InGerman(() =>
    {
        // If a value converted to double by itself, WriteLine and Append would choose double: a vector would throw, a scalar become 0,5.
        using var tape = new GradientTape();
        Variable w = tape.Variable(V);
        TapeValue ofVector = tape.Gradient((w * w).Sum() / 4, w);
        Variable s = tape.Variable(3.0);
        TapeValue ofScalar = tape.Gradient(s / 2, s);
        using var writer = new StringWriter { NewLine = "\n" };

        writer.WriteLine(ofVector);
        writer.WriteLine(ofScalar);
        writer.Write(new StringBuilder().Append(ofVector).Append(ofScalar));

        Assert.Equal("[0.5, 1]\n0.5\n[0.5, 1]0.5", writer.ToString());
    });

    [Fact]
    public void Text_does_not_depend_on_the_culture() => InGerman(() =>
    {
        Assert.Equal("0.333333", ((TapeValue)(1.0 / 3)).ToString());
        Assert.Equal("[0.5, 2, NaN]", ((TapeValue)Vector<double>.Build.Dense([0.5, 2, double.NaN])).ToString());
        Assert.Equal("[[1, 2, 3],\n [4, 5, 6]]", ((TapeValue)M).ToString());
        Assert.Equal("[]", ((TapeValue)Vector<double>.Build.Dense(0)).ToString());
        Assert.Equal("[]", ((TapeValue)Matrix<double>.Build.Dense(0, 3)).ToString());
    });

    [Fact]
    public void Text_of_a_large_value_is_its_ends_and_how_much_lies_between()
    {
        // By hand: of 100 rows and 20 columns 92 and 12 are not shown.
        TapeValue large = Matrix<double>.Build.Dense(100, 20, (i, j) => (100 * i) + j);
        string[] lines = large.ToString().Split('\n');

        Assert.Equal(9, lines.Length);
        Assert.Equal("[[0, 1, 2, 3, … 12 more, 16, 17, 18, 19],", lines[0]);
        Assert.Equal(" … 92 more,", lines[4]);
        Assert.Equal(" [9900, 9901, 9902, 9903, … 12 more, 9916, 9917, 9918, 9919]]", lines[8]);
        Assert.Equal("[0, 1, 2, 3, … 776 more, 780, 781, 782, 783]", ((TapeValue)Vector<double>.Build.Dense(784, i => i)).ToString());
        Assert.DoesNotContain("more", ((TapeValue)Matrix<double>.Build.Dense(16, 16)).ToString(), StringComparison.Ordinal);
    }

    private static (int Rank, int RowCount, int ColumnCount, int Count) Sizes(TapeShape shape)
        => (shape.Rank, shape.RowCount, shape.ColumnCount, shape.Count);

    private static void InGerman(Action action)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
