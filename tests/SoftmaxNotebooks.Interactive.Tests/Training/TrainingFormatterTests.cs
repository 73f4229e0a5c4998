using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Tests.Training;

/// <summary>What a training run says of itself. Expected texts are written by hand from the numbers of the samples.</summary>
public class TrainingFormatterTests
{
    [Fact]
    public void A_run_is_its_verdict_its_bars_its_numbers_and_its_epochs()
        => Assert.Equal(
            """
            … Training: epoch 3 of 10, batch 5 of 10
            Progress of the training
             unit  at  of  0 to 100 %                done
            epoch   3  10  ██████░░░░░░░░░░░░░░░░░░  25 %
            batch   5  10  ████████████░░░░░░░░░░░░  50 %
            Loss 0.25, accuracy 0.9000 in epoch 3 so far; learning rate 0.1
            5.0 s elapsed, about 15.0 s left, 50 examples/s
            2 epochs
            epoch  loss  accuracy  learning rate  elapsed  note
                1   1.0    0.5000            0.1    1.5 s
                2   0.5    0.7500            0.1    3.0 s  ← best
            """.ReplaceLineEndings("\n"),
            TrainingProgressFormatter.DocumentOf(TrainingSamples.Running).ToPlainText());

    [Theory]
    [InlineData(TrainingState.Done, "✓ Done after 2 epochs and 3.0 s; best training loss 0.5 at epoch 2")]
    [InlineData(TrainingState.StoppedEarly, "■ Stopped early after 2 epochs and 3.0 s, for the validation loss no longer fell; best training loss 0.5 at epoch 2")]
    [InlineData(TrainingState.Interrupted, "■ Interrupted in epoch 3 of 10, batch 5 of 10, after 5.0 s; best training loss 0.5 at epoch 2")]
    [InlineData(TrainingState.Diverged, "✗ Diverged in epoch 3 of 10, batch 5 of 10; best training loss 0.5 at epoch 2")]
    public void The_end_of_a_run_is_the_first_line_and_what_is_left_of_it_is_not_said(TrainingState state, string verdict)
    {
        string text = TrainingProgressFormatter.DocumentOf(TrainingSamples.Ended(state)).ToPlainText();

        Assert.StartsWith($"{verdict}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" left", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_batch_of_a_hundred_is_a_percent_and_only_the_last_is_all()
    {
        // In a double 100 · 0.29 and 100 · (0.07 + 0.21) are below 29 and 28.
        Assert.Equal(Enumerable.Range(0, 101).Select(n => $"{n} %"), Enumerable.Range(0, 101).Select(n => TrainingWords.Percent(n / 100.0)));
        Assert.Equal("28 %", TrainingWords.Percent(0.07 + 0.21));
        Assert.Equal("99 %", TrainingWords.Percent(1 - (1 / 1e9)));
    }

    [Fact]
    public void Where_a_run_diverged_is_said_to_the_batch()
    {
        const string Verdict = "✗ Diverged at epoch 7, batch 31: loss NaN, learning rate 0.5; best validation loss ";
        TrainingProgress progress = TrainingSamples.Ended(TrainingState.Diverged) with { History = TrainingSamples.Diverged };

        Assert.StartsWith(Verdict, TrainingProgressFormatter.DocumentOf(progress).ToPlainText(), StringComparison.Ordinal);
        Assert.StartsWith(Verdict, new TrainingHistoryFormatter(TrainingSamples.Diverged).ToPlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_long_run_that_goes_on_the_last_five_epochs_are_shown_and_the_best()
    {
        TrainingHistory history = TrainingSamples.OfLosses([5, 4, 1, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
        history = new TrainingHistory(history.Epochs.Select(epoch => epoch with { ValidationLoss = null }).ToArray());

        Assert.Equal(["…", "3", "…", "8", "9", "10", "11", "12"], FirstCells(EpochTable.OfLast(history, 5)));
        Assert.Contains("… 4 more epochs", EpochTable.OfLast(history, 5).TextLines);
        Assert.Equal(["…", "3", "…", "12"], FirstCells(EpochTable.OfLast(history, 1)));
        // A gap takes as much room as the one epoch that it would hide.
        Assert.Equal(["…", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"], FirstCells(EpochTable.OfLast(history, 8)));
        Assert.Equal(["…", "3", "…", "11", "12"], FirstCells(EpochTable.OfLast(history, 2)));
        Assert.Equal(Enumerable.Range(1, 12).Select(NumberFormat.Index), FirstCells(EpochTable.OfLast(history, 12)));
    }

    [Fact]
    public void Of_a_long_run_the_first_and_the_last_epochs_are_shown_and_the_best()
    {
        TrainingHistory history = TrainingSamples.OfLosses([.. Enumerable.Range(1, 100).Select(n => Math.Abs(n - 40.0) + 1)]);
        history = new TrainingHistory(history.Epochs.Select(epoch => epoch with { ValidationLoss = null }).ToArray());
        Grid table = EpochTable.Of(history, 20);

        Assert.Equal("100 epochs", table.Caption);
        Assert.Equal(
            [.. Enumerable.Range(1, 10).Select(NumberFormat.Index), "…", "40", "…", .. Enumerable.Range(92, 9).Select(NumberFormat.Index)], FirstCells(table));
        Assert.Contains("… 29 more epochs", table.TextLines);
        Assert.Contains("… 51 more epochs", table.TextLines);
        Assert.EndsWith("← best", table.TextLines.Single(line => line.TrimStart().StartsWith("40 ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_columns_for_validation_only_where_something_was_validated()
    {
        Assert.DoesNotContain(EpochTable.Of(TrainingSamples.History(3, hasValidation: false), 20).Columns, column => column.Name.StartsWith("validation", StringComparison.Ordinal));
        Assert.Equal(
            ["epoch", "loss", "accuracy", "validation loss", "validation accuracy", "learning rate", "elapsed", "note"],
            EpochTable.Of(TrainingSamples.Validated, 20).Columns.Select(column => column.Name));
    }

    [Fact]
    public void A_small_loss_is_never_a_row_of_zeros()
    {
        TrainingHistory history = TrainingSamples.OfLosses([1, 1e-7]);
        string text = new TrainingHistoryFormatter(history).ToPlainText();
        TrainingProgress progress = TrainingSamples.Running with { Loss = 1e-7, History = history };

        Assert.Contains("1e-7", text, StringComparison.Ordinal);
        Assert.DoesNotContain("0.0000", TrainingProgressFormatter.DocumentOf(progress).ToPlainText().Replace("<0.0001", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Loss 1e-7,", TrainingProgressFormatter.DocumentOf(progress).ToPlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_that_are_not_finite_are_named()
    {
        TrainingHistory history = TrainingSamples.OfLosses([1, double.NaN, 3, double.PositiveInfinity, 5, .. Enumerable.Repeat(double.NaN, 10)]);
        history = new TrainingHistory(history.Epochs.Select(epoch => epoch with { ValidationLoss = epoch.Epoch == 3 ? double.NegativeInfinity : 1 }).ToArray());

        Assert.Equal(
            "✗ Not finite: training loss at epoch 2 (NaN), 4 (+Inf), 6 (NaN), 7 (NaN), 8 (NaN) and 7 more; validation loss at epoch 3 (-Inf)",
            new TrainingHistoryFormatter(history).ToPlainText().Split('\n')[1]);
    }

    [Theory]
    [InlineData(1, 0.5, false)]
    [InlineData(100, 1, false)]
    [InlineData(100.1, 1, true)]
    [InlineData(1, 0, false)]
    [InlineData(1000, -1, false)]
    public void The_loss_is_logarithmic_where_it_ranges_over_more_than_a_hundredfold(double largest, double smallest, bool isLogarithmic)
    {
        TrainingHistory history = TrainingSamples.OfLosses([largest, smallest, double.NaN, smallest]);

        Assert.Equal(isLogarithmic, history.ToLossChart().LogY);
    }

    [Fact]
    public void A_loss_that_reaches_zero_is_not_logarithmic_for_it_would_not_be_drawn()
    {
        TrainingHistory history = TrainingSamples.OfLosses([1000, 1, 0]);

        Assert.False(history.ToLossChart().LogY);
        Assert.Empty(history.ToLossChart().Notes);
    }

    [Fact]
    public void Charts_have_the_epochs_as_they_are_numbered_and_the_best_of_them_marked()
    {
        TrainingEpoch[] epochs = [.. TrainingSamples.History(6).Epochs.Select(epoch => epoch with { ValidationLoss = epoch.Epoch == 4 ? 0.25 : 0.5 })];
        epochs[1] = epochs[1] with { ValidationLoss = null, ValidationAccuracy = null };
        epochs[3] = epochs[3] with { ValidationAccuracy = 0.75 };
        var history = new TrainingHistory(epochs);

        Assert.Equal([1, 2, 3, 4, 5, 6], history.ToLossChart().Series[0].X);
        Assert.Equal([1, 3, 4, 5, 6], history.ToLossChart().Series[1].X);
        Assert.Equal(["training", "validation"], history.ToAccuracyChart().Series.Select(one => one.Name));
        Assert.Contains("Marked: best loss, epoch 4, 0.25 at 4", history.ToLossChart().ToString(), StringComparison.Ordinal);
        Assert.Contains("Marked: at best loss, epoch 4, accuracy 0.75 at 4", history.ToAccuracyChart().ToString(), StringComparison.Ordinal);
        Assert.Equal("training", Assert.Single(TrainingSamples.History(3, hasValidation: false).ToAccuracyChart().Series).Name);
        Assert.Equal(history.ToLossChart().ToSvg(), new TrainingHistoryFormatter(history).ToSvg());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(2, 2, 1)]
    public void There_are_charts_from_two_epochs_and_a_table_from_one(int epochs, int charts, int tables)
    {
        var html = XElement.Parse(new TrainingHistoryFormatter(TrainingSamples.History(epochs)).ToHtml());

        Assert.Equal((charts, tables), (html.Descendants("img").Count(), html.Descendants("table").Count()));
    }

    private static IEnumerable<string> FirstCells(Grid table) => table.Rows.Select(row => row.Cells[0].Text.Split(' ')[0]);
}
