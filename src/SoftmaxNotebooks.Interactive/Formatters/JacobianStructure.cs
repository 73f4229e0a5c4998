using System.Runtime.Intrinsics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>What a Jacobian's entries are together, measured: what softmax makes zero, its trace, its rank.</summary>
/// <remarks>
/// Softmax ignores a common shift of its inputs, so rows sum to 0; its outputs sum to 1, so columns do; and it is the gradient of
/// log-sum-exp, so it is symmetric. Of n probabilities above 0 its rank is n - 1.
/// <para>
/// Each measured value comes with the bound of what rounding alone makes of it, and below the bound its digits are not shown: they say
/// nothing, and differ between processors, while a stored notebook has to read the same on all.
/// </para>
/// </remarks>
internal sealed class JacobianStructure
{
    /// <summary>Columns that are read side by side: a line of the cache holds eight doubles of each.</summary>
    private const int TileSize = 32;

    /// <summary>Singular values take n³ operations: some 30 ms for this many.</summary>
    private const int MostForRank = 200;

    private readonly Matrix<double> _matrix;
    private readonly double[] _entries;
    private readonly double _largest;
    private readonly bool _isFinite = true;

    public JacobianStructure(Matrix<double> jacobian)
    {
        _matrix = jacobian;
        _entries = _matrix.AsColumnMajorArray() ?? _matrix.ToColumnMajorArray();
        foreach (double entry in _entries)
        {
            if (Math.Abs(entry) <= _largest) continue; // All but a few, so that the rest costs nothing.
            if (double.IsFinite(entry)) _largest = Math.Abs(entry);
            else _isFinite = false;
        }
    }

    private int RowCount => _matrix.RowCount;

    private int ColumnCount => _matrix.ColumnCount;

    /// <summary>A sum of n entries carries n roundings of at most half a unit in the last place of the largest; this is twice that.</summary>
    private double Rounding => Math.Max(RowCount, ColumnCount) * Math.ScaleB(_largest, -52);

    /// <summary>An entry is within two roundings of a product of two probabilities; recovering these adds what sums add, a few times.</summary>
    private double EntryRounding => 8 * Rounding;

    private double TraceRounding => RowCount * EntryRounding;

    private bool IsSquare => RowCount == ColumnCount;

    /// <summary>One line: "Largest |row sum| ≈ 0 (≤ 4e-16), …".</summary>
    public override string ToString()
    {
        (double rowSum, double columnSum) = LargestSums();
        var facts = new List<string>
        {
            $"Largest |row sum| {Measured(rowSum)}",
            $"|column sum| {Measured(columnSum)}",
            IsSquare ? $"|J - Jᵀ| {Measured(LargestAsymmetry())}" : "not square",
        };
        if (IsSquare && SoftmaxTrace() is { } trace) facts.Add($"trace {NumberFormat.Alone(trace)} = 1 − Σp² (± {NumberFormat.Bound(TraceRounding)})");
        if (Rank() is { } rank) facts.Add(rank);
        return string.Join(", ", facts);
    }

    private string Measured(double value)
    {
        if (value == 0 && Rounding == 0) return "0";
        string bound = NumberFormat.Bound(Rounding);
        if (value <= Rounding) return $"≈ 0 (≤ {bound})";
        if (!double.IsFinite(value)) return _isFinite ? "too large for a double" : NumberFormat.Alone(value);
        // Of a value that is not far above its rounding the first digit is all that holds.
        return $"{(value < 1e6 * Rounding ? NumberFormat.Bound(value) : NumberFormat.Alone(value))} (± {bound})";
    }

    private (double Row, double Column) LargestSums()
    {
        var rowSums = new double[RowCount];
        double column = 0;
        for (int start = 0; start < _entries.Length; start += RowCount)
        {
            // Four sums side by side, because each addition waits for the one before; four on every processor, so the digits are the same.
            Vector256<double> sums = default;
            int row = 0;
            for (; row + Vector256<double>.Count <= RowCount; row += Vector256<double>.Count)
            {
                var four = Vector256.Create(_entries, start + row);
                sums += four;
                (Vector256.Create(rowSums, row) + four).CopyTo(rowSums, row);
            }

            double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
            for (; row < RowCount; row++)
            {
                sum += _entries[start + row];
                rowSums[row] += _entries[start + row];
            }

            // Math.Max keeps a NaN, so a sum that is none says so.
            column = Math.Max(column, Math.Abs(sum));
        }

        return (rowSums.Aggregate(0.0, (largest, sum) => Math.Max(largest, Math.Abs(sum))), column);
    }

    private double LargestAsymmetry()
    {
        // In tiles, each of which a cache holds together with its mirror image: whole rows of a large matrix it would not.
        double largest = 0;
        for (int tile = 0; tile < RowCount; tile += TileSize)
        {
            for (int i = 0; i < RowCount; i++)
            {
                int end = Math.Min(tile + TileSize, i);
                for (int j = tile; j < end; j++)
                {
                    (double below, double above) = (_entries[(j * RowCount) + i], _entries[(i * RowCount) + j]);
                    double difference = Math.Abs(below - above);
                    // Two equal infinities are symmetric; their difference is NaN. Any other NaN stays.
                    if (!(difference <= largest) && below != above) largest = Math.Max(largest, difference);
                }
            }
        }

        return largest;
    }

    /// <summary>The trace, if there are probabilities of which this is the Jacobian of softmax: then it is 1 − Σp².</summary>
    private double? SoftmaxTrace()
    {
        if (!_isFinite || _largest == 0 || Probabilities() is not { } p) return null;
        int n = RowCount;
        // 1 - p[i] as the sum of the others keeps its digits when p[i] is almost 1.
        double total = p.Sum();
        double[] others = [.. p.Select((own, i) => own > 0.5 ? p.Where((_, j) => j != i).Sum() : total - own)];
        double tolerance = EntryRounding;
        for (int j = 0; j < n; j++)
        {
            for (int i = 0; i < n; i++)
            {
                double expected = i == j ? p[i] * others[i] : -p[i] * p[j];
                if (!(Math.Abs(_entries[(j * n) + i] - expected) <= tolerance)) return null;
            }
        }

        double trace = Enumerable.Range(0, n).Sum(i => _entries[(i * n) + i]);
        double oneMinusSquares = Enumerable.Range(0, n).Sum(i => p[i] * others[i]);
        return Math.Abs(trace - oneMinusSquares) <= TraceRounding ? trace : null;
    }

    /// <summary>The probabilities that the diagonal p(1 - p) belongs to, if there are any.</summary>
    /// <remarks>
    /// Of the two solutions of each the larger, above 1/2, can be right for one p only, and that is where the diagonal is largest: if p[m]
    /// is above 1/2, every other p is at most 1 - p[m], and p(1 - p) grows as far as 1/2. So all take the smaller, and p[m] is what is left.
    /// </remarks>
    private double[]? Probabilities()
    {
        int n = RowCount;
        double[] diagonal = [.. Enumerable.Range(0, n).Select(i => _entries[(i * n) + i])];
        if (Array.Exists(diagonal, entry => entry is < 0 or > 0.25 + 1e-15)) return null;
        // 2 d / (1 + √(1 - 4 d)) has no cancellation, unlike (1 - √(1 - 4 d)) / 2.
        double[] p = [.. diagonal.Select(entry => 2 * entry / (1 + Math.Sqrt(Math.Max(0, 1 - (4 * entry)))))];
        int largest = Array.IndexOf(diagonal, diagonal.Max());
        p[largest] = 0;
        p[largest] = 1 - p.Sum();
        return p[largest] >= 0 ? p : null;
    }

    private string? Rank()
    {
        if (!_isFinite || _entries.Length == 0 || Math.Max(RowCount, ColumnCount) > MostForRank) return null;
        if (SingularValues() is not var (values, exponent)) return null;
        double bound = Math.Max(RowCount, ColumnCount) * Math.ScaleB(values.Max(), -52);
        int rank = values.Count(value => value > bound);
        // Singular values are accurate to about the bound. One that is near it may fall on either side, by the processor.
        int surely = values.Count(value => value > 100 * bound);
        string count = rank == surely ? NumberFormat.Index(rank) : $"{NumberFormat.Index(surely)} or more";
        return $"rank {count} of {NumberFormat.Index(values.Length)} (singular values above {NumberFormat.Bound(Math.ScaleB(bound, exponent))})";
    }

    /// <summary>The singular values divided by 2^exponent, the largest of which is about 1; null where the algorithm does not settle.</summary>
    /// <remarks>
    /// It takes squares, and squares of squares: of 1e200 they overflow and it never ends, of 1e-170 they are 0 and the rank is lost. After the
    /// division, which is exact, what is below 2^-120 is 0: it is far below the bound, and the fourth power of the rest is a normal double.
    /// </remarks>
    private (double[] Values, int Exponent)? SingularValues()
    {
        int exponent = _largest == 0 ? 0 : Math.ILogB(_largest);
        double smallest = Math.ScaleB(1, -120);
        double[] scaled = [.. _entries.Select(entry => Math.ScaleB(entry, -exponent)).Select(entry => Math.Abs(entry) < smallest ? 0 : entry)];
        try
        {
            return ([.. Matrix<double>.Build.Dense(RowCount, ColumnCount, scaled).Svd(computeVectors: false).S], exponent);
        }
        catch (NonConvergenceException)
        {
            // The table is worth showing without this one fact.
            return null;
        }
    }
}
