using System.Numerics;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>What the numbers of a grid say together, found in one pass over all of them, shown or not.</summary>
internal sealed class GridSummary
{
    private long _visitedCount;

    /// <summary>Looks at every number.</summary>
    /// <param name="grid">The numbers.</param>
    /// <param name="alsoVisit">Whoever else wants to see them in that pass.</param>
    public GridSummary(NumberGrid grid, ColumnVisitor? alsoVisit = null)
    {
        grid.VisitAll((ColumnVisitor)Add + alsoVisit);
        long skippedCount = ((long)grid.RowCount * grid.ColumnCount) - _visitedCount;
        if (!grid.SkipsZeros) MissingCount = skippedCount;
        else if (skippedCount > 0) AddFinite(0, default);
    }

    /// <summary>How many places have no number, because a row is shorter than others.</summary>
    public long MissingCount { get; }

    /// <summary>The smallest finite number, or +∞ when there is none.</summary>
    public double Smallest { get; private set; } = double.PositiveInfinity;

    /// <summary>Where the smallest finite number is; the first of equals, by rows. A zero that was skipped counts as the first number.</summary>
    public (int Row, int Column) SmallestAt { get; private set; }

    /// <summary>The largest finite number, or -∞ when there is none.</summary>
    public double Largest { get; private set; } = double.NegativeInfinity;

    /// <summary>Where the largest finite number is; the first of equals, as above.</summary>
    public (int Row, int Column) LargestAt { get; private set; }

    /// <summary>The largest finite |number|, or 0 when there is none.</summary>
    public double LargestMagnitude => HasFinite ? Math.Max(Math.Abs(Smallest), Math.Abs(Largest)) : 0;

    /// <summary>Where the largest finite |number| is; the first of equals.</summary>
    public (int Row, int Column) LargestMagnitudeAt
        => Math.Abs(Smallest).CompareTo(Math.Abs(Largest)) switch
        {
            > 0 => SmallestAt,
            < 0 => LargestAt,
            _ => IsBefore(SmallestAt, LargestAt) ? SmallestAt : LargestAt,
        };

    /// <summary>Where the first number is, by rows, that is NaN or infinite.</summary>
    public (int Row, int Column)? FirstNotFinite { get; private set; }

    /// <summary>How many numbers are NaN or infinite.</summary>
    public int NotFiniteCount { get; private set; }

    /// <summary>Whether there is a finite number.</summary>
    public bool HasFinite => Smallest <= Largest;

    /// <summary>The place that must be seen: that of the first number that is not finite, or else of the largest |number|.</summary>
    public (int Row, int Column) Extreme => FirstNotFinite ?? LargestMagnitudeAt;

    private void Add(int row, int column, ReadOnlySpan<double> values)
    {
        _visitedCount += values.Length;
        if (RangeOf(values) is { } range)
        {
            AddFirst(range.Smallest, row, column, values);
            AddFirst(range.Largest, row, column, values);
            return;
        }

        for (int i = 0; i < values.Length; i++)
        {
            (int, int) place = (row + i, column);
            if (double.IsFinite(values[i])) AddFinite(values[i], place);
            else
            {
                NotFiniteCount++;
                if (FirstNotFinite is not { } first || IsBefore(place, first)) FirstNotFinite = place;
            }
        }
    }

    /// <summary>The number at its first place among the values, which need not be looked for if it is no extreme.</summary>
    private void AddFirst(double value, int row, int column, ReadOnlySpan<double> values)
    {
        if (Smallest < value && value < Largest) return;
        int index = values.IndexOf(value);
        AddFinite(values[index], (row + index, column)); // Of two zeros the sign of the one that is there.
    }

    private void AddFinite(double value, (int, int) place)
    {
        if (value < Smallest || (value == Smallest && IsBefore(place, SmallestAt))) (Smallest, SmallestAt) = (value, place);
        if (value > Largest || (value == Largest && IsBefore(place, LargestAt))) (Largest, LargestAt) = (value, place);
    }

    /// <summary>The extremes, or null if a value is not finite. As many values at a time as the processor takes.</summary>
    private static (double Smallest, double Largest)? RangeOf(ReadOnlySpan<double> values)
    {
        (double smallest, double largest, double notFinite) = (double.PositiveInfinity, double.NegativeInfinity, 0);
        if (values.Length >= Vector<double>.Count)
        {
            (Vector<double> low, Vector<double> high, Vector<double> differences) = (new(smallest), new(largest), Vector<double>.Zero);
            for (; values.Length >= Vector<double>.Count; values = values[Vector<double>.Count..])
            {
                var next = new Vector<double>(values);
                low = Vector.MinNative(low, next);
                high = Vector.MaxNative(high, next);
                differences += next - next; // 0, but NaN of a NaN and of an infinity.
            }

            for (int i = 0; i < Vector<double>.Count; i++)
            {
                smallest = Math.Min(smallest, low[i]);
                largest = Math.Max(largest, high[i]);
            }

            notFinite = Vector.Sum(differences);
        }

        foreach (double value in values)
        {
            smallest = Math.Min(smallest, value);
            largest = Math.Max(largest, value);
            notFinite += value - value;
        }

        return notFinite == 0 && smallest <= largest ? (smallest, largest) : null;
    }

    private static bool IsBefore((int Row, int Column) place, (int Row, int Column) other)
        => place.Row < other.Row || (place.Row == other.Row && place.Column < other.Column);
}
