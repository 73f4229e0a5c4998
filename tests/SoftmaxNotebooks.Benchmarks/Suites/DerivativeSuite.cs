using BenchmarkDotNet.Attributes;
using SoftmaxNotebooks.Benchmarks.Comparison;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Suites;

/// <summary>The Jacobian of softmax and its products with vectors, and what it takes to fill as much memory.</summary>
[MemoryDiagnoser]
public class DerivativeSuite
{
    private float[] _probabilities = [], _vector = [], _product = [], _jacobian = [];

    [Params(10, 1_000)]
    public int ClassCount { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        _probabilities = Array.ConvertAll(Inputs.Normal(random, ClassCount, scale: 3), value => (float)value);
        SoftmaxPrimitives.Softmax(_probabilities, _probabilities);
        _vector = Array.ConvertAll(Inputs.Normal(random, ClassCount, scale: 1), value => (float)value);
        (_product, _jacobian) = (new float[ClassCount], new float[ClassCount * ClassCount]);
    }

    [Benchmark(Baseline = true)]
    public void FillJacobian() => _jacobian.AsSpan().Fill(0.5f);

    [Benchmark]
    public void Jacobian() => SoftmaxPrimitives.SoftmaxJacobian(_probabilities, _jacobian);

    [Benchmark]
    public void Vjp() => SoftmaxPrimitives.SoftmaxVjp(_probabilities, _vector, _product);

    [Benchmark]
    public void Jvp() => SoftmaxPrimitives.SoftmaxJvp(_probabilities, _vector, _product);

    [Benchmark]
    public void LogSoftmaxVjp() => SoftmaxPrimitives.LogSoftmaxVjp(_probabilities, _vector, _product);
}
