using System.Runtime.ExceptionServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A fixed number of threads that do the parts of one piece of work after the other, without allocating anything for it.</summary>
/// <remarks>The caller is one of them: it does part 0. Parallel.For would allocate in every step of a training.</remarks>
internal sealed class ThreadTeam : IDisposable
{
    private readonly Barrier? _barrier;
    private readonly Thread[] _threads;
    private volatile Action<int>? _work;
    private Exception? _failure;

    internal ThreadTeam(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degree);
        Degree = degree;
        _threads = new Thread[degree - 1];
        if (degree == 1) return;
        _barrier = new Barrier(degree);
        for (int i = 0; i < _threads.Length; i++)
        {
            int part = i + 1;
            _threads[i] = new Thread(() => WorkOn(part)) { IsBackground = true, Name = "SoftmaxNotebooks training" };
            _threads[i].Start();
        }
    }

    internal int Degree { get; }

    /// <summary>Where part begins if count things are shared out in parts of about equal size; part = Degree is the end.</summary>
    internal int Start(int count, int part) => (int)((long)count * part / Degree);

    /// <summary>Calls work with 0, 1, …, Degree - 1, each on its own thread, and returns when all are done.</summary>
    /// <remarks>If parts fail, one of their exceptions is thrown.</remarks>
    internal void Run(Action<int> work)
    {
        if (_barrier is null)
        {
            work(0);
            return;
        }

        _work = work;
        _barrier.SignalAndWait();
        Do(work, 0);
        _barrier.SignalAndWait();
        if (Interlocked.Exchange(ref _failure, null) is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_barrier is null) return;
        _work = null;
        _barrier.SignalAndWait();
        foreach (Thread thread in _threads) thread.Join();
        _barrier.Dispose();
    }

    private void WorkOn(int part)
    {
        while (true)
        {
            _barrier!.SignalAndWait();
            if (_work is not { } work) return;
            Do(work, part);
            _barrier.SignalAndWait();
        }
    }

    private void Do(Action<int> work, int part)
    {
        // A thread that left here would leave the others waiting for it.
        try
        {
            work(part);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
