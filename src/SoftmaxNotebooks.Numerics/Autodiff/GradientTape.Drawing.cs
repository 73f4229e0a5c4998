namespace SoftmaxNotebooks.Numerics;

// The tape as a picture.
public sealed partial class GradientTape
{
    /// <summary>The graph in Graphviz's DOT language: variables round, constants dashed, computed nodes with their operation.</summary>
    /// <remarks>With an output only the nodes that it depends on, and itself. Names are escaped: any text is safe.</remarks>
    /// <exception cref="ArgumentException">The output is recorded on another tape.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public string ToGraphviz(Variable? output = null) => TapeDrawing.ToGraphviz(NodesBehind(output));

    /// <summary>The graph as a Mermaid flowchart: variables round, constants slanted, computed nodes with their operation.</summary>
    /// <remarks>With an output only the nodes that it depends on, and itself. Names are escaped: any text is safe.</remarks>
    /// <exception cref="ArgumentException">The output is recorded on another tape.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public string ToMermaid(Variable? output = null) => TapeDrawing.ToMermaid(NodesBehind(output));

    private IEnumerable<Variable> NodesBehind(Variable? output)
    {
        if (output is null) return Nodes;

        CheckIsOnThisTape(output, nameof(output));
        return BackwardPass.NodesBehind(output, first: 0);
    }
}
