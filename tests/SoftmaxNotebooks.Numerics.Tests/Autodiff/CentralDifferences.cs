namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>The independent source of a gradient: the forward pass alone, evaluated on both sides of each entry.</summary>
internal static class CentralDifferences
{
    /// <summary>
    /// Compares the tape's gradients of sum over k of g[k] y[k], for a random g, with differences of fourth order.
    /// </summary>
    /// <remarks>
    /// The step balances the error of the formula, h⁴, with that of rounding, 2^-53 / h: both are near 1e-13 for h = 1e-3. The tolerance
    /// of 1e-9 leaves room for fifth derivatives in the thousands, and no room for a wrong rule.
    /// </remarks>
    public static void AssertGradients(Func<Variable[], Variable> function, TapeValue[] inputs, int seed = 1)
    {
        using var tape = new GradientTape();
        Variable[] variables = [.. inputs.Select(input => tape.Variable(input))];
        Variable output = function(variables);
        var g = new TapeValue(output.Shape, new RandomRows(seed).Normal(output.Shape.Count));
        IReadOnlyList<TapeValue> gradients = tape.Gradients(output, variables, g);

        for (int i = 0; i < inputs.Length; i++)
        {
            Assert.Equal(inputs[i].Shape, gradients[i].Shape);
            for (int k = 0; k < inputs[i].Shape.Count; k++)
            {
                double expected = Difference(h => Evaluate(function, Moved(inputs, i, k, h), g));
                double actual = gradients[i].Entries[k];
                double tolerance = 1e-9 * Math.Max(1, Math.Abs(expected));
                Assert.True(
                    Math.Abs(actual - expected) <= tolerance,
                    FormattableString.Invariant($"input {i}, entry {k}: the tape says {actual:R}, central differences {expected:R}"));
            }
        }
    }

    private static double Difference(Func<double, double> function)
    {
        const double h = 1e-3;
        return (function(-2 * h) - (8 * function(-h)) + (8 * function(h)) - function(2 * h)) / (12 * h);
    }

    private static double Evaluate(Func<Variable[], Variable> function, TapeValue[] inputs, TapeValue g)
    {
        using var tape = new GradientTape();
        TapeValue y = function([.. inputs.Select(input => tape.Variable(input))]).Value;
        double sum = 0;
        for (int k = 0; k < g.Shape.Count; k++) sum += g.Entries[k] * y.Entries[k];
        return sum;
    }

    private static TapeValue[] Moved(TapeValue[] inputs, int input, int entry, double step)
    {
        double[] entries = inputs[input].Entries.ToArray();
        entries[entry] += step;
        return [.. inputs.Select((value, i) => i == input ? new TapeValue(value.Shape, entries) : value)];
    }
}
