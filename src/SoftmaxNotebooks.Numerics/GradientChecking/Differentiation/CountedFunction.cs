namespace SoftmaxNotebooks.Numerics;

/// <summary>A function that is held to returning the same number of outputs each time, and counts how often it was asked.</summary>
internal sealed class CountedFunction(Func<double[], double[]> function)
{
    private int? _outputCount;

    internal int Count { get; private set; }

    /// <summary>A copy of the outputs: a function may well write all its results to one array of its own.</summary>
    /// <exception cref="InvalidOperationException">The function returned null, or not as many outputs as the time before.</exception>
    internal double[] Evaluate(double[] point)
    {
        Count++;
        double[] outputs = function(point) ?? throw new InvalidOperationException("The function returned null instead of an array of outputs.");
        return outputs.Length == (_outputCount ??= outputs.Length)
            ? [.. outputs]
            : throw new InvalidOperationException(
                FormattableString.Invariant(
                    $"The function returned {_outputCount} outputs at first and {outputs.Length} later; it must always return the same number."));
    }
}
