using SoftmaxNotebooks.Benchmarks.Comparison.Peers;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>All works, and what they have to reach.</summary>
internal static class Works
{
    public const string Softmax = "softmax";
    public const string Derivatives = "derivatives";
    public const string Gemm = "gemm";
    public const string Training = "training";

    /// <summary>What --only takes.</summary>
    public static IReadOnlyList<string> Groups { get; } = [Softmax, Derivatives, Gemm, Training];

    public static IReadOnlyList<Work> All { get; } = [.. SoftmaxWorks(), .. DerivativeWorks(), .. GemmWorks(), .. TrainingWorks()];

    private static IEnumerable<Work> SoftmaxWorks()
    {
        (int Rows, int Columns)[] grid =
        [
            (1, 10), (1, 100), (1, 1_000), (1, 4_096), (1, 32_768),
            (8, 1_000),
            (64, 10), (64, 100), (64, 1_000), (64, 4_096), (64, 32_768),
            (60_000, 10),
        ];
        foreach (Operation operation in (Operation[])[Operation.Softmax, Operation.LogSoftmax])
        {
            foreach (Precision precision in Enum.GetValues<Precision>())
            {
                foreach ((int rows, int columns) in grid)
                {
                    yield return new Work(operation, precision, rows, columns)
                    {
                        Group = Softmax,
                        Targets = [.. SoftmaxTargets(precision, rows, columns)],
                        IsCharted = precision == Precision.Float && (rows, columns) is (1, 1_000) or (64, 32_768) or (60_000, 10),
                        IsQuick = (rows, columns) is (1, 10) or (64, 1_000) or (60_000, 10),
                    };
                }
            }
        }

        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            foreach ((int rows, int columns) in ((int, int)[])[(1, 1_000), (64, 32_768), (60_000, 10)])
                yield return new Work(Operation.LogSumExp, precision, rows, columns) { Group = Softmax, IsQuick = rows == 1 };
        }
    }

    /// <summary>A double takes twice as long as a float: it is twice as wide.</summary>
    private static IEnumerable<Target> SoftmaxTargets(Precision precision, int rows, int columns)
    {
        int width = precision == Precision.Float ? 1 : 2;
        if (columns >= 1_000) yield return new NumberTarget(0.35 * width, IsOfOneThread: true);
        if ((rows, columns) == (60_000, 10)) yield return new NumberTarget(0.8 * width, IsOfOneThread: true);
        if (precision == Precision.Double) yield break;
        yield return new RatioTarget(TensorLibrary.Name, 3);
        yield return new RatioTarget(PythonLibraries.Torch, columns == 10 ? 10 : 4);
    }

    private static IEnumerable<Work> DerivativeWorks()
    {
        foreach (Precision precision in Enum.GetValues<Precision>())
        {
            foreach (Operation operation in (Operation[])[Operation.Jacobian, Operation.Vjp, Operation.Jvp])
            {
                yield return new Work(operation, precision, 1, operation == Operation.Jacobian ? 1_000 : 32_768)
                {
                    Group = Derivatives,
                    Targets = precision == Precision.Float ? [RatioTarget.TimesMachine(1.5)] : [],
                    IsCharted = precision == Precision.Float,
                    IsQuick = precision == Precision.Float,
                };
            }
        }
    }

    private static IEnumerable<Work> GemmWorks()
    {
        (bool A, bool B)[] transposes = [(false, false), (true, false), (false, true), (true, true)];
        int[] threadCounts = Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];
        foreach (int threadCount in threadCounts)
        {
            foreach (int size in (int[])[128, 256, 512, 1_024, 2_048])
            {
                foreach ((bool a, bool b) in transposes)
                {
                    yield return Product(size, size, size, a, b, threadCount) with
                    {
                        IsCharted = size == 1_024 && !a && !b,
                        IsQuick = size == 256,
                    };
                }
            }

            // 784-128-10 in batches of 128: the layers forward, the gradients of their weights, and what goes back to the hidden layer.
            yield return Product(128, 784, 128, false, false, threadCount) with { IsCharted = true };
            yield return Product(128, 128, 10, false, false, threadCount);
            yield return Product(784, 128, 128, true, false, threadCount) with { IsCharted = true };
            yield return Product(128, 128, 10, true, false, threadCount);
            yield return Product(128, 10, 128, false, true, threadCount);
        }
    }

    private static Work Product(int rows, int inner, int columns, bool transposeA, bool transposeB, int threadCount)
        => new(Operation.MatrixMultiply, Precision.Float, rows, columns)
        {
            Group = Gemm,
            Inner = inner,
            TransposeA = transposeA,
            TransposeB = transposeB,
            ThreadCount = threadCount,
            Targets = [new RatioTarget(PythonLibraries.OpenBlas, 0.8)],
        };

    private static IEnumerable<Work> TrainingWorks()
    {
        yield return new Work(Operation.Training, Precision.Float, 300 * TrainingWork.BatchSize, 784)
        {
            Group = Training,
            Layers = [784, 128, 10],
            Targets = [new NumberTarget(400_000, IsAtLeast: true), new RatioTarget(PythonLibraries.Torch, 4)],
            IsCharted = true,
            IsQuick = true,
        };
        yield return new Work(Operation.Training, Precision.Float, 100 * TrainingWork.BatchSize, 784)
        {
            Group = Training,
            Layers = [784, 1_024, 10],
            Targets = [new RatioTarget(PythonLibraries.Torch, 3)],
            IsCharted = true,
        };
    }
}
