using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>p[0], …, p[C - 1] with the names of the C classes: what a classifier says about one example.</summary>
/// <remarks>
/// Symbols: C classes, p probabilities. Immutable. It takes any numbers, because a wrong distribution is one that somebody has to look at:
/// what is wrong with it stands in <see cref="Problems"/>.
/// </remarks>
public sealed class ProbabilityVector
{
    private readonly string[] _labels;
    private readonly double[] _probabilities;

    /// <summary>Probabilities, and what they are the probabilities of.</summary>
    /// <remarks>Shapes: probabilities (C), labels (C) or none, which names the classes 0, 1, ….</remarks>
    /// <exception cref="ArgumentException">There are not as many labels as probabilities.</exception>
    public ProbabilityVector(IEnumerable<double> probabilities, IEnumerable<string>? labels = null)
        : this([.. probabilities ?? throw new ArgumentNullException(nameof(probabilities))], labels, unitInLastPlace: Math.ScaleB(1, -52))
    {
    }

    internal ProbabilityVector(double[] probabilities, IEnumerable<string>? labels, double unitInLastPlace)
    {
        _probabilities = probabilities;
        _labels = labels?.ToArray() ?? [.. Enumerable.Range(0, probabilities.Length).Select(j => FormattableString.Invariant($"{j}"))];
        Guard.SameLength(_probabilities.Length, nameof(probabilities), _labels.Length, nameof(labels));

        Deviation = SumOf(probabilities.Prepend(-1));
        Sum = SumOf(probabilities);
        // exp, its sum and the division leave a few units in the last place in each p[j], and C of them are added.
        SumsToOne = Math.Abs(Deviation) <= (probabilities.Length + 4) * unitInLastPlace;
        Entropy = SumOf(probabilities.Select(p => p == 0 ? 0 : -p * Math.Log(p)));
        (Top1, Top1Margin) = TopOf(probabilities);
        Problems = [.. ProblemsOf(this)];
    }

    private ProbabilityVector(ProbabilityVector source, int target)
    {
        (_labels, _probabilities, Target) = (source._labels, source._probabilities, target);
        (Sum, Deviation, SumsToOne, Entropy) = (source.Sum, source.Deviation, source.SumsToOne, source.Entropy);
        (Top1, Top1Margin, Problems) = (source.Top1, source.Top1Margin, source.Problems);
    }

    /// <summary>C, the number of classes.</summary>
    public int Count => _probabilities.Length;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Labels => _labels.AsReadOnly();

    /// <summary>The probabilities, as they were given.</summary>
    public IReadOnlyList<double> Probabilities => _probabilities.AsReadOnly();

    /// <summary>sum over j of p[j], compensated: the rounding of the addition is not in it.</summary>
    public double Sum { get; }

    /// <summary>sum over j of p[j] - 1, to all digits: -2.2e-16 where <see cref="Sum"/> is the double next to 1.</summary>
    public double Deviation { get; }

    /// <summary>Whether the deviation from 1 is no more than the rounding of a softmax explains: C + 4 units in the last place of 1.</summary>
    /// <remarks>A unit is 2^-52 for double and 2^-23 for float.</remarks>
    public bool SumsToOne { get; }

    /// <summary>H = -sum over j of p[j] log p[j] in nats, with 0 log 0 = 0; NaN if a probability is negative or NaN.</summary>
    /// <remarks>0 where one class is certain, log C where all are alike.</remarks>
    public double Entropy { get; }

    /// <summary>exp(H): between how many equally likely classes the choice is as open as here.</summary>
    public double Perplexity => Math.Exp(Entropy);

    /// <summary>argmax over j of p[j], the first of several; null where no probability is a number.</summary>
    public int? Top1 { get; }

    /// <summary>p[first] - p[second], by which the largest leads; p[0] for a single class, NaN for none.</summary>
    public double Top1Margin { get; }

    /// <summary>Which class is the right one, if that is known.</summary>
    public int? Target { get; }

    /// <summary>-log p[target], the cross-entropy of this example; null without a target.</summary>
    public double? TargetLoss => Target is { } target ? 0 - Math.Log(_probabilities[target]) : null;

    /// <summary>1 + the number of classes that are more probable than the target; null without a target.</summary>
    public int? TargetRank => Target is { } target ? RankOf(target) : null;

    /// <summary>In words, what keeps this from being a probability distribution; empty if nothing does.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>p[<paramref name="index"/>]</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double this[int index] => _probabilities[Checked(index, nameof(index))];

    /// <summary>The same probabilities beside the class that is the right one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public ProbabilityVector WithTarget(int index) => new(this, Checked(index, nameof(index)));

    /// <summary>1 + the number of classes with a larger probability: 1 for the most probable. Equal probabilities have the same rank.</summary>
    /// <remarks>A NaN comes after all numbers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int RankOf(int index)
    {
        // CompareTo puts NaN below every number, where < would leave it without a place.
        double probability = _probabilities[Checked(index, nameof(index))];
        return 1 + _probabilities.Count(other => other.CompareTo(probability) > 0);
    }

    /// <summary>The classes with the largest probabilities, the largest first; equal ones in their order.</summary>
    public IReadOnlyList<int> MostProbable(int count)
        => [.. Enumerable.Range(0, Count).OrderByDescending(j => _probabilities[j]).Take(count)];

    /// <summary>The class that leads and by how much, in one line.</summary>
    public override string ToString()
    {
        string leader = Top1 is { } top
            ? $"{_labels[top]} leads with {ReportNumber.Short(_probabilities[top])}, margin {ReportNumber.Short(Top1Margin)}"
            : "none leads";
        string verdict = Problems.Count == 0 ? "" : $"; not a distribution: {string.Join("; ", Problems)}";
        return FormattableString.Invariant($"Probabilities of {Count} classes: {leader}{verdict}");
    }

    private static double SumOf(IEnumerable<double> values)
    {
        var sum = new CompensatedSum();
        foreach (double value in values) sum.Add(value);
        return sum.High + sum.Low;
    }

    private static (int? Index, double Margin) TopOf(double[] probabilities)
    {
        int? top = null;
        double second = double.NaN;
        for (int j = 0; j < probabilities.Length; j++)
        {
            if (double.IsNaN(probabilities[j])) continue;
            if (top is not { } leader || probabilities[j] > probabilities[leader])
            {
                if (top is { } former) second = probabilities[former];
                top = j;
            }
            else if (!(second >= probabilities[j]))
            {
                second = probabilities[j];
            }
        }

        double margin = top is not { } first ? double.NaN : double.IsNaN(second) ? probabilities[first] : probabilities[first] - second;
        return (top, margin);
    }

    private static IEnumerable<string> ProblemsOf(ProbabilityVector vector)
    {
        double[] p = vector._probabilities;
        if (p.Length == 0) yield return "there are no classes";
        foreach ((string what, Func<double, bool> isSo) in new (string, Func<double, bool>)[]
        {
            ("NaN", double.IsNaN),
            ("negative", value => value < 0),
            ("above 1", value => value > 1),
        })
        {
            int count = p.Count(isSo);
            if (count == 0) continue;
            int first = Array.FindIndex(p, value => isSo(value));
            string value = double.IsNaN(p[first]) ? "" : $" = {ReportNumber.Short(p[first])}";
            yield return count == 1
                ? FormattableString.Invariant($"p[{first}]{value} is {what}")
                : FormattableString.Invariant($"{count} of {p.Length} probabilities are {what}, the first is p[{first}]{value}");
        }

        // A sum that is NaN has been explained above, or is that of two infinities.
        if (p.Length > 0 && !vector.SumsToOne && !p.Any(double.IsNaN))
        {
            yield return double.IsFinite(vector.Deviation)
                ? $"the sum is {ReportNumber.Short(Math.Abs(vector.Deviation))} {(vector.Deviation > 0 ? "above" : "below")} 1"
                : $"the sum is {ReportNumber.Short(vector.Sum)}";
        }
    }

    private int Checked(int index, string name) => index >= 0 && index < Count
        ? index
        : throw new ArgumentOutOfRangeException(name, index, FormattableString.Invariant($"{name} is {index}; it must lie in [0, {Count})."));
}

/// <summary>Names for the entries of a vector of probabilities.</summary>
public static class ProbabilityVectorExtensions
{
    /// <summary>p[j] is the probability of labels[j]</summary>
    /// <remarks>Shapes: probabilities (C), labels (C).</remarks>
    /// <exception cref="ArgumentException">There are not as many labels as probabilities.</exception>
    public static ProbabilityVector WithLabels(this Vector<double> probabilities, params string[] labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfDoubles(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this Vector<double> probabilities, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfDoubles(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this double[] probabilities, params string[] labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfDoubles(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this double[] probabilities, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfDoubles(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this Vector<float> probabilities, params string[] labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfFloats(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this Vector<float> probabilities, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfFloats(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this float[] probabilities, params string[] labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfFloats(probabilities, labels);
    }

    /// <inheritdoc cref="WithLabels(Vector{double}, string[])"/>
    public static ProbabilityVector WithLabels(this float[] probabilities, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        return OfFloats(probabilities, labels);
    }

    private static ProbabilityVector OfDoubles(IEnumerable<double> probabilities, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new ProbabilityVector([.. probabilities], labels, Math.ScaleB(1, -52));
    }

    private static ProbabilityVector OfFloats(IEnumerable<float> probabilities, IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return new ProbabilityVector([.. probabilities.Select(p => (double)p)], labels, Math.ScaleB(1, -23));
    }
}
