using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>v ← u v + g; w ← w − r v, or with Nesterov's look ahead w ← w − r (g + u v)</summary>
/// <remarks>
/// u is the momentum, and v = 0 before the first step; without momentum this is w ← w − r g. The form is PyTorch's, in which the learning
/// rate is not part of v. Source: Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013.
/// </remarks>
public sealed record GradientDescent : Optimizer
{
    /// <summary>u; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 1).</exception>
    public double Momentum
    {
        get;
        init => field = CheckedFactor(value, nameof(Momentum));
    }

    /// <summary>Whether the step is taken from where the momentum will have led; no difference without momentum.</summary>
    public bool IsNesterov { get; init; }

    internal override int MomentCount => Momentum > 0 ? 1 : 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal override void Update(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, OptimizerStep step)
    {
        int i = 0;
        if (MomentCount == 0)
        {
            for (; i + Vector<float>.Count <= parameters.Length; i += Vector<float>.Count)
            {
                Next(new Vector<float>(parameters[i..]), new Vector<float>(gradients[i..]), step).CopyTo(parameters[i..]);
            }

            // One number at a time, by the same operations: the bits are the same wherever a part begins.
            for (; i < parameters.Length; i++) parameters[i] = Next(new(parameters[i]), new(gradients[i]), step)[0];
            return;
        }

        for (; i + Vector<float>.Count <= parameters.Length; i += Vector<float>.Count)
        {
            Vector<float> v = new(firstMoments[i..]);
            Next(new Vector<float>(parameters[i..]), new Vector<float>(gradients[i..]), ref v, step).CopyTo(parameters[i..]);
            v.CopyTo(firstMoments[i..]);
        }

        for (; i < parameters.Length; i++)
        {
            Vector<float> v = new(firstMoments[i]);
            parameters[i] = Next(new(parameters[i]), new(gradients[i]), ref v, step)[0];
            firstMoments[i] = v[0];
        }
    }

    private static Vector<float> Next(Vector<float> w, Vector<float> g, OptimizerStep step)
        => (step.Decay * w) - ((float)step.LearningRate * g);

    private Vector<float> Next(Vector<float> w, Vector<float> g, ref Vector<float> v, OptimizerStep step)
    {
        float u = (float)Momentum;
        v = (u * v) + g;
        return (step.Decay * w) - ((float)step.LearningRate * (IsNesterov ? g + (u * v) : v));
    }
}
