using System.Text;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Graphs;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive;

/// <summary>How a cost was computed, as a graph: each node with its value and with the derivative of the cost with respect to it.</summary>
/// <remarks>
/// Made by <see cref="GradientTapeExtensions.ToGraph"/>. It keeps what it shows, so the tape may be disposed. Up to 60 nodes are drawn, and
/// of more the first and the last are listed; each form stays below 128 kB. It is drawn from left to right, or from top to bottom where that
/// would be wider than a page. The same tape gives the same bytes, in every culture.
/// </remarks>
public sealed class TapeGraph : IDrawing
{
    private const int MostNodes = 60;
    private const int ListedOfMore = 20;
    private const int NameLength = 24;
    private const int NamedInputs = 6;

    /// <summary>As base64 80 kB; 60 rows of a table with the longest names and numbers are 40 kB.</summary>
    private const int MostSvgBytes = 60_000;

    private readonly Truncation _shown;
    private readonly Dictionary<int, GraphNode> _nodes;
    private readonly int[][] _inputs;
    private readonly string _costName;
    private readonly int _count;
    private readonly Lazy<string?> _picture;

    internal TapeGraph(GradientTape tape, Variable cost)
    {
        Variable[] behind = NodesBehind(tape, cost);
        _count = behind.Length;
        _shown = new Truncation(behind.Length, behind.Length <= MostNodes ? MostNodes : ListedOfMore);
        int[] shown = [.. _shown.Shown];
        // Only of what is shown: the gradients of all nodes may be as large as everything recorded.
        Variable[] differentiated = [.. shown.Select(index => behind[index]).Where(node => !node.IsConstant)];
        Dictionary<Variable, TapeValue> gradients = differentiated.Length == 0
            ? []
            : differentiated.Zip(tape.Gradients(cost, differentiated)).ToDictionary(pair => pair.First, pair => pair.Second);
        _nodes = shown.ToDictionary(index => index, index => new GraphNode(behind[index], gradients.GetValueOrDefault(behind[index])));
        _inputs = behind.Length > MostNodes ? [] : InputsOf(behind);
        _costName = Label.Shorten(GraphNode.NameOf(cost), NameLength);
        _picture = new(Draw);
        Description = Describe();
    }

    private string Description { get; }

    /// <summary>An HTML fragment: the picture with its description, and a table of the nodes.</summary>
    public string ToHtml()
    {
        var html = new HtmlWriter();
        using (html.Element("div"))
        {
            if (_picture.Value is { } svg)
            {
                // As wide as it is, in a box that scrolls: fifty sums of the same variables would be too small to read.
                using (html.Element("div", ("style", "overflow-x:auto")))
                {
                    html.Void("img", ("src", DrawingHtml.AddressOf(svg)), ("alt", Description), ("style", "max-width:none"));
                }

                html.Element("div", Legend);
            }
            else html.Element("div", NotDrawn);

            using (html.Element("details"))
            {
                html.Summary("In words and numbers");
                html.Element("div", Description);
                Table().WriteTo(html);
            }
        }

        return html.ToString();
    }

    /// <summary>The table of the nodes, for a console.</summary>
    public string ToPlainText() => string.Join('\n', Table().TextLines.Prepend(Description));

    /// <summary>The picture as an SVG document; a sentence where there are too many nodes for one.</summary>
    public string ToSvg() => _picture.Value
        ?? SvgCanvas.Draw(720, 36, Heading, Description, canvas => canvas.Text(12, 23, NotDrawn));

    /// <summary>What the graph shows, in words.</summary>
    public override string ToString() => Description;

    private string Heading => $"Graph of {_costName}";

    private string Legend => $"Rounded: variables. Dashed: constants. ∂: the derivative of {_costName} with respect to the node";

    private string NotDrawn => _count > MostNodes
        ? $"{NumberFormat.Index(_count)} nodes are too many to draw; up to {NumberFormat.Index(MostNodes)} are."
        : "The graph has too many long edges to draw.";

    /// <summary>What the cost depends on, and itself, in the order of the tape.</summary>
    private static Variable[] NodesBehind(GradientTape tape, Variable cost)
    {
        bool[] isBehind = new bool[cost.Index + 1];
        isBehind[^1] = true;
        // The inputs of a node stand before it, so each is met after all that uses it.
        for (int index = cost.Index; index >= 0; index--)
        {
            if (!isBehind[index]) continue;
            foreach (Variable input in tape.Nodes[index].Inputs) isBehind[input.Index] = true;
        }

        return [.. Enumerable.Range(0, isBehind.Length).Where(index => isBehind[index]).Select(index => tape.Nodes[index])];
    }

    private static int[][] InputsOf(Variable[] behind)
    {
        var places = behind.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return [.. behind.Select(node => node.Inputs.Select(input => places[input]).ToArray())];
    }

    private string? Draw()
    {
        if (_inputs.Length == 0) return null;
        string svg = GraphPicture.Draw([.. Enumerable.Range(0, _inputs.Length).Select(index => _nodes[index])], _inputs, Heading, Description);
        return Encoding.UTF8.GetByteCount(svg) <= MostSvgBytes ? svg : null;
    }

    private string Describe()
    {
        GraphNode cost = _nodes[_count - 1];
        string variables = NamesOf(_nodes.Values.Where(node => node.IsInput && !node.Node.IsConstant));
        return $"{Heading}: {Words.Count(_count, "node", "nodes")}"
            + $"{(variables.Length == 0 ? "" : $", from {variables}")} to {_costName} = {cost.ShortValue}.";
    }

    private static string NamesOf(IEnumerable<GraphNode> nodes)
    {
        string[] names = [.. nodes.Select(node => Label.Shorten(node.Name, NameLength))];
        return string.Join(", ", names.Length > NamedInputs ? names.Take(NamedInputs).Append("…") : names);
    }

    private Grid Table() => new(
        "Nodes in the order in which they were computed",
        [
            new Column("node"), new Column("operation", IsLeft: true), new Column("shape", IsLeft: true), new Column("value", IsLeft: true),
            new Column($"∂{_costName}/∂node", IsLeft: true),
        ],
        [
            .. _shown.Positions.Select(position => position.IsGap
                ? new GridRow(true, new Cell($"{position.GapText} nodes"))
                : _nodes[position.Index].ToRow()),
        ]);
}
