using System.Collections.ObjectModel;

namespace SoftmaxNotebooks.Numerics;

/// <summary>Records a computation and differentiates it backwards: reverse-mode automatic differentiation.</summary>
/// <remarks>
/// <code>
/// using var tape = new GradientTape();
/// Variable w = tape.Variable(Vector&lt;double&gt;.Build.Dense(5), "w");
/// Variable y = (x * w).Softmax();
/// Variable cost = (y - t).Pow(2).Mean();
/// Vector&lt;double&gt; gradient = tape.Gradient(cost, w);
/// </code>
/// <para>
/// The tape is a list of nodes in the order in which they were computed, so that the inputs of a node stand before it. Walking backwards
/// through those that the output depends on therefore meets each node when all that depends on it has been dealt with, without recursion,
/// and its cost grows with their number, not with the length of the tape (R. E. Wengert, "A simple automatic derivative evaluation
/// program", doi 10.1145/355586.364791; S. Linnainmaa, "Taylor expansion of the accumulated rounding error", doi 10.1007/BF01931367).
/// </para>
/// <para>
/// A gradient does not use the tape up: it can be asked for again, of other outputs and with respect to other nodes. Recording is for one
/// thread at a time; different tapes have nothing in common.
/// </para>
/// <para>
/// A gradient is a plain value, and there are no second derivatives on this tape. In an expression a gradient could only be a constant, and
/// the derivative of that expression would be wrong without a trace; the operators therefore refuse it until <see cref="Constant"/> has
/// said so: w * tape.Constant(tape.Gradient(cost, w)). For second derivatives there are <see cref="SoftmaxDerivatives"/>, to compute
/// them, and <see cref="GradientCheck"/>.RunSecondOrder, to check a formula for them.
/// </para>
/// <para>
/// NaN and infinities flow through, with one thing added, as in <see cref="DualNumber"/>: a gradient of 0 stays 0 beside an infinite
/// derivative, where 0 · inf would be NaN. What the output does not depend on has the gradient 0, also at a pole: of log(x)[1] that is
/// [0, 1] at x = [0, 1]. Beside a derivative of NaN it is NaN. (A 0 from the other side is no such 0: √(x²) at its kink, as
/// (x * x).Pow(0.5), has the gradient inf · 2x = NaN, where dual numbers say 0.)
/// </para>
/// </remarks>
public sealed partial class GradientTape : IDisposable
{
    internal const string VariableOperation = "Variable";
    internal const string ConstantOperation = "Constant";

    private readonly List<Variable> _nodes = [];
    private readonly List<Edge[]> _edges = [];

    /// <summary>What the gradients of this tape carry, to be known again. Not the tape, which they would keep in memory.</summary>
    private readonly object _identity = new();

    private bool _isDisposed;

    /// <summary>Everything recorded so far, in recording order. A view, not a copy.</summary>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public ReadOnlyCollection<Variable> Nodes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _nodes.AsReadOnly();
        }
    }

    /// <summary>An input to differentiate with respect to: a number, a vector or a matrix.</summary>
    /// <remarks>The value is copied.</remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Variable(TapeValue value, string? name = null) => Append(VariableOperation, name, value, []);

    /// <summary>An input that is not differentiated: a number, a vector or a matrix.</summary>
    /// <remarks>
    /// The value is copied. To ask for the gradient with respect to a constant is an error: that it was meant to be a variable is
    /// likelier than that somebody wants a zero. A plain value in an expression, as 2 in 2 * w, becomes a constant by itself, unless it is
    /// a gradient of this tape.
    /// </remarks>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public Variable Constant(TapeValue value, string? name = null) => Append(ConstantOperation, name, value, []);

    /// <summary>Lets go of everything recorded. The values of variables can still be read; the tape cannot be used any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _nodes.Clear();
        _edges.Clear();
    }

    /// <summary>The tape of an operation: that of its operands, at least one of which is a node.</summary>
    /// <exception cref="InvalidOperationException">The other operand is a gradient of this tape, not recorded as a constant.</exception>
    internal static GradientTape Of(string operation, Operand left, Operand right)
    {
        if (left.Variable is { } a && right.Variable is { } b && a.Tape != b.Tape)
        {
            throw new ArgumentException($"{operation}: {a.Label} and {b.Label} are recorded on different tapes.");
        }

        GradientTape tape = (left.Variable ?? right.Variable)!.Tape;
        ObjectDisposedException.ThrowIf(tape._isDisposed, tape);
        tape.RefuseGradient(operation, left);
        tape.RefuseGradient(operation, right);
        return tape;
    }

    /// <summary>Records a node: its value, and for each of its inputs the way back to it.</summary>
    /// <remarks>Called when all that can be refused has been refused: from here on nothing fails halfway.</remarks>
    internal Variable Record(string operation, TapeValue value, params ReadOnlySpan<(Operand Input, Pullback Pullback)> inputs)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var edges = new Edge[inputs.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            (Operand input, Pullback pullback) = inputs[i];
            edges[i] = new Edge(input.Variable ?? Constant(input.Value), pullback);
        }

        return Append(operation, name: null, value, edges);
    }

    internal Edge[] EdgesOf(Variable node)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _edges[node.Index];
    }

    private Variable Append(string operation, string? name, TapeValue value, Edge[] edges)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(value);
        var node = new Variable(this, _nodes.Count, operation, name, value.WithoutOrigin());
        _nodes.Add(node);
        _edges.Add(edges);
        return node;
    }

    private void RefuseGradient(string operation, Operand operand)
    {
        if (operand.Variable is null && operand.Value.Origin == _identity)
        {
            throw new InvalidOperationException(
                $"{operation}: the {operand.Shape} operand is a gradient of this tape, which is a constant there: it is not differentiated "
                + "again. If a constant is meant, say so with tape.Constant(g).");
        }
    }

    private void CheckIsOnThisTape(Variable node, string parameterName)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(node, parameterName);
        if (node.Tape != this) throw new ArgumentException($"{node.Label} is recorded on another tape.", parameterName);
    }
}
