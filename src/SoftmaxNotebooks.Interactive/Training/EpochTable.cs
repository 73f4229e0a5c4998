using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Training;

/// <summary>What the epochs brought, a row each, with the best of them always among those that are shown.</summary>
internal static class EpochTable
{
    /// <summary>As many at the beginning as at the end.</summary>
    public static Grid Of(TrainingHistory history, int limit)
        => Of(history, new Truncation(history.Epochs.Count, limit, Math.Max(0, BestIndex(history))).Positions);

    /// <summary>The last ones, for whoever watches the run.</summary>
    public static Grid OfLast(TrainingHistory history, int limit)
    {
        int begin = Math.Max(0, history.Epochs.Count - limit), best = BestIndex(history);
        List<Position> positions = [];
        if (best >= 0 && best < begin)
        {
            AddGap(0, best);
            positions.Add(new Position(best, 0));
            AddGap(best + 1, begin);
        }
        else
        {
            AddGap(0, begin);
        }

        for (int i = begin; i < history.Epochs.Count; i++) positions.Add(new Position(i, 0));
        return Of(history, positions);

        // One hidden epoch would take as much room as it does itself.
        void AddGap(int from, int to)
        {
            if (to > from) positions.Add(new Position(from, to - from == 1 ? 0 : to - from));
        }
    }

    private static Grid Of(TrainingHistory history, IReadOnlyList<Position> positions)
    {
        TrainingEpoch[] shown = [.. positions.Where(position => !position.IsGap).Select(position => history.Epochs[position.Index])];
        // Of the whole run and not of what is shown, so that columns do not come and go while it lasts.
        bool hasValidationLoss = history.Epochs.Any(epoch => epoch.ValidationLoss is not null);
        bool hasValidationAccuracy = history.Epochs.Any(epoch => epoch.ValidationAccuracy is not null);
        int best = BestIndex(history);
        NumberFormat losses = NumberFormat.For(shown.SelectMany(epoch => new[] { epoch.Loss, epoch.ValidationLoss }).OfType<double>().Select(Number.Of));
        NumberFormat rates = NumberFormat.For(shown.Select(epoch => Number.Of(epoch.LearningRate)));
        List<(Column Column, Func<int, Cell> CellAt)> columns =
        [
            (new Column("epoch"), i => new Cell(NumberFormat.Index(history.Epochs[i].Epoch))),
            (new Column("loss"), i => LossCell("loss", history.Epochs[i], history.Epochs[i].Loss, losses)),
            (new Column("accuracy"), i => new Cell(TrainingWords.Accuracy(history.Epochs[i].Accuracy))),
        ];
        if (hasValidationLoss)
        {
            columns.Add((new Column("validation loss"), i => LossCell("validation loss", history.Epochs[i], history.Epochs[i].ValidationLoss, losses)));
        }

        if (hasValidationAccuracy)
        {
            columns.Add((new Column("validation accuracy"), i => new Cell(TrainingWords.Accuracy(history.Epochs[i].ValidationAccuracy))));
        }

        columns.Add((new Column("learning rate"), i => new Cell(rates.Short(history.Epochs[i].LearningRate))));
        columns.Add((new Column("elapsed"), i => new Cell(Words.Duration(history.Epochs[i].Elapsed))));
        columns.Add((new Column("note", IsLeft: true), i => new Cell(NoteOf(history.Epochs[i], i == best))));
        return new Grid(
            history.Epochs.Count == 0 ? "No epoch is finished" : Words.Count(history.Epochs.Count, "epoch", "epochs"),
            [.. columns.Select(column => column.Column)],
            [.. positions.Select(position => position.IsGap
                ? new GridRow(true, new Cell($"{position.GapText} epochs"))
                : new GridRow(false, [.. columns.Select(column => column.CellAt(position.Index))]))]);
    }

    private static int BestIndex(TrainingHistory history)
    {
        TrainingEpoch? best = history.Best;
        for (int i = 0; i < history.Epochs.Count; i++)
        {
            if (ReferenceEquals(history.Epochs[i], best)) return i;
        }

        return -1;
    }

    private static Cell LossCell(string name, TrainingEpoch epoch, double? loss, NumberFormat format) => loss is { } value
        ? new Cell(format.Short(value), $"{name}[{NumberFormat.Index(epoch.Epoch)}] = {Number.Of(value).Full}")
        : new Cell("–");

    private static string NoteOf(TrainingEpoch epoch, bool isBest)
    {
        if (!double.IsFinite(epoch.Loss) || epoch.ValidationLoss is { } loss && !double.IsFinite(loss)) return "✗ not finite";
        return isBest ? "← best" : "";
    }
}
