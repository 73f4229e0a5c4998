using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Benchmarks.Comparison.Peers;

/// <summary>A library of Python at one setting, in a process of its own.</summary>
internal sealed class PythonLibrary(string peer, PythonProcess process, int threadCount, string? coreType)
    : Contender(peer, SettingName(threadCount, coreType), threadCount)
{
    public override string Version { get; } = process.Facts["version"]!.GetValue<string>()
        + (process.Facts["openblas"] is { } openBlas ? $" with {openBlas.GetValue<string>()}" : "");

    /// <summary>The OpenBLAS that it works with, and which of its kernels.</summary>
    public string? OpenBlas { get; } = process.Facts["openblas"]?.GetValue<string>();

    public override IPreparedWork? Prepare(Work work, IReadOnlyList<Array> inputs)
    {
        if (work.ThreadCount is { } count && count != ThreadCount) return null;
        JsonObject request = new()
        {
            ["do"] = "prepare",
            ["operation"] = work.Operation.ToString(),
            ["rows"] = work.Rows,
            ["columns"] = work.Columns,
            ["inner"] = work.Inner,
            ["transposeA"] = work.TransposeA,
            ["transposeB"] = work.TransposeB,
            ["layers"] = new JsonArray([.. work.Layers.Select(size => JsonValue.Create(size))]),
            ["batch"] = TrainingWork.BatchSize,
            ["learningRate"] = TrainingWork.LearningRate,
            ["inputs"] = new JsonArray(
                [.. inputs.Select(array => new JsonObject { ["type"] = array.ElementName(), ["count"] = array.Length })]),
        };
        return process.Ask(request, inputs)["supported"]!.GetValue<bool>() ? new Prepared(process) : null;
    }

    public override void Dispose()
    {
        process.Dispose();
        base.Dispose();
    }

    private static string SettingName(int threadCount, string? coreType)
        => ThreadText(threadCount) + (coreType is null ? "" : $", {coreType}");

    private sealed class Prepared(PythonProcess process) : IPreparedWork
    {
        public double Run(int repetitions, double leadSeconds)
            => process.Ask(new JsonObject { ["do"] = "run", ["repetitions"] = repetitions, ["lead"] = leadSeconds })["seconds"]!
                .GetValue<double>();

        public double[] Result() => process.ReadNumbers(process.Ask(new JsonObject { ["do"] = "result" })).ToDoubles();

        public void Dispose()
        {
            // The next work takes its place.
        }
    }
}
