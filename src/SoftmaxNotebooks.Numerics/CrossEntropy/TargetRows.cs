using System.Numerics;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The targets of a batch, given as class indices or as distributions, seen as one weight q[n,j] per row and class.</summary>
/// <remarks>
/// q[n,j] = w[j] · ((1 - e) y[n,j] + e / C): w class weights, y the targets (one-hot for a class index), e the label smoothing.
/// With it every cross-entropy is loss = -sum over j of q[j] log p[j], gradient = (sum of q) p - q. An ignored row has q = 0.
/// </remarks>
internal readonly ref struct TargetRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly CrossEntropyOptions Defaults = new();

    private readonly ReadOnlySpan<int> _classes;
    private readonly ReadOnlySpan<T> _distributions;
    private readonly CrossEntropyOptions _options;

    private TargetRows(int rowCount, int columnCount, CrossEntropyOptions options, ReadOnlySpan<int> classes, ReadOnlySpan<T> distributions)
    {
        RowCount = rowCount;
        ColumnCount = columnCount;
        _options = options;
        _classes = classes;
        _distributions = distributions;
        if (options.HasWeights) Guard.SameLength(columnCount, "a row of logits", options.Weights.Length, nameof(options.ClassWeights));
    }

    internal int RowCount { get; }

    internal int ColumnCount { get; }

    internal Reduction Reduction => _options.Reduction;

    /// <summary>What a mean divides by: for class indices the sum of w[t[n]] over the rows that are not ignored, for distributions N.</summary>
    /// <remarks>
    /// As in PyTorch, and as the reference cases have it. Under class weights the mean over one-hot distributions is therefore not the
    /// mean over their class indices (pytorch#61309); the sum is the same.
    /// </remarks>
    internal double TotalWeight
    {
        get
        {
            if (!_distributions.IsEmpty) return RowCount;

            double total = 0;
            for (int n = 0; n < RowCount; n++)
            {
                if (!IsIgnored(n)) total += ClassWeight(_classes[n]);
            }

            return total;
        }
    }

    /// <summary>q[n,j]</summary>
    internal double this[int n, int j]
    {
        get
        {
            if (IsIgnored(n)) return 0;
            double smoothing = _options.LabelSmoothing;
            return ClassWeight(j) * (((1 - smoothing) * Target(n, j)) + (smoothing / ColumnCount));
        }
    }

    /// <summary>Whether q[n,j] is 0 for all j but one, as for a class index without smoothing; then that class and its weight.</summary>
    internal bool IsOneClass(int n, out int target, out double weight)
    {
        bool isOneClass = !_classes.IsEmpty && _options.LabelSmoothing == 0 && !IsIgnored(n);
        (target, weight) = isOneClass ? (_classes[n], ClassWeight(_classes[n])) : (-1, 0);
        return isOneClass;
    }

    /// <summary>Targets that are class indices, each in [0, C) or the index to ignore.</summary>
    internal static TargetRows<T> OfClasses(ReadOnlySpan<int> targets, int logitCount, int columnCount, CrossEntropyOptions? options)
    {
        options ??= Defaults;
        int rowCount = Guard.RowCount(logitCount, columnCount);
        Guard.SameLength(rowCount, "the batch", targets.Length, nameof(targets));
        for (int n = 0; n < targets.Length; n++)
        {
            if ((targets[n] < 0 || targets[n] >= columnCount) && targets[n] != options.IgnoreIndex)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(targets),
                    targets[n],
                    FormattableString.Invariant($"targets[{n}] is {targets[n]}; a class index must lie in [0, {columnCount})."));
            }
        }

        return new TargetRows<T>(rowCount, columnCount, options, targets, default);
    }

    /// <summary>Targets that are rows of weights, each finite and not negative; they need not sum to 1.</summary>
    internal static TargetRows<T> OfDistributions(ReadOnlySpan<T> targets, int logitCount, int columnCount, CrossEntropyOptions? options)
    {
        options ??= Defaults;
        int rowCount = Guard.RowCount(logitCount, columnCount);
        Guard.SameLength(logitCount, "the batch", targets.Length, nameof(targets));
        Guard.NotNegative(targets, nameof(targets));
        if (options.IgnoreIndex is int ignored)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"IgnoreIndex is {ignored}, but the targets are distributions, which have no index."),
                nameof(options));
        }

        return new TargetRows<T>(rowCount, columnCount, options, default, targets);
    }

    /// <summary>A distribution is read while the destination is written, so they must be separate.</summary>
    internal void RejectOverlap(ReadOnlySpan<T> destination) => Guard.Separate(_distributions, "targets", destination);

    /// <summary>y[n,j]: the entry of the distribution, or whether j is the class. A batch has one kind of targets; the other is empty.</summary>
    private double Target(int n, int j)
    {
        if (!_distributions.IsEmpty) return double.CreateTruncating(_distributions[(n * ColumnCount) + j]);
        return _classes[n] == j && !IsIgnored(n) ? 1 : 0;
    }

    private bool IsIgnored(int n) => !_classes.IsEmpty && _classes[n] == _options.IgnoreIndex;

    private double ClassWeight(int j) => _options.HasWeights ? _options.Weights[j] : 1;
}
