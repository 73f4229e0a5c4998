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
    /// largest loss is more than 100 times the smallest.
    /// </summary>
    public static LineChart ToLossChart(this TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        ChartSeries[] series = SeriesOf(history, epoch => epoch.Loss, epoch => epoch.ValidationLoss);
        double[] losses = [.. series.SelectMany(one => one.Y).Where(double.IsFinite)];
        double[] positive = [.. losses.Where(loss => loss > 0)];
        return new LineChart(series)
        {
            Title = "Loss",
            XLabel = "epoch",
            YLabel = "loss",
            LogY = positive.Length > 0 && losses.All(loss => loss >= 0) && positive.Max() / positive.Min() > LogarithmicRatio,
            Mark = MarkOf(history, TrainingWords.LossOf),
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
            Mark = MarkOf(history, best => best.ValidationAccuracy ?? best.Accuracy),
        };
    }

    private static ChartMark? MarkOf(TrainingHistory history, Func<TrainingEpoch, double> heightOf)
        => history.Best is { } best ? new ChartMark($"best loss, epoch {NumberFormat.Index(best.Epoch)}", best.Epoch, heightOf(best)) : null;

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
