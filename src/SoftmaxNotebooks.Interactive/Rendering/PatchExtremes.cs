namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The pixels of a picture of a grid: one for each cell, or for a patch of cells when there are too many.</summary>
/// <remarks>
/// A patch is as its cell farthest from the middle of the scale, never as a mean: a lone large gradient among zeros is what somebody is
/// looking for. A cell that is not finite is farther than all others. Of a patch without cells, as ragged rows have, there is nothing to show.
/// </remarks>
internal sealed class PatchExtremes
{
    /// <summary>As wide as a notebook's cell.</summary>
    private const int LargestWidth = 800;

    /// <summary>What a patch is before its first cell, where there need not be one. No value is kept as infinite.</summary>
    private const double NoCell = double.PositiveInfinity;

    private readonly double _middle;
    private readonly double[] _values;

    /// <summary>As many patches as there may be pixels.</summary>
    /// <param name="rowCount">How many rows of cells there are.</param>
    /// <param name="columnCount">How many columns of cells there are.</param>
    /// <param name="mostPixels">How many pixels there may be.</param>
    /// <param name="middle">The middle of the scale.</param>
    /// <param name="hasAllCells">Whether a cell that is not added is as the middle, and not missing.</param>
    public PatchExtremes(int rowCount, int columnCount, int mostPixels, double middle = 0, bool hasAllCells = true)
    {
        (RowsPerPatch, ColumnsPerPatch) = (1, Math.Max(1, Ceiling(columnCount, LargestWidth)));
        while ((long)Ceiling(rowCount, RowsPerPatch) * Ceiling(columnCount, ColumnsPerPatch) > mostPixels)
        {
            // The longer side is pooled first, so patches of a square are square, and what is short stays whole.
            if (Ceiling(rowCount, RowsPerPatch) > Ceiling(columnCount, ColumnsPerPatch)) RowsPerPatch++;
            else ColumnsPerPatch++;
        }

        (Width, Height) = (Ceiling(columnCount, ColumnsPerPatch), Ceiling(rowCount, RowsPerPatch));
        _middle = middle;
        _values = new double[Width * Height];
        _values.AsSpan().Fill(hasAllCells ? middle : NoCell);
    }

    public int RowsPerPatch { get; }

    public int ColumnsPerPatch { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether a pixel stands for more than one cell.</summary>
    public bool IsPooled => RowsPerPatch > 1 || ColumnsPerPatch > 1;

    /// <summary>The value of each pixel, row-major from the top left; NaN where a cell is not finite, +∞ where there is none.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Puts values that stand below each other where they belong.</summary>
    public void Add(int row, int column, ReadOnlySpan<double> values)
        => Add(values, column / ColumnsPerPatch, row, RowsPerPatch, Width);

    /// <summary>Puts values that stand beside each other where they belong.</summary>
    public void AddBeside(int row, int column, ReadOnlySpan<double> values)
        => Add(values, row / RowsPerPatch * Width, column, ColumnsPerPatch, 1);

    private void Add(ReadOnlySpan<double> values, int pixel, int position, int perPatch, int stride)
    {
        pixel += position / perPatch * stride;
        for (int count = perPatch - (position % perPatch); !values.IsEmpty; count = perPatch)
        {
            count = Math.Min(count, values.Length);
            _values[pixel] = Farthest(_values[pixel], values[..count]);
            values = values[count..];
            pixel += stride;
        }
    }

    private double Farthest(double farthest, ReadOnlySpan<double> values)
    {
        if (double.IsNaN(farthest)) return farthest;
        // Of two doubles it may be infinite, but not of one and the middle between the smallest and the largest.
        double distance = farthest == NoCell ? -1 : Math.Abs(farthest - _middle);
        foreach (double value in values)
        {
            if (Math.Abs(value - _middle) <= distance) continue; // Never of what is not finite.
            if (!double.IsFinite(value)) return double.NaN;
            (farthest, distance) = (value, Math.Abs(value - _middle));
        }

        return farthest;
    }

    private static int Ceiling(int count, int divisor) => (int)(((long)count + divisor - 1) / divisor);
}
