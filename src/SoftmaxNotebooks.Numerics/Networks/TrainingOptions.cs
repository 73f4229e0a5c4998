namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>The choices of a training. The defaults train digits well: Adam, and a learning rate that falls to 0 along a cosine.</summary>
/// <remarks>Immutable. Each value is checked when it is set, so that the mistake shows where it is made.</remarks>
public sealed record TrainingOptions
{
    /// <summary>How often each example is trained on; 5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int EpochCount
    {
        get;
        init => field = AtLeastOne(value, nameof(EpochCount));
    }
    = 5;

    /// <summary>How many examples make one step; 128 unless set. The last batch of an epoch holds what is left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int BatchSize
    {
        get;
        init => field = AtLeastOne(value, nameof(BatchSize));
    }
    = 128;

    /// <summary>The step's size, before the schedule changes it; 0.005 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive and finite.</exception>
    public double LearningRate
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"LearningRate is {value}; it must be greater than 0 and finite."));
    }
    = 0.005;

    /// <summary>How the learning rate changes; it falls to 0 along a cosine unless set.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public LearningRateSchedule Schedule
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    }
    = LearningRateSchedule.Cosine();

    /// <summary>How the gradient changes the weights; Adam unless set.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public Optimizer Optimizer
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    }
    = new Adam();

    /// <summary>d in w ← (1 − r d) w, apart from the gradient, for weights and not for biases; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double WeightDecay
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"WeightDecay is {value}; it must be at least 0 and finite."));
    }

    /// <summary>
    /// The share of the examples, chosen by the seed, that is not trained on but validated with after each epoch; 0 unless set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 1).</exception>
    public double ValidationShare
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"ValidationShare is {value}; it must lie in [0, 1)."));
    }

    /// <summary>
    /// After how many epochs without a lower validation loss the training stops; null for never. If set, the result has the weights with
    /// the lowest validation loss, however the training ended.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int? EarlyStoppingPatience
    {
        get;
        init => field = value is { } patience ? AtLeastOne(patience, nameof(EarlyStoppingPatience)) : null;
    }

    /// <summary>How the images are deformed; null for not at all.</summary>
    public ImageAugmentation? Augmentation { get; init; }

    /// <summary>What the order of the examples, the validation examples and the deformations are drawn from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// How many threads compute; null for one per processor, and one for a network too small to share. The result is the same.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [1, 64].</exception>
    public int? MaxDegreeOfParallelism
    {
        get;
        init => field = value is null or (>= 1 and <= MostThreads)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"MaxDegreeOfParallelism is {value}; it must lie in [1, {MostThreads}].");
    }

    internal const int MostThreads = 64;

    private static int AtLeastOne(int value, string name) => value >= 1
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(value), value, FormattableString.Invariant($"{name} is {value}; it must be at least 1."));
}
