namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>The seconds of one repetition in each round.</summary>
internal sealed record Timing(IReadOnlyList<double> Seconds, int Repetitions)
{
    public double Median { get; } = Statistics.Median(Seconds);

    public double Best { get; } = Seconds.Min();
}

/// <summary>What a contender took for a work, or why it did not do it.</summary>
internal sealed record Measurement(string Peer, string Setting, Timing? Timing, string? Absence = null)
{
    /// <summary>
    /// How far its result is from the first contender's, relative to the largest entry; null for the first, and where there is no result.
    /// </summary>
    public double? Deviation { get; init; }
}

/// <summary>The measurements of one work.</summary>
internal static class Measurements
{
    /// <summary>A library counts with the setting that is fastest in the median.</summary>
    public static Measurement? BestOf(this IEnumerable<Measurement> measurements, string peer)
        => measurements
            .Where(measurement => measurement.Peer == peer && measurement.Timing is not null)
            .MinBy(measurement => measurement.Timing!.Median);
}

/// <summary>A work, what was measured of it, and whether that is enough.</summary>
internal sealed record WorkResult(Work Work, IReadOnlyList<Measurement> Measurements, IReadOnlyList<Verdict> Verdicts);
