namespace SoftmaxNotebooks.Numerics;

/// <summary>n[a,b] = how many examples of class a were taken for class b</summary>
/// <remarks>
/// Symbols: N examples, C classes. Shape: C × C, rows are the actual classes, columns the predicted ones. Immutable.
/// scikit-learn has rows and columns the same way round; others have them transposed.
/// </remarks>
public sealed class ConfusionMatrix
{
    /// <summary>C² counts of four bytes are 64 MiB here; an index beyond it is more likely a pixel or an id than a class.</summary>
    public const int MostClasses = 4096;

    private readonly int[] _counts;
    private readonly string[] _classNames;
    private readonly int[] _actualCounts;
    private readonly int[] _predictedCounts;

    private ConfusionMatrix(string[] classNames, int[] counts)
    {
        (_classNames, _counts) = (classNames, counts);
        (_actualCounts, _predictedCounts) = (new int[ClassCount], new int[ClassCount]);
        for (int actual = 0; actual < ClassCount; actual++)
        {
            for (int predicted = 0; predicted < ClassCount; predicted++)
            {
                int count = counts[(actual * ClassCount) + predicted];
                _actualCounts[actual] += count;
                _predictedCounts[predicted] += count;
                if (actual == predicted) CorrectCount += count;
            }
        }

        ExampleCount = _actualCounts.Sum();
    }

    /// <summary>C</summary>
    public int ClassCount => _classNames.Length;

    /// <summary>N</summary>
    public int ExampleCount { get; }

    /// <summary>sum over a of n[a,a]</summary>
    public int CorrectCount { get; }

    /// <summary>What the classes are called, 0, 1, … unless named otherwise.</summary>
    public IReadOnlyList<string> ClassNames => _classNames.AsReadOnly();

    /// <summary>sum over a of n[a,a] / N; null without examples.</summary>
    public double? Accuracy => Share(CorrectCount, ExampleCount);

    /// <summary>n[actual, predicted]</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int this[int actual, int predicted]
        => _counts[(Checked(actual, nameof(actual)) * ClassCount) + Checked(predicted, nameof(predicted))];

    /// <summary>Counts the pairs (actual[i], predicted[i]).</summary>
    /// <remarks>
    /// Shapes: predicted (N), actual (N), classNames (C) or none. Without names there are as many classes as the largest index says.
    /// </remarks>
    /// <exception cref="ArgumentException">The lengths of predicted and actual differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is no class, or there are more than <see cref="MostClasses"/>.</exception>
    public static ConfusionMatrix FromPredictions(
        IReadOnlyList<int> predicted, IReadOnlyList<int> actual, IEnumerable<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        Guard.SameLength(actual.Count, nameof(actual), predicted.Count, nameof(predicted));
        string[]? names = classNames?.ToArray();
        if (names?.Length > MostClasses)
        {
            throw new ArgumentOutOfRangeException(
                nameof(classNames), FormattableString.Invariant($"classNames has {names.Length} entries; it must have at most {MostClasses}."));
        }

        CheckAll(predicted, names?.Length ?? MostClasses, nameof(predicted));
        CheckAll(actual, names?.Length ?? MostClasses, nameof(actual));
        names ??= [.. Enumerable
            .Range(0, predicted.Concat(actual).DefaultIfEmpty(-1).Max() + 1)
            .Select(index => FormattableString.Invariant($"{index}"))];
        var counts = new int[names.Length * names.Length];
        for (int i = 0; i < actual.Count; i++) counts[(actual[i] * names.Length) + predicted[i]]++;
        return new ConfusionMatrix(names, counts);
    }

    /// <summary>sum over b of n[a,b]: how many examples of the class there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int ActualCount(int index) => _actualCounts[Checked(index, nameof(index))];

    /// <summary>sum over a of n[a,b]: how many examples were taken for the class.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public int PredictedCount(int index) => _predictedCounts[Checked(index, nameof(index))];

    /// <summary>n[a,a] / sum over b of n[a,b]: how many examples of the class were found; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Recall(int index) => Share(this[index, index], ActualCount(index));

    /// <summary>n[b,b] / sum over a of n[a,b]: how many of those taken for the class belong to it; null if there are none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double? Precision(int index) => Share(this[index, index], PredictedCount(index));

    /// <summary>The pairs of different classes that were confused most often, the most frequent first; equally frequent ones row by row.</summary>
    public IReadOnlyList<Confusion> MostFrequentConfusions(int count)
        =>
        [
            .. Enumerable.Range(0, _counts.Length)
                .Where(place => _counts[place] > 0 && place / ClassCount != place % ClassCount)
                .OrderByDescending(place => _counts[place])
                .Take(count)
                .Select(place => new Confusion(place / ClassCount, place % ClassCount, _counts[place])),
        ];

    /// <summary>The size and the accuracy in one line.</summary>
    public override string ToString()
        => FormattableString.Invariant(
            $"Confusion matrix of {ClassCount} classes: {CorrectCount} of {ExampleCount} examples right, accuracy {ReportNumber.ShortOrDash(Accuracy)}");

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;

    private static void CheckAll(IReadOnlyList<int> indices, int classCount, string name)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if (indices[i] < 0 || indices[i] >= classCount)
            {
                throw new ArgumentOutOfRangeException(
                    name, indices[i], FormattableString.Invariant($"{name}[{i}] is {indices[i]}; it must lie in [0, {classCount})."));
            }
        }
    }

    private int Checked(int index, string name) => index >= 0 && index < ClassCount
        ? index
        : throw new ArgumentOutOfRangeException(
            name, index, FormattableString.Invariant($"{name} is {index}; it must lie in [0, {ClassCount})."));
}

/// <summary>Examples of one class that were taken for another.</summary>
/// <param name="Actual">The class that they belong to.</param>
/// <param name="Predicted">The class that they were taken for.</param>
/// <param name="Count">How many there are.</param>
public sealed record Confusion(int Actual, int Predicted, int Count);
