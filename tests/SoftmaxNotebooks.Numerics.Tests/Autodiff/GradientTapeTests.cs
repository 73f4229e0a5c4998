using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

public sealed class GradientTapeTests : IDisposable
{
    private readonly GradientTape _tape = new();

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void The_network_of_the_question_has_the_gradient_that_is_worked_out_by_hand()
    {
        // p = 1/5 each, g = 2 (p - t) / 5, dz[j] = p (g[j] - mean of g) = 0.16, 0.08, 0, -0.08, -0.16, and dw = dz · x.
        Vector<double> x = Vector<double>.Build.Dense([1.0, 2, 3, 4, 5]);
        Vector<double> t = Vector<double>.Build.Dense([3.0, 4, 5, 6, 7]);
        Variable w = _tape.Variable(Vector<double>.Build.Dense(5), "w");

        Variable z = x * w;
        Variable y = z.Softmax();
        Variable loss = (y - t).Pow(2);
        Variable cost = loss.Mean();
        Vector<double> gradient = _tape.Gradient(cost, w);

        double[] expected = [0.16, 0.16, 0, -0.32, -0.8];
        for (int j = 0; j < expected.Length; j++) Assert.Equal(expected[j], gradient[j], 1e-15);
    }

    [Fact]
    public void A_variable_that_is_used_twice_gets_the_sum_of_both_gradients()
    {
        // d(x³ + x)/dx = 3x² + 1 = 13 at 2, with x³ as a product; and d(x - x)/dx = 0.
        Variable x = _tape.Variable(2.0);

        Assert.Equal(13, _tape.Gradient((x * x * x) + x, x).Scalar);
        Assert.Equal(0, _tape.Gradient(x - x, x).Scalar);
    }

    [Fact]
    public void Several_gradients_of_one_pass_are_those_of_several_passes_in_the_order_asked()
    {
        Variable a = _tape.Variable(2.0, "a");
        Variable b = _tape.Variable(3.0, "b");
        Variable product = a * b;
        Variable cost = product.Exp();

        IReadOnlyList<TapeValue> gradients = _tape.Gradients(cost, [b, product, a, b]);

        // d exp(ab)/db = a exp(ab), d/d(ab) = exp(ab), d/da = b exp(ab).
        double e = Math.Exp(6);
        Assert.Equal([2 * e, e, 3 * e, 2 * e], gradients.Select(gradient => gradient.Scalar));
        Assert.Equal(gradients.Select(g => g.Scalar), new[] { b, product, a, b }.Select(v => _tape.Gradient(cost, v).Scalar));
        Assert.Empty(_tape.Gradients(cost, []));
    }

    [Fact]
    public void A_tape_is_not_used_up_and_a_gradient_leaves_no_trace_on_it()
    {
        Variable w = _tape.Variable(Vector<double>.Build.Dense([0.1, 0.7, -0.3]), "w");
        Variable cost = w.Softmax().Pow(2).Sum();
        int count = _tape.Nodes.Count;

        Vector<double> first = _tape.Gradient(cost, w);
        Vector<double> second = _tape.Gradient(cost, w);
        _tape.Jacobian(w.Softmax(), w);

        Assert.Equal(first, second);
        Assert.Equal(count + 1, _tape.Nodes.Count);
        Assert.Equal(first, _tape.Gradient(cost, w).Vector);
    }

    [Fact]
    public void A_variable_without_influence_has_the_gradient_0_of_its_shape()
    {
        Variable w = _tape.Variable(1.0);
        Variable before = _tape.Variable(Matrix<double>.Build.Dense(2, 3, 1));
        Variable cost = w.Exp();
        Variable after = _tape.Variable(Vector<double>.Build.Dense(4, 1.0));

        Assert.Equal(Matrix<double>.Build.Dense(2, 3), _tape.Gradient(cost, before).Matrix);
        Assert.Equal(Vector<double>.Build.Dense(4), _tape.Gradient(cost, after).Vector);
        Assert.Equal(0, _tape.Gradient(w, cost).Scalar);
    }

    [Fact]
    public void The_gradient_of_a_node_with_respect_to_itself_is_the_outputGradient()
    {
        Variable x = _tape.Variable(Vector<double>.Build.Dense([1.0, 2]));
        Vector<double> g = Vector<double>.Build.Dense([3.0, 4]);

        Assert.Equal(g, _tape.Gradient(x, x, g).Vector);
        Assert.Equal([1, 1], _tape.Gradient(x.Sum(), x).Vector);
    }

    [Fact]
    public void The_gradient_is_linear_in_the_outputGradient()
    {
        var random = new RandomRows(11);
        Variable x = _tape.Variable(random.Matrix(3, 4));
        Variable y = x.Softmax().MatMul(random.Matrix(4, 2)).Tanh();
        Matrix<double> g = random.Matrix(3, 2);
        Matrix<double> h = random.Matrix(3, 2);

        Matrix<double> ofSum = _tape.Gradient(y, x, (2 * g) - (3 * h));
        Matrix<double> sumOf = (2 * _tape.Gradient(y, x, g)) - (3 * _tape.Gradient(y, x, h));

        Assert.True((ofSum - sumOf).L2Norm() <= 1e-14 * (1 + ofSum.L2Norm()));
    }

    [Fact]
    public void A_program_reads_with_variables_constants_and_plain_values_on_either_side()
    {
        // mean over n of (x[n] · w + b - t[n])² at w = 0, b = 0 with x = [1, 2], t = [3, 5]: db = 2 · mean(-t), dw = 2 · mean(-t x).
        Vector<double> t = Vector<double>.Build.Dense([3.0, 5]);
        Variable x = _tape.Constant(Matrix<double>.Build.DenseOfRowArrays([1.0], [2.0]), "x");
        Variable w = _tape.Variable(Vector<double>.Build.Dense(1), "w");
        Variable b = _tape.Variable(0, "b");

        IReadOnlyList<TapeValue> gradients = _tape.Gradients((x.MatMul(w) + b - t).Pow(2).Mean(), [w, b]);

        Assert.Equal([-13], gradients[0].Vector);
        Assert.Equal(-8, gradients[1].Scalar);
    }

    [Fact]
    public void A_chain_through_an_outputGradient_is_the_gradient_of_the_whole()
    {
        Variable w = _tape.Variable(Vector<double>.Build.Dense([0.3, -1, 2]));
        Variable p = w.Softmax();
        Variable cost = p.Log().Mean();

        Assert.Equal(_tape.Gradient(cost, w).Vector, _tape.Gradient(p, w, _tape.Gradient(cost, p)).Vector);
    }

    [Fact]
    public void The_Jacobian_of_softmax_has_the_names_of_its_nodes()
    {
        Vector<double> z = Vector<double>.Build.Dense([1.0, 2, 3]);
        Variable w = _tape.Variable(z, "w");

        Jacobian jacobian = _tape.Jacobian(w.Softmax().Named("y"), w);

        Assert.True((jacobian.Matrix - SoftmaxDerivatives.Jacobian(z.Softmax()).Matrix).L2Norm() < 1e-16);
        Assert.Equal(["y[0]", "y[1]", "y[2]"], jacobian.OutputNames);
        Assert.Equal(["w[0]", "w[1]", "w[2]"], jacobian.InputNames);
    }

    [Fact]
    public void The_Jacobian_counts_matrices_row_by_row_and_calls_nodes_without_a_name_by_their_index()
    {
        // y = W x: dy[i]/dW[i,l] = x[l].
        Variable w = _tape.Variable(Matrix<double>.Build.Dense(2, 3), "w");
        Variable y = w.MatMul(Vector<double>.Build.Dense([5.0, 6, 7]));

        Jacobian jacobian = _tape.Jacobian(y, w);

        Assert.Equal(Matrix<double>.Build.DenseOfRowArrays([5, 6, 7, 0, 0, 0], [0.0, 0, 0, 5, 6, 7]), jacobian.Matrix);
        Assert.Equal(["w[0,0]", "w[0,1]", "w[0,2]", "w[1,0]", "w[1,1]", "w[1,2]"], jacobian.InputNames);
        Assert.Equal(["v2[0]", "v2[1]"], jacobian.OutputNames);
        Assert.Equal(["v3"], _tape.Jacobian(y.Sum(), w).OutputNames);
    }

    [Fact]
    public void Nodes_can_be_walked()
    {
        Variable w = _tape.Variable(Vector<double>.Build.Dense([1.0, 2]), "w");
        Variable y = (2 * w).Named("y");

        Assert.Equal([w, y.Inputs[0], y], _tape.Nodes);
        Assert.Equal([0, 1, 2], _tape.Nodes.Select(node => node.Index));
        Assert.Equal(["Variable", "Constant", "Multiply"], _tape.Nodes.Select(node => node.Operation));
        Assert.Equal(["w", null, "y"], _tape.Nodes.Select(node => node.Name));
        Assert.Equal([false, true, false], _tape.Nodes.Select(node => node.IsConstant));
        Assert.Equal([y.Inputs[0], w], y.Inputs);
        Assert.Empty(w.Inputs);
        Assert.Equal(TapeShape.Vector(2), y.Shape);
        Assert.Equal("y: Multiply, vector of 2, [2, 4]", y.ToString());
        Assert.Same(_tape, y.Tape);
    }

    [Fact]
    public void A_change_of_the_vector_given_or_handed_out_does_not_reach_the_tape()
    {
        Vector<double> given = Vector<double>.Build.Dense([1.0, 2]);
        Matrix<double> seed = Matrix<double>.Build.Dense(1, 2, 1);
        Variable w = _tape.Variable(given);
        Variable m = _tape.Variable(Matrix<double>.Build.Dense(1, 2, 3));
        Variable square = w * w;
        Matrix<double> gradient = _tape.Gradient(m, m, seed);

        given[0] = 99;
        w.Value.Vector[0] = 99;
        seed[0, 0] = 99;
        gradient[0, 1] = 99;

        Assert.Equal([1, 2], w.Value.Vector);
        Assert.Equal([2, 4], _tape.Gradient(square.Sum(), w).Vector);
        Assert.Equal(Matrix<double>.Build.Dense(1, 2, 1), _tape.Gradient(m, m, Matrix<double>.Build.Dense(1, 2, 1)).Matrix);
    }

    [Fact]
    public void After_disposal_values_remain_and_everything_else_is_refused()
    {
        Variable w = _tape.Variable(2.0);
        Variable y = w.Exp();
        _tape.Dispose();
        _tape.Dispose();

        Assert.Equal(2, w.Value.Scalar);
        Assert.Throws<ObjectDisposedException>(() => _tape.Variable(1.0));
        Assert.Throws<ObjectDisposedException>(() => _tape.Constant(1.0));
        Assert.Throws<ObjectDisposedException>(() => w + w);
        Assert.Throws<ObjectDisposedException>(() => w + 1);
        Assert.Throws<ObjectDisposedException>(() => w.Exp());
        Assert.Throws<ObjectDisposedException>(() => _tape.Gradient(y, w));
        Assert.Throws<ObjectDisposedException>(() => _tape.Gradients(y, [w]));
        Assert.Throws<ObjectDisposedException>(() => _tape.Jacobian(y, w));
        Assert.Throws<ObjectDisposedException>(() => _tape.Nodes);
        Assert.Throws<ObjectDisposedException>(() => y.Inputs);
        Assert.Throws<ObjectDisposedException>(() => _tape.ToGraphviz());
        Assert.Throws<ObjectDisposedException>(() => _tape.ToMermaid(y));
    }
}
