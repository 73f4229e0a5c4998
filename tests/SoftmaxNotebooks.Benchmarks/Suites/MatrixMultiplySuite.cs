using BenchmarkDotNet.Attributes;
using SoftmaxNotebooks.Benchmarks.Comparison;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;

namespace SoftmaxNotebooks.Benchmarks.Suites;

/// <summary>The product of square float matrices, in one thread and in all.</summary>
[MemoryDiagnoser]
public class MatrixMultiplySuite
{
    private Repetition? _oneThread, _allThreads;

    [Params(128, 512, 1_024)]
    public int Size { get; set; }

    [Params(false, true)]
    public bool TransposeA { get; set; }

    [Params(false, true)]
    public bool TransposeB { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (_oneThread, _allThreads) = (Product(1), Product(Environment.ProcessorCount));
    }

    [GlobalCleanup]
    public void Release()
    {
        _oneThread?.Owned?.Dispose();
        _allThreads?.Owned?.Dispose();
    }

    [Benchmark(Baseline = true)]
    public void OneThread() => _oneThread!.Once();

    [Benchmark]
    public void AllThreads() => _allThreads!.Once();

    private Repetition? Product(int threadCount)
    {
        var work = new Work(Operation.MatrixMultiply, Precision.Float, Size, Size)
        {
            Group = Works.Gemm,
            Inner = Size,
            TransposeA = TransposeA,
            TransposeB = TransposeB,
            ThreadCount = threadCount,
        };
        return OwnMatrixMultiply.Prepare(work, Inputs.For(work), threadCount);
    }
}
