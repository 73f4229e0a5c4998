using System.Collections.Concurrent;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>A clock for which every short wait is over at once, and a long one, such as a timeout, when the test says so.</summary>
internal sealed class ImpatientTimeProvider : TimeProvider
{
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<Wait, bool> _longWaits = new();
    private readonly ConcurrentQueue<TimeSpan> _shortWaits = new();

    /// <summary>The short waits so far, in order.</summary>
    internal TimeSpan[] ShortWaits => [.. _shortWaits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Wait wait = new(this, () => callback(state));
        wait.Change(dueTime, period);
        return wait;
    }

    /// <summary>Ends all long waits.</summary>
    internal void EndLongWaits()
    {
        foreach (Wait wait in _longWaits.Keys) wait.End();
    }

    private sealed class Wait(ImpatientTimeProvider clock, Action end) : ITimer
    {
        internal void End()
        {
            if (clock._longWaits.TryRemove(this, out _)) end();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                clock._longWaits.TryRemove(this, out _);
            }
            else if (dueTime < LongWait)
            {
                clock._shortWaits.Enqueue(dueTime);
                // Not from within the caller, which does not have its timer yet.
                ThreadPool.QueueUserWorkItem(_ => end());
            }
            else
            {
                clock._longWaits[this] = true;
            }

            return true;
        }

        public void Dispose() => clock._longWaits.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
