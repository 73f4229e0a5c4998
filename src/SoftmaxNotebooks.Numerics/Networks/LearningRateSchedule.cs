namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>What the learning rate is multiplied by as the epochs pass.</summary>
/// <remarks>
/// Symbols: t the epochs passed when a batch begins, with a fraction within an epoch, E the epochs in all, w the epochs of the warm-up.
/// During the warm-up the factor also rises linearly, up to 1 in its last batch. Immutable.
/// </remarks>
public abstract record LearningRateSchedule
{
    private LearningRateSchedule()
    {
    }

    /// <summary>w; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double WarmUpEpochs
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"WarmUpEpochs is {value}; it must be at least 0 and finite."));
    }

    /// <summary>1</summary>
    public static LearningRateSchedule Constant { get; } = new ConstantSchedule();

    /// <summary>factor^⌊t / everyEpochs⌋</summary>
    /// <exception cref="ArgumentOutOfRangeException">everyEpochs is not positive, or the factor does not lie in (0, 1].</exception>
    public static LearningRateSchedule Step(int everyEpochs, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(everyEpochs);
        return new StepSchedule(everyEpochs, CheckedFactor(factor, nameof(factor)));
    }

    /// <summary>factorPerEpoch^t: a little less with each batch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The factor does not lie in (0, 1].</exception>
    public static LearningRateSchedule Exponential(double factorPerEpoch)
        => new ExponentialSchedule(CheckedFactor(factorPerEpoch, nameof(factorPerEpoch)));

    /// <summary>f + (1 − f) (1 + cos(π (t − w) / (E − w))) / 2, where f is the final factor</summary>
    /// <remarks>
    /// Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017, without the restarts.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The final factor does not lie in [0, 1].</exception>
    public static LearningRateSchedule Cosine(double finalFactor = 0) => finalFactor is >= 0 and <= 1
        ? new CosineSchedule(finalFactor)
        : throw new ArgumentOutOfRangeException(
            nameof(finalFactor), finalFactor, FormattableString.Invariant($"finalFactor is {finalFactor}; it must lie in [0, 1]."));

    /// <summary>The factor for a batch of an epoch, both from 0.</summary>
    internal double FactorAt(int epoch, int batch, int batchCount, int epochCount)
    {
        double t = epoch + ((double)batch / batchCount);
        double warmUp = WarmUpEpochs > 0 ? Math.Min(1, (t + (1.0 / batchCount)) / WarmUpEpochs) : 1;
        return warmUp * Factor(t, epochCount);
    }

    private protected abstract double Factor(double t, int epochCount);

    private static double CheckedFactor(double value, string name) => value is > 0 and <= 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} is {value}; it must lie in (0, 1]."));

    private sealed record ConstantSchedule : LearningRateSchedule
    {
        private protected override double Factor(double t, int epochCount) => 1;
    }

    private sealed record StepSchedule(int EveryEpochs, double FactorPerStep) : LearningRateSchedule
    {
        private protected override double Factor(double t, int epochCount) => Math.Pow(FactorPerStep, Math.Floor(t / EveryEpochs));
    }

    private sealed record ExponentialSchedule(double FactorPerEpoch) : LearningRateSchedule
    {
        private protected override double Factor(double t, int epochCount) => Math.Pow(FactorPerEpoch, t);
    }

    private sealed record CosineSchedule(double FinalFactor) : LearningRateSchedule
    {
        private protected override double Factor(double t, int epochCount)
        {
            double share = epochCount > WarmUpEpochs ? Math.Clamp((t - WarmUpEpochs) / (epochCount - WarmUpEpochs), 0, 1) : 0;
            return FinalFactor + ((1 - FinalFactor) * (1 + Math.Cos(Math.PI * share)) / 2);
        }
    }
}
