using SoftmaxNotebooks.Numerics.Networks;

namespace SoftmaxNotebooks.Interactive.Tests.Training;

/// <summary>Training runs of formulas: a training loss that falls, and a validation loss that rises again.</summary>
internal static class TrainingSamples
{
    public static TrainingHistory Validated { get; } = History(20);

    public static TrainingHistory Diverged { get; } = new([.. History(5).Epochs, EpochOf(6, 1e9, 0.1), EpochOf(7, double.NaN, 0.1, double.PositiveInfinity)])
    {
        State = TrainingState.Diverged, Divergence = new TrainingDivergence(7, 31, 0.5, double.NaN),
    };

    /// <summary>Two epochs of ten are done, and 5 of the 10 batches of the third.</summary>
    public static TrainingProgress Running { get; } = new()
    {
        State = TrainingState.Running,
        Epoch = 3,
        EpochCount = 10,
        Batch = 5,
        BatchCount = 10,
        Loss = 0.25,
        Accuracy = 0.9,
        LearningRate = 0.1,
        ExamplesSeen = 250,
        ExampleCount = 1000,
        Elapsed = TimeSpan.FromSeconds(5),
        History = new TrainingHistory([EpochOf(1, 1, 0.5), EpochOf(2, 0.5, 0.75)]) { State = TrainingState.Running },
    };

    public static TrainingProgress Ended(TrainingState state) => Running with { State = state, History = Running.History with { State = state } };

    public static TrainingHistory History(int count, bool hasValidation = true) => new([.. Enumerable.Range(1, count).Select(n =>
    {
        double part = n / 20.0;
        TrainingEpoch epoch = EpochOf(n, 0.05 + (2.3 * Math.Exp(-5 * part)), 1 - (0.9 * Math.Exp(-5 * part)));
        return !hasValidation ? epoch : epoch with
        {
            ValidationLoss = 0.2 + (2.1 * Math.Exp(-5 * part)) + (0.1 * part), ValidationAccuracy = 0.95 - (0.85 * Math.Exp(-5 * part)),
        };
    })]);

    public static TrainingHistory OfLosses(double[] losses) => new([.. losses.Select((loss, i) => EpochOf(i + 1, loss, loss, losses[^(i + 1)]) with
    {
        ValidationAccuracy = loss, LearningRate = loss, Elapsed = TimeSpan.FromTicks((long)loss),
    })]);

    public static TrainingHistory Noise(int count)
    {
        var random = new Random(20260501);
        return new([.. Enumerable.Range(1, count).Select(n => EpochOf(n, 1e-200 * random.NextDouble(), random.NextDouble(), random.NextDouble()) with
        {
            ValidationAccuracy = random.NextDouble(), LearningRate = -1e-200 * random.NextDouble(), Elapsed = TimeSpan.FromDays(1e6 * random.NextDouble()),
        })]);
    }

    /// <summary>As large as can be, in one direction or the other.</summary>
    public static TrainingProgress Strange(int sign) => new()
    {
        State = sign > 0 ? TrainingState.Running : (TrainingState)(-1),
        Epoch = sign * int.MaxValue,
        EpochCount = sign * -int.MaxValue,
        Batch = sign > 0 ? int.MaxValue : int.MinValue,
        BatchCount = 1,
        Loss = sign * double.Epsilon,
        Accuracy = sign * double.MaxValue,
        LearningRate = sign * double.PositiveInfinity,
        ExamplesSeen = sign > 0 ? long.MaxValue : long.MinValue,
        ExampleCount = long.MinValue,
        Elapsed = sign > 0 ? TimeSpan.FromTicks(1) : TimeSpan.MinValue,
        History = OfLosses([double.NaN, double.NegativeInfinity]),
    };

    private static TrainingEpoch EpochOf(int number, double loss, double accuracy, double? validationLoss = null) => new()
    {
        Epoch = number, Loss = loss, Accuracy = accuracy, ValidationLoss = validationLoss, LearningRate = 0.1, Elapsed = TimeSpan.FromSeconds(1.5 * number),
    };
}
