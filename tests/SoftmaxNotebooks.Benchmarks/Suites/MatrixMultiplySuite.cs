using BenchmarkDotNet.Attributes;
using MathNet.Numerics.Providers.LinearAlgebra;
using SoftmaxNotebooks.Benchmarks.Comparison;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Benchmarks.Suites;

/// <summary>The product of square float matrices, in one thread and in all, and by MathNet with our provider.</summary>
[MemoryDiagnoser]
public class MatrixMultiplySuite
{
    private Repetition? _oneThread, _allThreads, _mathNet;

    [Params(128, 512, 1_024)]
    public int Size { get; set; }

    [Params(false, true)]
    public bool TransposeA { get; set; }

    [Params(false, true)]
    public bool TransposeB { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        (_oneThread, _allThreads) = (OwnProduct(1), OwnProduct(Environment.ProcessorCount));
        Work work = Product(Environment.ProcessorCount);
        LinearAlgebraControl.Provider = GemmProvider.Create();
        _mathNet = Inputs.For(work) is [float[] a, float[] b] ? MathNetLibrary.Product(work, a, b) : null;
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

    [Benchmark]
    public void MathNetWithGemmProvider() => _mathNet!.Once();

    private Repetition? OwnProduct(int threadCount)
    {
        Work work = Product(threadCount);
        return OwnMatrixMultiply.Prepare(work, Inputs.For(work), threadCount);
    }

    private Work Product(int threadCount) => new(Operation.MatrixMultiply, Precision.Float, Size, Size)
    {
        Group = Works.Gemm,
        Inner = Size,
        TransposeA = TransposeA,
        TransposeB = TransposeB,
        ThreadCount = threadCount,
    };
}
