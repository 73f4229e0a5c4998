using System.Globalization;

namespace SoftmaxNotebooks.Numerics;

/// <summary>How the losses of a batch become one number.</summary>
public enum Reduction
{
    /// <summary>They do not: one loss per row.</summary>
    None,

    /// <summary>Sum of the losses divided by N; for class indices under class weights, by the sum of the weights of the targets.</summary>
    Mean,

    /// <summary>Sum of the losses.</summary>
    Sum,
}

/// <summary>The choices of a cross-entropy. The defaults are the plain mean over the rows.</summary>
/// <remarks>Immutable. Each value is checked when it is set, so that the mistake shows where it is made.</remarks>
public sealed record CrossEntropyOptions
{
    private readonly double[]? _classWeights;

    /// <summary>How the losses of a batch become one number; the mean unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is none of the three.</exception>
    public Reduction Reduction
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"Reduction is {value:D}; it must be None, Mean or Sum.");
    }
    = Reduction.Mean;

    /// <summary>e in y' = (1 - e) y + e / C, from 0 (the targets as they are) to 1 (uniform targets).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value lies outside [0, 1] or is NaN.</exception>
    public double LabelSmoothing
    {
        get;
        init => field = value is >= 0 and <= 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"LabelSmoothing is {value}; it must lie in [0, 1]."));
    }

    /// <summary>w, one weight per class; null for 1 everywhere. Copied when set.</summary>
    /// <exception cref="ArgumentException">A weight is negative, infinite or NaN.</exception>
    public IReadOnlyList<double>? ClassWeights
    {
        get => _classWeights is null ? null : Array.AsReadOnly(_classWeights);
        init
        {
            double[]? copy = value?.ToArray();
            Guard.NotNegative<double>(copy, nameof(ClassWeights));
            _classWeights = copy;
        }
    }

    /// <summary>
    /// A class index that marks a row without a target: loss 0, gradient 0, not counted in the mean. Null for none; PyTorch's -100 is not
    /// built in.
    /// </summary>
    public int? IgnoreIndex { get; init; }

    /// <summary>By value, the class weights entry by entry; a record would compare the arrays by reference.</summary>
    public bool Equals(CrossEntropyOptions? other)
        => other is not null
            && Reduction == other.Reduction
            && LabelSmoothing == other.LabelSmoothing
            && IgnoreIndex == other.IgnoreIndex
            && HasWeights == other.HasWeights
            && Weights.SequenceEqual(other.Weights);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Reduction, LabelSmoothing, IgnoreIndex, _classWeights?.Sum());

    /// <summary>The choices in the invariant culture, the class weights written out.</summary>
    public override string ToString()
    {
        string? weights = _classWeights is null
            ? null
            : $"[{string.Join(", ", _classWeights.Select(weight => weight.ToString(CultureInfo.InvariantCulture)))}]";
        return FormattableString.Invariant(
            $"CrossEntropyOptions {{ Reduction = {Reduction}, LabelSmoothing = {LabelSmoothing}, ")
            + FormattableString.Invariant($"ClassWeights = {weights}, IgnoreIndex = {IgnoreIndex} }}");
    }

    /// <summary>The weights without a copy, for the kernel; empty for none.</summary>
    internal ReadOnlySpan<double> Weights => _classWeights;

    internal bool HasWeights => _classWeights is not null;
}
