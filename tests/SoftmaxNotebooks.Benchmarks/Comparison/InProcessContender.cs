using System.Diagnostics;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>What does a work once, and where it leaves the result.</summary>
internal sealed record Repetition(Action Once, Array Destination)
{
    /// <summary>What is disposed of with it.</summary>
    public IDisposable? Owned { get; init; }
}

/// <summary>A contender in this process.</summary>
internal sealed class InProcessContender(
    string peer, string setting, string version, Func<Work, IReadOnlyList<Array>, Repetition?> prepare, int threadCount = 1)
    : Contender(peer, setting, threadCount)
{
    public override string Version { get; } = version;

    public override IPreparedWork? Prepare(Work work, IReadOnlyList<Array> inputs)
        => prepare(work, inputs) is { } repetition ? new Prepared(repetition) : null;

    /// <summary>The version of the assembly that a type is in.</summary>
    public static string VersionOf(Type type) => FileVersionInfo.GetVersionInfo(type.Assembly.Location).ProductVersion?.Split('+')[0] ?? "?";

    internal sealed class Prepared(Repetition repetition) : IPreparedWork
    {
        public double Run(int repetitions, double leadSeconds)
        {
            Action once = repetition.Once;
            long lead = Stopwatch.GetTimestamp();
            if (repetitions > 1) once();
            while (Stopwatch.GetElapsedTime(lead).TotalSeconds < leadSeconds) once();
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repetitions; i++) once();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public double[] Result()
        {
            repetition.Once();
            return repetition.Destination.ToDoubles();
        }

        public void Dispose() => repetition.Owned?.Dispose();
    }
}
