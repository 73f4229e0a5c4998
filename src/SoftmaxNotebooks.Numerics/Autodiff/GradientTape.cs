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
/// The tape is a list of nodes in the order in which they were computed, so that the inputs of a node stand before it. Walking the list
/// backwards therefore meets each node when all that depends on it has been dealt with, without recursion, in time linear in the nodes
/// (R. E. Wengert, "A simple automatic derivative evaluation program", doi 10.1145/355586.364791; S. Linnainmaa,
/// "Taylor expansion of the accumulated rounding error", doi 10.1007/BF01931367).
/// </para>
/// <para>
/// A gradient does not use the tape up: it can be asked for again, of other outputs and with respect to other nodes. NaN and infinities
/// flow through. Recording is for one thread at a time; different tapes have nothing in common.
/// </para>
/// </remarks>
public sealed partial class GradientTape : IDisposable
{
    internal const string VariableOperation = "Variable";
    internal const string ConstantOperation = "Constant";

    private readonly List<Variable> _nodes = [];
    private readonly List<Edge[]> _edges = [];
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
    /// likelier than that somebody wants a zero. A plain value in an expression, as 2 in 2 * w, becomes a constant by itself.
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
    internal static GradientTape Of(string operation, Operand left, Operand right)
    {
        if (left.Variable is { } a && right.Variable is { } b && a.Tape != b.Tape)
        {
            throw new ArgumentException($"{operation}: {a.Label} and {b.Label} are recorded on different tapes.");
        }

        GradientTape tape = (left.Variable ?? right.Variable)!.Tape;
        ObjectDisposedException.ThrowIf(tape._isDisposed, tape);
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
        var node = new Variable(this, _nodes.Count, operation, name, value);
        _nodes.Add(node);
        _edges.Add(edges);
        return node;
    }

    private void CheckIsOnThisTape(Variable node, string parameterName)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(node, parameterName);
        if (node.Tape != this) throw new ArgumentException($"{node.Label} is recorded on another tape.", parameterName);
    }
}
