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
    public static RoundOptions Quick { get; } = new(5, 0.003, 0.150, 1);
}

/// <summary>Contenders take turns, so that whatever else the machine does disturbs all of them alike.</summary>
internal sealed class Rounds(RoundOptions options)
{
    /// <summary>However slow a contender is.</summary>
    private const int FewestRounds = 3;

    /// <summary>The threads of OpenBLAS and OpenMP go on looking for work for some 30 ms, on the processors that the next one needs.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(40);

    /// <summary>The timing of each, in their order.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Timing[] Measure(IReadOnlyList<(IPreparedWork Work, int ThreadCount)> contenders, CancellationToken cancellationToken)
    {
        int[] repetitions = new int[contenders.Count];
        for (int i = 0; i < repetitions.Length; i++) repetitions[i] = WarmUp(contenders[i].Work, cancellationToken);

        // Meanwhile the last of the code has been compiled: what fits into a round is asked again.
        for (int i = 0; i < repetitions.Length; i++) repetitions[i] = Fitting(repetitions[i], contenders[i].Work.Run(repetitions[i]));

        List<double>[] seconds = [.. contenders.Select(_ => new List<double>())];
        for (int round = 0; round < options.RoundCount; round++)
        {
            for (int turn = 0; turn < contenders.Count; turn++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int i = (turn + round) % contenders.Count;
                if (seconds[i].Count >= FewestRounds && seconds[i].Sum() * repetitions[i] > options.BudgetSeconds) continue;
                seconds[i].Add(contenders[i].Work.Run(repetitions[i]) / repetitions[i]);
                if (contenders[i].ThreadCount > 1) Thread.Sleep(Rest);
            }
        }

        return [.. seconds.Select((times, i) => new Timing(times, repetitions[i]))];
    }

    /// <summary>How many repetitions make up a round if so many take so long.</summary>
    private int Fitting(int repetitions, double seconds)
        => (int)Math.Clamp(options.RoundSeconds * repetitions / Math.Max(seconds, 1e-9), 1, 1e8);

    /// <summary>Runs until the code is compiled; returns how many repetitions make up a round.</summary>
    private int WarmUp(IPreparedWork work, CancellationToken cancellationToken)
    {
        int repetitions = 1;
        double total = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double seconds = work.Run(repetitions);
            total += seconds;
            int fitting = Fitting(repetitions, seconds);
            if (total >= options.WarmUpSeconds) return fitting;
            repetitions = Math.Clamp(fitting, 1, 8 * repetitions);
        }
    }
}
