using System.Runtime.ExceptionServices;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Does one part of a piece of work. A thread, numbered from 0, does one part at a time.</summary>
internal delegate void PartOfWork(int part, int thread);

/// <summary>A fixed number of threads that do one piece of work after the other, without allocating anything for it.</summary>
/// <remarks>
/// The caller is one of them. Each takes a part whenever it has done one, so a thread that the machine has no time for keeps nobody waiting.
/// Parallel.For would allocate in every step of a training.
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    /// <summary>
    /// A thread without work looks this often before it sleeps: some 5 ms. A system may put a thread that wakes on the processor of the one
    /// that woke it, where it waits until a tick of the clock, mostly 4 ms, moves it to another; between works in a row none should sleep.
    /// </summary>
    private const int LooksBeforeSleep = 12_000;

    /// <summary>Between two looks; about 0.4 microseconds.</summary>
    private const int SpinsBetweenLooks = 10;

    /// <summary>After so many looks it lets another thread have its processor: maybe the one that has work for it is waiting for that.</summary>
    private const int LooksBeforeYield = 50;

    private readonly object _gate = new();
    private readonly Thread[] _threads;
    private PartOfWork? _work;
    private Exception? _failure;
    private volatile bool _isEnded;

    /// <summary>The parts that no thread has taken; 0 or less if there are none.</summary>
    private int _waiting;

    /// <summary>The parts that are not done yet.</summary>
    private int _unfinished;

    internal ThreadTeam(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degree);
        Degree = degree;
        _threads = new Thread[degree - 1];
        for (int i = 0; i < _threads.Length; i++)
        {
            int thread = i + 1;
            _threads[i] = new Thread(() => WorkUntilEnd(thread)) { IsBackground = true, Name = "SoftmaxNotebooks training" };
            _threads[i].Start();
        }
    }

    internal int Degree { get; }

    /// <summary>How many parts of a size, the last maybe smaller, make up a count of things.</summary>
    internal static int PartCount(int count, int size) => (count + size - 1) / size;

    /// <summary>Has the parts 0, 1, …, partCount - 1 done, each once and in any order, and returns when all are done.</summary>
    /// <remarks>If parts fail, the others are done all the same, and one of their exceptions is thrown.</remarks>
    internal void Run(int partCount, PartOfWork work)
    {
        _work = work;
        _unfinished = partCount;

        // Last: whoever takes a part finds the rest in place.
        Volatile.Write(ref _waiting, partCount);
        if (Degree > 1)
        {
            lock (_gate) Monitor.PulseAll(_gate);
        }

        DoParts(thread: 0);
        var wait = new SpinWait();
        while (Volatile.Read(ref _unfinished) > 0) wait.SpinOnce(sleep1Threshold: -1);
        if (Interlocked.Exchange(ref _failure, null) is { } failure) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        _isEnded = true;
        lock (_gate) Monitor.PulseAll(_gate);
        foreach (Thread thread in _threads) thread.Join();
    }

    private void WorkUntilEnd(int thread)
    {
        int looks = 0;
        while (!_isEnded)
        {
            if (DoParts(thread)) looks = 0;
            else if (++looks >= LooksBeforeSleep) Sleep();
            else if (looks % LooksBeforeYield == 0) Thread.Yield();
            else Thread.SpinWait(SpinsBetweenLooks);
        }
    }

    private void Sleep()
    {
        lock (_gate)
        {
            while (Volatile.Read(ref _waiting) <= 0 && !_isEnded) Monitor.Wait(_gate);
        }
    }

    /// <summary>Takes parts until there are none; returns whether there was one.</summary>
    private bool DoParts(int thread)
    {
        bool hasWorked = false;
        while (Volatile.Read(ref _waiting) > 0)
        {
            // Below 0 if another thread was faster. A part belongs to the present work, which cannot end, or be replaced, before it is done.
            int part = Interlocked.Decrement(ref _waiting);
            if (part < 0) break;
            Do(part, thread);
            Interlocked.Decrement(ref _unfinished);
            hasWorked = true;
        }

        return hasWorked;
    }

    private void Do(int part, int thread)
    {
        // An exception that left a thread here would end the process.
        try
        {
            _work!(part, thread);
        }
        catch (Exception failure)
        {
            _failure = failure;
        }
    }
}
