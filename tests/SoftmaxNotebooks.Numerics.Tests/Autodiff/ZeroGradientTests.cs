using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>What an output does not depend on has the gradient 0, also beside an infinite derivative, where 0 · inf would be NaN.</summary>
public sealed class ZeroGradientTests : IDisposable
{
    private const double Infinity = double.PositiveInfinity;

    private readonly GradientTape _tape = new();

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void Log_of_a_softmax_whose_other_probabilities_are_0_has_the_gradient_0()
    {
        // log p[0] at [800, 0, 0]: dz = [1 - p[0], -p[1], -p[2]], all of them below 1e-340.
        Variable z = _tape.Variable(new[] { 800.0, 0, 0 });

        Assert.Equal([0, 0, 0], _tape.Gradient(z.Softmax().Log()[0], z).Vector);
    }

    [Fact]
    public void The_norm_of_one_row_does_not_feel_the_kink_of_another()
    {
        // d|x[1]|/dx[1] = x[1] / |x[1]| = [0.6, 0.8]; row 0 stands at its kink, with the slope inf.
        Variable x = _tape.Variable(new[,] { { 0.0, 0 }, { 3, 4 } });

        Matrix<double> gradient = _tape.Gradient((x * x).RowSums().Pow(0.5)[1], x);

        Assert.Equal([0, 0], gradient.Row(0));
        Assert.Equal(0.6, gradient[1, 0], 1e-15);
        Assert.Equal(0.8, gradient[1, 1], 1e-15);
    }

    [Fact]
    public void The_Jacobian_of_a_function_of_each_entry_is_diagonal_at_a_pole_too()
    {
        Variable v = _tape.Variable(new[] { 0.0, 1 });

        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([Infinity, 0], [0, 1]), _tape.Jacobian(v.Log(), v).Matrix);
        Assert.Equal(0, _tape.Jacobian(v.Pow(-1), v)[1, 0]);
        Assert.Equal(0, _tape.Jacobian(1 / v, v)[1, 0]);
        Assert.Equal(0, _tape.Jacobian((v * 1000).Exp(), v)[0, 1]);
        Assert.Equal(0, _tape.Jacobian(v * new[] { Infinity, 1 }, v)[1, 0]);
        Assert.Equal(0, _tape.Jacobian(v.Pow(_tape.Constant(0.5)), v)[1, 0]);
    }

    [Fact]
    public void A_matrix_product_has_the_gradient_0_beside_an_infinite_entry()
    {
        // y[n,j] = sum over k of a[n,k] b[k,j]: dy[0,1]/da[0,k] = b[k,1], and dy[0,1]/db[k,1] = a[0,k]; everything else is 0.
        Variable a = _tape.Variable(new[,] { { 1.0, 2 }, { Infinity, 3 } });
        Variable b = _tape.Variable(new[,] { { Infinity, 5.0 }, { 6, 7 } });
        Variable y = a.MatMul(b);

        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([5.0, 7], [0, 0]), _tape.Gradient(y[0][1], a).Matrix);
        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([0.0, 1], [0, 2]), _tape.Gradient(y[0][1], b).Matrix);
        Assert.Equal([Infinity, 6], _tape.Gradient(y[0][0], a).Matrix.Row(0));
    }

    [Fact]
    public void Beside_NaN_a_gradient_of_0_is_NaN()
    {
        Variable v = _tape.Variable(new[] { double.NaN, 1 });

        Assert.Equal([double.NaN, 0], _tape.Gradient(v * v, v, new[] { 0.0, 0 }).Vector);
        Assert.Equal([double.NaN, 0], _tape.Gradient(v.Log(), v, new[] { 0.0, 0 }).Vector);
        Assert.Equal([double.NaN, 0], _tape.Gradient(v.Relu(), v, new[] { 0.0, 0 }).Vector);
        Assert.Equal([double.NaN, 0], _tape.Gradient(v.MatMul(new[] { double.NaN, 1 }), v, 0.0).Vector);
        Assert.Equal([double.NaN, 0], _tape.Gradient(v.MatMul(new[] { double.NaN, Infinity }), v, 0.0).Vector);
    }

    [Fact]
    public void A_0_that_is_the_derivative_and_not_the_gradient_gives_NaN_beside_an_infinite_gradient()
    {
        // √(x²) at its kink: inf · 2x. Dual numbers, which go the other way, find 0.
        Variable x = _tape.Variable(0.0);

        Assert.Equal(double.NaN, _tape.Gradient((x * x).Pow(0.5), x).Scalar);
    }
}
