using System.Globalization;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>
/// Stops what runs, in three stages: the first interrupt asks it to stop; after a while its front end is told that it did not; the next
/// interrupt ends the kernel.
/// </summary>
/// <param name="output">Where the front end is told.</param>
/// <param name="patience">How long a cell may take to stop. A loop stops within milliseconds; what takes longer does not stop at all.</param>
/// <param name="endKernel">Ends the kernel.</param>
internal sealed class Interruption(KernelOutput output, TimeSpan patience, Action endKernel)
{
    private readonly Lock _gate = new();
    private Work? _running;

    /// <summary>Runs something that an interrupt stops.</summary>
    public T Run<T>(Request request, Func<CancellationToken, T> work)
    {
        Work running = new(request);
        lock (_gate)
            _running = running;
        try
        {
            return work(running.Source.Token);
        }
        finally
        {
            lock (_gate)
                _running = null;
            running.Ended.Set();
        }
    }

    /// <summary>Interrupts what runs, if anything does. Never waits.</summary>
    public void Interrupt()
    {
        lock (_gate)
        {
            if (_running is not { } running)
                return;
            if (running.IsStuck)
                endKernel();
            else if (!running.IsAsked)
                // Cancelling runs what the cell has registered for it, so it gets a thread of its own.
                KernelThread.Start("jupyter interrupt", () => Stop(running));
            running.IsAsked = true;
        }
    }

    private void Stop(Work running)
    {
        try
        {
            running.Source.Cancel();
        }
        catch (AggregateException)
        {
            // The cell's own reaction failed. Whether the cell has stopped is seen all the same.
        }

        if (running.Ended.Wait(patience))
            return;
        lock (_gate)
        {
            if (_running != running)
                return;
            running.IsStuck = true;
            output.Write(running.Request, StreamOutput.StandardError, string.Create(CultureInfo.InvariantCulture,
                $"\n[The cell was interrupted and has not stopped for {patience.TotalSeconds:0.#} s: it is inside code that cannot be stopped. Interrupt again to end the kernel; its variables will be lost.]\n"));
        }
    }

    private sealed class Work(Request request)
    {
        public Request Request { get; } = request;

        public CancellationTokenSource Source { get; } = new();

        public ManualResetEventSlim Ended { get; } = new();

        public bool IsAsked { get; set; }

        public bool IsStuck { get; set; }
    }
}
