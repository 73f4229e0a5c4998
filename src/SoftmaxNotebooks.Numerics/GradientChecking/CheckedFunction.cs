using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics;

/// <summary>A function under check as numbers in, numbers out, with the shapes and names that it had before.</summary>
/// <remarks>Matrices are laid out row by row.</remarks>
internal sealed class CheckedFunction
{
    private readonly Func<double[], double[]> _flat;
    private GridShape? _outputShape;

    private CheckedFunction(double[] at, GridShape inputShape, Func<CheckedFunction, double[], double[]> flat)
    {
        if (at.Length == 0) throw new ArgumentException("at is empty: there is nothing to check.", nameof(at));
        At = at;
        InputShape = inputShape;
        _flat = point => flat(this, point);
    }

    internal double[] At { get; }

    internal GridShape InputShape { get; }

    /// <summary>Known after the first evaluation.</summary>
    internal GridShape OutputShape => _outputShape ?? throw new InvalidOperationException("The function has not been evaluated yet.");

    internal double[] Evaluate(double[] point) => _flat(point);

    internal static CheckedFunction Of(Func<Vector<double>, double> function, Vector<double> at)
    {
        ArgumentNullException.ThrowIfNull(function);
        return OfVector(at, (self, point) => self.Scalar(function(Vector<double>.Build.Dense(point))));
    }

    internal static CheckedFunction Of(Func<Vector<double>, Vector<double>> function, Vector<double> at)
    {
        ArgumentNullException.ThrowIfNull(function);
        return OfVector(at, (self, point) => self.Vector(function(Vector<double>.Build.Dense(point))));
    }

    internal static CheckedFunction Of(Func<Matrix<double>, double> function, Matrix<double> at)
    {
        ArgumentNullException.ThrowIfNull(function);
        return OfMatrix(at, (self, point) => self.Scalar(function(self.InputShape.ToMatrix(point))));
    }

    internal static CheckedFunction Of(Func<Matrix<double>, Matrix<double>> function, Matrix<double> at)
    {
        ArgumentNullException.ThrowIfNull(function);
        return OfMatrix(at, (self, point) => self.Matrix(function(self.InputShape.ToMatrix(point))));
    }

    private static CheckedFunction OfVector(Vector<double> at, Func<CheckedFunction, double[], double[]> flat)
    {
        ArgumentNullException.ThrowIfNull(at);
        return new CheckedFunction(at.ToArray(), GridShape.OfVector(at.Count), flat);
    }

    private static CheckedFunction OfMatrix(Matrix<double> at, Func<CheckedFunction, double[], double[]> flat)
    {
        ArgumentNullException.ThrowIfNull(at);
        return new CheckedFunction(at.ToRowMajorArray(), GridShape.OfMatrix(at), flat);
    }

    private double[] Scalar(double value)
    {
        _outputShape = GridShape.Scalar;
        return [value];
    }

    private double[] Vector(Vector<double>? values)
    {
        _outputShape = values is null ? null : GridShape.OfVector(values.Count);
        return values?.ToArray()!;
    }

    private double[] Matrix(Matrix<double>? values)
    {
        _outputShape = values is null ? null : GridShape.OfMatrix(values);
        return values?.ToRowMajorArray()!;
    }
}

/// <summary>A scalar, a vector (one row) or a matrix, laid out row by row.</summary>
internal readonly record struct GridShape(int Rows, int Columns, int Rank)
{
    internal static GridShape Scalar { get; } = new(1, 1, 0);

    internal int Count => Rows * Columns;

    internal static GridShape OfVector(int count) => new(1, count, 1);

    internal static GridShape OfMatrix(Matrix<double> matrix) => new(matrix.RowCount, matrix.ColumnCount, 2);

    internal Matrix<double> ToMatrix(double[] entries) => Matrix<double>.Build.DenseOfRowMajor(Rows, Columns, entries);

    /// <summary>z, z[3] or z[1,3].</summary>
    internal string NameOf(string symbol, int index) => Rank switch
    {
        0 => symbol,
        1 => FormattableString.Invariant($"{symbol}[{index}]"),
        _ => FormattableString.Invariant($"{symbol}[{index / Columns},{index % Columns}]"),
    };

    public override string ToString() => Rank switch
    {
        0 => "a scalar",
        1 => FormattableString.Invariant($"a vector of {Columns}"),
        _ => FormattableString.Invariant($"{Rows}×{Columns}"),
    };
}
