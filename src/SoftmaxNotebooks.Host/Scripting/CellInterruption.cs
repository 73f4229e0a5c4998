using System.ComponentModel;
using System.Runtime.ExceptionServices;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// How a running cell learns that it was interrupted: <see cref="InterruptionChecks"/> has written into its loops a look at
/// <see cref="Requested"/>. Public because cells are assemblies of their own; not meant to be written by hand.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellInterruption
{
#pragma warning disable CA2211 // A field, and not a property or a method: in code that has not been optimised yet, a call costs as much as a small loop.
    /// <summary>Whether a cell has been interrupted. Volatile, so that the look stays in its loop.</summary>
    public static volatile bool Requested;
#pragma warning restore CA2211

    private static readonly Lock Gate = new();
    private static int _interruptedCells;
    private static bool _guardsThreads;

    /// <summary>
    /// What an interrupted loop throws, in the loop itself: behind a call that can return, the JIT would keep a sum of doubles in memory
    /// instead of a register, and a short loop would take six times as long. So an interrupt ends all loops of cells, also those that an
    /// earlier cell has left running in the background.
    /// </summary>
    public static Exception Interrupted() => new OperationCanceledException("Cell interrupted");

    /// <summary>
    /// From now on an interrupt reaches the cell's loops. To be disposed when the next cell begins, not before: what this one has left
    /// running in the background is to stop too, and may be asleep at the moment.
    /// </summary>
    internal static IDisposable Watch(CancellationToken interrupt) => new Watching(interrupt);

    /// <summary>Whether an exception is how an interrupted cell ends: it may come wrapped, by tasks that were waited for above all.</summary>
    internal static bool IsCauseOf(Exception exception) => exception switch
    {
        OperationCanceledException => true,
        AggregateException several => several.InnerExceptions.All(IsCauseOf),
        { InnerException: { } inner } => IsCauseOf(inner),
        _ => false,
    };

    // A thread that a cell has started ends with an exception that nobody catches, and that would end the process.
    private static void GuardThreads()
    {
        if (_guardsThreads)
            return;
        _guardsThreads = true;
        try
        {
            ExceptionHandling.SetUnhandledExceptionHandler(exception => exception is OperationCanceledException && Requested);
        }
        catch (InvalidOperationException)
        {
            // Somebody's code has set a handler of its own; there can be one only.
        }
    }

    private sealed class Watching : IDisposable
    {
        private readonly CancellationTokenRegistration _registration;
        private bool _isInterrupted;

        public Watching(CancellationToken interrupt) => _registration = interrupt.UnsafeRegister(_ => Interrupt(), null);

        public void Dispose()
        {
            // Waits for an interrupt that is just being made.
            _registration.Dispose();
            if (!_isInterrupted)
                return;
            lock (Gate)
                Requested = --_interruptedCells > 0;
        }

        private void Interrupt()
        {
            lock (Gate)
            {
                GuardThreads();
                _isInterrupted = true;
                _interruptedCells++;
                Requested = true;
            }
        }
    }
}
