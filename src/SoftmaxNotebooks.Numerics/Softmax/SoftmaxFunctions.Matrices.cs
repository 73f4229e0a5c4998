using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// The same functions on matrices, in both orientations.
public static partial class SoftmaxFunctions
{
    /// <summary>p[j] = exp(z[j] / T) / sum over k of exp(z[k] / T), in each row</summary>
    /// <remarks>
    /// Shapes: logits (N × C), mask (N × C) or none, result (N × C). A masked entry gives 0 and does not count in the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">The mask has another shape than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static Matrix<double> SoftmaxRows(this Matrix<double> logits, double temperature = 1, bool[,]? mask = null)
        => OfRows(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <inheritdoc cref="SoftmaxRows(Matrix{double}, double, bool[,])"/>
    public static Matrix<float> SoftmaxRows(this Matrix<float> logits, float temperature = 1, bool[,]? mask = null)
        => OfRows(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <summary>p[j] = exp(z[j] / T) / sum over k of exp(z[k] / T), in each column</summary>
    /// <remarks>
    /// Shapes: logits (N × C), mask (N × C) or none, result (N × C). A masked entry gives 0 and does not count in the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">The mask has another shape than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static Matrix<double> SoftmaxColumns(this Matrix<double> logits, double temperature = 1, bool[,]? mask = null)
        => OfColumns(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <inheritdoc cref="SoftmaxColumns(Matrix{double}, double, bool[,])"/>
    public static Matrix<float> SoftmaxColumns(this Matrix<float> logits, float temperature = 1, bool[,]? mask = null)
        => OfColumns(logits, temperature, mask, SoftmaxKernel.SoftmaxRows);

    /// <summary>l[j] = z[j] / T - log(sum over k of exp(z[k] / T)), in each row</summary>
    /// <remarks>
    /// Shapes: logits (N × C), mask (N × C) or none, result (N × C). A masked entry gives -inf and does not count in the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">The mask has another shape than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static Matrix<double> LogSoftmaxRows(this Matrix<double> logits, double temperature = 1, bool[,]? mask = null)
        => OfRows(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <inheritdoc cref="LogSoftmaxRows(Matrix{double}, double, bool[,])"/>
    public static Matrix<float> LogSoftmaxRows(this Matrix<float> logits, float temperature = 1, bool[,]? mask = null)
        => OfRows(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <summary>l[j] = z[j] / T - log(sum over k of exp(z[k] / T)), in each column</summary>
    /// <remarks>
    /// Shapes: logits (N × C), mask (N × C) or none, result (N × C). A masked entry gives -inf and does not count in the sum.
    /// </remarks>
    /// <exception cref="ArgumentException">The mask has another shape than the logits.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is zero, negative, infinite or NaN.</exception>
    public static Matrix<double> LogSoftmaxColumns(this Matrix<double> logits, double temperature = 1, bool[,]? mask = null)
        => OfColumns(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <inheritdoc cref="LogSoftmaxColumns(Matrix{double}, double, bool[,])"/>
    public static Matrix<float> LogSoftmaxColumns(this Matrix<float> logits, float temperature = 1, bool[,]? mask = null)
        => OfColumns(logits, temperature, mask, SoftmaxKernel.LogSoftmaxRows);

    /// <summary>log(sum of exp(z)), of each row</summary>
    /// <remarks>Shapes: logits (N × C), mask (N × C) or none, result (N): -inf where nothing takes part.</remarks>
    /// <exception cref="ArgumentException">The mask has another shape than the logits.</exception>
    public static Vector<double> LogSumExpRows(this Matrix<double> logits, bool[,]? mask = null)
        => LogSumExpOfRows(logits, mask);

    /// <inheritdoc cref="LogSumExpRows(Matrix{double}, bool[,])"/>
    public static Vector<float> LogSumExpRows(this Matrix<float> logits, bool[,]? mask = null)
        => LogSumExpOfRows(logits, mask);

    /// <summary>log(sum of exp(z)), of each column</summary>
    /// <remarks>Shapes: logits (N × C), mask (N × C) or none, result (C): -inf where nothing takes part.</remarks>
    /// <exception cref="ArgumentException">The mask has another shape than the logits.</exception>
    public static Vector<double> LogSumExpColumns(this Matrix<double> logits, bool[,]? mask = null)
        => LogSumExpOfColumns(logits, mask);

    /// <inheritdoc cref="LogSumExpColumns(Matrix{double}, bool[,])"/>
    public static Vector<float> LogSumExpColumns(this Matrix<float> logits, bool[,]? mask = null)
        => LogSumExpOfColumns(logits, mask);

    private static Matrix<T> OfRows<T>(Matrix<T> logits, T temperature, bool[,]? mask, BatchKernel<T> kernel)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        bool[]? entries = MaskEntries(logits, mask, byColumn: false);
        double t = Guard.Temperature(temperature);
        return MatrixRows.Map(logits, (z, columnCount, destination) => kernel(z, columnCount, entries, destination, t));
    }

    private static Matrix<T> OfColumns<T>(Matrix<T> logits, T temperature, bool[,]? mask, BatchKernel<T> kernel)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        bool[]? entries = MaskEntries(logits, mask, byColumn: true);
        double t = Guard.Temperature(temperature);
        return MatrixRows.MapColumns(logits, (z, columnCount, destination) => kernel(z, columnCount, entries, destination, t));
    }

    private static Vector<T> LogSumExpOfRows<T>(Matrix<T> logits, bool[,]? mask)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        bool[]? entries = MaskEntries(logits, mask, byColumn: false);
        T[] result = new T[logits.RowCount];
        SoftmaxKernel.LogSumExpRows(logits.ToRowMajorArray(), logits.ColumnCount, entries, result);
        return Vector<T>.Build.Dense(result);
    }

    private static Vector<T> LogSumExpOfColumns<T>(Matrix<T> logits, bool[,]? mask)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        bool[]? entries = MaskEntries(logits, mask, byColumn: true);
        T[] result = new T[logits.ColumnCount];
        SoftmaxKernel.LogSumExpRows(logits.ToColumnMajorArray(), logits.RowCount, entries, result);
        return Vector<T>.Build.Dense(result);
    }

    /// <summary>The mask in the order in which the kernel meets the logits; null for no mask.</summary>
    private static bool[]? MaskEntries<T>(Matrix<T> logits, bool[,]? mask, bool byColumn)
        where T : struct, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (mask is null) return null;

        MatrixRows.SameShape(logits, nameof(logits), mask.GetLength(0), mask.GetLength(1), nameof(mask));
        bool[] entries = new bool[mask.Length];
        for (int i = 0; i < logits.RowCount; i++)
        {
            for (int j = 0; j < logits.ColumnCount; j++)
            {
                entries[byColumn ? (j * logits.RowCount) + i : (i * logits.ColumnCount) + j] = mask[i, j];
            }
        }

        return entries;
    }
}
