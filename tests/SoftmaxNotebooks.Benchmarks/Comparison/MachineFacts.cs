using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>What a figure depends on besides the code.</summary>
internal sealed record MachineFacts(string Processor, int ProcessorCount, int VectorBits, string OperatingSystem, string Runtime)
{
    public static MachineFacts Here { get; } = new(
        ProcessorName(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);

    public override string ToString()
        => FormattableString.Invariant($"{Processor}, {ProcessorCount} processors, vectors of {VectorBits} bits, {OperatingSystem}, {Runtime}");

    private static string ProcessorName()
    {
        const string LinuxFacts = "/proc/cpuinfo";
        string? line = File.Exists(LinuxFacts)
            ? File.ReadLines(LinuxFacts).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return line ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
