using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Training;

/// <summary>A training run on a terminal: one line that is rewritten in its place, and stays when the run has ended.</summary>
/// <param name="writer">The terminal.</param>
/// <param name="width">How many columns it has; asked each time, because a window can be resized.</param>
internal sealed class ConsoleBar(TextWriter writer, Func<int> width) : ITrainingView
{
    private const int LongestBar = 24;
    private const int ShortestBar = 8;

    /// <summary>For a terminal that does not say its width.</summary>
    private const int UsualWidth = 80;

    private int _written;

    public void Show(TrainingProgress progress)
    {
        // One column short of the edge: a full line would wrap, and what is wrapped is not overwritten.
        int columns = Math.Max(ShortestBar, Width() - 1);
        bool isEnd = progress.State != TrainingState.Running;
        // What is read for good may take more lines than one.
        string line = isEnd ? TrainingWords.Verdict(progress) : LineOf(progress, columns);
        // Spaces rather than an escape sequence, which not every terminal understands.
        string rest = new(' ', Math.Max(0, Math.Min(_written, columns) - line.Length));
        writer.Write($"\r{line}{rest}");
        if (isEnd) writer.WriteLine();
        writer.Flush();
        _written = line.Length;
    }

    /// <summary>What fits of: epoch 3/20 ███████░░░ 42 %  loss 0.25  accuracy 0.9000  3 min 05 s left  12,300 examples/s</summary>
    private static string LineOf(TrainingProgress progress, int columns)
    {
        double share = TrainingWords.ShareOf(progress);
        string place = $"epoch {NumberFormat.Index(progress.Epoch)}/{NumberFormat.Index(progress.EpochCount)} ", percent = $" {TrainingWords.Percent(share)}";
        List<string> facts = [];
        if (progress.Batch > 0) facts.AddRange([$"  loss {TrainingWords.Loss(progress.Loss)}", $"  accuracy {TrainingWords.Accuracy(progress.Accuracy)}"]);
        if (progress.Remaining is { } remaining) facts.Add($"  {Words.Duration(remaining)} left");
        if (progress.ExamplesPerSecond is { } rate) facts.Add($"  {Words.Rate(rate)} examples/s");
        int length = place.Length + ShortestBar + percent.Length;
        string fitting = string.Concat(facts.TakeWhile(fact => (length += fact.Length) <= columns));
        int bar = Math.Min(LongestBar, columns - place.Length - percent.Length - fitting.Length);
        return Label.Shorten($"{place}{(bar < ShortestBar ? "" : TextBar.OfWhole(share, bar))}{percent}{fitting}", columns);
    }

    private int Width()
    {
        try
        {
            return width() is > 0 and var columns ? columns : UsualWidth;
        }
        catch (IOException)
        {
            return UsualWidth;
        }
    }
}
