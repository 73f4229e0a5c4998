namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>Trains a network on mini-batches of labelled examples.</summary>
/// <remarks>
/// The same network, examples and options give bit-identical weights on any number of threads, on one kind of processor; a processor
/// without a fused multiply-add rounds differently.
/// </remarks>
public static class Trainer
{
    /// <summary>
    /// Parameters times examples of a step. A million takes one thread some 50 µs; threads that wait for one another twice in that time
    /// would gain nothing.
    /// </summary>
    private const double LeastWorkToShare = 1e6;

    /// <summary>Minimizes the mean cross-entropy over the examples.</summary>
    /// <param name="network">Where training begins; it is not changed.</param>
    /// <param name="examples">What is trained on, and where options ask for it, validated with.</param>
    /// <param name="options">The choices; the defaults unless given.</param>
    /// <param name="validation">Examples to validate with after each epoch, in place of a share of the others.</param>
    /// <param name="progress">
    /// Told after each batch, and once more at the end; on the calling thread, if it does not change threads itself.
    /// </param>
    /// <param name="cancellationToken">Asked before each batch. The weights reached are returned, with the state Interrupted.</param>
    /// <returns>
    /// The trained network and the history. After a divergence the network has the weights at the end of the last finished epoch, or those
    /// it began with; with early stopping, always the best. Weights that training reached are usable: with them the last batch, and what
    /// was validated, have finite logits and a finite loss; otherwise the training has diverged.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// The examples do not fit the network, there are none to train on or to validate with, or augmentation is to deform what is not square.
    /// </exception>
    public static TrainingResult<TNetwork> Train<TNetwork>(
        TNetwork network,
        LabelledExamples examples,
        TrainingOptions? options = null,
        LabelledExamples? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
        where TNetwork : Network
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(examples);
        options ??= new TrainingOptions();
        examples.CheckFor(network, nameof(examples));
        validation?.CheckFor(network, nameof(validation));
        var split = ValidationSplit.Of(examples, validation, options);
        int batchSize = Math.Min(options.BatchSize, split.TrainingOrder.Length);
        using var team = new ThreadTeam(Degree(network, batchSize, options.MaxDegreeOfParallelism));
        var fast = new FastNetwork(network, batchSize, examples.AreSparse, team.Degree);
        var run = new TrainingRun(fast, team, examples, split, options, progress, cancellationToken);
        TrainingHistory history = run.Train();
        return new TrainingResult<TNetwork>((TNetwork)network.WithParameters(run.Parameters), history);
    }

    /// <summary>How many threads are worth their while.</summary>
    internal static int Degree(Network network, int batchSize, int? limit)
    {
        if (limit is { } degree) return degree;
        bool isWorthSharing = (double)network.ParameterCount * batchSize >= LeastWorkToShare;
        return isWorthSharing ? Math.Min(Environment.ProcessorCount, TrainingOptions.MostThreads) : 1;
    }
}

/// <summary>A trained network, and how it came to be.</summary>
/// <param name="Network">The network with the weights reached.</param>
/// <param name="History">The epochs, and how the training ended.</param>
public sealed record TrainingResult<TNetwork>(TNetwork Network, TrainingHistory History)
    where TNetwork : Network
{
    /// <summary>The network and the history in one line.</summary>
    public override string ToString() => $"{Network}: {History}";
}
