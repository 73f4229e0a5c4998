namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>What a network makes of examples whose classes are known.</summary>
/// <remarks>Immutable. Shapes, with N examples: Predictions (N).</remarks>
public sealed class NetworkEvaluation
{
    private NetworkEvaluation(EvaluatedExample[] predictions, int classCount)
    {
        Predictions = Array.AsReadOnly(predictions);
        Loss = predictions.Average(example => example.Loss);
        ConfusionMatrix = ConfusionMatrix.FromPredictions(
            [.. predictions.Select(example => example.Prediction)],
            [.. predictions.Select(example => example.Label)],
            Enumerable.Range(0, classCount).Select(index => FormattableString.Invariant($"{index}")));
        Calibration = Calibration.FromPredictions(
            [.. predictions.Select(example => example.Confidence)], [.. predictions.Select(example => example.IsCorrect)]);
    }

    /// <summary>What was predicted for each example, in their order.</summary>
    public IReadOnlyList<EvaluatedExample> Predictions { get; }

    /// <summary>The mean cross-entropy.</summary>
    public double Loss { get; }

    /// <summary>The share of the examples whose class was predicted, 0 to 1.</summary>
    public double Accuracy => ConfusionMatrix.Accuracy!.Value;

    /// <summary>Which classes were taken for which.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }

    /// <summary>Whether the probabilities keep what they promise.</summary>
    public Calibration Calibration { get; }

    /// <summary>The examples with the highest loss, the highest first; of equals the earlier first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public IReadOnlyList<EvaluatedExample> MostWrong(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return [.. Predictions.OrderByDescending(example => example.Loss).Take(count)];
    }

    /// <summary>The accuracy and the loss in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{ConfusionMatrix.CorrectCount} of {Predictions.Count} examples right, ")
        + FormattableString.Invariant($"accuracy {ReportNumber.Short(Accuracy)}, loss {ReportNumber.Short(Loss)}");

    internal static NetworkEvaluation Of(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classCount = logits.Length / labels.Length;
        var losses = new float[labels.Length];
        var probabilities = new float[logits.Length];
        CrossEntropy.Losses(logits, classCount, labels, losses);
        SoftmaxPrimitives.SoftmaxRows(logits, classCount, probabilities);
        var predictions = new EvaluatedExample[labels.Length];
        for (int n = 0; n < predictions.Length; n++)
        {
            int prediction = RowMath.IndexOfMaximum(logits.Slice(n * classCount, classCount));
            double confidence = Math.Min(1, probabilities[(n * classCount) + prediction]);
            predictions[n] = new EvaluatedExample(n, labels[n], prediction, confidence, losses[n]);
        }

        return new NetworkEvaluation(predictions, classCount);
    }
}

/// <summary>What a network makes of one example.</summary>
/// <param name="Index">Its place among the examples, from 0.</param>
/// <param name="Label">The class that it belongs to.</param>
/// <param name="Prediction">The most probable class.</param>
/// <param name="Confidence">Its probability.</param>
/// <param name="Loss">−log of the probability of the label.</param>
public sealed record EvaluatedExample(int Index, int Label, int Prediction, double Confidence, double Loss)
{
    /// <summary>Label and prediction are the same.</summary>
    public bool IsCorrect => Label == Prediction;
}
