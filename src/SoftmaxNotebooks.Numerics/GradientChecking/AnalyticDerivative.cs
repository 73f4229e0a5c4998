using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>The derivative under check, as a whole matrix or as one projection of it.</summary>
/// <remarks>Shapes: matrix (m outputs × n inputs); a projection gᵀJu takes g (m) and u (n).</remarks>
internal sealed class AnalyticDerivative
{
    private readonly Func<CheckedFunction, Matrix<double>> _matrix;
    private readonly Func<CheckedFunction, double[], double[], double> _projection;

    private readonly Func<CheckedFunction, Matrix<double>, GradientCheckOptions, string?>? _nonlinearity;

    private AnalyticDerivative(
        Func<CheckedFunction, Matrix<double>> matrix,
        Func<CheckedFunction, double[], double[], double> projection,
        Func<CheckedFunction, Matrix<double>, GradientCheckOptions, string?>? nonlinearity = null)
    {
        _matrix = matrix;
        _projection = projection;
        _nonlinearity = nonlinearity;
    }

    /// <summary>What shows that a product is not linear; null if it is, or if the derivative is no product.</summary>
    /// <remarks>The matrix is found with vectors of one entry that is 1. What a product does with other vectors must follow from it.</remarks>
    internal string? NonlinearityFor(CheckedFunction function, Matrix<double> matrix, GradientCheckOptions options)
        => _nonlinearity?.Invoke(function, matrix, options);

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
        (function, outputDirection, inputDirection) => Dot(vjp(outputDirection, function), inputDirection),
        (function, matrix, options) => Nonlinearity(
            "output gradient", "Jᵀg", matrix.Transpose(), outputGradient => vjp(outputGradient, function), options));

    /// <summary>v → Jv. Its matrix is found column by column: column j is the product with the tangent that is 1 at input j and 0 elsewhere.</summary>
    internal static AnalyticDerivative Jvp(Func<double[], CheckedFunction, double[]> jvp) => new(
        function => Matrix<double>.Build.DenseOfColumnArrays(UnitVectors(function.InputShape.Count).Select(unit => jvp(unit, function))),
        (function, outputDirection, inputDirection) => Dot(outputDirection, jvp(inputDirection, function)),
        (function, matrix, options) => Nonlinearity("tangent", "Jv", matrix, tangent => jvp(tangent, function), options));

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

    private static string? Nonlinearity(
        string argument, string product, Matrix<double> matrix, Func<double[], double[]> of, GradientCheckOptions options)
    {
        double[] direction = new NormalRandom(options.Seed).UnitVector(matrix.ColumnCount);
        foreach (double sign in new[] { 1.0, -1.0 })
        {
            double[] vector = [.. direction.Select(entry => sign * entry)];
            double[] expected = (matrix * Vector<double>.Build.Dense(vector)).ToArray(), actual = of(vector);
            for (int k = 0; k < expected.Length; k++)
            {
                double size = matrix.Row(k).Sum(Math.Abs);
                if (Math.Abs(actual[k] - expected[k]) > options.ToleranceOf(size))
                {
                    return $"not linear in the {argument}: with entries of both signs the product {product} is not the sum of its parts. "
                        + $"Is a mask, a square or an absolute value taken of the {argument}? A ReLU passes on where its input is positive, not where the gradient is.";
                }
            }
        }

        return null;
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
