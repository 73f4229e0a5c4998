using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using SoftmaxNotebooks.Benchmarks.Comparison;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Suites;

/// <summary>Rows of softmax and its relatives, float and double, and TensorPrimitives for the same.</summary>
[MemoryDiagnoser]
public class SoftmaxSuite
{
    private float[] _floats = [], _floatResult = [], _floatSums = [];
    private double[] _doubles = [], _doubleResult = [], _doubleSums = [];

    [Params(1, 64)]
    public int RowCount { get; set; }

    [Params(10, 1_000, 32_768)]
    public int ColumnCount { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _doubles = Inputs.Normal(new Random(1), RowCount * ColumnCount, scale: 3);
        _floats = Array.ConvertAll(_doubles, value => (float)value);
        (_floatResult, _doubleResult) = (new float[_floats.Length], new double[_doubles.Length]);
        (_floatSums, _doubleSums) = (new float[RowCount], new double[RowCount]);
    }

    [Benchmark(Baseline = true)]
    public void TensorPrimitivesFloat()
    {
        for (int i = 0; i < _floats.Length; i += ColumnCount)
            TensorPrimitives.SoftMax<float>(_floats.AsSpan(i, ColumnCount), _floatResult.AsSpan(i, ColumnCount));
    }

    [Benchmark]
    public void SoftmaxFloat() => SoftmaxPrimitives.SoftmaxRows(_floats, ColumnCount, _floatResult);

    [Benchmark]
    public void LogSoftmaxFloat() => SoftmaxPrimitives.LogSoftmaxRows(_floats, ColumnCount, _floatResult);

    [Benchmark]
    public void LogSumExpFloat() => SoftmaxPrimitives.LogSumExpRows(_floats, ColumnCount, _floatSums);

    [Benchmark]
    public void SoftmaxDouble() => SoftmaxPrimitives.SoftmaxRows(_doubles, ColumnCount, _doubleResult);

    [Benchmark]
    public void LogSoftmaxDouble() => SoftmaxPrimitives.LogSoftmaxRows(_doubles, ColumnCount, _doubleResult);

    [Benchmark]
    public void LogSumExpDouble() => SoftmaxPrimitives.LogSumExpRows(_doubles, ColumnCount, _doubleSums);
}
