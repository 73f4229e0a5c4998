using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SoftmaxNotebooks.Benchmarks.Suites;

/// <summary>The suites of BenchmarkDotNet, for whoever changes a kernel and wants to know what it did to one operation.</summary>
internal static class SuiteCommand
{
    /// <summary>Runs what the arguments of BenchmarkDotNet choose.</summary>
    /// <returns>Whether something ran, and all that ran succeeded.</returns>
    public static bool Run(string[] arguments)
    {
        ManualConfig config = ManualConfig.Create(DefaultConfig.Instance)
            .WithArtifactsPath(Path.Combine(Repository.Root, "artifacts", "benchmarks"));

        // In this process: a project that BenchmarkDotNet makes up would not build by the rules that hold in this repository.
        Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(SuiteCommand).Assembly).Run([.. arguments, "--inProcess"], config)];
        return summaries.Length > 0 && Array.TrueForAll(
            summaries, summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
    }
}
