using System.Numerics;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>
/// m ← b1 m + (1 − b1) g; v ← b2 v + (1 − b2) g²; w ← w − r m' / (√v' + e), where m' = m / (1 − b1^t) and v' = v / (1 − b2^t)
/// </summary>
/// <remarks>m = v = 0 before the first step. With weight decay it is AdamW. Source: Kingma and Ba, "Adam", ICLR 2015.</remarks>
public sealed record Adam : Optimizer
{
    /// <summary>b1; 0.9 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 1).</exception>
    public double FirstDecay
    {
        get;
        init => field = CheckedFactor(value, nameof(FirstDecay));
    }
    = 0.9;

    /// <summary>b2; 0.999 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 1).</exception>
    public double SecondDecay
    {
        get;
        init => field = CheckedFactor(value, nameof(SecondDecay));
    }
    = 0.999;

    /// <summary>e, which keeps a gradient of 0 from being divided by 0; 1e-8 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite as a float.</exception>
    public double Epsilon
    {
        get;
        init => field = (float)value > 0 && float.IsFinite((float)value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value,
                FormattableString.Invariant($"Epsilon is {value}; it must be greater than 0 and finite, also as a float."));
    }
    = 1e-8;

    internal override int MomentCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal override void Update(
        Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments, OptimizerStep step)
    {
        var rates = new Rates(this, step);
        int width = Vector<float>.Count, i = 0;
        for (; i + width <= parameters.Length; i += width)
            rates.Next(parameters.Slice(i, width), gradients.Slice(i, width), firstMoments.Slice(i, width), secondMoments.Slice(i, width));

        if (i == parameters.Length) return;

        // The rest is filled up with zeros, which stay zeros: the bits are the same wherever a part begins.
        Span<float> w = stackalloc float[width], g = stackalloc float[width], m = stackalloc float[width], v = stackalloc float[width];
        parameters[i..].CopyTo(w);
        gradients[i..].CopyTo(g);
        firstMoments[i..].CopyTo(m);
        secondMoments[i..].CopyTo(v);
        rates.Next(w, g, m, v);
        int rest = parameters.Length - i;
        w[..rest].CopyTo(parameters[i..]);
        m[..rest].CopyTo(firstMoments[i..]);
        v[..rest].CopyTo(secondMoments[i..]);
    }

    /// <summary>The factors of a step, computed in double and rounded once.</summary>
    private readonly struct Rates(Adam adam, OptimizerStep step)
    {
        private readonly Vector<float> _b1 = new((float)adam.FirstDecay);
        private readonly Vector<float> _newShare1 = new((float)(1 - adam.FirstDecay));
        private readonly Vector<float> _b2 = new((float)adam.SecondDecay);
        private readonly Vector<float> _newShare2 = new((float)(1 - adam.SecondDecay));
        private readonly Vector<float> _correctedRate = new((float)(step.LearningRate / (1 - Math.Pow(adam.FirstDecay, step.Number))));
        private readonly Vector<float> _rootCorrection = new((float)(1 / Math.Sqrt(1 - Math.Pow(adam.SecondDecay, step.Number))));
        private readonly Vector<float> _epsilon = new((float)adam.Epsilon);
        private readonly Vector<float> _decay = new(step.Decay);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Next(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> firstMoments, Span<float> secondMoments)
        {
            Vector<float> w = new(parameters), g = new(gradients), m = new(firstMoments), v = new(secondMoments);
            m = (_b1 * m) + (_newShare1 * g);
            v = (_b2 * v) + (_newShare2 * (g * g));
            w = (_decay * w) - (_correctedRate * (m / ((_rootCorrection * Vector.SquareRoot(v)) + _epsilon)));
            w.CopyTo(parameters);
            m.CopyTo(firstMoments);
            v.CopyTo(secondMoments);
        }
    }
}
