using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>The backward side of every operation against central differences of its forward side.</summary>
public class OperationGradientTests
{
    private static readonly TapeShape Scalar = TapeShape.Scalar;
    private static readonly TapeShape Row = TapeShape.Vector(4);
    private static readonly TapeShape Matrix = TapeShape.Matrix(3, 4);

    private static readonly Matrix<double> Distributions = Matrix<double>.Build.DenseOfRowArrays(
        [0.25, 0.25, 0.5, 0], [0, 1, 0, 0], [2, 0, 1, 3]);

    private static readonly Dictionary<string, Func<Variable, Variable>> Unary = new()
    {
        ["Negate"] = x => -x,
        ["Exp"] = x => x.Exp(),
        ["Pow(2)"] = x => x.Pow(2),
        ["Pow(3)"] = x => x.Pow(3),
        ["Pow(1)"] = x => x.Pow(1),
        ["Pow(0)"] = x => x.Pow(0),
        ["Pow(-2)"] = x => x.Pow(-2),
        ["Relu"] = x => x.Relu(),
        ["Tanh"] = x => x.Tanh(),
        ["Sigmoid"] = x => x.Sigmoid(),
        ["Sum"] = x => x.Sum(),
        ["Mean"] = x => x.Mean(),
    };

    private static readonly Dictionary<string, Func<Variable, Variable>> OfPositive = new()
    {
        ["Log"] = x => x.Log(),
        ["Pow(0.5)"] = x => x.Pow(0.5),
        ["Pow(x)"] = x => x.Pow(x),
    };

    private static readonly Dictionary<string, Func<Variable, Variable>> OfRows = new()
    {
        ["Softmax"] = x => x.Softmax(),
        ["LogSoftmax"] = x => x.LogSoftmax(),
        ["LogSumExp"] = x => x.LogSumExp(),
        ["[1]"] = x => x[1],
    };

    private static readonly Dictionary<string, Func<Variable, Variable>> OfMatrix = new()
    {
        ["Transpose"] = x => x.Transpose(),
        ["RowSums"] = x => x.RowSums(),
        ["ColumnSums"] = x => x.ColumnSums(),
        ["[2][3]"] = x => x[2][3],
        ["CrossEntropy of classes"] = x => x.CrossEntropy([0, 3, 1]),
        ["CrossEntropy with options"] = x => x.CrossEntropy(
            [0, 3, 1], new CrossEntropyOptions { LabelSmoothing = 0.1, ClassWeights = [1, 2, 3, 4], IgnoreIndex = 3 }),
        ["CrossEntropy summed"] = x => x.CrossEntropy([0, 3, 1], new CrossEntropyOptions { Reduction = Reduction.Sum }),
        ["CrossEntropy of each row"] = x => x.CrossEntropy([0, 3, 1], new CrossEntropyOptions { Reduction = Reduction.None }),
        ["CrossEntropy of distributions"] = x => x.CrossEntropy(Distributions),
        ["CrossEntropy of distributions, each row"] =
            x => x.CrossEntropy(Distributions, new CrossEntropyOptions { Reduction = Reduction.None }),
    };

    private static readonly Dictionary<string, Func<Variable, Variable>> OfVector = new()
    {
        ["CrossEntropy of a class"] = x => x.CrossEntropy(2),
        ["CrossEntropy of a class, unreduced"] = x => x.CrossEntropy(2, new CrossEntropyOptions { Reduction = Reduction.None }),
        ["CrossEntropy of a distribution"] = x => x.CrossEntropy(Distributions.Row(0)),
    };

    private static readonly Dictionary<string, Func<Variable, Variable, Variable>> Binary = new()
    {
        ["+"] = (a, b) => a + b,
        ["-"] = (a, b) => a - b,
        ["*"] = (a, b) => a * b,
        ["/"] = (a, b) => a / b,
    };

    public static TheoryData<string> UnaryNames => [.. Unary.Keys];

    public static TheoryData<string> PositiveNames => [.. OfPositive.Keys];

    public static TheoryData<string> RowsNames => [.. OfRows.Keys];

    public static TheoryData<string> MatrixNames => [.. OfMatrix.Keys];

    public static TheoryData<string> VectorNames => [.. OfVector.Keys];

    public static TheoryData<string> BinaryNames => [.. Binary.Keys];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void Function_of_any_shape(string name)
    {
        foreach (TapeShape shape in new[] { Scalar, Row, Matrix }) Check(Unary[name], shape);
    }

    [Theory]
    [MemberData(nameof(PositiveNames))]
    public void Function_of_positive_entries(string name)
    {
        foreach (TapeShape shape in new[] { Scalar, Row, Matrix })
        {
            TapeValue positive = new(shape, [.. RandomEntries(shape, seed: 3).Select(Math.Abs)]);
            CentralDifferences.AssertGradients(x => OfPositive[name](x[0]), [positive]);
        }
    }

    [Theory]
    [MemberData(nameof(RowsNames))]
    public void Function_of_a_vector_or_of_each_row(string name)
    {
        Check(OfRows[name], Row);
        Check(OfRows[name], Matrix);
    }

    [Theory]
    [MemberData(nameof(MatrixNames))]
    public void Function_of_a_matrix(string name) => Check(OfMatrix[name], Matrix);

    [Theory]
    [MemberData(nameof(VectorNames))]
    public void Function_of_a_vector(string name) => Check(OfVector[name], Row);

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void Arithmetic_of_equal_shapes_scalars_and_rows(string name)
    {
        (TapeShape, TapeShape)[] shapes =
        [
            (Scalar, Scalar), (Row, Row), (Matrix, Matrix), (Scalar, Row), (Row, Scalar),
            (Scalar, Matrix), (Matrix, Scalar), (Matrix, Row), (Row, Matrix),
        ];
        foreach ((TapeShape left, TapeShape right) in shapes)
        {
            CentralDifferences.AssertGradients(x => Binary[name](x[0], x[1]), [Random(left, seed: 5), Random(right, seed: 6)]);
        }
    }

    [Fact]
    public void Power_of_two_variables()
    {
        foreach ((TapeShape left, TapeShape right) in new[] { (Matrix, Matrix), (Matrix, Row), (Scalar, Row), (Row, Scalar) })
        {
            TapeValue positive = new(left, [.. RandomEntries(left, seed: 3).Select(Math.Abs)]);
            CentralDifferences.AssertGradients(x => x[0].Pow(x[1]), [positive, Random(right, seed: 4)]);
        }
    }

    [Fact]
    public void Matrix_product_of_every_pair_of_vectors_and_matrices()
    {
        TapeShape[] lefts = [Row, Matrix];
        TapeShape[] rights = [Row, TapeShape.Matrix(4, 2)];
        foreach (TapeShape left in lefts)
        {
            foreach (TapeShape right in rights)
            {
                CentralDifferences.AssertGradients(x => x[0].MatMul(x[1]), [Random(left, seed: 7), Random(right, seed: 8)]);
            }
        }
    }

    [Fact]
    public void Arithmetic_with_a_plain_number_vector_or_matrix_on_either_side()
    {
        Vector<double> v = Random(Row, seed: 9);
        Matrix<double> m = Random(Matrix, seed: 10);

        foreach (TapeShape shape in new[] { Scalar, Row, Matrix })
        {
            Check(x => 2 + x - 3, shape);
            Check(x => 2.5 - (x * 3), shape);
            Check(x => (2 * x) + (3 / x) + (x / 4), shape);
            Check(x => (v + x) * (x + v), shape);
            Check(x => (v - x) * (x - v), shape);
            Check(x => (v * x) - (x * v * x), shape);
            Check(x => (v / x) + (x / v), shape);
            Check(x => (m + x) * (x + m), shape);
            Check(x => (m - x) * (x - m), shape);
            Check(x => (m * x) - (x * m * x), shape);
            Check(x => (m / x) + (x / m), shape);
        }

        Check(x => x.MatMul(Random(TapeShape.Matrix(4, 2), seed: 11)), Matrix);
        Check(x => x.MatMul(v), Matrix);
    }

    private static void Check(Func<Variable, Variable> function, TapeShape shape)
        => CentralDifferences.AssertGradients(x => function(x[0]), [Random(shape, seed: 2)]);

    private static TapeValue Random(TapeShape shape, int seed) => new(shape, RandomEntries(shape, seed));

    /// <summary>Entries from 0.5 to 2.5 in magnitude, of either sign: away from the kink of ReLU and the pole of a division.</summary>
    private static double[] RandomEntries(TapeShape shape, int seed) =>
        [.. new RandomRows(seed).Normal(shape.Count).Select(x => Math.CopySign(0.5 + Math.Min(Math.Abs(x), 2), x))];
}
