using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Numerics.Tests.Networks;

/// <summary>Trains as the trainer's tests do: until the test is cancelled, if nothing else is said.</summary>
internal static class Training
{
    public static TrainingResult<TNetwork> Train<TNetwork>(
        TNetwork network, LabelledExamples examples, TrainingOptions? options = null, LabelledExamples? validation = null,
        IProgress<TrainingProgress>? progress = null, CancellationToken? cancellationToken = null)
        where TNetwork : Network
        => Trainer.Train(network, examples, options, validation, progress, cancellationToken ?? TestContext.Current.CancellationToken);
}

/// <summary>On the training's own thread; Progress{T} would post elsewhere and later.</summary>
internal sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
