using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>What complex steps and dual numbers share: one input at a time is a variable, and each evaluation gives one column.</summary>
internal static class ForwardDifferentiation
{
    /// <summary>Turns x[j] into the variable, and later the output into its derivative by it; both get the real x[j].</summary>
    internal static Vector<double> Gradient<T>(
        Func<T[], T> function, double[] at, Func<double, T> variable, Func<T, double, double> derivative)
        where T : struct, System.Numerics.INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return Jacobian(inputs => [function(inputs)], at, variable, derivative).Matrix.Row(0);
    }

    /// <inheritdoc cref="Gradient"/>
    internal static Jacobian Jacobian<T>(
        Func<T[], T[]> function, double[] at, Func<double, T> variable, Func<T, double, double> derivative)
        where T : struct, System.Numerics.INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        if (at.Length == 0) throw new ArgumentException("at is empty: there is no input to differentiate by.", nameof(at));

        double[][] columns = new double[at.Length][];
        for (int j = 0; j < at.Length; j++)
        {
            // A new array for each evaluation: the function may write on it.
            T[] inputs = Array.ConvertAll(at, T.CreateChecked);
            inputs[j] = variable(at[j]);
            T[] outputs = function(inputs)
                ?? throw new InvalidOperationException("The function returned null instead of an array of outputs.");

            double x = at[j];
            columns[j] = Array.ConvertAll(outputs, output => derivative(output, x));
            if (columns[j].Length != columns[0].Length)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The function returned {columns[0].Length} outputs at first and {columns[j].Length} later; it must always return the same number."));
            }
        }

        return Numerics.Jacobian.FromMatrix(Matrix<double>.Build.DenseOfColumnArrays(columns));
    }
}
