namespace SoftmaxNotebooks.Numerics;

/// <summary>ECE = sum over bins of n[b] / N · |accuracy[b] − confidence[b]|: how far probabilities are from what they promise</summary>
/// <remarks>
/// Symbols: N examples, n[b] those whose confidence, the probability of the predicted class, lies in bin b. The bins have equal width;
/// a confidence on a border belongs to the lower bin. Immutable.
/// Source: Guo et al., "On calibration of modern neural networks", ICML 2017.
/// </remarks>
public sealed class Calibration
{
    private Calibration(CalibrationBin[] bins) => Bins = Array.AsReadOnly(bins);

    /// <summary>The bins from 0 to 1, the empty ones too.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>N</summary>
    public int ExampleCount => Bins.Sum(bin => bin.Count);

    /// <summary>ECE; null without examples.</summary>
    public double? ExpectedError => ExampleCount == 0 ? null : Bins.Sum(bin => bin.Count * (bin.Error ?? 0)) / ExampleCount;

    /// <summary>The largest |accuracy[b] − confidence[b]|; null without examples.</summary>
    public double? LargestError => Bins.Max(bin => bin.Error);

    /// <summary>Sorts predictions into bins: confidences[i] and whether prediction i was right.</summary>
    /// <remarks>Shapes: confidences (N), isCorrect (N).</remarks>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A confidence does not lie in [0, 1], or there are fewer bins than 1.</exception>
    public static Calibration FromPredictions(IReadOnlyList<double> confidences, IReadOnlyList<bool> isCorrect, int binCount = 15)
    {
        ArgumentNullException.ThrowIfNull(confidences);
        ArgumentNullException.ThrowIfNull(isCorrect);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(binCount);
        Guard.SameLength(confidences.Count, nameof(confidences), isCorrect.Count, nameof(isCorrect));
        var counts = new int[binCount];
        var correctCounts = new int[binCount];
        var sums = new double[binCount];
        for (int i = 0; i < confidences.Count; i++)
        {
            if (confidences[i] is not (>= 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(confidences), confidences[i],
                    FormattableString.Invariant($"confidences[{i}] is {confidences[i]}; it must lie in [0, 1]."));
            }

            int bin = BinOf(confidences[i], binCount);
            counts[bin]++;
            sums[bin] += confidences[i];
            if (isCorrect[i]) correctCounts[bin]++;
        }

        return new Calibration([.. Enumerable.Range(0, binCount).Select(b => new CalibrationBin(
            Border(b, binCount),
            Border(b + 1, binCount),
            counts[b],
            counts[b] == 0 ? null : sums[b] / counts[b],
            counts[b] == 0 ? null : (double)correctCounts[b] / counts[b]))]);
    }

    /// <summary>The expected error in one line.</summary>
    public override string ToString()
        => FormattableString.Invariant($"Calibration of {ExampleCount} predictions: expected error {ReportNumber.ShortOrDash(ExpectedError)}");

    /// <summary>The b for which b / B &lt; confidence ≤ (b + 1) / B, or 0 for a confidence of 0.</summary>
    private static int BinOf(double confidence, int binCount)
    {
        int bin = Math.Max(0, (int)Math.Ceiling(confidence * binCount) - 1);

        // The product is rounded, so that it can lie on the other side of a border than the confidence: 0.14 · 50 is above 7.
        while (bin > 0 && confidence <= Border(bin, binCount)) bin--;
        while (confidence > Border(bin + 1, binCount)) bin++;
        return bin;
    }

    /// <summary>b / B</summary>
    private static double Border(int bin, int binCount) => (double)bin / binCount;
}

/// <summary>The predictions of about the same confidence.</summary>
/// <param name="Lower">Their confidence is above this, or 0.</param>
/// <param name="Upper">It is at most this.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Confidence">Their mean confidence; null if there are none.</param>
/// <param name="Accuracy">The share of them that is right; null if there are none.</param>
public sealed record CalibrationBin(double Lower, double Upper, int Count, double? Confidence, double? Accuracy)
{
    /// <summary>|accuracy − confidence|; null if there are none.</summary>
    public double? Error => Accuracy is { } accuracy && Confidence is { } confidence ? Math.Abs(accuracy - confidence) : null;
}
