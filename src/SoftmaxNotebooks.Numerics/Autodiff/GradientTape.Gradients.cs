using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// The backward pass.
public sealed partial class GradientTape
{
    /// <summary>d output / d variable</summary>
    /// <remarks>
    /// Shapes: output a scalar, result that of the variable: 0 if the output does not depend on it. The variable may be a computed node.
    /// <para>
    /// The result is a plain value, not a node: this tape has no second derivatives. An operator that would record the result, or what has
    /// been computed from it, on this tape as a constant throws an <see cref="InvalidOperationException"/>; if a constant is meant, say so
    /// with <see cref="Constant"/>. Taken as a Vector, a Matrix or a double it is no longer known as a gradient, and becomes a constant
    /// unasked.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The output is no scalar. The variable is a constant. One of them is recorded on another tape.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public TapeValue Gradient(Variable output, Variable variable)
        => GradientsOf(output, [variable], outputGradient: null, nameof(variable))[0];

    /// <summary>dx[j] = sum over i of g[i] · dy[i]/dx[j], the vector-Jacobian product</summary>
    /// <remarks>
    /// Shapes: outputGradient g that of the output y, result that of the variable x. With the g of a later cost it is the gradient of
    /// that cost (PyTorch's grad_outputs, TensorFlow's output_gradients, JAX's cotangent).
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The outputGradient has another shape than the output. The variable is a constant. One of them is recorded on another tape.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public TapeValue Gradient(Variable output, Variable variable, TapeValue outputGradient)
    {
        ArgumentNullException.ThrowIfNull(outputGradient);
        return GradientsOf(output, [variable], outputGradient, nameof(variable))[0];
    }

    /// <summary>The gradients with respect to several variables, from one backward pass</summary>
    /// <remarks>
    /// Shapes: output a scalar, or outputGradient of its shape; each result that of its variable, in the order of the variables.
    /// </remarks>
    /// <exception cref="ArgumentException">As for <see cref="Gradient(Numerics.Variable, Numerics.Variable)"/>.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public IReadOnlyList<TapeValue> Gradients(Variable output, IEnumerable<Variable> variables, TapeValue? outputGradient = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return GradientsOf(output, [.. variables], outputGradient, nameof(variables));
    }

    /// <summary>J[i,j] = d output[i] / d variable[j]</summary>
    /// <remarks>
    /// Shape: entries of the output × entries of the variable, both in row-major order and named after them: y[0], w[1,2]. The way
    /// back is found once, and walked once for each row.
    /// </remarks>
    /// <exception cref="ArgumentException">The variable is a constant. One of the two is recorded on another tape.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Jacobian Jacobian(Variable output, Variable variable)
    {
        CheckIsOnThisTape(output, nameof(output));
        CheckIsDifferentiable(variable, nameof(variable));
        var pass = new BackwardPass(output, [variable]);
        Matrix<double> matrix = Matrix<double>.Build.Dense(output.Shape.Count, variable.Shape.Count);
        for (int i = 0; i < matrix.RowCount; i++)
        {
            double[] oneHot = new double[matrix.RowCount];
            oneHot[i] = 1;
            matrix.SetRow(i, pass.Run(oneHot)[0]);
        }

        return Numerics.Jacobian.FromMatrix(matrix, EntryNames(output), EntryNames(variable));
    }

    private TapeValue[] GradientsOf(Variable output, Variable[] variables, TapeValue? outputGradient, string parameterName)
    {
        CheckIsOnThisTape(output, nameof(output));
        foreach (Variable variable in variables) CheckIsDifferentiable(variable, parameterName);
        CheckSeed(output, outputGradient);

        double[] seed = outputGradient is null ? [1] : outputGradient.Entries.ToArray();
        double[][] gradients = new BackwardPass(output, variables).Run(seed);
        return [.. variables.Zip(gradients, (variable, gradient) => new TapeValue(variable.Shape, gradient, _identity))];
    }

    private void CheckIsDifferentiable(Variable variable, string parameterName)
    {
        CheckIsOnThisTape(variable, parameterName);
        if (variable.IsConstant)
        {
            throw new ArgumentException(
                $"{variable.Label} is a constant, which has no gradient; record it with tape.Variable to differentiate.", parameterName);
        }
    }

    private static void CheckSeed(Variable output, TapeValue? outputGradient)
    {
        if (outputGradient is null && output.Shape.Rank != 0)
        {
            throw new ArgumentException(
                $"{output.Label} is {output.Shape}, and only a scalar has a gradient by itself; "
                + "pass an outputGradient of the same shape, or reduce it with Sum or Mean, or ask for the Jacobian.",
                nameof(output));
        }

        if (outputGradient is not null && outputGradient.Shape != output.Shape)
        {
            throw new ArgumentException(
                $"outputGradient is {outputGradient.Shape}, but {output.Label} is {output.Shape}; the shapes must be equal.",
                nameof(outputGradient));
        }
    }

    private static IEnumerable<string> EntryNames(Variable node)
        => Enumerable.Range(0, node.Shape.Count).Select(i => node.Label + node.Shape.IndexText(i));
}
