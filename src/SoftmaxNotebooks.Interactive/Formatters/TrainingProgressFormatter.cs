using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>How far a training run is, with bars, or how and where it ended; and its last epochs.</summary>
internal static class TrainingProgressFormatter
{
    /// <summary>In characters.</summary>
    private const int BarLength = 24;

    private const int LastEpochs = 5;
    private const int ShownEpochs = 20;

    public static Document DocumentOf(TrainingProgress progress)
    {
        bool isRunning = progress.State == TrainingState.Running;
        TrainingHistory history = TrainingWords.EpochsOf(progress);
        List<IDocumentPart> parts = [new Line(TrainingWords.Verdict(progress), IsStrong: true), Bars(progress)];
        // A mean over no examples is nothing to show.
        if (progress.Batch > 0) parts.Add(new Line(Measured(progress)));
        parts.Add(new Line(Times(progress, isRunning)));
        if (history.Epochs.Count > 0) parts.Add(isRunning ? EpochTable.OfLast(history, LastEpochs) : EpochTable.Of(history, ShownEpochs));
        return new Document(parts);
    }

    private static Grid Bars(TrainingProgress progress)
    {
        List<GridRow> rows =
        [
            Row("epoch", progress.Epoch, progress.EpochCount, TrainingWords.ShareOf(progress)),
        ];
        if (progress.BatchCount > 0) rows.Add(Row("batch", progress.Batch, progress.BatchCount, TrainingWords.BatchShareOf(progress)));
        return new Grid(
            "Progress of the training",
            [new Column("unit"), new Column("at"), new Column("of"), new Column("0 to 100 %", IsLeft: true), new Column("done")],
            rows);
    }

    private static GridRow Row(string unit, int at, int of, double share) => new(
        false,
        new Cell(unit),
        new Cell(NumberFormat.Index(at)),
        new Cell(NumberFormat.Index(of)),
        new Cell(TextBar.OfWhole(share, BarLength), $"{unit}: {TrainingWords.Percent(share)} done") { IsBar = true },
        new Cell(TrainingWords.Percent(share)));

    private static string Measured(TrainingProgress progress)
        => $"Loss {TrainingWords.Loss(progress.Loss)}, accuracy {TrainingWords.Accuracy(progress.Accuracy)} in epoch {NumberFormat.Index(progress.Epoch)}{(progress.Batch < progress.BatchCount ? " so far" : "")}; "
            + $"learning rate {Words.Number(progress.LearningRate)}";

    private static string Times(TrainingProgress progress, bool isRunning)
    {
        List<string> times = [$"{Words.Duration(progress.Elapsed)} elapsed"];
        if (isRunning && progress.Remaining is { } remaining) times.Add($"about {Words.Duration(remaining)} left");
        if (progress.ExamplesPerSecond is { } rate) times.Add($"{Words.Rate(rate)} examples/s");
        return string.Join(", ", times);
    }
}
