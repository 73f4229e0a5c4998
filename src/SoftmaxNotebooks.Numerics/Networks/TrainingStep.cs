namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>One mini-batch: forward, backward, update. Allocates nothing.</summary>
/// <remarks>
/// Two pieces of work, each shared out among the threads: the examples of the batch, and then the rows of the weights. In the second the
/// gradient of some rows is computed and they are changed at once, while it is in the cache.
/// </remarks>
internal sealed class TrainingStep
{
    private readonly FastNetwork _network;
    private readonly ThreadTeam _team;
    private readonly LabelledExamples _examples;
    private readonly TrainingOptions _options;
    private readonly ImageDeformation[] _deformations;
    private readonly float[][] _deformed;
    private readonly float[] _firstMoments;
    private readonly float[] _secondMoments;
    private readonly WeightRows[] _weightParts;
    private readonly bool[] _isFinite;
    private readonly bool[] _isCorrect;

    // Made once: a new delegate for each step would be an allocation.
    private readonly PartOfWork _doExamples;
    private readonly PartOfWork _doWeights;
    private readonly PartOfWork _doForward;

    private ReadOnlyMemory<int> _batch;
    private int _epoch;
    private OptimizerStep _step;

    internal TrainingStep(FastNetwork network, ThreadTeam team, LabelledExamples examples, TrainingOptions options)
    {
        (_network, _team, _examples, _options) = (network, team, examples, options);
        _deformations = options.Augmentation is { } augmentation
            ? [.. Enumerable.Range(0, team.Degree).Select(_ => new ImageDeformation(augmentation, examples.InputCount))]
            : [];
        _deformed = [.. _deformations.Select(_ => new float[examples.InputCount])];
        _firstMoments = new float[options.Optimizer.MomentCount >= 1 ? network.Parameters.Length : 0];
        _secondMoments = new float[options.Optimizer.MomentCount >= 2 ? network.Parameters.Length : 0];
        _weightParts = [.. Enumerable.Range(0, network.LayerCount).SelectMany(WeightParts)];
        _isFinite = new bool[_weightParts.Length];
        _isCorrect = new bool[network.Labels.Length];
        (_doExamples, _doWeights, _doForward) = (DoExamples, DoWeights, DoForward);
    }

    /// <summary>The sum of the losses of the last batch, with the weights before the step.</summary>
    internal double LossSum { get; private set; }

    /// <summary>How many examples of the last batch were predicted right.</summary>
    internal int CorrectCount { get; private set; }

    /// <summary>Trains on these examples, epoch from 1; returns whether loss and parameters are still finite.</summary>
    internal bool Run(ReadOnlyMemory<int> batch, int epoch, double learningRate)
    {
        (_batch, _epoch) = (batch, epoch);
        _step = new OptimizerStep(learningRate, _options.WeightDecay, _step.Number + 1);
        _team.Run(ThreadTeam.PartCount(batch.Length, ExamplesInPart), _doExamples);
        Count(batch.Length);
        _team.Run(_weightParts.Length, _doWeights);
        return double.IsFinite(LossSum) && !_isFinite.Contains(false);
    }

    /// <summary>
    /// Runs the last batch forward once more: whether logits and loss are finite with the weights after the step, and the mean loss.
    /// </summary>
    internal bool IsFiniteAgain(out double loss)
    {
        _team.Run(ThreadTeam.PartCount(_batch.Length, ExamplesInPart), _doForward);
        double sum = 0;
        for (int n = 0; n < _batch.Length; n++) sum += _network.Losses[n];
        loss = sum / _batch.Length;
        return double.IsFinite(loss) && RowMath.IsFinite(_network.Logits(0, _batch.Length));
    }

    private IEnumerable<WeightRows> WeightParts(int layer)
    {
        int inputCount = _network.Layers[layer].InputCount, rows = _network.WeightRowsTogether(layer);
        for (int first = 0; first < inputCount; first += rows)
            yield return new WeightRows(layer, first, Math.Min(first + rows, inputCount));
    }

    private void DoExamples(int part, int thread)
    {
        (int first, int end) = ExamplesOf(part);
        ReadOnlySpan<int> batch = _batch.Span;
        for (int n = first; n < end; n++)
        {
            int example = batch[n];
            _network.Labels[n] = _examples.Labels.Span[example];
            SetInputs(n, example, thread);
        }

        _network.Forward(first, end, thread);
        _network.Backward(first, end, batch.Length);
        for (int n = first; n < end; n++) _isCorrect[n] = RowMath.IndexOfMaximum<float>(_network.Logits(n, n + 1)) == _network.Labels[n];
    }

    private void SetInputs(int n, int example, int thread)
    {
        if (_options.Augmentation is null)
        {
            _network.Inputs.Set(n, _examples.Row(example));
            return;
        }

        _deformations[thread].Apply(_examples.Row(example), _deformed[thread], RandomStream.Deformation(_options.Seed, _epoch, example));
        _network.Inputs.Set(n, _deformed[thread]);
    }

    private void DoForward(int part, int thread)
    {
        (int first, int end) = ExamplesOf(part);
        _network.Forward(first, end, thread);
        _network.Loss(first, end);
    }

    /// <summary>Whole tiles, and a part for each thread: the weights are packed once for each.</summary>
    private int ExamplesInPart
        => MatrixMultiply.TileRows * ThreadTeam.PartCount(ThreadTeam.PartCount(_batch.Length, _team.Degree), MatrixMultiply.TileRows);

    private (int First, int End) ExamplesOf(int part)
        => (part * ExamplesInPart, Math.Min((part + 1) * ExamplesInPart, _batch.Length));

    private void DoWeights(int part, int thread)
    {
        (int l, int first, int end) = _weightParts[part];
        FastNetwork.Layer layer = _network.Layers[l];
        _network.WeightGradient(l, first, end, _batch.Length, thread);
        _isFinite[part] = Update(layer.WeightOffset + (first * layer.OutputCount), (end - first) * layer.OutputCount, _step);
        if (first > 0) return;

        // The biases of a layer go with its first rows.
        _network.BiasGradient(l, _batch.Length);
        _isFinite[part] &= Update(layer.BiasOffset, layer.OutputCount, _step with { WeightDecay = 0 });
    }

    private bool Update(int offset, int count, OptimizerStep step)
    {
        Span<float> parameters = _network.Parameters.AsSpan(offset, count);
        _options.Optimizer.Update(
            parameters, _network.Gradients.AsSpan(offset, count), Part(_firstMoments), Part(_secondMoments), step);
        return RowMath.IsFinite(parameters);

        Span<float> Part(float[] moments) => moments.Length == 0 ? default : moments.AsSpan(offset, count);
    }

    /// <summary>In the order of the examples, so that the sum is the same at any number of threads.</summary>
    private void Count(int batchSize)
    {
        LossSum = 0;
        for (int n = 0; n < batchSize; n++) LossSum += _network.Losses[n];
        CorrectCount = _isCorrect.AsSpan(0, batchSize).Count(true);
    }

    /// <summary>The rows [First, End) of W[Layer].</summary>
    private readonly record struct WeightRows(int Layer, int First, int End);
}
