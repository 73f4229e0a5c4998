using BenchmarkDotNet.Attributes;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks.Suites;

/// <summary>An epoch over drawn digits, in batches of 128.</summary>
[MemoryDiagnoser]
public class TrainingSuite
{
    private static readonly TrainingOptions Options = new() { EpochCount = 1 };

    private LabelledExamples? _examples;
    private ThreeLayerNetwork? _network;

    [Params(128, 1_024)]
    public int HiddenCount { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _examples = LabelledExamples.FromDigits(SyntheticDigits.DrawData().Training);
        _network = ThreeLayerNetwork.Create(DigitSet.PixelCount, HiddenCount, DigitSet.ClassCount);
    }

    [Benchmark]
    public object Epoch() => Trainer.Train(_network!, _examples!, Options);
}
