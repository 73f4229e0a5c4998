namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The pixels of a picture of a grid: one for each cell, or for a patch of cells when there are too many.</summary>
/// <remarks>
/// A patch is as its cell farthest from 0, never as a mean: a lone large gradient among zeros is what somebody is looking for. A cell that
/// is not finite is farther than all others.
/// </remarks>
internal sealed class PatchExtremes
{
    /// <summary>About a byte each in a PNG and 1.4 in a data URI: 14 kB, next to a table of up to 106 kB (see NumberTable).</summary>
    public const int MostPixels = 10_000;

    /// <summary>As wide as a notebook's cell.</summary>
    private const int LargestWidth = 800;

    private readonly double[] _values;

    public PatchExtremes(int rowCount, int columnCount)
    {
        (RowsPerPatch, ColumnsPerPatch) = (1, Ceiling(columnCount, LargestWidth));
        while ((long)Ceiling(rowCount, RowsPerPatch) * Ceiling(columnCount, ColumnsPerPatch) > MostPixels)
        {
            // The longer side is pooled first, so patches of a square are square.
            if (Ceiling(rowCount, RowsPerPatch) > Ceiling(columnCount, ColumnsPerPatch)) RowsPerPatch++;
            else ColumnsPerPatch++;
        }

        (Width, Height) = (Ceiling(columnCount, ColumnsPerPatch), Ceiling(rowCount, RowsPerPatch));
        _values = new double[Width * Height];
    }

    public int RowsPerPatch { get; }

    public int ColumnsPerPatch { get; }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether a pixel stands for more than one cell.</summary>
    public bool IsPooled => RowsPerPatch * ColumnsPerPatch > 1;

    /// <summary>The value of each pixel, row-major from the top left; NaN where a cell is not finite.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Puts values that stand below each other where they belong.</summary>
    public void Add(int row, int column, ReadOnlySpan<double> values)
    {
        int x = column / ColumnsPerPatch;
        while (!values.IsEmpty)
        {
            int y = row / RowsPerPatch;
            int count = Math.Min(((y + 1) * RowsPerPatch) - row, values.Length);
            ref double pixel = ref _values[(y * Width) + x];
            pixel = Farthest(pixel, values[..count]);
            values = values[count..];
            row += count;
        }
    }

    private static double Farthest(double farthest, ReadOnlySpan<double> values)
    {
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) return double.NaN;
            if (Math.Abs(value) > Math.Abs(farthest)) farthest = value; // Never when that is NaN already.
        }

        return farthest;
    }

    private static int Ceiling(int count, int divisor) => (int)(((long)count + divisor - 1) / divisor);
}
