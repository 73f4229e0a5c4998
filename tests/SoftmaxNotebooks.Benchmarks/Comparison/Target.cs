using System.Globalization;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>What a piece of work has to reach.</summary>
internal abstract record Target
{
    /// <summary>The target as a report states it.</summary>
    public abstract string Text(Unit unit);

    /// <summary>Whether these measurements reach it.</summary>
    public abstract Verdict Judge(Unit unit, IReadOnlyList<Measurement> measurements);

    private protected static string NotMeasured(string contender, IReadOnlyList<Measurement> measurements)
        => measurements.FirstOrDefault(measurement => measurement.Peer == contender)?.Absence ?? $"{contender} has nothing that does it";
}

/// <summary>A number of our own, whatever others reach.</summary>
/// <param name="Limit">In the unit of the work.</param>
/// <param name="IsAtLeast">Whether more is better, as with a rate.</param>
/// <param name="IsOfOneThread">Whether more threads do not count.</param>
internal sealed record NumberTarget(double Limit, bool IsAtLeast = false, bool IsOfOneThread = false) : Target
{
    public override string Text(Unit unit)
        => string.Create(CultureInfo.InvariantCulture, $"{(IsAtLeast ? '≥' : '≤')} {Limit:#,0.##} {unit.Name}{(IsOfOneThread ? ", 1 thread" : "")}");

    public override Verdict Judge(Unit unit, IReadOnlyList<Measurement> measurements)
    {
        IEnumerable<Measurement> counted = measurements.Where(measurement => !IsOfOneThread || measurement.Setting == Contender.ThreadText(1));
        if (counted.BestOf(Contender.Ours) is not { } ours) return new Verdict(Text(unit), NotMeasured(Contender.Ours, measurements));
        double value = unit.FromSeconds(ours.Timing!.Median);
        return new Verdict(Text(unit), IsAtLeast ? value >= Limit : value <= Limit, $"{unit.Text(ours.Timing.Median)} {unit.Name}");
    }
}

/// <summary>Our speed as a multiple of a peer's, or of the machine's.</summary>
internal sealed record RatioTarget(string Peer, double LeastSpeed) : Target
{
    /// <summary>At most as many times as long as the machine takes.</summary>
    public static RatioTarget TimesMachine(double times) => new(Contender.Machine, 1 / times);

    public override string Text(Unit unit) => LeastSpeed >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{LeastSpeed:0.##} × {Peer}")
        : Peer == Contender.Machine
            ? string.Create(CultureInfo.InvariantCulture, $"≤ {1 / LeastSpeed:0.##} × the time of the machine")
            : string.Create(CultureInfo.InvariantCulture, $"{LeastSpeed:P0} of {Peer}");

    public override Verdict Judge(Unit unit, IReadOnlyList<Measurement> measurements)
    {
        if (measurements.BestOf(Contender.Ours) is not { } ours) return new Verdict(Text(unit), NotMeasured(Contender.Ours, measurements));
        if (measurements.BestOf(Peer) is not { } peer) return new Verdict(Text(unit), NotMeasured(Peer, measurements));
        double speed = peer.Timing!.Median / ours.Timing!.Median;
        string detail = Peer == Contender.Machine && LeastSpeed < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{1 / speed:0.00} ×")
            : string.Create(CultureInfo.InvariantCulture, $"{speed:0.00} ×");
        return new Verdict(Text(unit), speed >= LeastSpeed, detail);
    }
}
