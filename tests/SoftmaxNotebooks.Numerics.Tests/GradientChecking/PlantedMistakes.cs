using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

/// <summary>Softmax, cross-entropy and a three-layer network written out by hand, so that a mistake can be planted in each.</summary>
/// <remarks>Nothing here calls the library's derivatives: each right form is checked against the measured derivative by a test.</remarks>
internal static class PlantedMistakes
{
    public static Vector<double> V(params double[] values) => Vector<double>.Build.Dense(values);

    public static Matrix<double> M(double[,] values) => Matrix<double>.Build.DenseOfArray(values);

    public static Vector<double> Logits { get; } = V(0.3, -1.2, 2.1, 0.7);

    public static Matrix<double> Batch { get; } = M(new[,] { { 0.3, -1.2, 2.1 }, { 1.5, 0.2, -0.4 }, { -0.8, 0.9, 0.1 }, { 0.05, -0.6, 1.3 } });

    public static int[] Classes { get; } = [2, 0, 1, 1];

    public static Vector<double> Softmax(Vector<double> z)
    {
        Vector<double> e = (z - z.Maximum()).PointwiseExp();
        return e / e.Sum();
    }

    public static Matrix<double> SoftmaxRows(Matrix<double> z) => Matrix<double>.Build.DenseOfRowVectors(z.EnumerateRows().Select(Softmax));

    public static Matrix<double> SoftmaxColumns(Matrix<double> z) => SoftmaxRows(z.Transpose()).Transpose();

    public static Matrix<double> SoftmaxAll(Matrix<double> z)
    {
        Matrix<double> e = (z - z.Enumerate().Max()).PointwiseExp();
        return e / e.Enumerate().Sum();
    }

    /// <summary>diag(s) - s sᵀ</summary>
    public static Matrix<double> Jacobian(Vector<double> s) => Matrix<double>.Build.DenseOfDiagonalVector(s) - s.OuterProduct(s);

    public static Vector<double> OneHot(int target, int count) => Vector<double>.Build.Dense(count, j => j == target ? 1 : 0);

    public static Matrix<double> OneHotRows(int[] targets, int count)
        => Matrix<double>.Build.DenseOfRowVectors(targets.Select(target => OneHot(target, count)));

    /// <summary>-sum of y log softmax(z)</summary>
    public static double CrossEntropy(Vector<double> z, Vector<double> y) => -y.DotProduct(z - z.Maximum() - Math.Log((z - z.Maximum()).PointwiseExp().Sum()));

    public static double MeanCrossEntropy(Matrix<double> z, Matrix<double> y)
        => z.EnumerateRows().Zip(y.EnumerateRows(), CrossEntropy).Average();

    public static double SquaredError(Vector<double> p, Vector<double> t) => (p - t).DotProduct(p - t);
}

/// <summary>Input → hidden (ReLU) → softmax with mean cross-entropy, forward and backward, one line for each step.</summary>
internal sealed record Network(Matrix<double> W1, Vector<double> B1, Matrix<double> W2, Vector<double> B2)
{
    public static Network Example { get; } = new(
        PlantedMistakes.M(new[,] { { 0.8, -0.5, 0.3 }, { -0.4, 0.9, 0.6 } }),
        PlantedMistakes.V(0.1, -0.2, 0.05),
        PlantedMistakes.M(new[,] { { 0.7, -0.8, 0.2 }, { 0.9, 0.1, -0.5 }, { -0.3, 0.6, 0.4 } }),
        PlantedMistakes.V(0.01, -0.02, 0.03));

    public static Matrix<double> Examples { get; } = PlantedMistakes.M(new[,] { { 1.0, -2.0 }, { 0.5, 0.25 }, { -1.5, 0.75 }, { 0.3, 1.1 }, { 2.0, 0.4 } });

    public static Matrix<double> Targets { get; } = PlantedMistakes.OneHotRows([0, 1, 2, 1, 0], 3);

    public Matrix<double> Z1(Matrix<double> x) => AddRow(x * W1, B1);

    public static Matrix<double> Relu(Matrix<double> z) => z.PointwiseMaximum(0);

    public Matrix<double> Z2(Matrix<double> a1) => AddRow(a1 * W2, B2);

    public double Loss(Matrix<double> x, Matrix<double> y) => PlantedMistakes.MeanCrossEntropy(Z2(Relu(Z1(x))), y);

    /// <summary>(p - y) / N</summary>
    public Matrix<double> Delta3(Matrix<double> x, Matrix<double> y) => (PlantedMistakes.SoftmaxRows(Z2(Relu(Z1(x)))) - y) / x.RowCount;

    /// <summary>What arrives at the hidden layer, before the mask.</summary>
    public Matrix<double> Upstream(Matrix<double> delta3) => delta3 * W2.Transpose();

    public static Matrix<double> Mask(Matrix<double> z) => z.Map(value => value > 0 ? 1.0 : 0.0);

    private static Matrix<double> AddRow(Matrix<double> z, Vector<double> b) => Matrix<double>.Build.DenseOfRowVectors(z.EnumerateRows().Select(row => row + b));
}
