using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

// On matrices: an example in each row, or in each column.
public static partial class SoftmaxDerivatives
{
    /// <summary>dz[n,j] = p[n,j] · (g[n,j] - sum over i of p[n,i] g[n,i])</summary>
    /// <remarks>Shapes: probabilities (N × C), outputGradient (N × C), result (N × C): an example in each row.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> VjpRows(Matrix<double> probabilities, Matrix<double> outputGradient)
        => OfRows(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.SoftmaxVjpRows);

    /// <inheritdoc cref="VjpRows(Matrix{double}, Matrix{double})"/>
    public static Matrix<float> VjpRows(Matrix<float> probabilities, Matrix<float> outputGradient)
        => OfRows(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.SoftmaxVjpRows);

    /// <summary>dz[j,n] = p[j,n] · (g[j,n] - sum over i of p[i,n] g[i,n])</summary>
    /// <remarks>Shapes: probabilities (C × N), outputGradient (C × N), result (C × N): an example in each column.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> VjpColumns(Matrix<double> probabilities, Matrix<double> outputGradient)
        => OfColumns(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.SoftmaxVjpRows);

    /// <inheritdoc cref="VjpColumns(Matrix{double}, Matrix{double})"/>
    public static Matrix<float> VjpColumns(Matrix<float> probabilities, Matrix<float> outputGradient)
        => OfColumns(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.SoftmaxVjpRows);

    /// <summary>dp[n,i] = p[n,i] · (v[n,i] - sum over j of p[n,j] v[n,j])</summary>
    /// <remarks>Shapes: probabilities (N × C), tangent (N × C), result (N × C): an example in each row.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> JvpRows(Matrix<double> probabilities, Matrix<double> tangent)
        => OfRows(probabilities, tangent, nameof(tangent), SoftmaxPrimitives.SoftmaxJvpRows);

    /// <inheritdoc cref="JvpRows(Matrix{double}, Matrix{double})"/>
    public static Matrix<float> JvpRows(Matrix<float> probabilities, Matrix<float> tangent)
        => OfRows(probabilities, tangent, nameof(tangent), SoftmaxPrimitives.SoftmaxJvpRows);

    /// <summary>dp[i,n] = p[i,n] · (v[i,n] - sum over j of p[j,n] v[j,n])</summary>
    /// <remarks>Shapes: probabilities (C × N), tangent (C × N), result (C × N): an example in each column.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> JvpColumns(Matrix<double> probabilities, Matrix<double> tangent)
        => OfColumns(probabilities, tangent, nameof(tangent), SoftmaxPrimitives.SoftmaxJvpRows);

    /// <inheritdoc cref="JvpColumns(Matrix{double}, Matrix{double})"/>
    public static Matrix<float> JvpColumns(Matrix<float> probabilities, Matrix<float> tangent)
        => OfColumns(probabilities, tangent, nameof(tangent), SoftmaxPrimitives.SoftmaxJvpRows);

    /// <summary>dz[n,j] = g[n,j] - p[n,j] · (sum over i of g[n,i])</summary>
    /// <remarks>Shapes: probabilities (N × C), outputGradient (N × C), result (N × C): an example in each row.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> LogSoftmaxVjpRows(Matrix<double> probabilities, Matrix<double> outputGradient)
        => OfRows(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.LogSoftmaxVjpRows);

    /// <inheritdoc cref="LogSoftmaxVjpRows(Matrix{double}, Matrix{double})"/>
    public static Matrix<float> LogSoftmaxVjpRows(Matrix<float> probabilities, Matrix<float> outputGradient)
        => OfRows(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.LogSoftmaxVjpRows);

    /// <summary>dz[j,n] = g[j,n] - p[j,n] · (sum over i of g[i,n])</summary>
    /// <remarks>Shapes: probabilities (C × N), outputGradient (C × N), result (C × N): an example in each column.</remarks>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Matrix<double> LogSoftmaxVjpColumns(Matrix<double> probabilities, Matrix<double> outputGradient)
        => OfColumns(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.LogSoftmaxVjpRows);

    /// <inheritdoc cref="LogSoftmaxVjpColumns(Matrix{double}, Matrix{double})"/>
    public static Matrix<float> LogSoftmaxVjpColumns(Matrix<float> probabilities, Matrix<float> outputGradient)
        => OfColumns(probabilities, outputGradient, nameof(outputGradient), SoftmaxPrimitives.LogSoftmaxVjpRows);

    private delegate void RowsProduct<T>(ReadOnlySpan<T> probabilities, ReadOnlySpan<T> vectors, int columnCount, Span<T> destination);

    private static Matrix<T> OfRows<T>(Matrix<T> probabilities, Matrix<T> vectors, string vectorsName, RowsProduct<T> product)
        where T : struct, IEquatable<T>, IFormattable
    {
        CheckShapes(probabilities, vectors, vectorsName);
        T[] entries = vectors.ToRowMajorArray();
        return MatrixRows.Map(probabilities, (p, columnCount, destination) => product(p, entries, columnCount, destination));
    }

    private static Matrix<T> OfColumns<T>(Matrix<T> probabilities, Matrix<T> vectors, string vectorsName, RowsProduct<T> product)
        where T : struct, IEquatable<T>, IFormattable
    {
        CheckShapes(probabilities, vectors, vectorsName);
        T[] entries = vectors.ToColumnMajorArray();
        return MatrixRows.MapColumns(probabilities, (p, rowCount, destination) => product(p, entries, rowCount, destination));
    }

    private static void CheckShapes<T>(Matrix<T> probabilities, Matrix<T> vectors, string vectorsName)
        where T : struct, IEquatable<T>, IFormattable
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(vectors, vectorsName);
        MatrixRows.SameShape(probabilities, nameof(probabilities), vectors.RowCount, vectors.ColumnCount, vectorsName);
    }
}
