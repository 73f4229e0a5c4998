using System.Text;
using SoftmaxNotebooks.Interactive.Charts;

namespace SoftmaxNotebooks.Interactive.Graphs;

/// <summary>Draws the nodes of a tape as boxes in columns from left to right, with arrows from what a node was computed from.</summary>
internal static class GraphPicture
{
    private const double Margin = 12;
    private const double ColumnGap = 52;
    private const double LineHeight = 17;
    private const double BoxPadding = 9;
    private const double NarrowestBox = 56;
    private const double WidestBox = 190;
    private const double HeadLength = 8;
    private const double PortDistance = 14;

    /// <summary>Bold letters are about a tenth wider.</summary>
    private const double Bold = 1.1;

    /// <param name="nodes">The nodes in the order of the tape; the last is the output.</param>
    /// <param name="inputs">The places in <paramref name="nodes"/> of each node's inputs.</param>
    /// <param name="title">What the picture is of.</param>
    /// <param name="description">The same in more words.</param>
    public static string Draw(IReadOnlyList<GraphNode> nodes, IReadOnlyList<int[]> inputs, string title, string description)
    {
        string[][] lines = [.. nodes.Select(node => new[] { node.Heading, node.ShortValue, node.ShortGradient }.OfType<string>().ToArray())];
        var layout = GraphLayout.Of(inputs, [.. lines.Select(line => (line.Length * LineHeight) + BoxPadding)]);
        Band[] columns = ColumnsOf(layout, lines);
        return SvgCanvas.Draw(columns[^1].Right + Margin, layout.Height + (2 * Margin), title, description, canvas =>
        {
            for (int node = 0; node < nodes.Count; node++) DrawEdges(canvas, layout, columns, inputs, node);
            foreach (GraphPlace place in layout.Layers.SelectMany(layer => layer))
            {
                if (place.Node is { } node) DrawBox(canvas, columns[place.Layer], place, nodes[node], lines[node], node == nodes.Count - 1);
            }
        });
    }

    private static Band[] ColumnsOf(GraphLayout layout, string[][] lines)
    {
        var columns = new Band[layout.Layers.Count];
        double left = Margin;
        for (int layer = 0; layer < columns.Length; layer++)
        {
            double width = layout.Layers[layer].Select(place => place.Node).OfType<int>().Max(node => WidthOf(lines[node]));
            columns[layer] = new Band(left, left + Math.Clamp(width, NarrowestBox, WidestBox));
            left = columns[layer].Right + ColumnGap;
        }

        return columns;
    }

    private static double WidthOf(string[] lines)
        => (2 * BoxPadding) + Math.Max(Bold * SvgCanvas.WidthOf(lines[0]), lines.Skip(1).Max(SvgCanvas.WidthOf));

    private static void DrawBox(SvgCanvas canvas, Band column, GraphPlace place, GraphNode node, string[] lines, bool isOutput)
    {
        double width = column.Right - column.Left;
        double top = place.Y + Margin - (place.Height / 2);
        bool isVariable = node.IsInput && !node.Node.IsConstant;
        canvas.NodeBox(
            column.Left,
            top,
            width,
            place.Height,
            fill: isOutput ? "#fdf3d8" : isVariable ? "#e3f0f9" : "#fff",
            radius: isVariable ? 14 : 0,
            dashes: node.Node.IsConstant ? "4 3" : LineStyle.Solid);
        for (int line = 0; line < lines.Length; line++)
        {
            double room = (width - (BoxPadding / 2)) / (line == 0 ? Bold : 1);
            canvas.Text(
                (column.Left + column.Right) / 2,
                top + (BoxPadding / 2) + ((line + 0.75) * LineHeight),
                SvgCanvas.Fit(lines[line], room),
                Anchor.Middle,
                fill: lines[line] == node.ShortGradient ? LineStyle.Colors[0] : null,
                isBold: line == 0);
        }
    }

    /// <summary>The arrows to a node, each to a place of its own on the box: x · x has two.</summary>
    private static void DrawEdges(SvgCanvas canvas, GraphLayout layout, Band[] columns, IReadOnlyList<int[]> inputs, int node)
    {
        if (inputs[node].Length == 0) return;
        GraphPlace target = layout.Layers.SelectMany(layer => layer).First(place => place.Node == node);
        // From top to bottom, so that two arrows to a box do not cross before it.
        int[] sources = [.. inputs[node].OrderBy(input => layout.PlaceOf(input, target.Layer - 1).Y)];
        double distance = Math.Min(PortDistance, (target.Height - 8) / sources.Length);
        for (int i = 0; i < sources.Length; i++)
        {
            double y = Margin + target.Y + ((i - ((sources.Length - 1) / 2.0)) * distance);
            double tip = columns[target.Layer].Left;
            int first = FirstLayer(layout, sources[i], target.Layer);
            var path = new StringBuilder();
            for (int layer = first; layer < target.Layer; layer++)
            {
                double height = Margin + layout.PlaceOf(sources[i], layer).Y;
                if (layer == first) path.Append('M').Append(Point(columns[layer].Right, height));
                else path.Append('L').Append(Point(columns[layer].Right, height));
                bool isLast = layer == target.Layer - 1;
                double end = isLast ? tip - HeadLength : columns[layer + 1].Left;
                double endHeight = isLast ? y : Margin + layout.PlaceOf(sources[i], layer + 1).Y;
                double middle = (columns[layer].Right + end) / 2;
                path.Append('C').Append(Point(middle, height)).Append(' ').Append(Point(middle, endHeight)).Append(' ').Append(Point(end, endHeight));
            }

            canvas.Edge(path.ToString(), $"{Point(tip, y)} {Point(tip - HeadLength - 1, y - 4)} {Point(tip - HeadLength - 1, y + 4)}");
        }
    }

    private static int FirstLayer(GraphLayout layout, int source, int before)
    {
        int layer = before - 1;
        while (layout.PlaceOf(source, layer).Node is null) layer--;
        return layer;
    }

    private static string Point(double x, double y) => $"{SvgCanvas.Number(x)} {SvgCanvas.Number(y)}";

    /// <summary>From where to where a column of boxes goes.</summary>
    private readonly record struct Band(double Left, double Right);
}
