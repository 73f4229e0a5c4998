namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>How long and how often is measured.</summary>
internal sealed record RoundOptions(int RoundCount, double RoundSeconds, double WarmUpSeconds, double BudgetSeconds)
{
    /// <summary>
    /// The runtime compiles a method anew when it has been called 30 times, in the background 100 ms later; 15 rounds of 10 ms are enough
    /// for a median that a disturbance does not move.
    /// </summary>
    public static RoundOptions Thorough { get; } = new(15, 0.010, 0.300, 5);

    /// <summary>Whether everything works; not for figures.</summary>
    public static RoundOptions Quick { get; } = new(3, 0.001, 0.020, 0.2);
}

/// <summary>Contenders take turns, so that whatever else the machine does disturbs all of them alike.</summary>
internal sealed class Rounds(RoundOptions options)
{
    /// <summary>However slow a contender is.</summary>
    private const int FewestRounds = 3;

    /// <summary>OpenBLAS's threads go on looking for work for 2^28 clock cycles, here 108 ms, on the processors that the next one needs.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    /// <summary>Runs the work until its code is compiled, as a contender that takes turns.</summary>
    /// <exception cref="ContenderException">It cannot do the work.</exception>
    public Entrant WarmUp(Contender contender, IPreparedWork work)
    {
        int repetitions = 1;
        for (double total = 0; total < options.WarmUpSeconds;)
        {
            double seconds = work.Run(repetitions, 0);
            total += seconds;
            repetitions = Math.Min(Fitting(repetitions, seconds), 8 * repetitions);
        }

        return new Entrant(contender, work, repetitions);
    }

    /// <summary>The timing of each, in their order.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Timing[] Measure(IReadOnlyList<Entrant> entrants, CancellationToken cancellationToken)
    {
        // While others warmed up, the last of the code has been compiled: what fits into a round is asked again.
        int[] repetitions = [.. entrants.Select(entrant => entrant.Repetitions == 1
            ? 1
            : Fitting(entrant.Repetitions, entrant.Work.Run(entrant.Repetitions, LeadSeconds(entrant))))];
        List<double>[] seconds = [.. entrants.Select(_ => new List<double>())];
        for (int round = 0; round < options.RoundCount; round++)
        {
            for (int turn = 0; turn < entrants.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int i = (turn + round) % entrants.Count;
                if (round >= FewestRounds && seconds[i].Sum() * repetitions[i] > options.BudgetSeconds) continue;
                seconds[i].Add(entrants[i].Work.Run(repetitions[i], LeadSeconds(entrants[i])) / repetitions[i]);
                if (entrants[i].Contender.ThreadCount > 1) Thread.Sleep(Rest);
            }
        }

        return [.. seconds.Select((times, i) => new Timing(times, repetitions[i]))];
    }

    /// <summary>
    /// How long it works before it is timed: a system may put a thread that wakes on the processor of the one that woke it, and move it
    /// to another only at a tick of its clock, some ms later.
    /// </summary>
    private double LeadSeconds(Entrant entrant) => entrant.Contender.ThreadCount > 1 ? options.RoundSeconds : 0;

    /// <summary>How many repetitions make up a round if so many take so long.</summary>
    private int Fitting(int repetitions, double seconds)
        => (int)Math.Clamp(options.RoundSeconds * repetitions / Math.Max(seconds, 1e-9), 1, 1e8);
}

/// <summary>A contender that is ready for the rounds of a work, and how many repetitions make up one of its rounds.</summary>
internal sealed record Entrant(Contender Contender, IPreparedWork Work, int Repetitions);
