using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>
/// The forward side: values from MathNet, from <see cref="SoftmaxFunctions"/> and from arithmetic that can be done by heart.
/// </summary>
public sealed class OperationValueTests : IDisposable
{
    private readonly GradientTape _tape = new();
    private readonly Vector<double> _v = Vector<double>.Build.Dense([1.0, -2, 3]);
    private readonly Matrix<double> _m = Matrix<double>.Build.DenseOfRowArrays([1, 2, 3], [-4.0, 5, -6]);

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void Arithmetic_is_elementwise()
    {
        Variable v = _tape.Variable(_v);
        Variable m = _tape.Variable(_m);

        Assert.Equal(_v + _v, (v + v).Value.Vector);
        Assert.Equal(_v - (2 * _v), (v - (2 * _v)).Value.Vector);
        Assert.Equal(_m.PointwiseMultiply(_m), (m * _m).Value.Matrix);
        Assert.Equal(_m.PointwiseDivide(2 * _m), (_m / (m * 2)).Value.Matrix);
        Assert.Equal(-_m, (-m).Value.Matrix);
        Assert.Equal(_m.Add(10), (10 + m).Value.Matrix);
    }

    [Fact]
    public void A_vector_is_added_to_each_row_of_a_matrix()
    {
        Variable sum = _tape.Variable(_m) + _v;

        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([2, 0, 6], [-3.0, 3, -3]), sum.Value.Matrix);
    }

    [Fact]
    public void Beside_a_square_matrix_a_vector_is_a_row_not_a_column()
    {
        Variable sum = _tape.Variable(Matrix<double>.Build.Dense(2, 2)) + Vector<double>.Build.Dense([1.0, 2]);

        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([1.0, 2], [1.0, 2]), sum.Value.Matrix);
    }

    [Fact]
    public void Products_of_vectors_and_matrices_are_those_of_MathNet()
    {
        Variable v = _tape.Variable(_v);
        Variable m = _tape.Variable(_m);

        Assert.Equal(_m * _m.Transpose(), m.MatMul(m.Transpose()).Value.Matrix);
        Assert.Equal(_m * _v, m.MatMul(v).Value.Vector);
        Assert.Equal(_v * _m.Transpose(), v.MatMul(_m.Transpose()).Value.Vector);
        Assert.Equal(_v * _v, v.MatMul(_v).Value.Scalar);
    }

    [Fact]
    public void A_plain_matrix_or_vector_can_stand_at_the_left_of_a_product()
    {
        Variable v = _tape.Variable(_v, "v");
        Variable m = _tape.Variable(_m.Transpose(), "m");

        Assert.Equal(_m * _v, _m.MatMul(v).Value.Vector);
        Assert.Equal(_m * _m.Transpose(), _m.MatMul(m).Value.Matrix);
        Assert.Equal(_v * _m.Transpose(), _v.MatMul(m).Value.Vector);
        Assert.Equal(_v * _v, _v.MatMul(v).Value.Scalar);
        Assert.Equal(_m.ColumnSums(), _tape.Gradient(_m.MatMul(v).Sum(), v).Vector);
    }

    [Fact]
    public void Functions_apply_to_each_entry()
    {
        Variable m = _tape.Variable(_m);

        Assert.Equal(_m.PointwiseExp(), m.Exp().Value.Matrix);
        Assert.Equal(_m.PointwiseAbs().PointwiseLog(), (m * m).Pow(0.5).Log().Value.Matrix);
        Assert.Equal(_m.PointwisePower(3), m.Pow(3).Value.Matrix);
        Assert.Equal(_m.PointwiseTanh(), m.Tanh().Value.Matrix);
        Assert.Equal(_m.PointwiseMaximum(0), m.Relu().Value.Matrix);
        Assert.Equal([2, 4, 8], _tape.Variable(2.0).Pow(_tape.Constant(_v.PointwiseAbs())).Value.Vector);
    }

    [Fact]
    public void Sums_rows_and_entries_are_where_they_belong()
    {
        Variable m = _tape.Variable(_m);

        Assert.Equal(1, m.Sum().Value.Scalar);
        Assert.Equal(1.0 / 6, m.Mean().Value.Scalar);
        Assert.Equal([6, -5], m.RowSums().Value.Vector);
        Assert.Equal([-3, 7, -3], m.ColumnSums().Value.Vector);
        Assert.Equal(_m.Transpose(), m.Transpose().Value.Matrix);
        Assert.Equal([-4, 5, -6], m[1].Value.Vector);
        Assert.Equal(-6, m[1][2].Value.Scalar);
    }

    [Fact]
    public void A_sum_and_a_mean_keep_what_each_addition_rounds_off()
    {
        Variable x = _tape.Variable(new[] { 1e16, 1, 1, -1e16 });

        Assert.Equal(2, x.Sum().Value.Scalar);
        Assert.Equal(0.5, x.Mean().Value.Scalar);
    }

    [Fact]
    public void A_mean_is_finite_where_its_sum_is_not()
    {
        for (int count = 1; count <= 40; count++)
        {
            Variable x = _tape.Variable(Vector<double>.Build.Dense(count, double.MaxValue));
            Assert.Equal(1, x.Mean().Value.Scalar / double.MaxValue, 1e-15);
        }

        Assert.Equal(5e307, _tape.Variable(new[] { 1.5e308, 1.5e308, -1.5e308 }).Mean().Value.Scalar, 1e293);
        Assert.Equal(double.PositiveInfinity, _tape.Variable(new[] { 1, double.PositiveInfinity }).Mean().Value.Scalar);
        Assert.Equal(double.NaN, _tape.Variable(new[] { double.NegativeInfinity, double.PositiveInfinity }).Mean().Value.Scalar);
    }

    [Fact]
    public void Softmax_and_its_relatives_are_those_of_the_library()
    {
        Variable v = _tape.Variable(_v);
        Variable m = _tape.Variable(_m);

        Assert.Equal(_v.Softmax(), v.Softmax().Value.Vector);
        Assert.Equal(_m.SoftmaxRows(), m.Softmax().Value.Matrix);
        Assert.Equal(_v.LogSoftmax(), v.LogSoftmax().Value.Vector);
        Assert.Equal(_m.LogSoftmaxRows(), m.LogSoftmax().Value.Matrix);
        Assert.Equal(_v.LogSumExp(), v.LogSumExp().Value.Scalar);
        Assert.Equal(_m.LogSumExpRows(), m.LogSumExp().Value.Vector);
    }

    [Fact]
    public void Sigmoid_is_right_where_its_exponential_overflows()
    {
        // 1 / (1 + e^800) = e^-800 is below the smallest double, e^-40 is not; at 0 it is 1/2.
        Variable y = _tape.Variable(Vector<double>.Build.Dense([-800.0, -40, 0, 40, 800])).Sigmoid();

        Assert.Equal(0, y.Value.Vector[0]);
        Assert.Equal(Math.Exp(-40), y.Value.Vector[1], 1e-15 * Math.Exp(-40));
        Assert.Equal([0.5, 1, 1], y.Value.Vector.SubVector(2, 3));
    }

    [Fact]
    public void A_saturated_sigmoid_and_tanh_keep_their_small_derivatives()
    {
        // sigmoid' = e^-x / (1 + e^-x)² and tanh' = 4 e^-2x / (1 + e^-2x)²: at x = 40 the denominators round to 1. Even functions.
        Variable x = _tape.Variable(Vector<double>.Build.Dense([40.0, -40, 800, -800]));

        Vector<double> sigmoid = _tape.Gradient(x.Sigmoid().Sum(), x);
        Vector<double> tanh = _tape.Gradient(x.Tanh().Sum(), x);

        Assert.Equal(Math.Exp(-40), sigmoid[0], 1e-14 * Math.Exp(-40));
        Assert.Equal(Math.Exp(-40), sigmoid[1], 1e-14 * Math.Exp(-40));
        Assert.Equal(4 * Math.Exp(-80), tanh[0], 1e-14 * Math.Exp(-80));
        Assert.Equal(4 * Math.Exp(-80), tanh[1], 1e-14 * Math.Exp(-80));
        Assert.Equal([0, 0], sigmoid.SubVector(2, 2));
        Assert.Equal([0, 0], tanh.SubVector(2, 2));
    }

    [Fact]
    public void The_gradient_of_log_softmax_keeps_the_digits_of_small_probabilities()
    {
        // dz[1] = -p[1]. From exp(l[1]), l[1] near -700, it would be off by up to 700 · 2^-53, or 8e-14, of itself.
        Vector<double> z = Vector<double>.Build.Dense([0, -700.1, 3.3]);
        Variable x = _tape.Variable(z);

        double gradient = _tape.Gradient(x.LogSoftmax()[0], x).Vector[1];

        Assert.Equal(-1, gradient / z.Softmax()[1], 1e-15);
    }

    [Fact]
    public void A_power_has_a_derivative_at_0()
    {
        // d(x²)/dx = 2x = 0, d(x¹)/dx = 1, d(x⁰)/dx = 0; n · 0ⁿ⁻¹ by itself would be NaN for n = 0.
        Variable x = _tape.Variable(0.0);
        Variable n = _tape.Variable(2.0);

        Assert.Equal(0.0, _tape.Gradient(x.Pow(2), x).Scalar);
        Assert.Equal(1.0, _tape.Gradient(x.Pow(1), x).Scalar);
        Assert.Equal(0.0, _tape.Gradient(x.Pow(0), x).Scalar);
        Assert.Equal(0.0, _tape.Gradient(x.Pow(n), x).Scalar);
        Assert.Equal(0.0, _tape.Gradient(x.Pow(n), n).Scalar);
        Assert.Equal(double.NaN, _tape.Gradient((x - 1).Pow(n), n).Scalar);
    }

    [Fact]
    public void Relu_has_the_derivative_0_at_0()
    {
        Variable x = _tape.Variable(Vector<double>.Build.Dense([-1, -0.0, 0, double.Epsilon, double.NaN]));

        Assert.Equal([0, 0, 0, 1, double.NaN], _tape.Gradient(x.Relu().Sum(), x).Vector);
    }

    [Fact]
    public void Relu_blocks_an_infinite_gradient_where_it_is_0()
    {
        // 0 · inf would be NaN.
        Variable x = _tape.Variable(Vector<double>.Build.Dense([-1.0, 1]));

        Vector<double> gradient = _tape.Gradient(x.Relu(), x, Vector<double>.Build.Dense(2, double.PositiveInfinity));

        Assert.Equal([0, double.PositiveInfinity], gradient);
    }

    [Fact]
    public void A_quotient_of_huge_numbers_has_a_finite_gradient()
    {
        // d(a/b)/db = -a/b² = -1e200 / 1e400, which is -1e-200; b² would be infinite.
        Variable b = _tape.Variable(1e200);

        Assert.Equal(-1e-200, _tape.Gradient(1e200 / b, b).Scalar, 1e-215);
    }

    [Fact]
    public void NaN_and_infinities_flow_through()
    {
        Variable x = _tape.Variable(Vector<double>.Build.Dense([1, double.NaN, double.PositiveInfinity]));

        Assert.Equal(double.NaN, x.Sum().Value.Scalar);
        Assert.Equal([1, double.NaN, double.PositiveInfinity], (_tape.Gradient((x * x).Sum(), x) / 2).Vector);
        Assert.All(x.Softmax().Value.Vector, entry => Assert.Equal(double.NaN, entry));

        // 0 · NaN + 0 · 1 = NaN, in the product and in its gradients.
        Variable zeros = _tape.Variable(Vector<double>.Build.Dense(2));
        Variable product = zeros.MatMul(Vector<double>.Build.Dense([double.NaN, 1]));
        Assert.Equal(double.NaN, product.Value.Scalar);
        Assert.Equal([double.NaN, 1], _tape.Gradient(product, zeros).Vector);

        Variable zero = _tape.Variable(0.0);
        Assert.Equal(double.PositiveInfinity, _tape.Gradient(zero.Log(), zero).Scalar);
    }

    [Fact]
    public void Empty_vectors_and_matrices_have_empty_results()
    {
        Variable v = _tape.Variable(Vector<double>.Build.Dense(0));
        Variable m = _tape.Variable(Matrix<double>.Build.Dense(0, 3));

        Assert.Equal(0, (2 * v).Exp().Softmax().LogSoftmax().Shape.Count);
        Assert.Equal(0, v.Sum().Value.Scalar);
        Assert.Equal(0, v.MatMul(v).Value.Scalar);
        Assert.Equal(double.NegativeInfinity, v.LogSumExp().Value.Scalar);
        Assert.Equal(TapeShape.Matrix(0, 3), ((m * 2) + Vector<double>.Build.Dense(3)).Softmax().Shape);
        Assert.Equal(TapeShape.Matrix(0, 2), m.MatMul(Matrix<double>.Build.Dense(3, 2)).Shape);
        Assert.Equal(Matrix<double>.Build.Dense(3, 3), m.Transpose().MatMul(m).Value.Matrix);
        Assert.Equal([0, 0, 0], m.ColumnSums().Value.Vector);
        Assert.Equal(0, _tape.Gradient(v.Exp().Sum() + v.LogSumExp(), v).Shape.Count);
        Assert.Equal(TapeShape.Matrix(0, 3), _tape.Gradient(m.Transpose().MatMul(m).Sum(), m).Shape);
    }
}
