namespace SoftmaxNotebooks.Numerics;

/// <summary>Adds to dx what the gradient g of an operation's output contributes to the gradient dx of one of its inputs.</summary>
/// <remarks>
/// g has the shape of the output and dx that of the input, both in row-major order. Adds rather than assigns: an input may be used more
/// than once, and the gradients of all its uses sum up.
/// </remarks>
internal delegate void Pullback(ReadOnlySpan<double> g, Span<double> dx);

/// <summary>An input of a recorded operation, and the way back to it.</summary>
internal readonly record struct Edge(Variable Input, Pullback Pullback);

/// <summary>What stands at one side of an operation: a node of a tape, or a plain value that becomes a constant of the tape.</summary>
/// <remarks>
/// The constant is recorded together with the operation that uses it, not before, so that an operation which is refused leaves no
/// constant behind.
/// </remarks>
internal readonly struct Operand
{
    private Operand(Variable? variable, TapeValue value)
    {
        Variable = variable;
        Value = value;
    }

    internal Variable? Variable { get; }

    internal TapeValue Value { get; }

    internal TapeShape Shape => Value.Shape;

    /// <summary>"x is 3×4", for messages.</summary>
    internal string Description => $"{Variable?.Label ?? "the constant"} is {Shape}";

    public static implicit operator Operand(Variable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return new Operand(variable, variable.Value);
    }

    public static implicit operator Operand(TapeValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new Operand(null, value);
    }
}
