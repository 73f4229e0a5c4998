using System.Diagnostics;

namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>The epochs and batches of one training, and what is reported of them.</summary>
internal sealed class TrainingRun
{
    private readonly FastNetwork _network;
    private readonly ThreadTeam _team;
    private readonly ValidationSplit _split;
    private readonly TrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly TrainingStep _step;
    private readonly int _batchCount;
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    /// <summary>The weights at the end of the last finished epoch; with early stopping, of the best.</summary>
    private readonly float[] _kept;
    private double _lowestLoss = double.PositiveInfinity;
    private int _epochsSinceLowest;

    private TrainingHistory _history = TrainingHistory.Empty;
    private double _learningRate;
    private double _lossSum;
    private long _correctCount;
    private long _seenInEpoch;
    private long _seenBefore;

    internal TrainingRun(
        FastNetwork network, ThreadTeam team, LabelledExamples examples, ValidationSplit split, TrainingOptions options,
        IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (_network, _team, _split, _options) = (network, team, split, options);
        (_progress, _cancellationToken) = (progress, cancellationToken);
        _step = new TrainingStep(network, team, examples, options);
        _batchCount = (split.TrainingOrder.Length + options.BatchSize - 1) / options.BatchSize;
        _kept = [.. network.Parameters];
    }

    /// <summary>The weights that the training leads to.</summary>
    internal ReadOnlySpan<float> Parameters => _network.Parameters;

    internal TrainingHistory Train()
    {
        int epoch = 0, batch = 0;
        while (_history.State == TrainingState.Running && epoch < _options.EpochCount)
        {
            // Before an epoch begins, so that the last report repeats the numbers of the one that is finished.
            if (_cancellationToken.IsCancellationRequested)
            {
                _history = _history with { State = TrainingState.Interrupted };
                break;
            }

            epoch++;
            Epoch(epoch, out batch);
        }

        if (_history.State == TrainingState.Running) _history = _history with { State = TrainingState.Done };
        bool isBestKept = _options.EarlyStoppingPatience is not null && _history.Epochs.Count > 0;
        if (isBestKept || _history.State == TrainingState.Diverged) _kept.CopyTo(_network.Parameters, 0);
        Report(epoch, batch);
        return _history;
    }

    private void Epoch(int epoch, out int batch)
    {
        (_lossSum, _correctCount, _seenBefore, _seenInEpoch) = (0, 0, _seenBefore + _seenInEpoch, 0);
        int[] order = [.. _split.TrainingOrder];
        RandomStream.Order(_options.Seed, epoch).Shuffle(order);
        for (batch = 0; batch < _batchCount;)
        {
            if (batch > 0 && _cancellationToken.IsCancellationRequested)
            {
                if (IsUsableAfter(epoch, batch)) _history = _history with { State = TrainingState.Interrupted };
                return;
            }

            int start = batch * _options.BatchSize;
            Memory<int> examples = order.AsMemory(start, Math.Min(_options.BatchSize, order.Length - start));
            _learningRate = _options.LearningRate * _options.Schedule.FactorAt(epoch - 1, batch, _batchCount, _options.EpochCount);
            bool isFinite = _step.Run(examples, epoch, _learningRate);
            batch++;
            _lossSum += _step.LossSum;
            _correctCount += _step.CorrectCount;
            _seenInEpoch += examples.Length;
            if (!isFinite)
            {
                Diverge(epoch, batch, _step.LossSum / examples.Length);
                return;
            }

            Report(epoch, batch);
        }

        if (IsUsableAfter(epoch, batch)) Finish(epoch, batch);
    }

    /// <summary>Whether the network that the last step made has a finite loss; if not, the run has diverged there.</summary>
    private bool IsUsableAfter(int epoch, int batch)
    {
        bool isUsable = _step.IsFiniteAgain(out double loss);
        if (!isUsable) Diverge(epoch, batch, loss);
        return isUsable;
    }

    private void Diverge(int epoch, int batch, double loss) => _history = _history with
    {
        State = TrainingState.Diverged, Divergence = new TrainingDivergence(epoch, batch, _learningRate, loss),
    };

    private void Finish(int epoch, int batch)
    {
        (double Loss, double Accuracy)? validation = _split.Validation is { } examples
            ? BatchLogits.LossAndAccuracy(_network, _team, examples, _split.ValidationOrder)
            : null;
        if (validation is { } seen && !double.IsFinite(seen.Loss))
        {
            Diverge(epoch, batch, seen.Loss);
            return;
        }

        var finished = new TrainingEpoch
        {
            Epoch = epoch,
            Loss = _lossSum / _seenInEpoch,
            Accuracy = (double)_correctCount / _seenInEpoch,
            ValidationLoss = validation?.Loss,
            ValidationAccuracy = validation?.Accuracy,
            LearningRate = _learningRate,
            Elapsed = Stopwatch.GetElapsedTime(_startedAt),
        };
        _history = _history.With(finished);
        if (_options.EarlyStoppingPatience is not { } patience || validation is not { } validated)
        {
            _network.Parameters.CopyTo(_kept, 0);
            return;
        }

        if (validated.Loss < _lowestLoss)
        {
            (_lowestLoss, _epochsSinceLowest) = (validated.Loss, 0);
            _network.Parameters.CopyTo(_kept, 0);
        }
        else if (++_epochsSinceLowest >= patience)
        {
            _history = _history with { State = TrainingState.StoppedEarly };
        }
    }

    private void Report(int epoch, int batch) => _progress?.Report(new TrainingProgress
    {
        State = _history.State,
        Epoch = epoch,
        EpochCount = _options.EpochCount,
        Batch = batch,
        BatchCount = _batchCount,
        Loss = _seenInEpoch == 0 ? double.NaN : _lossSum / _seenInEpoch,
        Accuracy = _seenInEpoch == 0 ? double.NaN : (double)_correctCount / _seenInEpoch,
        LearningRate = _learningRate,
        ExamplesSeen = _seenBefore + _seenInEpoch,
        ExampleCount = (long)_split.TrainingOrder.Length * _options.EpochCount,
        Elapsed = Stopwatch.GetElapsedTime(_startedAt),
        History = _history,
    });
}
