using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Training;

/// <summary>What is said of a training run in a notebook and on a console alike.</summary>
internal static class TrainingWords
{
    /// <summary>The decimals that tell two counts among ten thousand examples apart, which is as many as MNIST tests with.</summary>
    public const int AccuracyDecimals = 4;

    private const int LossDigits = 4;

    /// <summary>The epochs, also of a progress that nobody filled in.</summary>
    public static TrainingHistory EpochsOf(TrainingProgress progress) => progress.History ?? TrainingHistory.Empty;

    /// <summary>The number with as many digits as a sentence bears; 1e-7 and never 0.0000.</summary>
    public static string Loss(double loss) => Words.Number(loss, LossDigits);

    public static string Accuracy(double? accuracy) => Words.Share(accuracy, AccuracyDecimals);

    /// <summary>Which part of the run is behind, 0 to 1; NaN if there is nothing to train.</summary>
    public static double ShareOf(TrainingProgress progress)
        => progress.State == TrainingState.Done ? 1 : (Math.Max(0, progress.Epoch - 1.0) + BatchShareOf(progress)) / progress.EpochCount;

    /// <summary>Which part of the epoch is behind.</summary>
    public static double BatchShareOf(TrainingProgress progress) => progress.BatchCount > 0 ? (double)progress.Batch / progress.BatchCount : 0;

    /// <summary>42 %; rounded down, so that 100 % is the end.</summary>
    /// <remarks>100 · 0.29 is 28.999999999999996, three roundings below the 29 that 29 batches of 100 are: 1e-14 of it is more than those.</remarks>
    public static string Percent(double share)
        => double.IsFinite(share) ? $"{NumberFormat.Index((int)(100 * (1 + 1e-14) * Math.Clamp(share, 0, 1)))} %" : "–";

    /// <summary>epoch 3 of 20, batch 120 of 938</summary>
    public static string PlaceOf(TrainingProgress progress)
        => $"epoch {NumberFormat.Index(progress.Epoch)} of {NumberFormat.Index(progress.EpochCount)}"
            + (progress.BatchCount > 0 ? $", batch {NumberFormat.Index(progress.Batch)} of {NumberFormat.Index(progress.BatchCount)}" : "");

    /// <summary>How the run ended, and its best epoch.</summary>
    public static string Verdict(TrainingHistory history)
    {
        string epochs = Words.Count(history.Epochs.Count, "epoch", "epochs");
        string after = history.Epochs.Count == 0 ? $"after {epochs}" : $"after {epochs} and {Words.Duration(history.Epochs[^1].Elapsed)}";
        string end = history.State switch
        {
            TrainingState.Running => $"… Running, {after}",
            TrainingState.Done => $"✓ Done {after}",
            TrainingState.StoppedEarly => $"■ Stopped early {after}, for the validation loss no longer fell",
            TrainingState.Interrupted => $"■ Interrupted {after}",
            TrainingState.Diverged => $"✗ Diverged {PlaceOf(history.Divergence) ?? after}",
            _ => $"✗ Ended as {NumberFormat.Index((int)history.State)} {after}, which is no known state",
        };
        return $"{end}{BestOf(history)}";
    }

    /// <summary>How the run stands, or how and where it ended.</summary>
    public static string Verdict(TrainingProgress progress)
    {
        TrainingHistory history = EpochsOf(progress);
        return progress.State switch
        {
            TrainingState.Running => $"… Training: {PlaceOf(progress)}",
            TrainingState.Interrupted => $"■ Interrupted in {PlaceOf(progress)}, after {Words.Duration(progress.Elapsed)}{BestOf(history)}",
            TrainingState.Diverged when history.Divergence is null => $"✗ Diverged in {PlaceOf(progress)}{BestOf(history)}",
            _ => Verdict(history with { State = progress.State }),
        };
    }

    /// <summary>What the loss of the best epoch is measured on.</summary>
    public static string Measure(TrainingEpoch best) => best.ValidationLoss is null ? "training loss" : "validation loss";

    /// <summary>The loss that made an epoch the best.</summary>
    public static double LossOf(TrainingEpoch best) => best.ValidationLoss ?? best.Loss;

    private static string BestOf(TrainingHistory history) => history.Best is not { } best
        ? ""
        : $"; best {Measure(best)} {Loss(LossOf(best))} at epoch {NumberFormat.Index(best.Epoch)}";

    private static string? PlaceOf(TrainingDivergence? divergence) => divergence is null
        ? null
        : $"at epoch {NumberFormat.Index(divergence.Epoch)}, batch {NumberFormat.Index(divergence.Batch)}: "
            + $"loss {Loss(divergence.Loss)}, learning rate {Words.Number(divergence.LearningRate)}";
}
