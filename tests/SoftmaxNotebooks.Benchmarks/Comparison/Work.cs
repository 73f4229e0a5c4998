using System.Globalization;

namespace SoftmaxNotebooks.Benchmarks.Comparison;

/// <summary>What is computed.</summary>
internal enum Operation
{
    Softmax,
    LogSoftmax,
    LogSumExp,
    Jacobian,
    Vjp,
    Jvp,
    MatrixMultiply,
    Training,
}

/// <summary>What numbers it is computed with.</summary>
internal enum Precision
{
    Float,
    Double,
}

/// <summary>One thing that contenders do in turns: an operation, its shape and what it has to reach.</summary>
/// <remarks>
/// Shapes: softmax and its relatives rows × columns; the Jacobian columns × columns; a product (rows × inner) · (inner × columns), either
/// factor maybe stored transposed; a training as many images as there are rows, through the layers.
/// </remarks>
internal sealed record Work(Operation Operation, Precision Precision, int Rows, int Columns)
{
    /// <summary>The part of the report it belongs to, and what --only names.</summary>
    public required string Group { get; init; }

    public int Inner { get; init; }

    public bool TransposeA { get; init; }

    public bool TransposeB { get; init; }

    /// <summary>How many threads everybody may use; null for what is best for each.</summary>
    public int? ThreadCount { get; init; }

    /// <summary>The sizes of the layers of the network that is trained.</summary>
    public IReadOnlyList<int> Layers { get; init; } = [];

    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Whether the chart has a line for it.</summary>
    public bool IsCharted { get; init; }

    /// <summary>Whether a short run has it too.</summary>
    public bool IsQuick { get; init; }

    public Unit Unit => Operation switch
    {
        Operation.Jacobian => Unit.Microseconds,
        Operation.MatrixMultiply => Unit.Gigaflops(2.0 * Rows * Columns * Inner),
        Operation.Training => Unit.Images(Rows),
        _ => Unit.NanosecondsPerElement((double)Rows * Columns),
    };

    public string OperationName => Operation switch
    {
        Operation.Softmax => "softmax",
        Operation.LogSoftmax => "log-softmax",
        Operation.LogSumExp => "log-sum-exp",
        Operation.Jacobian => "Jacobian of softmax",
        Operation.Vjp => "VJP of softmax",
        Operation.Jvp => "JVP of softmax",
        Operation.MatrixMultiply => "matrix product",
        _ => "training",
    };

    public string Title => string.Create(CultureInfo.InvariantCulture, $"{OperationName}, {(Precision == Precision.Float ? "float" : "double")}");

    public string Shape => Operation switch
    {
        Operation.Jacobian => string.Create(CultureInfo.InvariantCulture, $"{Columns:N0} × {Columns:N0}"),
        Operation.MatrixMultiply => string.Create(
            CultureInfo.InvariantCulture,
            $"{Factor(Rows, Inner, TransposeA)} · {Factor(Inner, Columns, TransposeB)}, {Contender.ThreadText(ThreadCount)}"),
        Operation.Training => string.Join('-', Layers),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} × {Columns:N0}"),
    };

    private static string Factor(int rows, int columns, bool isTransposed) => isTransposed
        ? string.Create(CultureInfo.InvariantCulture, $"({columns:N0} × {rows:N0})ᵀ")
        : string.Create(CultureInfo.InvariantCulture, $"({rows:N0} × {columns:N0})");
}
