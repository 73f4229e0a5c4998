using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive;

/// <summary>A tape as a picture.</summary>
public static class GradientTapeExtensions
{
    /// <summary>The nodes that the cost depends on, and itself, each with its value and with ∂cost/∂node, as a graph to show.</summary>
    /// <remarks>Shape: cost a scalar.</remarks>
    /// <exception cref="ArgumentException">The cost is no scalar, or is recorded on another tape.</exception>
    /// <exception cref="ObjectDisposedException">The tape has been disposed.</exception>
    public static TapeGraph ToGraph(this GradientTape tape, Variable cost)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentNullException.ThrowIfNull(cost);
        _ = tape.Nodes; // A disposed tape says so.
        if (cost.Tape != tape) throw new ArgumentException($"{Graphs.GraphNode.NameOf(cost)} is recorded on another tape.", nameof(cost));
        if (cost.Shape.Rank != 0)
        {
            throw new ArgumentException(
                $"{Graphs.GraphNode.NameOf(cost)} is {cost.Shape}, and only a scalar has a gradient by itself; reduce it with Sum or Mean.", nameof(cost));
        }

        return new TapeGraph(tape, cost);
    }
}
