using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// The backward pass.
public sealed partial class GradientTape
{
    /// <summary>d output / d variable</summary>
    /// <remarks>
    /// Shapes: output a scalar, result that of the variable: 0 if the output does not depend on it. The variable may be a computed node.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The output is no scalar. The variable is a constant. One of them is recorded on another tape.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public TapeValue Gradient(Variable output, Variable variable) => GradientsOf(output, [variable], outputGradient: null)[0];

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
        return GradientsOf(output, [variable], outputGradient)[0];
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
        return GradientsOf(output, [.. variables], outputGradient);
    }

    /// <summary>J[i,j] = d output[i] / d variable[j]</summary>
    /// <remarks>
    /// Shape: entries of the output × entries of the variable, both in row-major order and named after them: y[0], w[1,2]. One backward
    /// pass for each row.
    /// </remarks>
    /// <exception cref="ArgumentException">The variable is a constant. One of the two is recorded on another tape.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Jacobian Jacobian(Variable output, Variable variable)
    {
        CheckIsOnThisTape(output, nameof(output));
        CheckIsDifferentiable(variable, nameof(variable));
        Matrix<double> matrix = Matrix<double>.Build.Dense(output.Shape.Count, variable.Shape.Count);
        for (int i = 0; i < matrix.RowCount; i++)
        {
            double[] oneHot = new double[matrix.RowCount];
            oneHot[i] = 1;
            matrix.SetRow(i, GradientsOf(output, [variable], new TapeValue(output.Shape, oneHot))[0].Entries.ToArray());
        }

        return Numerics.Jacobian.FromMatrix(matrix, EntryNames(output), EntryNames(variable));
    }

    private TapeValue[] GradientsOf(Variable output, Variable[] variables, TapeValue? outputGradient)
    {
        CheckIsOnThisTape(output, nameof(output));
        foreach (Variable variable in variables) CheckIsDifferentiable(variable, nameof(variables));
        CheckSeed(output, outputGradient);

        double[] seed = outputGradient is null ? [1] : outputGradient.Entries.ToArray();
        double[]?[] gradients = Backward(output, variables, seed);
        return [.. variables.Select(variable => new TapeValue(
            variable.Shape,
            (variable.Index <= output.Index ? gradients[variable.Index] : null) ?? new double[variable.Shape.Count]))];
    }

    /// <summary>The gradient of each of the variables at its index; null where the output does not depend on the variable.</summary>
    /// <remarks>
    /// Only a node that lies on a way from a variable to the output gets an array for its gradient, and gives it back as soon as it has
    /// passed it on.
    /// </remarks>
    private double[]?[] Backward(Variable output, Variable[] variables, double[] seed)
    {
        double[]?[] gradients = new double[output.Index + 1][];
        bool[] isWanted = MarkNodes(variables, output.Index);
        int first = Array.IndexOf(isWanted, true);
        if (first < 0) return gradients;

        bool[] dependsOnVariable = MarkDependents(isWanted, first);
        if (dependsOnVariable[output.Index]) gradients[output.Index] = seed;
        for (int i = output.Index; i >= first; i--)
        {
            if (gradients[i] is not { } gradient) continue;
            foreach ((Variable input, Pullback pullback) in _edges[i])
            {
                if (!dependsOnVariable[input.Index]) continue;
                pullback(gradient, gradients[input.Index] ??= new double[input.Shape.Count]);
            }

            if (!isWanted[i]) gradients[i] = null;
        }

        return gradients;
    }

    private static bool[] MarkNodes(Variable[] nodes, int last)
    {
        bool[] marks = new bool[last + 1];
        foreach (Variable node in nodes)
        {
            // What was recorded after the output has no influence on it.
            if (node.Index <= last) marks[node.Index] = true;
        }

        return marks;
    }

    private bool[] MarkDependents(bool[] marks, int first)
    {
        bool[] dependents = [.. marks];
        for (int i = first; i < dependents.Length; i++)
        {
            foreach (Edge edge in _edges[i]) dependents[i] |= dependents[edge.Input.Index];
        }

        return dependents;
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
