namespace SoftmaxNotebooks.Numerics.Networks;

// On many examples, in float.
public partial class Network
{
    /// <summary>As many examples at a time keep their activations in the caches and the threads busy.</summary>
    private const int EvaluationBatch = 256;

    /// <summary>Predicts the class of each example and compares it with its label.</summary>
    /// <exception cref="ArgumentException">The examples do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidOperationException">
    /// The network has more classes than a <see cref="ConfusionMatrix"/>: <see cref="ConfusionMatrix.MostClasses"/>.
    /// </exception>
    /// <exception cref="ArithmeticException">A logit is not a finite number.</exception>
    public NetworkEvaluation Evaluate(LabelledExamples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (ClassCount > ConfusionMatrix.MostClasses)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"The network has {ClassCount} classes; to be evaluated it must have at most {ConfusionMatrix.MostClasses}."));
        }

        examples.CheckFor(this, nameof(examples));
        if (examples.Count == 0) throw new ArgumentException("examples has 0 examples; there must be at least 1.", nameof(examples));
        int batchSize = Math.Min(EvaluationBatch, examples.Count);
        using var team = new ThreadTeam(Trainer.Degree(this, batchSize, limit: null));
        var network = new FastNetwork(this, batchSize, examples.AreSparse, team.Degree);
        float[] logits = BatchLogits.Of(network, team, examples, [.. Enumerable.Range(0, examples.Count)]);
        int wrong = Array.FindIndex(logits, logit => !float.IsFinite(logit));
        if (wrong >= 0)
        {
            throw new ArithmeticException(FormattableString.Invariant(
                $"Logit {wrong % ClassCount} of example {wrong / ClassCount} is {logits[wrong]}; the weights or inputs are too large."));
        }

        return NetworkEvaluation.Of(logits, examples.Labels.Span);
    }
}
