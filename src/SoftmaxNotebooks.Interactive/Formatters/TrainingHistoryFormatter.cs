using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A training run: how it ended and its best epoch in words, loss and accuracy as lines, and a table of the epochs.</summary>
internal sealed class TrainingHistoryFormatter(TrainingHistory history) : IDrawing
{
    // Two charts of two long lines are 42,000 bytes each as base64 and 22 rows of the longest numbers 15,000: 100 kB.
    private const int ShownEpochs = 20;
    private const int NamedEpochs = 5;

    public string ToHtml() => Document().ToHtml();

    public string ToPlainText() => Document().ToPlainText();

    /// <summary>The loss.</summary>
    public string ToSvg() => history.ToLossChart().ToSvg();

    private Document Document() => new([.. Parts()]);

    private IEnumerable<IDocumentPart> Parts()
    {
        yield return new Line(TrainingWords.Verdict(history), IsStrong: true);
        if (NotFinite() is { } line) yield return new Line(line);
        // One point is no line, and stands in the table.
        if (history.Epochs.Count > 1)
        {
            yield return new ChartPart(history.ToLossChart());
            yield return new ChartPart(history.ToAccuracyChart());
        }

        if (history.Epochs.Count > 0) yield return EpochTable.Of(history, ShownEpochs);
    }

    private string? NotFinite()
    {
        string[] kinds = [.. new[] { Named("training loss", epoch => epoch.Loss), Named("validation loss", epoch => epoch.ValidationLoss) }.OfType<string>()];
        return kinds.Length == 0 ? null : $"✗ Not finite: {string.Join("; ", kinds)}";
    }

    /// <summary>training loss at epoch 7 (NaN), 8 (+Inf) and 12 more</summary>
    private string? Named(string name, Func<TrainingEpoch, double?> lossOf)
    {
        (int Epoch, double Loss)[] epochs =
            [.. history.Epochs.Select(epoch => (epoch.Epoch, Loss: lossOf(epoch) ?? 0)).Where(epoch => !double.IsFinite(epoch.Loss))];
        if (epochs.Length == 0) return null;
        string named = string.Join(", ", epochs.Take(NamedEpochs).Select(epoch => $"{NumberFormat.Index(epoch.Epoch)} ({Words.Number(epoch.Loss)})"));
        return $"{name} at epoch {named}{(epochs.Length > NamedEpochs ? $" and {NumberFormat.Index(epochs.Length - NamedEpochs)} more" : "")}";
    }
}
