namespace SoftmaxNotebooks.Numerics;

/// <summary>A node of a <see cref="GradientTape"/>: a value, and the operation and the inputs that it was computed from.</summary>
/// <remarks>
/// Made by <see cref="GradientTape.Variable"/> and <see cref="GradientTape.Constant"/>, and by the operators and methods here, each of
/// which records a new node on the tape and changes nothing else.
/// <para>Symbols in the formulas: x, a, b inputs, y the output, g the gradient with respect to y, dx the gradient with respect to x.</para>
/// <para>
/// The operator * multiplies entry by entry, for matrices too, and spreads a vector over the rows of a matrix. Beware of X * w: where X is
/// N×C and w has C entries it scales the columns of X, and X * B multiplies two square matrices entry by entry, both without a word; the
/// matrix product is X.MatMul(w). A vector of N entries beside an N×C matrix is refused, unless N = C, where it is taken for a row.
/// </para>
/// <para>
/// To add an operation, write one method: compute the value, and record it with one pullback per input, which adds to dx what g
/// contributes. Nothing else needs to know the operation.
/// </para>
/// </remarks>
public sealed partial class Variable
{
    internal Variable(GradientTape tape, int index, string operation, string? name, TapeValue value)
    {
        Tape = tape;
        Index = index;
        Operation = operation;
        Name = name;
        Value = value;
    }

    /// <summary>The tape that it is recorded on.</summary>
    public GradientTape Tape { get; }

    /// <summary>Its place in <see cref="GradientTape.Nodes"/>. The inputs of a node have smaller indices than the node.</summary>
    public int Index { get; }

    /// <summary>What computed it: the name of the method, or Variable or Constant for a node that nothing computed.</summary>
    public string Operation { get; }

    /// <summary>Its name, if it has been given one.</summary>
    public string? Name { get; private set; }

    /// <summary>The value. It can be read after the tape has been disposed, too.</summary>
    public TapeValue Value { get; }

    /// <summary>The shape of the value.</summary>
    public TapeShape Shape => Value.Shape;

    /// <summary>The nodes that it was computed from, in the order of the operation; one that is used twice appears twice.</summary>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public IReadOnlyList<Variable> Inputs => [.. Tape.EdgesOf(this).Select(edge => edge.Input)];

    /// <summary>Whether it is an input that is not differentiated.</summary>
    public bool IsConstant => Operation == GradientTape.ConstantOperation;

    /// <summary>What messages, drawings and Jacobians call it: its name, or v and its index as in a Wengert list.</summary>
    internal string Label => Name ?? FormattableString.Invariant($"v{Index}");

    /// <summary>Gives the node its name, for drawings, messages and Jacobians, and returns the node.</summary>
    /// <remarks>For what is computed: <c>var y = (x * w).Softmax().Named("y")</c>. A name is given once.</remarks>
    /// <exception cref="InvalidOperationException">The node has a name.</exception>
    public Variable Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Name is not null) throw new InvalidOperationException($"The node has the name {Name}; it cannot be renamed to {name}.");
        Name = name;
        return this;
    }

    /// <summary>The label, the operation, the shape and the value.</summary>
    public override string ToString() => $"{Label}: {Operation}, {Shape}, {Value}";
}
