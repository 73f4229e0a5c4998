using System.Globalization;
using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Tests.Training;

/// <summary>A training run on a console. The texts are written by hand from the numbers of the samples.</summary>
public sealed class ConsoleViewTests : IDisposable
{
    private readonly StringWriter _console = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public void Dispose() => _console.Dispose();

    [Fact]
    public void A_console_that_is_no_terminal_has_a_line_at_the_beginning_for_each_epoch_and_at_the_end()
    {
        var lines = new ConsoleLines(_console);
        lines.Show(TrainingSamples.Running with { Epoch = 1, History = TrainingHistory.Empty });
        lines.Show(TrainingSamples.Running);
        lines.Show(TrainingSamples.Running);
        lines.Show(TrainingSamples.Ended(TrainingState.Interrupted));

        Assert.Equal(
            """
            Training: 10 epochs of 10 batches
            epoch 1/10  loss 1  accuracy 0.5000  1.5 s
            epoch 2/10  loss 0.5  accuracy 0.7500  3.0 s
            ■ Interrupted in epoch 3 of 10, batch 5 of 10, after 5.0 s; best training loss 0.5 at epoch 2

            """.ReplaceLineEndings("\n"),
            _console.ToString());
    }

    [Fact]
    public void A_line_of_an_epoch_has_the_validation_where_there_is_one()
        => Assert.Equal(
            "epoch 1/3  loss 1e-7  accuracy >0.9999  validation loss NaN  validation accuracy 0.5000  1.5 s",
            ConsoleLines.LineOf(
                TrainingSamples.Running.History.Epochs[0] with { Loss = 1e-7, Accuracy = 0.99999, ValidationLoss = double.NaN, ValidationAccuracy = 0.5 }, 3));

    // 25 % = 2 of 10 epochs and half of one; (1000 − 250) / 50 s = 15 s.
    [Fact]
    public void A_terminal_has_one_line_that_is_rewritten_and_at_the_end_stays()
    {
        var bar = new ConsoleBar(_console, () => 120);
        bar.Show(TrainingSamples.Running);
        string running = "\repoch 3/10 ██████░░░░░░░░░░░░░░░░░░ 25 %  loss 0.25  accuracy 0.9000  15.0 s left  50 examples/s";
        Assert.Equal(running, _console.ToString());

        bar.Show(TrainingSamples.Ended(TrainingState.Done));
        string done = "\r✓ Done after 2 epochs and 3.0 s; best training loss 0.5 at epoch 2";
        Assert.Equal(running + done.PadRight(running.Length) + "\n", _console.ToString());
    }

    [Fact]
    public void A_line_is_never_as_wide_as_the_terminal_and_covers_the_one_before_it()
    {
        int width = 0;
        var bar = new ConsoleBar(_console, () => width);
        foreach (TrainingProgress progress in new[] { TrainingSamples.Running, TrainingSamples.Strange(1), default })
        {
            for (width = 9; width < 200; width++)
            {
                _console.GetStringBuilder().Clear();
                bar.Show(progress);
                string line = _console.ToString();

                Assert.InRange(line.Length - 1, 1, width - 1);
                Assert.Equal('\r', line[0]);
                Assert.DoesNotContain(line[1..], char.IsControl);
            }
        }

        width = 40;
        _console.GetStringBuilder().Clear();
        bar.Show(default);
        bar.Show(TrainingSamples.Running with { Batch = 0, ExamplesSeen = 0 });
        string[] rewritten = _console.ToString().Split('\r');
        Assert.True(rewritten[2].Length >= rewritten[1].TrimEnd().Length, _console.ToString());
    }

    [Fact]
    public void A_terminal_that_does_not_know_its_width_is_taken_for_80_columns()
    {
        foreach (Func<int> width in new[] { () => 0, () => -1, () => throw new IOException("not a terminal") })
        {
            _console.GetStringBuilder().Clear();
            new ConsoleBar(_console, width).Show(TrainingSamples.Running);
            Assert.InRange(_console.ToString().Length, 60, 80);
        }
    }
}
