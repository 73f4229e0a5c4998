using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>The epochs of a training run, and how it ended.</summary>
/// <remarks>Immutable, and a plain record: System.Text.Json writes it and reads it back.</remarks>
public sealed record TrainingHistory
{
    /// <summary>The history of these epochs, in their order.</summary>
    /// <exception cref="ArgumentNullException">There are no epochs, not even zero of them, or one is null.</exception>
    [JsonConstructor]
    public TrainingHistory(IReadOnlyList<TrainingEpoch> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        foreach (TrainingEpoch epoch in epochs) ArgumentNullException.ThrowIfNull(epoch, nameof(epochs));
        Epochs = ImmutableList.CreateRange(epochs);
    }

    /// <summary>The history of a run that has not begun.</summary>
    public static TrainingHistory Empty { get; } = new([]) { State = TrainingState.Running };

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<TrainingEpoch> Epochs { get; private init; }

    /// <summary>How the run ended, or that it goes on.</summary>
    public TrainingState State { get; init; } = TrainingState.Done;

    /// <summary>Where the run diverged, if it did.</summary>
    public TrainingDivergence? Divergence { get; init; }

    /// <summary>
    /// The epoch with the lowest validation loss, the earlier of equals; where nothing was validated, the one with the lowest training
    /// loss. Null if no such loss is finite.
    /// </summary>
    [JsonIgnore]
    public TrainingEpoch? Best
    {
        get
        {
            bool isValidated = Epochs.Any(epoch => epoch.ValidationLoss is not null);
            double? LossOf(TrainingEpoch epoch) => isValidated ? epoch.ValidationLoss : epoch.Loss;
            return Epochs.Where(epoch => LossOf(epoch) is { } loss && double.IsFinite(loss)).MinBy(LossOf);
        }
    }

    /// <summary>This history with one more epoch. Nearly all memory is shared, so that a run may keep the history of each epoch.</summary>
    internal TrainingHistory With(TrainingEpoch finished) => this with { Epochs = ((ImmutableList<TrainingEpoch>)Epochs).Add(finished) };

    /// <summary>Whether the other ended alike and has equal epochs; a list by itself would only equal itself.</summary>
    public bool Equals(TrainingHistory? other)
        => other is not null && State == other.State && Divergence == other.Divergence && Epochs.SequenceEqual(other.Epochs);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(State, Divergence, Epochs.Count, Epochs.Count == 0 ? null : Epochs[^1]);

    /// <summary>The run in one line, in every culture the same.</summary>
    public override string ToString()
    {
        string epochs = string.Create(CultureInfo.InvariantCulture, $"{Epochs.Count} {(Epochs.Count == 1 ? "epoch" : "epochs")}, {State}");
        return Divergence is null ? epochs : $"{epochs} {Divergence}";
    }
}

/// <summary>What one epoch brought.</summary>
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record TrainingEpoch
{
    /// <summary>Its number, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean loss over the training examples, each with the weights of its time.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of the training examples whose class was predicted, 0 to 1, each with the weights of its time.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss over the validation examples with the weights at the end of the epoch; null if there are none.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of the validation examples whose class was predicted, 0 to 1; null if there are none.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The step's size at the end of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The time since the run began.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>Where a training run diverged.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Batch">The batch of that epoch, from 1.</param>
/// <param name="LearningRate">The step's size there.</param>
/// <param name="Loss">The loss there, of the validation examples if it was theirs that was not finite.</param>
[method: JsonConstructor]
[JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
public sealed record TrainingDivergence(int Epoch, int Batch, double LearningRate, double Loss)
{
    /// <summary>at epoch 7, batch 31, learning rate 0.5: loss NaN</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"at epoch {Epoch}, batch {Batch}, learning rate {LearningRate}: loss {Loss}");
}
