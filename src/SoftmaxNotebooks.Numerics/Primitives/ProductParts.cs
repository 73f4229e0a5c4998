namespace SoftmaxNotebooks.Numerics;

/// <summary>How the entries of a product of matrices are shared out among threads: in rectangles, each a product of its own.</summary>
/// <remarks>
/// Symbols: A (M × K), B (K × N), C (M × N). A rectangle of r rows and c columns is computed by one thread, which packs its rows of A and
/// its columns of B itself. Threads that share what one of them has packed would have to wait for it in each block; here nobody waits,
/// and the price, to pack again what others have packed, is small where r and c are large.
/// </remarks>
internal readonly record struct ProductParts(int RowCount, int ColumnCount, int RowsInPart, int ColumnsInPart)
{
    /// <summary>Multiply-adds that take some 5 microseconds: with fewer, waking a thread takes longer than what it could do.</summary>
    private const long LeastWork = 1 << 18;

    /// <summary>Packing an entry takes as long as multiplying it with so many others.</summary>
    private const double PackingCost = 8;

    /// <summary>To pack parts of so many rows and columns costs next to nothing; larger ones would make others wait for a slow thread.</summary>
    private const int LargeSide = 1024;

    /// <summary>The columns of a part are a whole number of tiles for vectors of any width.</summary>
    private const int ColumnUnit = 32;

    internal int Count => ThreadTeam.PartCount(RowCount, RowsInPart) * ThreadTeam.PartCount(ColumnCount, ColumnsInPart);

    /// <summary>Parts for up to so many threads.</summary>
    internal static ProductParts For(int rowCount, int columnCount, int innerCount, int degree)
    {
        var all = new ProductParts(rowCount, columnCount, Math.Max(rowCount, 1), Math.Max(columnCount, 1));
        if (degree == 1 || (long)rowCount * columnCount * innerCount < LeastWork) return all;

        // More parts than threads: one that begins late, because it slept, leaves the rest to the others.
        int least = (int)Math.Max(2L * degree, (long)rowCount * columnCount / (LargeSide * LargeSide));
        ProductParts best = all;
        double bestTime = double.PositiveInfinity;
        for (int rowParts = 1; rowParts <= least; rowParts++)
        {
            var parts = new ProductParts(
                rowCount, columnCount, Size(rowCount, rowParts, MatrixMultiply.TileRows),
                Size(columnCount, ThreadTeam.PartCount(least, rowParts), ColumnUnit));
            double time = parts.Time(degree);
            if (time < bestTime) (best, bestTime) = (parts, time);
        }

        return best;
    }

    /// <summary>The rectangle of a part: rows from Row on, columns from Column on.</summary>
    internal (int Row, int Column, int Rows, int Columns) this[int part]
    {
        get
        {
            (int j, int i) = Math.DivRem(part, ThreadTeam.PartCount(RowCount, RowsInPart));
            int row = i * RowsInPart, column = j * ColumnsInPart;
            return (row, column, Math.Min(RowsInPart, RowCount - row), Math.Min(ColumnsInPart, ColumnCount - column));
        }
    }

    private static int Size(int count, int parts, int unit) => ThreadTeam.PartCount(ThreadTeam.PartCount(count, parts), unit) * unit;

    /// <summary>What the thread that ends last has to do, in multiply-adds per k.</summary>
    private double Time(int degree)
    {
        double part = (double)RowsInPart * ColumnsInPart;
        return ThreadTeam.PartCount(Count, degree) * part * (1 + (PackingCost / RowsInPart) + (PackingCost / ColumnsInPart));
    }
}
