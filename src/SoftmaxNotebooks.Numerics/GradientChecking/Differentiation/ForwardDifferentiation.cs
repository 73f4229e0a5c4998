using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>What complex steps and dual numbers share: one input at a time is a variable, and each evaluation gives one column.</summary>
internal static class ForwardDifferentiation
{
    /// <summary>The derivative of one output by each input.</summary>
    internal static Vector<double> Gradient<T>(
        Func<T[], T> function, double[] at, Func<double, T> variable, Func<T, double, double> derivative)
        where T : struct, System.Numerics.INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        return Jacobian(inputs => [function(inputs)], at, variable, derivative).Matrix.Row(0);
    }

    /// <summary>The derivative of each output by each input.</summary>
    /// <param name="function">n numbers in, m out.</param>
    /// <param name="at">The n inputs.</param>
    /// <param name="variable">Makes the input that is differentiated by from its real value.</param>
    /// <param name="derivative">Reads the derivative off an output, given the real value of that input.</param>
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

            columns[j] = Array.ConvertAll(outputs, output => derivative(output, at[j]));
            (int first, int now) = (columns[0].Length, columns[j].Length);
            if (now != first)
            {
                throw new InvalidOperationException(FormattableString.Invariant(
                    $"The function returned {first} outputs at first and {now} later; it must always return the same number."));
            }
        }

        return Numerics.Jacobian.FromMatrix(Matrix<double>.Build.DenseOfColumnArrays(columns));
    }
}
