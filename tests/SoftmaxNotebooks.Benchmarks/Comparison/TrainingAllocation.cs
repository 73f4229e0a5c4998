using System.Globalization;
using SoftmaxNotebooks.Benchmarks.Comparison.Peers;
using SoftmaxNotebooks.Numerics.Data;
using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>How many bytes a step of a training allocates, on all of its threads.</summary>
internal static class TrainingAllocation
{
    private const int ExampleCount = 6_400;
    private const int TrialCount = 3;

    /// <summary>Zero, or not.</summary>
    public static Verdict Judge()
    {
        double bytes = BytesPerStep();
        string detail = string.Create(CultureInfo.InvariantCulture, $"{bytes:0.##} bytes");
        return new Verdict("0 bytes allocated in a step", Math.Abs(bytes) < 1, detail);
    }

    /// <summary>
    /// A training allocates something for its batch size, something for each example, and c in each step. Twice as many examples bring
    /// the same of the second at each batch size, but twice as many steps at half of it: the difference of the differences is that of the
    /// steps.
    /// </summary>
    private static double BytesPerStep()
    {
        LabelledExamples some = Examples(ExampleCount), twice = Examples(2 * ExampleCount);
        const int Whole = TrainingWork.BatchSize, Half = Whole / 2;
        long atHalf = Bytes(twice, Half) - Bytes(some, Half), atWhole = Bytes(twice, Whole) - Bytes(some, Whole);
        return (atHalf - atWhole) / ((double)ExampleCount / Half - ((double)ExampleCount / Whole));
    }

    private static LabelledExamples Examples(int count)
        => new(new float[count * DigitSet.PixelCount], DigitSet.PixelCount, new int[count]);

    /// <summary>The least of some trials: whatever else the process allocates only adds.</summary>
    private static long Bytes(LabelledExamples examples, int batchSize)
    {
        var network = ThreeLayerNetwork.Create(DigitSet.PixelCount, 128, DigitSet.ClassCount);
        var options = new TrainingOptions { EpochCount = 1, BatchSize = batchSize };
        long least = long.MaxValue;
        for (int trial = 0; trial <= TrialCount; trial++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            _ = Trainer.Train(network, examples, options);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }
}
