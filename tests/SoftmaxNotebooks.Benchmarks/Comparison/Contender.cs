namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>Somebody who does work: a library at one of its settings, or the machine itself.</summary>
internal abstract class Contender(string peer, string setting, int threadCount) : IDisposable
{
    public const string Ours = "SoftmaxNotebooks";

    /// <summary>What the machine can do at best: fill, copy, add and multiply.</summary>
    public const string Machine = "machine";

    public static string ThreadText(int? count) => count == 1 ? "1 thread" : FormattableString.Invariant($"{count} threads");

    /// <summary>The library.</summary>
    public string Peer { get; } = peer;

    /// <summary>How it is set where there is a choice, or what of it is used.</summary>
    public string Setting { get; } = setting;

    /// <summary>How many threads it may use.</summary>
    public int ThreadCount { get; } = threadCount;

    /// <summary>Which version it is, for the report.</summary>
    public abstract string Version { get; }

    /// <summary>Gets the work ready to be done; null where this library has nothing that does it.</summary>
    /// <exception cref="ContenderException">It should be able to, and is not.</exception>
    public abstract IPreparedWork? Prepare(Work work, IReadOnlyList<Array> inputs);

    public virtual void Dispose()
    {
    }
}

/// <summary>Work that is ready to be done again and again.</summary>
internal interface IPreparedWork : IDisposable
{
    /// <summary>The seconds that so many repetitions take.</summary>
    /// <remarks>
    /// As many go before them, not timed, as fill leadSeconds. If there are several, at least one does, which brings the caches into the
    /// state that the others find; what is done but once in a round takes so long that this hardly matters.
    /// </remarks>
    double Run(int repetitions, double leadSeconds);

    /// <summary>What it computes, to compare with what others compute; empty where that is not the same for all.</summary>
    double[] Result();
}

/// <summary>Why a contender cannot go on.</summary>
internal sealed class ContenderException(string message) : Exception(message);
