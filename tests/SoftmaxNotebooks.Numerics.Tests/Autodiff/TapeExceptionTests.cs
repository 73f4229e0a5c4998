using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>What is refused, with which words, and that a refusal leaves the tape as it was.</summary>
public sealed class TapeExceptionTests : IDisposable
{
    private readonly GradientTape _tape = new();
    private readonly Variable _s;
    private readonly Variable _v;
    private readonly Variable _m;

    public TapeExceptionTests()
    {
        _s = _tape.Variable(1.0, "s");
        _v = _tape.Variable(Vector<double>.Build.Dense(5), "v");
        _m = _tape.Variable(Matrix<double>.Build.Dense(3, 4), "m");
    }

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void Shapes_that_do_not_fit_are_both_named()
    {
        Variable w = _tape.Variable(Matrix<double>.Build.Dense(5, 2), "w");
        Vector<double> three = Vector<double>.Build.Dense(3);

        Refused("Add: m is 3×4 and v is vector of 5; the shapes must be equal, or one a scalar", () => _m + _v);
        Refused("Subtract: v is vector of 5 and m is 3×4", () => _v - _m);
        Refused("Multiply: m is 3×4 and w is 5×2", () => _m * w);
        Refused("Divide: v is vector of 5 and the constant is vector of 3", () => _v / three);
        Refused("Add: the constant is vector of 3 and m is 3×4", () => three + _m);
        Refused("Pow: v is vector of 5 and w is 5×2", () => _v.Pow(w));
        Refused("MatMul: m is 3×4 and w is 5×2; the inner sizes 4 and 5 must be equal", () => _m.MatMul(w));
        Refused("MatMul: m is 3×4 and v is vector of 5; the inner sizes 4 and 5", () => _m.MatMul(_v));
        Refused("MatMul: v is vector of 5 and m is 3×4; the inner sizes 5 and 3", () => _v.MatMul(_m));
        Refused("MatMul: v is vector of 5 and the constant is vector of 3", () => _v.MatMul(three));
        Refused("MatMul: the constant is vector of 3 and v is vector of 5; the inner sizes 3 and 5", () => three.MatMul(_v));
        Refused("MatMul: s is scalar and m is 3×4; it takes vectors and matrices", () => _s.MatMul(_m));
    }

    [Fact]
    public void A_row_of_another_length_names_the_node_by_its_index_if_it_has_no_name()
    {
        Variable hidden = _m.Tanh();

        Refused("Add: v3 is 3×4 and v is vector of 5", () => hidden + _v);
    }

    [Fact]
    public void Functions_of_rows_and_of_matrices_refuse_other_shapes()
    {
        Refused("Softmax: s is scalar; it takes a vector or a matrix", () => _s.Softmax());
        Refused("LogSoftmax: s is scalar", () => _s.LogSoftmax());
        Refused("LogSumExp: s is scalar", () => _s.LogSumExp());
        Refused("CrossEntropy: s is scalar", () => _s.CrossEntropy([0]));
        Refused("CrossEntropy: s is scalar", () => _s.CrossEntropy(Vector<double>.Build.Dense(1)));
        Refused("Transpose: v is vector of 5; it takes a matrix", () => _v.Transpose());
        Refused("RowSums: v is vector of 5", () => _v.RowSums());
        Refused("ColumnSums: s is scalar", () => _s.ColumnSums());
        Refused("s is scalar, which has no rows", () => _s[0]);
    }

    [Fact]
    public void An_index_outside_is_refused()
    {
        Refused("v is vector of 5; the index 5 does not lie in [0, 5)", () => _v[5]);
        Refused("v is vector of 5; the index -1 does not lie in [0, 5)", () => _v[-1]);
        Refused("m is 3×4; the index 3 does not lie in [0, 3)", () => _m[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _m[3]);
    }

    [Fact]
    public void A_mean_over_nothing_is_refused()
    {
        Variable empty = _tape.Variable(Vector<double>.Build.Dense(0), "empty");

        Refused("Mean: empty is vector of 0, and there is no mean of no entries", () => empty.Mean());
    }

    [Fact]
    public void Bad_targets_are_refused()
    {
        Refused("targets[0] is 5; a class index must lie in [0, 5)", () => _v.CrossEntropy(5));
        Refused("targets[1] is -1; a class index must lie in [0, 4)", () => _m.CrossEntropy([0, -1, 2]));
        Refused("CrossEntropy: m is 3×4 and targets is vector of 2; there must be one target for each row", () => _m.CrossEntropy([0, 1]));
        Refused("m is 3×4; with one target class it takes a vector", () => _m.CrossEntropy(0));
        Refused("CrossEntropy: m is 3×4 and targets is 4×3", () => _m.CrossEntropy(Matrix<double>.Build.Dense(4, 3)));
        Refused("targets[0] is -1", () => _v.CrossEntropy(Vector<double>.Build.Dense(5, -1.0)));
        Refused("The total weight of the 1 target rows is 0", () => _v.CrossEntropy(-100, new CrossEntropyOptions { IgnoreIndex = -100 }));
        Refused("ClassWeights has 1 entries", () => _v.CrossEntropy(0, new CrossEntropyOptions { ClassWeights = [1] }));
    }

    [Fact]
    public void Cross_entropy_without_classes_is_refused()
    {
        Matrix<double> nothing = Matrix<double>.Build.Dense(3, 0);
        Variable m = _tape.Variable(nothing, "nothing");
        Variable v = _tape.Variable(Vector<double>.Build.Dense(0), "empty");

        Refused("CrossEntropy: nothing is 3×0 and targets is vector of 3; without classes", () => m.CrossEntropy([0, 0, 0]));
        Refused("CrossEntropy: nothing is 3×0 and targets is vector of 1; there must be one target", () => m.CrossEntropy([0]));
        Refused("CrossEntropy: nothing is 3×0 and targets is 3×0; without classes", () => m.CrossEntropy(nothing));
        Refused("CrossEntropy: empty is vector of 0 and targets is vector of 1; without classes", () => v.CrossEntropy(0));
    }

    [Fact]
    public void A_column_beside_a_matrix_is_refused_with_the_way_to_spread_it()
    {
        const string remedy = "With one entry for each row, transpose: (x.Transpose() - v).Transpose().";
        Vector<double> column = Vector<double>.Build.Dense([1.0, 2, 3]);

        Refused(remedy, () => _m - column);
        Refused(remedy, () => column / _m);
        var other = Assert.Throws<ArgumentException>(() => _m - _v);

        Assert.DoesNotContain("ranspose", other.Message, StringComparison.Ordinal);
        Assert.Equal([-3, -3, -3, -3], ((_m.Transpose() - column).Transpose()[2]).Value.Vector);
    }

    [Fact]
    public void A_gradient_in_an_expression_of_its_tape_is_refused_until_it_is_called_a_constant()
    {
        Variable w = _tape.Variable(3.0, "w");
        TapeValue gradient = _tape.Gradient(w.Pow(3), w); // 27
        TapeValue ofRows = _tape.Gradients(_m.Sum(), [_m])[0];
        int count = _tape.Nodes.Count;

        InvalidOperationException[] refusals =
        [
            .. new Func<Variable>[]
            {
                () => gradient * w, () => w * gradient, () => w - (0.1 * gradient), () => w + (gradient - 1), () => w / (1 - gradient),
                () => w * (-gradient / 2), () => _m.MatMul(ofRows), () => ofRows / _m,
            }.Select(Assert.Throws<InvalidOperationException>),
        ];

        Assert.Contains("Multiply: the scalar operand is a gradient of this tape", refusals[0].Message, StringComparison.Ordinal);
        Assert.All(refusals, refusal => Assert.Contains("say so with tape.Constant(g)", refusal.Message, StringComparison.Ordinal));
        Assert.Equal(count, _tape.Nodes.Count);

        // As a constant it is differentiated as one, and so is the value of that constant: d(27 w)/dw = 27.
        Variable constant = _tape.Constant(gradient);
        Assert.Equal(27, _tape.Gradient(constant * w, w).Scalar);
        Assert.Equal(27, _tape.Gradient(constant.Value * w, w).Scalar);
        Assert.Equal(27, _tape.Gradient(gradient.Scalar * w, w).Scalar);
    }

    [Fact]
    public void A_gradient_is_a_number_like_any_other_on_another_tape_and_as_an_outputGradient()
    {
        Variable w = _tape.Variable(3.0, "w");
        TapeValue gradient = _tape.Gradient(w * w, w);
        using var other = new GradientTape();
        Variable x = other.Variable(2.0);

        Assert.Equal(6, other.Gradient(gradient * x, x).Scalar);
        Assert.Equal(6, _tape.Gradient(w, w, gradient).Scalar);
        Assert.Equal(6, _tape.Variable(gradient).Value.Scalar);
    }

    [Fact]
    public void A_refused_variable_is_reported_under_the_name_of_its_parameter()
    {
        Variable x = _tape.Constant(2.0, "x");

        Assert.Equal("variable", Assert.Throws<ArgumentException>(() => _tape.Gradient(_s, x)).ParamName);
        Assert.Equal("variable", Assert.Throws<ArgumentException>(() => _tape.Gradient(_s, x, 1.0)).ParamName);
        Assert.Equal("variable", Assert.Throws<ArgumentNullException>(() => _tape.Gradient(_s, null!)).ParamName);
        Assert.Equal("variables", Assert.Throws<ArgumentException>(() => _tape.Gradients(_s, [_s, x])).ParamName);
    }

    [Fact]
    public void A_variable_of_another_tape_is_refused()
    {
        using var other = new GradientTape();
        Variable foreign = other.Variable(1.0, "foreign");

        Refused("Multiply: s and foreign are recorded on different tapes", () => _s * foreign);
        Refused("MatMul: m and foreign are recorded on different tapes", () => _m.MatMul(foreign));
        Refused("foreign is recorded on another tape", () => _tape.Gradient(foreign, _s));
        Refused("foreign is recorded on another tape", () => _tape.Gradient(_s, foreign));
        Refused("foreign is recorded on another tape", () => _tape.Gradients(_s, [_s, foreign]));
        Refused("foreign is recorded on another tape", () => _tape.Jacobian(foreign, _s));
        Refused("foreign is recorded on another tape", () => _tape.ToGraphviz(foreign));
        Assert.Single(other.Nodes);
    }

    [Fact]
    public void A_gradient_of_a_vector_needs_an_outputGradient_of_its_shape()
    {
        Refused("v is vector of 5, and only a scalar has a gradient by itself; pass an outputGradient", () => _tape.Gradient(_v, _v));
        Refused("m is 3×4, and only a scalar", () => _tape.Gradients(_m, [_v]));
        Refused(
            "outputGradient is vector of 3, but v is vector of 5",
            () => _tape.Gradient(_v, _v, Vector<double>.Build.Dense(3)));
        Refused("outputGradient is vector of 5, but s is scalar", () => _tape.Gradients(_s, [_s], _v.Value));
    }

    [Fact]
    public void The_gradient_with_respect_to_a_constant_is_refused()
    {
        Variable x = _tape.Constant(2.0, "x");
        Variable y = 3 * x;

        Refused("x is a constant, which has no gradient; record it with tape.Variable", () => _tape.Gradient(y, x));
        Refused("v4 is a constant", () => _tape.Jacobian(y, y.Inputs[0]));
        Assert.Equal(1, _tape.Gradient(y, y).Scalar);
    }

    [Fact]
    public void A_second_name_is_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => _s.Named("t"));

        Assert.Equal("The node has the name s; it cannot be renamed to t.", exception.Message);
        Assert.Equal("s", _s.Name);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => _tape.Variable(null!));
        Assert.Throws<ArgumentNullException>(() => _s + (Variable)null!);
        Assert.Throws<ArgumentNullException>(() => (TapeValue)null! + _s);
        Assert.Throws<ArgumentNullException>(() => -(Variable)null!);
        Assert.Throws<ArgumentNullException>(() => _m.MatMul((Variable)null!));
        Assert.Throws<ArgumentNullException>(() => ((Matrix<double>)null!).MatMul(_v));
        Assert.Throws<ArgumentNullException>(() => ((Vector<double>)null!).MatMul(_v));
        Assert.Throws<ArgumentNullException>(() => _m.CrossEntropy((TapeValue)null!));
        Assert.Throws<ArgumentNullException>(() => _s.Exp().Named(null!));
        Assert.Throws<ArgumentNullException>(() => _tape.Gradient(null!, _s));
        Assert.Throws<ArgumentNullException>(() => _tape.Gradient(_s, null!));
        Assert.Throws<ArgumentNullException>(() => _tape.Gradient(_s, _s, null!));
        Assert.Throws<ArgumentNullException>(() => _tape.Gradients(_s, null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => TapeShape.Vector(-1));
    }

    private void Refused(string message, Func<object> action)
    {
        int count = _tape.Nodes.Count;
        var exception = Assert.ThrowsAny<ArgumentException>(action);

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(count, _tape.Nodes.Count);
    }
}
