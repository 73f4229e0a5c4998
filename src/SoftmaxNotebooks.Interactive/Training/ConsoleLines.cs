using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Training;

/// <summary>A training run on a console that is written to a file or a pipe: a line at the beginning, for each epoch and at the end.</summary>
internal sealed class ConsoleLines(TextWriter writer) : ITrainingView
{
    private bool _hasBegun;
    private int _epochsShown;

    public void Show(TrainingProgress progress)
    {
        if (!_hasBegun) writer.WriteLine(Beginning(progress));
        _hasBegun = true;
        IReadOnlyList<TrainingEpoch> epochs = TrainingWords.EpochsOf(progress).Epochs;
        for (; _epochsShown < epochs.Count; _epochsShown++) writer.WriteLine(LineOf(epochs[_epochsShown], progress.EpochCount));
        if (progress.State != TrainingState.Running) writer.WriteLine(TrainingWords.Verdict(progress));
        writer.Flush();
    }

    /// <summary>epoch 3/20  loss 0.25  accuracy 0.9000  validation loss 0.3  validation accuracy 0.8900  12.3 s</summary>
    public static string LineOf(TrainingEpoch epoch, int epochCount)
    {
        string validation = epoch.ValidationLoss is { } loss ? $"  validation loss {TrainingWords.Loss(loss)}" : "";
        if (epoch.ValidationAccuracy is { } accuracy) validation += $"  validation accuracy {TrainingWords.Accuracy(accuracy)}";
        return $"epoch {NumberFormat.Index(epoch.Epoch)}/{NumberFormat.Index(epochCount)}  loss {TrainingWords.Loss(epoch.Loss)}  "
            + $"accuracy {TrainingWords.Accuracy(epoch.Accuracy)}{validation}  {Words.Duration(epoch.Elapsed)}";
    }

    private static string Beginning(TrainingProgress progress)
        => $"Training: {Words.Count(progress.EpochCount, "epoch", "epochs")} of {Words.Count(progress.BatchCount, "batch", "batches")}";
}
