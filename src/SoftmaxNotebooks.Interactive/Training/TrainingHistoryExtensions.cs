using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive;

/// <summary>A training run as charts.</summary>
public static class TrainingHistoryExtensions
{
    /// <summary>From here on the later epochs of a falling loss would lie on the axis.</summary>
    private const double LogarithmicRatio = 100;

    /// <summary>
    /// The loss over the epochs, of training and, where there is any, of validation, with the best epoch marked; logarithmic where the
    /// largest loss is more than 100 times the smallest and that is above 0.
    /// </summary>
    public static LineChart ToLossChart(this TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        ChartSeries[] series = SeriesOf(history, epoch => epoch.Loss, epoch => epoch.ValidationLoss);
        double[] losses = [.. series.SelectMany(one => one.Y).Where(double.IsFinite)];
        return new LineChart(series)
        {
            Title = "Loss",
            XLabel = "epoch",
            YLabel = "loss",
            // A loss of 0 has no place on a logarithmic axis, and may be the best.
            LogY = losses.Length > 0 && losses.Min() > 0 && losses.Max() / losses.Min() > LogarithmicRatio,
            Mark = history.Best is { } best ? new ChartMark($"best loss, {NameOf(best)}", best.Epoch, TrainingWords.LossOf(best)) : null,
        };
    }

    /// <summary>The accuracy over the epochs, of training and, where there is any, of validation, with the epoch of the best loss marked.</summary>
    public static LineChart ToAccuracyChart(this TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new LineChart(SeriesOf(history, epoch => epoch.Accuracy, epoch => epoch.ValidationAccuracy))
        {
            Title = "Accuracy",
            XLabel = "epoch",
            YLabel = "accuracy",
            Mark = history.Best is { } best
                ? new ChartMark($"at best loss, {NameOf(best)}", best.Epoch, best.ValidationAccuracy ?? best.Accuracy, "accuracy")
                : null,
        };
    }

    private static string NameOf(TrainingEpoch epoch) => $"epoch {NumberFormat.Index(epoch.Epoch)}";

    private static ChartSeries[] SeriesOf(TrainingHistory history, Func<TrainingEpoch, double> training, Func<TrainingEpoch, double?> validation)
    {
        var ofTraining = new ChartSeries("training", history.Epochs.Select(epoch => (double)epoch.Epoch), history.Epochs.Select(training));
        // Not every epoch need be validated; what was not has no point, which is not the same as a point that is not finite.
        TrainingEpoch[] validated = [.. history.Epochs.Where(epoch => validation(epoch) is not null)];
        return validated.Length == 0
            ? [ofTraining]
            : [ofTraining, new ChartSeries("validation", validated.Select(epoch => (double)epoch.Epoch), validated.Select(epoch => validation(epoch) ?? double.NaN))];
    }
}
