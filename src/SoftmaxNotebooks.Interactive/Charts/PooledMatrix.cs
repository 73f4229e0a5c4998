namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A matrix in no more than so many cells: a large one in patches, of which each shows its extreme.</summary>
internal sealed class PooledMatrix
{
    private readonly double[] _cells;

    private PooledMatrix(int rowCount, int columnCount, int rowStep, int columnStep)
    {
        RowCount = rowCount;
        ColumnCount = columnCount;
        RowStep = rowStep;
        ColumnStep = columnStep;
        _cells = new double[rowCount * columnCount];
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    /// <summary>How many rows of the matrix a row of cells stands for.</summary>
    public int RowStep { get; }

    public int ColumnStep { get; }

    public bool IsPooled => RowStep > 1 || ColumnStep > 1;

    public double this[int row, int column] => _cells[(row * ColumnCount) + column];

    /// <summary>The entry of each patch that is not finite, or else the one farthest from the middle.</summary>
    public static PooledMatrix Of(double[,] matrix, double middle, int mostCells)
    {
        (int rowStep, int columnStep) = Steps(matrix.GetLength(0), matrix.GetLength(1), mostCells);
        var pooled = new PooledMatrix(
            Patches(matrix.GetLength(0), rowStep), Patches(matrix.GetLength(1), columnStep), rowStep, columnStep);
        for (int row = 0; row < pooled.RowCount; row++)
        {
            for (int column = 0; column < pooled.ColumnCount; column++)
            {
                pooled._cells[(row * pooled.ColumnCount) + column] = Extreme(matrix, row * rowStep, column * columnStep, rowStep, columnStep, middle);
            }
        }

        return pooled;
    }

    private static double Extreme(double[,] matrix, int top, int left, int height, int width, double middle)
    {
        double extreme = matrix[top, left];
        for (int row = top; row < Math.Min(top + height, matrix.GetLength(0)); row++)
        {
            for (int column = left; column < Math.Min(left + width, matrix.GetLength(1)); column++)
            {
                double entry = matrix[row, column];
                if (!double.IsFinite(entry)) return entry;
                // Halves, because the distance of two doubles may be more than a double.
                if (Math.Abs((entry / 2) - (middle / 2)) > Math.Abs((extreme / 2) - (middle / 2))) extreme = entry;
            }
        }

        return extreme;
    }

    /// <summary>The longer side is pooled first: what is short stays whole.</summary>
    private static (int RowStep, int ColumnStep) Steps(int rowCount, int columnCount, int mostCells)
    {
        (int rowStep, int columnStep) = (1, 1);
        while ((long)Patches(rowCount, rowStep) * Patches(columnCount, columnStep) > mostCells)
        {
            if (Patches(rowCount, rowStep) >= Patches(columnCount, columnStep)) rowStep++;
            else columnStep++;
        }

        return (rowStep, columnStep);
    }

    private static int Patches(int count, int step) => (int)(((long)count + step - 1) / step);
}
