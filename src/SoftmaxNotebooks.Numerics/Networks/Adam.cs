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
        int i = 0;
        for (; i + Vector<float>.Count <= parameters.Length; i += Vector<float>.Count)
        {
            Vector<float> m = new(firstMoments[i..]), v = new(secondMoments[i..]);
            rates.Next(new Vector<float>(parameters[i..]), new Vector<float>(gradients[i..]), ref m, ref v).CopyTo(parameters[i..]);
            m.CopyTo(firstMoments[i..]);
            v.CopyTo(secondMoments[i..]);
        }

        // One number at a time, by the same operations: the bits are the same wherever a part begins.
        for (; i < parameters.Length; i++)
        {
            Vector<float> m = new(firstMoments[i]), v = new(secondMoments[i]);
            parameters[i] = rates.Next(new(parameters[i]), new(gradients[i]), ref m, ref v)[0];
            (firstMoments[i], secondMoments[i]) = (m[0], v[0]);
        }
    }

    /// <summary>The factors of a step, computed in double and rounded once.</summary>
    private readonly struct Rates(Adam adam, OptimizerStep step)
    {
        private readonly float _b1 = (float)adam.FirstDecay;
        private readonly float _newShare1 = (float)(1 - adam.FirstDecay);
        private readonly float _b2 = (float)adam.SecondDecay;
        private readonly float _newShare2 = (float)(1 - adam.SecondDecay);
        private readonly float _correctedRate = (float)(step.LearningRate / (1 - Math.Pow(adam.FirstDecay, step.Number)));
        private readonly float _rootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(adam.SecondDecay, step.Number)));
        private readonly Vector<float> _epsilon = new((float)adam.Epsilon);
        private readonly float _decay = step.Decay;

        internal Vector<float> Next(Vector<float> w, Vector<float> g, ref Vector<float> m, ref Vector<float> v)
        {
            m = (_b1 * m) + (_newShare1 * g);
            v = (_b2 * v) + (_newShare2 * (g * g));
            return (_decay * w) - (_correctedRate * (m / ((_rootCorrection * Vector.SquareRoot(v)) + _epsilon)));
        }
    }
}
