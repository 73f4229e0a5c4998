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
    /// <summary>Whether a cell has been interrupted, which need not be the one that looks. Volatile, so that the look stays in its loop.</summary>
    public static volatile bool Requested;
#pragma warning restore CA2211

    private static readonly Lock Gate = new();
    private static int _interruptedCells;
    private static bool _guardsThreads;

    /// <summary>Ends the code that calls it, if it belongs to a cell that was interrupted.</summary>
    /// <exception cref="OperationCanceledException">It does.</exception>
    public static void Stop() => CellConsole.OwnCell?.Interrupt.ThrowIfCancellationRequested();

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
            ExceptionHandling.SetUnhandledExceptionHandler(exception =>
                exception is OperationCanceledException && CellConsole.OwnCell is { Interrupt.IsCancellationRequested: true });
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
