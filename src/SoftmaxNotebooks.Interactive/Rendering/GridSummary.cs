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
        if (grid.SkipsZeros && _visitedCount < (long)grid.RowCount * grid.ColumnCount)
        {
            Smallest = Math.Min(Smallest, 0);
            Largest = Math.Max(Largest, 0);
        }
    }

    /// <summary>The smallest finite number, or +∞ when there is none.</summary>
    public double Smallest { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest finite number, or -∞ when there is none.</summary>
    public double Largest { get; private set; } = double.NegativeInfinity;

    /// <summary>The largest finite |number|, or 0 when there is none.</summary>
    public double LargestMagnitude { get; private set; }

    /// <summary>Where the largest finite |number| is; the first of equals.</summary>
    public (int Row, int Column) LargestAt { get; private set; }

    /// <summary>Where the first number is, by rows, that is NaN or infinite.</summary>
    public (int Row, int Column)? FirstNotFinite { get; private set; }

    /// <summary>How many numbers are NaN or infinite.</summary>
    public int NotFiniteCount { get; private set; }

    /// <summary>Whether there is a finite number.</summary>
    public bool HasFinite => Smallest <= Largest;

    /// <summary>The place that must be seen: that of the first number that is not finite, or else of the largest |number|.</summary>
    public (int Row, int Column) Extreme => FirstNotFinite ?? LargestAt;

    private void Add(int row, int column, ReadOnlySpan<double> values)
    {
        _visitedCount += values.Length;
        (double smallest, double largest, double magnitude) = (Smallest, Largest, LargestMagnitude);
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            double size = Math.Abs(value);
            if (size >= magnitude && size <= double.MaxValue)
            {
                if (size > magnitude || IsBefore((row + i, column), LargestAt)) LargestAt = (row + i, column);
                magnitude = size;
            }
            else if (!(size <= double.MaxValue))
            {
                NotFiniteCount++;
                if (FirstNotFinite is not { } first || IsBefore((row + i, column), first)) FirstNotFinite = (row + i, column);
                continue;
            }

            if (value < smallest) smallest = value;
            if (value > largest) largest = value;
        }

        (Smallest, Largest, LargestMagnitude) = (smallest, largest, magnitude);
    }

    private static bool IsBefore((int Row, int Column) place, (int Row, int Column) other)
        => place.Row < other.Row || (place.Row == other.Row && place.Column < other.Column);
}
