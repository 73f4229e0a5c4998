using SoftmaxNotebooks.Interactive.Training;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive;

/// <summary>Shows a training run while it lasts: in a notebook as one output, which is updated in its place; elsewhere on the console.</summary>
/// <remarks>
/// <code>
/// using var display = new TrainingDisplay();
/// Trainer.Train(network, examples, progress: display);
/// </code>
/// The first report and the end are always shown. In between it is updated every 0.2 s, and less often where showing would take more than
/// 1 % of the time. A run that has not ended when the display is disposed was interrupted, and is shown so. A terminal has a line that is
/// rewritten, a console that is no terminal a line for each epoch.
/// <para>
/// Reports may come from any thread. What is older than what is known, or comes after the end, is ignored: a display shows one run. It never
/// throws: if the notebook cannot display, the console takes over, and if that cannot either, the run goes on unseen.
/// </para>
/// </remarks>
public sealed class TrainingDisplay : IProgress<TrainingProgress>, IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(0.2);

    /// <summary>The time of an update is at most this part of the whole: 1 %.</summary>
    private const int Reciprocal = 100;

    /// <summary>The first display and the first update are compiled while they run, once in a process; that would delay the next for seconds.</summary>
    private const int CompiledUpdates = 2;

    private readonly TimeProvider _time;
    private readonly Queue<ITrainingView> _views;
    private readonly long _shortestWait;

    // Of the two, _gate is held for an instant only, so that a report that is not shown never waits for one that is; _viewGate is held while
    // something is shown, and never asked for by who holds _gate.
    private readonly Lock _gate = new();
    private readonly Lock _viewGate = new();

    private TrainingProgress _latest;
    private bool _hasReport;
    private bool _hasEnded;
    private bool _isEndShown;
    private bool _isUpdating;
    private long _nextUpdate = long.MinValue;
    private long _begin;
    private long _spent;
    private int _updateCount;

    /// <summary>A display, of which nothing is seen before the first report.</summary>
    public TrainingDisplay()
        : this([.. NotebookView.In(AppDomain.CurrentDomain.GetAssemblies()), ConsoleView()], TimeProvider.System)
    {
    }

    /// <param name="views">Where to show it: in the first, and in the next when that fails.</param>
    /// <param name="time">The clock.</param>
    internal TrainingDisplay(IEnumerable<ITrainingView> views, TimeProvider time)
    {
        _views = new(views);
        _time = time;
        _shortestWait = (long)(ShortestWait.TotalSeconds * time.TimestampFrequency);
    }

    /// <summary>Shows the report, if it is the first, or the end, or if it is time.</summary>
    public void Report(TrainingProgress value)
    {
        bool isEnd = value.State != TrainingState.Running;
        lock (_gate)
        {
            if (_hasEnded || (_hasReport && !isEnd && value.ExamplesSeen < _latest.ExamplesSeen)) return;
            _latest = value;
            _hasReport = true;
            _hasEnded = isEnd;
            if (!isEnd)
            {
                if (_isUpdating || _time.GetTimestamp() < _nextUpdate) return;
                _isUpdating = true;
            }
        }

        Update();
    }

    /// <summary>Ends the display; a run that still goes on is shown as interrupted.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_hasEnded) return;
            _hasEnded = true;
            if (!_hasReport) return;
            _latest = _latest with
            {
                State = TrainingState.Interrupted,
                History = TrainingWords.EpochsOf(_latest) with { State = TrainingState.Interrupted },
            };
        }

        Update();
    }

    private static ITrainingView ConsoleView()
        => Console.IsOutputRedirected ? new ConsoleLines(Console.Out) : new ConsoleBar(Console.Out, () => Console.WindowWidth);

    private void Update()
    {
        lock (_viewGate)
        {
            TrainingProgress shown;
            lock (_gate)
            {
                // Whoever waited for the end to be shown has nothing newer.
                if (_isEndShown) return;
                _isEndShown = _hasEnded;
                shown = _latest;
            }

            long begin = _time.GetTimestamp();
            Show(shown);
            long end = _time.GetTimestamp();
            lock (_gate)
            {
                _isUpdating = false;
                _nextUpdate = NextUpdate(begin, end);
            }
        }
    }

    private void Show(TrainingProgress progress)
    {
        while (_views.TryPeek(out ITrainingView? view))
        {
            try
            {
                view.Show(progress);
                return;
            }
            catch (Exception)
            {
                // Hours of training are worth more than a picture of them.
                _views.Dequeue();
            }
        }
    }

    /// <summary>When an update like this one would bring the time spent on all of them to 1 % of the time since the first.</summary>
    private long NextUpdate(long begin, long end)
    {
        if (_updateCount == 0) _begin = begin;
        _updateCount++;
        if (_updateCount <= CompiledUpdates) return end + _shortestWait;
        _spent += end - begin;
        return Math.Max(end + _shortestWait, _begin + (Reciprocal * (_spent + (end - begin))));
    }
}
