namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>One mini-batch: forward, backward, update. Allocates nothing.</summary>
/// <remarks>
/// Two pieces of work, each shared out among the threads: the examples of the batch, and then the rows of the weights. In the second a
/// thread computes the gradient of its rows and changes them at once.
/// </remarks>
internal sealed class TrainingStep
{
    private readonly FastNetwork _network;
    private readonly ThreadTeam _team;
    private readonly LabelledExamples _examples;
    private readonly TrainingOptions _options;
    private readonly ImageDeformation[] _deformations;
    private readonly float[] _firstMoments;
    private readonly float[] _secondMoments;
    private readonly bool[] _isFinite;

    // Made once: a new delegate for each step would be an allocation.
    private readonly Action<int> _examplesPart;
    private readonly Action<int> _parametersPart;
    private readonly Action<int> _forwardPart;

    private ReadOnlyMemory<int> _batch;
    private int _epoch;
    private OptimizerStep _step;

    internal TrainingStep(FastNetwork network, ThreadTeam team, LabelledExamples examples, TrainingOptions options)
    {
        (_network, _team, _examples, _options) = (network, team, examples, options);
        _deformations = options.Augmentation is { } augmentation
            ? [.. Enumerable.Range(0, team.Degree).Select(_ => new ImageDeformation(augmentation, examples.InputCount))]
            : [];
        _firstMoments = new float[options.Optimizer.MomentCount >= 1 ? network.Parameters.Length : 0];
        _secondMoments = new float[options.Optimizer.MomentCount >= 2 ? network.Parameters.Length : 0];
        _isFinite = new bool[team.Degree];
        (_examplesPart, _parametersPart, _forwardPart) = (DoExamples, DoParameters, DoForward);
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
        _team.Run(_examplesPart);
        Count(batch.Length);
        _team.Run(_parametersPart);
        return double.IsFinite(LossSum) && !_isFinite.Contains(false);
    }

    /// <summary>
    /// Runs the last batch forward once more: whether logits and loss are finite with the weights after the step, and the mean loss.
    /// </summary>
    internal bool IsFiniteAgain(out double loss)
    {
        _team.Run(_forwardPart);
        double sum = 0;
        for (int n = 0; n < _batch.Length; n++) sum += _network.Losses[n];
        loss = sum / _batch.Length;
        return double.IsFinite(loss) && RowMath.IsFinite(_network.Logits(0, _batch.Length));
    }

    private void DoExamples(int part)
    {
        int count = _batch.Length, first = _team.Start(count, part), end = _team.Start(count, part + 1);
        ReadOnlySpan<int> batch = _batch.Span;
        for (int n = first; n < end; n++)
        {
            int example = batch[n];
            _network.Labels[n] = _examples.Labels.Span[example];
            if (_options.Augmentation is null) _examples.Row(example).CopyTo(_network.Input(n));
            else _deformations[part].Apply(_examples.Row(example), _network.Input(n), RandomStream.Deformation(_options.Seed, _epoch, example));
        }

        _network.Forward(first, end);
        _network.Backward(first, end, count);
    }

    private void DoForward(int part)
    {
        int first = _team.Start(_batch.Length, part), end = _team.Start(_batch.Length, part + 1);
        _network.Forward(first, end);
        _network.Loss(first, end);
    }

    private void DoParameters(int part)
    {
        bool isFinite = true;
        for (int l = 0; l < _network.LayerCount; l++)
        {
            FastNetwork.Layer layer = _network.Layers[l];
            int first = _team.Start(layer.InputCount, part), end = _team.Start(layer.InputCount, part + 1);
            _network.WeightGradient(l, first, end, _batch.Length);
            isFinite &= Update(layer.WeightOffset + (first * layer.OutputCount), (end - first) * layer.OutputCount, _step);
            _network.TransposeWeights(l, first, end);

            (first, end) = (_team.Start(layer.OutputCount, part), _team.Start(layer.OutputCount, part + 1));
            _network.BiasGradient(l, first, end, _batch.Length);
            isFinite &= Update(layer.BiasOffset + first, end - first, _step with { WeightDecay = 0 });
        }

        _isFinite[part] = isFinite;
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
        (LossSum, CorrectCount) = (0, 0);
        for (int n = 0; n < batchSize; n++)
        {
            LossSum += _network.Losses[n];
            if (RowMath.IndexOfMaximum<float>(_network.Logits(n, n + 1)) == _network.Labels[n]) CorrectCount++;
        }
    }
}
