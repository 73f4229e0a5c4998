using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The derivative under check, as a whole matrix or as one projection of it.</summary>
/// <remarks>Shapes: matrix (m outputs × n inputs); a projection gᵀJu takes g (m) and u (n).</remarks>
internal sealed class AnalyticDerivative
{
    private readonly Func<CheckedFunction, Matrix<double>> _matrix;
    private readonly Func<CheckedFunction, double[], double[], double> _projection;

    private AnalyticDerivative(
        Func<CheckedFunction, Matrix<double>> matrix, Func<CheckedFunction, double[], double[], double> projection)
    {
        _matrix = matrix;
        _projection = projection;
    }

    internal Matrix<double> MatrixFor(CheckedFunction function) => _matrix(function);

    /// <summary>gᵀJu, of a VJP or a JVP with one call.</summary>
    internal double ProjectionFor(CheckedFunction function, double[] outputDirection, double[] inputDirection)
        => _projection(function, outputDirection, inputDirection);

    /// <summary>The gradient of a function with one output, in the shape of the input.</summary>
    internal static AnalyticDerivative Gradient(Vector<double>? gradient)
        => Whole(function => InShapeOf(function.InputShape, "gradient", "input", gradient).ToRowMatrix());

    /// <inheritdoc cref="Gradient(Vector{double})"/>
    internal static AnalyticDerivative Gradient(Matrix<double>? gradient)
        => Whole(function => Vector<double>.Build.Dense(InShapeOf(function.InputShape, "gradient", "input", gradient).ToRowMajorArray()).ToRowMatrix());

    internal static AnalyticDerivative Jacobian(Matrix<double>? jacobian) => Whole(function =>
    {
        _ = jacobian ?? throw new ArgumentException("The Jacobian is null.");
        (int rows, int columns) = (function.OutputShape.Count, function.InputShape.Count);
        if (jacobian.RowCount == rows && jacobian.ColumnCount == columns) return jacobian;
        string transposed = jacobian.RowCount == columns && jacobian.ColumnCount == rows ? " Its transpose has that shape." : "";
        throw new ArgumentException(
            $"The Jacobian is {jacobian.RowCount}×{jacobian.ColumnCount}; with {rows} outputs and {columns} inputs it must be {rows}×{columns}.{transposed}");
    });

    /// <summary>g → Jᵀg. Its matrix is found row by row: row i is the product with the output gradient that is 1 at output i and 0 elsewhere.</summary>
    internal static AnalyticDerivative Vjp(Func<double[], CheckedFunction, double[]> vjp) => new(
        function => Matrix<double>.Build.DenseOfRowArrays(UnitVectors(function.OutputShape.Count).Select(unit => vjp(unit, function))),
        (function, outputDirection, inputDirection) => Dot(vjp(outputDirection, function), inputDirection));

    /// <summary>v → Jv. Its matrix is found column by column: column j is the product with the tangent that is 1 at input j and 0 elsewhere.</summary>
    internal static AnalyticDerivative Jvp(Func<double[], CheckedFunction, double[]> jvp) => new(
        function => Matrix<double>.Build.DenseOfColumnArrays(UnitVectors(function.InputShape.Count).Select(unit => jvp(unit, function))),
        (function, outputDirection, inputDirection) => Dot(outputDirection, jvp(inputDirection, function)));

    /// <exception cref="ArgumentException">The values are null or have another shape.</exception>
    internal static Vector<double> InShapeOf(GridShape shape, string name, string owner, Vector<double>? values)
    {
        _ = values ?? throw new ArgumentException($"The {name} is null.");
        return values.Count == shape.Count
            ? values
            : throw new ArgumentException($"The {name} has {values.Count} entries, but the {owner} is {shape}: they must have the same shape.");
    }

    /// <inheritdoc cref="InShapeOf(GridShape, string, string, Vector{double})"/>
    internal static Matrix<double> InShapeOf(GridShape shape, string name, string owner, Matrix<double>? values)
    {
        _ = values ?? throw new ArgumentException($"The {name} is null.");
        if (values.RowCount == shape.Rows && values.ColumnCount == shape.Columns) return values;
        string transposed = values.RowCount == shape.Columns && values.ColumnCount == shape.Rows ? " Its transpose has that shape." : "";
        throw new ArgumentException(
            $"The {name} is {values.RowCount}×{values.ColumnCount}, but the {owner} is {shape}: they must have the same shape.{transposed}");
    }

    private static AnalyticDerivative Whole(Func<CheckedFunction, Matrix<double>> matrix)
    {
        // One evaluation serves all projections.
        Matrix<double>? kept = null;
        return new AnalyticDerivative(
            function => kept ??= matrix(function),
            (function, outputDirection, inputDirection) => Dot(
                (kept ??= matrix(function)).TransposeThisAndMultiply(Vector<double>.Build.Dense(outputDirection)).ToArray(), inputDirection));
    }

    private static IEnumerable<double[]> UnitVectors(int count)
    {
        for (int i = 0; i < count; i++)
        {
            var unit = new double[count];
            unit[i] = 1;
            yield return unit;
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
