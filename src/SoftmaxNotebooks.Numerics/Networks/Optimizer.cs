namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>How a gradient changes the weights: <see cref="GradientDescent"/>, also with momentum, or <see cref="Adam"/>.</summary>
/// <remarks>
/// Symbols: w a weight, g its gradient, r the learning rate, d the weight decay, v and m what is remembered from step to step, t the step
/// from 1. All of them first let a weight decay, w ← (1 − r d) w, apart from the gradient ("decoupled", Loshchilov and Hutter 2019, as
/// in PyTorch's AdamW; for plain descent it is the same as L2 regularization with d/2 · w²). Biases do not decay.
/// </remarks>
public abstract record Optimizer
{
    private protected Optimizer()
    {
    }

    /// <summary>How many numbers it remembers for each parameter.</summary>
    internal abstract int MomentCount { get; }

    /// <summary>Changes the parameters. A number depends on its own gradient and moments alone, so that any part can be done apart.</summary>
    /// <remarks>Shapes: all spans the same, but for moments of which it has none.</remarks>
    internal abstract void Update(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, OptimizerStep step);

    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 1).</exception>
    private protected static double CheckedFactor(double value, string name) => value is >= 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(value), value, FormattableString.Invariant($"{name} is {value}; it must lie in [0, 1)."));
}

/// <summary>What changes from step to step.</summary>
/// <param name="LearningRate">r</param>
/// <param name="WeightDecay">d; 0 for biases.</param>
/// <param name="Number">t</param>
internal readonly record struct OptimizerStep(double LearningRate, double WeightDecay, long Number)
{
    /// <summary>1 − r d</summary>
    internal float Decay => (float)(1 - (LearningRate * WeightDecay));
}
