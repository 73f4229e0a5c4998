namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>The logits of many examples, a batch at a time.</summary>
internal static class BatchLogits
{
    private const int ExamplesInPart = 64;

    /// <summary>The logits of these examples, row-major.</summary>
    internal static float[] Of(FastNetwork network, ThreadTeam team, LabelledExamples examples, int[] order)
    {
        int batchCapacity = network.Labels.Length, classCount = network.Logits(0, 1).Length;
        var logits = new float[checked(order.Length * classCount)];
        for (int start = 0; start < order.Length; start += batchCapacity)
        {
            int batchStart = start, batchSize = Math.Min(batchCapacity, order.Length - start);
            team.Run(ThreadTeam.PartCount(batchSize, ExamplesInPart), (part, thread) =>
            {
                int first = part * ExamplesInPart, end = Math.Min(first + ExamplesInPart, batchSize);
                for (int n = first; n < end; n++) network.Inputs.Set(n, examples.Row(order[batchStart + n]));
                network.Forward(first, end, thread);
                network.Logits(first, end).CopyTo(logits.AsSpan((batchStart + first) * classCount));
            });
        }

        return logits;
    }

    /// <summary>The mean loss over these examples, NaN if a logit is not finite, and the share whose class is predicted.</summary>
    internal static (double Loss, double Accuracy) LossAndAccuracy(FastNetwork network, ThreadTeam team, LabelledExamples examples, int[] order)
    {
        float[] logits = Of(network, team, examples, order);
        int classCount = logits.Length / order.Length, correctCount = 0;
        var labels = new int[order.Length];
        for (int n = 0; n < order.Length; n++)
        {
            labels[n] = examples.Labels.Span[order[n]];
            if (RowMath.IndexOfMaximum<float>(logits.AsSpan(n * classCount, classCount)) == labels[n]) correctCount++;
        }

        // A logit of −∞ leaves the loss of another class finite, but nobody could evaluate such a network.
        if (!RowMath.IsFinite(logits)) return (double.NaN, (double)correctCount / order.Length);
        var losses = new float[order.Length];
        CrossEntropy.Losses(logits, classCount, labels, losses);
        return (losses.Average(loss => (double)loss), (double)correctCount / order.Length);
    }
}
