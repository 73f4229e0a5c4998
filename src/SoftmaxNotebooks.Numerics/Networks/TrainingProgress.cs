using System.Globalization;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>How far a training run is: what it reports after each batch, and once more when it has ended.</summary>
/// <remarks>A struct, so that reporting it after each batch allocates nothing.</remarks>
public readonly record struct TrainingProgress
{
    /// <summary>Whether the run goes on, or how it ended.</summary>
    public required TrainingState State { get; init; }

    /// <summary>The epoch that is trained, from 1; 0 before the first.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many epochs are to be trained.</summary>
    public required int EpochCount { get; init; }

    /// <summary>How many batches of this epoch are done.</summary>
    public required int Batch { get; init; }

    /// <summary>How many batches an epoch has.</summary>
    public required int BatchCount { get; init; }

    /// <summary>Mean loss over the examples of this epoch so far, each with the weights of its time.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of these examples whose class was predicted, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The step's size.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How many examples were trained on since the beginning; one counts again in each epoch.</summary>
    public required long ExamplesSeen { get; init; }

    /// <summary>How many there will be at the end, if it does not come early.</summary>
    public required long ExampleCount { get; init; }

    /// <summary>The time since the beginning, validation included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>The epochs that are finished.</summary>
    public required TrainingHistory History { get; init; }

    /// <summary>ExamplesSeen / Elapsed, in 1/s; null before there is anything to divide.</summary>
    public double? ExamplesPerSecond
        => ExamplesSeen > 0 && Elapsed > TimeSpan.Zero ? ExamplesSeen / Elapsed.TotalSeconds : null;

    /// <summary>(ExampleCount − ExamplesSeen) / ExamplesPerSecond, if the run goes on as before; null before that can be said.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            if (ExamplesPerSecond is not { } rate) return null;
            double seconds = Math.Max(0, (double)ExampleCount - ExamplesSeen) / rate;
            return seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
        }
    }

    /// <summary>epoch 3 of 20, batch 120 of 938, loss 0.25, accuracy 0.9, Running</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {Epoch} of {EpochCount}, batch {Batch} of {BatchCount}, loss {Loss}, accuracy {Accuracy}, {State}");
}
