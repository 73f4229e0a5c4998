using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Graphs;

/// <summary>A node of a tape with the gradient of the cost, which a constant has none of, and how both read.</summary>
internal sealed record GraphNode(Variable Node, TapeValue? Gradient)
{
    /// <summary>A value with more entries is its shape in the picture, and goes on with … in the table.</summary>
    private const int ShownEntries = 3;

    public bool IsInput { get; } = Node.Inputs.Count == 0;

    /// <summary>The name, or v and the index as in the other drawings of a tape.</summary>
    public string Name { get; } = NameOf(Node);

    /// <summary>w for an input, y = Softmax for what is computed.</summary>
    public string Heading => IsInput ? Name : $"{Label.Shorten(Name, 24)} = {Node.Operation}";

    /// <summary>0.5, [1, 2], or vector of 5</summary>
    public string ShortValue => Node.Shape.Count > ShownEntries ? Node.Shape.ToString() : TextOf(Node.Value, 4);

    /// <summary>∂ 0.5, ∂ [1, 2], or of many entries the largest magnitude; nothing for a constant.</summary>
    public string? ShortGradient => Gradient is null
        ? null
        : Gradient.Shape.Count > ShownEntries ? $"max |∂| {Words.Number(LargestMagnitude(Gradient), 4)}" : $"∂ {TextOf(Gradient, 4)}";

    public GridRow ToRow() => new(
        false,
        new Cell(Label.Shorten(Name, 24)),
        new Cell(Node.Operation),
        new Cell(Node.Shape.ToString()),
        new Cell(TextOf(Node.Value, 6)),
        new Cell(Gradient is null ? "–" : TextOf(Gradient, 6)));

    public static string NameOf(Variable node) => string.IsNullOrEmpty(node.Name) ? $"v{NumberFormat.Index(node.Index)}" : node.Name;

    private static string TextOf(TapeValue value, int digits)
    {
        if (value.Shape.Rank == 0) return Words.Number(value.Scalar, digits);
        if (value.Shape.Rank == 1) return RowText(value.Vector);
        Matrix<double> matrix = value.Matrix;
        // A column of three entries has all of them; a row more would be a fourth.
        int rowCount = matrix.ColumnCount == 1 ? ShownEntries : Math.Min(1, matrix.RowCount);
        IEnumerable<string> rows = Enumerable.Range(0, Math.Min(rowCount, matrix.RowCount)).Select(row => RowText(matrix.Row(row)));
        return $"[{string.Join(", ", matrix.RowCount > rowCount ? rows.Append("…") : rows)}]";

        string RowText(Vector<double> row)
        {
            IEnumerable<string> entries = row.Take(ShownEntries).Select(entry => Words.Number(entry, digits));
            return $"[{string.Join(", ", row.Count > ShownEntries ? entries.Append("…") : entries)}]";
        }
    }

    // Math.Max hands a NaN on.
    private static double LargestMagnitude(TapeValue value)
        => (value.Shape.Rank == 1 ? value.Vector.Enumerate() : value.Matrix.Enumerate()).Aggregate(0.0, (most, entry) => Math.Max(most, Math.Abs(entry)));
}
