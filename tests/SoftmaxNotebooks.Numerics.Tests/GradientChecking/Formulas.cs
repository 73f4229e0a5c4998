using System.Numerics;
using static SoftmaxNotebooks.Numerics.ElementaryFunctions;

namespace SoftmaxNotebooks.Numerics.Tests.GradientChecking;

/// <summary>Functions as a reader would write them: once, for every number type.</summary>
internal static class Formulas
{
    public static T[] Softmax<T>(T[] z)
        where T : struct, INumberBase<T>
    {
        T maximum = T.CreateChecked(z.Max(x => RealPart(x)));
        T[] exponentials = [.. z.Select(x => Exp(x - maximum))];
        T sum = Sum(exponentials);
        return [.. exponentials.Select(x => x / sum)];
    }

    public static T LogSumExp<T>(T[] z)
        where T : struct, INumberBase<T>
    {
        T maximum = T.CreateChecked(z.Max(x => RealPart(x)));
        return maximum + Log(Sum(z.Select(x => Exp(x - maximum))));
    }

    public static T CrossEntropy<T>(T[] z, int target)
        where T : struct, INumberBase<T>
        => LogSumExp(z) - z[target];

    public static T SquaredError<T>(T[] z, double[] target)
        where T : struct, INumberBase<T>
        => Sum(Softmax(z).Zip(target, (p, y) => Pow(p - T.CreateChecked(y), 2)));

    /// <summary>Mean cross-entropy of a network with 2 inputs, 3 hidden units and 2 classes.</summary>
    /// <remarks>The weights are W1 (2 × 3), b1, W2 (3 × 2), b2, all in row-major order.</remarks>
    public static T NetworkLoss<T>(T[] weights, Func<T, T> activation, double[][] inputs, int[] targets)
        where T : struct, INumberBase<T>
    {
        T loss = T.Zero;
        foreach ((double[] input, int target) in inputs.Zip(targets))
        {
            T[] hidden = Layer([.. input.Select(x => T.CreateChecked(x))], weights[..6], weights[6..9]);
            T[] logits = Layer([.. hidden.Select(activation)], weights[9..15], weights[15..]);
            loss += CrossEntropy(logits, target);
        }

        return loss / T.CreateChecked(targets.Length);
    }

    /// <summary>x W + b</summary>
    private static T[] Layer<T>(T[] x, T[] weights, T[] bias)
        where T : struct, INumberBase<T>
        => [.. bias.Select((b, j) => b + Sum(x.Select((xi, i) => xi * weights[(i * bias.Length) + j])))];

    private static T Sum<T>(IEnumerable<T> terms)
        where T : struct, INumberBase<T>
        => terms.Aggregate(T.Zero, (sum, term) => sum + term);
}
