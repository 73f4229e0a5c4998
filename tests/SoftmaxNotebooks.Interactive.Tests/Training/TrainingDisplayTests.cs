using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Tests.Training;

public class TrainingDisplayTests
{
    private readonly FakeTime _time = new();
    private readonly List<TrainingProgress> _shown = [];

    [Fact]
    public void The_first_report_is_shown_at_once_and_the_others_at_most_every_fifth_of_a_second()
    {
        using TrainingDisplay display = Display();
        // 101 reports, 10 ms apart: at 0, 0.2, 0.4, 0.6, 0.8 and 1 s.
        for (int i = 0; i <= 100; i++)
        {
            display.Report(At(i));
            _time.Advance(0.01);
        }

        Assert.Equal([0, 20, 40, 60, 80, 100], _shown.Select(progress => progress.ExamplesSeen));
    }

    [Theory]
    [InlineData(TrainingState.Done)]
    [InlineData(TrainingState.StoppedEarly)]
    [InlineData(TrainingState.Interrupted)]
    [InlineData(TrainingState.Diverged)]
    public void The_end_is_shown_at_once_and_is_the_last(TrainingState state)
    {
        TrainingDisplay display = Display();
        display.Report(At(1));
        display.Report(At(2) with { State = state });
        _time.Advance(10);
        display.Report(At(3));
        display.Report(At(3) with { State = TrainingState.Done });
        display.Dispose();

        Assert.Equal([TrainingState.Running, state], _shown.Select(progress => progress.State));
    }

    [Fact]
    public void A_run_that_is_left_before_its_end_was_interrupted_where_it_was_last()
    {
        TrainingDisplay display = Display();
        display.Report(At(1));
        display.Report(At(7));
        display.Dispose();
        display.Dispose();
        display.Report(At(8));

        Assert.Equal(2, _shown.Count);
        Assert.Equal((TrainingState.Interrupted, TrainingState.Interrupted, 7), (_shown[1].State, _shown[1].History.State, _shown[1].ExamplesSeen));
    }

    [Fact]
    public void Without_a_report_nothing_is_shown()
    {
        Display().Dispose();

        Assert.Empty(_shown);
    }

    [Fact]
    public void A_report_that_was_overtaken_is_no_news()
    {
        using TrainingDisplay display = Display();
        display.Report(At(5));
        _time.Advance(1);
        display.Report(At(4));
        display.Report(At(6));

        Assert.Equal([5, 6], _shown.Select(progress => progress.ExamplesSeen));
    }

    [Fact]
    public void A_progress_in_which_nothing_is_filled_in_is_shown_and_interrupted_too()
    {
        TrainingDisplay display = Display();
        display.Report(default);
        display.Dispose();

        Assert.Equal(TrainingState.Interrupted, _shown[^1].History.State);
    }

    [Fact]
    public void Updates_that_are_slow_take_no_more_than_a_hundredth_of_the_time()
    {
        // Each takes 50 ms, so that one in five seconds is 1 %.
        var view = new View(progress =>
        {
            _shown.Add(progress);
            _time.Advance(0.05);
        });
        using var display = new TrainingDisplay([view], _time);
        for (int i = 0; i < 100_000; i++)
        {
            display.Report(At(i));
            _time.Advance(0.01);
        }

        // 1,000 s and what the updates took. The first two are compiled and do not count.
        double seconds = _time.GetTimestamp() / (double)TimeSpan.TicksPerSecond;
        Assert.InRange(_shown.Count, 195, 2 + (0.01 * seconds / 0.05));
    }

    [Fact]
    public void One_slow_update_in_a_long_run_does_not_stop_the_others()
    {
        double duration = 0.0005;
        var view = new View(progress =>
        {
            _shown.Add(progress);
            _time.Advance(duration);
        });
        using var display = new TrainingDisplay([view], _time);
        void Run(int begin, int count)
        {
            for (int i = begin; i < begin + count; i++)
            {
                display.Report(At(i));
                _time.Advance(0.05);
            }
        }

        Run(0, 2000);
        // As much as a garbage collection: 100 s have saved more than that.
        duration = 0.2;
        Run(2000, 4);
        duration = 0.0005;
        _shown.Clear();
        Run(2004, 800);

        // 40 s more: one in 0.2 s but for a pause.
        Assert.InRange(_shown.Count, 100, 200);
    }

    [Fact]
    public void When_the_notebook_cannot_display_the_next_view_takes_over_and_the_run_goes_on()
    {
        int attempts = 0;
        var broken = new View(_ =>
        {
            attempts++;
            throw new InvalidOperationException("no cell");
        });
        using (var display = new TrainingDisplay([broken, new View(_shown.Add)], _time))
        {
            display.Report(At(1));
            _time.Advance(1);
            display.Report(At(2));
        }

        Assert.Equal(1, attempts);
        Assert.Equal([1, 2, 2], _shown.Select(progress => progress.ExamplesSeen));
    }

    [Fact]
    public void When_nothing_can_display_the_run_goes_on_unseen()
    {
        var broken = new View(_ => throw new IOException("closed"));
        using var display = new TrainingDisplay([broken], _time);
        display.Report(At(1));
        _time.Advance(1);
        display.Report(At(2));
        display.Report(At(2) with { State = TrainingState.Done });
    }

    [Fact]
    public void Reports_from_many_threads_are_shown_one_at_a_time_and_the_end_last()
    {
        int inside = 0, most = 0;
        var view = new View(progress =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            _shown.Add(progress);
            Interlocked.Decrement(ref inside);
        });
        using var display = new TrainingDisplay([view], _time);
        Parallel.For(0, 10_000, i =>
        {
            display.Report(At(i));
            _time.Advance(0.01);
            if (i == 5000) display.Report(At(i) with { State = TrainingState.Done });
        });

        Assert.Equal(1, most);
        Assert.Equal(TrainingState.Done, _shown[^1].State);
        Assert.All(_shown[..^1], progress => Assert.Equal(TrainingState.Running, progress.State));
        long[] seen = [.. _shown[..^1].Select(progress => progress.ExamplesSeen)];
        Assert.Equal(seen.Order().Distinct(), seen);
    }

    [Fact]
    public void A_report_does_not_wait_for_an_update_and_the_end_does()
    {
        using var inUpdate = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var view = new View(progress =>
        {
            _shown.Add(progress);
            inUpdate.Set();
            goOn.Wait(TestContext.Current.CancellationToken);
        });
        using var display = new TrainingDisplay([view], _time);
        var updating = new Thread(() => display.Report(At(1)));
        updating.Start();
        inUpdate.Wait(TestContext.Current.CancellationToken);
        _time.Advance(10);
        // Would not come back before goOn if it waited.
        display.Report(At(2));
        goOn.Set();
        display.Report(At(3) with { State = TrainingState.Done });
        updating.Join();

        Assert.Equal([1, 3], _shown.Select(progress => progress.ExamplesSeen));
    }

    [Fact]
    public void A_report_that_is_not_shown_allocates_nothing()
    {
        using TrainingDisplay display = Display();
        TrainingProgress progress = At(1);
        for (int i = 0; i < 100; i++) display.Report(progress);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++) display.Report(progress);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private TrainingDisplay Display() => new([new View(_shown.Add)], _time);

    private static TrainingProgress At(long examplesSeen) => TrainingSamples.Running with { ExamplesSeen = examplesSeen };

    private sealed class View(Action<TrainingProgress> show) : ITrainingView
    {
        public void Show(TrainingProgress progress) => show(progress);
    }
}
