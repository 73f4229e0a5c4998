using System.Text;
using SoftmaxNotebooks.Interactive.Charts;

namespace SoftmaxNotebooks.Interactive.Graphs;

/// <summary>Draws the nodes of a tape as boxes in layers, with arrows from what a node was computed from.</summary>
internal static class GraphPicture
{
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
        var frame = GraphFrame.Of(inputs, [.. lines.Select(SizeOf)]);
        return SvgCanvas.Draw(frame.Width, frame.Height, title, description, canvas =>
        {
            for (int node = 0; node < nodes.Count; node++) DrawEdges(canvas, frame, inputs, node);
            foreach (GraphPlace place in frame.Layout.Layers.SelectMany(layer => layer))
            {
                if (place.Node is { } node) DrawBox(canvas, frame.BoxOf(place), nodes[node], lines[node], node == nodes.Count - 1);
            }
        });
    }

    private static (double Width, double Height) SizeOf(string[] lines)
    {
        double width = (2 * BoxPadding) + Math.Max(Bold * SvgCanvas.WidthOf(lines[0]), lines.Skip(1).Max(SvgCanvas.WidthOf));
        return (Math.Clamp(width, NarrowestBox, WidestBox), (lines.Length * LineHeight) + BoxPadding);
    }

    private static void DrawBox(SvgCanvas canvas, GraphBox box, GraphNode node, string[] lines, bool isOutput)
    {
        bool isVariable = node.IsInput && !node.Node.IsConstant;
        canvas.NodeBox(
            box.Left,
            box.Top,
            box.Width,
            box.Height,
            fill: isOutput ? "#fdf3d8" : isVariable ? "#e3f0f9" : "#fff",
            radius: isVariable ? 14 : 0,
            dashes: node.Node.IsConstant ? "4 3" : LineStyle.Solid);
        double top = box.Top + ((box.Height - (lines.Length * LineHeight)) / 2);
        for (int line = 0; line < lines.Length; line++)
        {
            double room = (box.Width - (BoxPadding / 2)) / (line == 0 ? Bold : 1);
            canvas.Text(
                box.Left + (box.Width / 2),
                top + ((line + 0.75) * LineHeight),
                SvgCanvas.Fit(lines[line], room),
                Anchor.Middle,
                fill: lines[line] == node.ShortGradient ? LineStyle.Colors[0] : null,
                isBold: line == 0);
        }
    }

    /// <summary>The arrows to a node, each to a place of its own on the box: x · x has two.</summary>
    private static void DrawEdges(SvgCanvas canvas, GraphFrame frame, IReadOnlyList<int[]> inputs, int node)
    {
        if (inputs[node].Length == 0) return;
        GraphLayout layout = frame.Layout;
        GraphPlace target = layout.Layers.SelectMany(layer => layer).First(place => place.Node == node);
        // In the order of the places, so that two arrows to a box do not cross before it.
        int[] sources = [.. inputs[node].OrderBy(input => layout.PlaceOf(input, target.Layer - 1).Y)];
        double distance = Math.Min(PortDistance, (target.Height - 8) / sources.Length);
        for (int i = 0; i < sources.Length; i++)
        {
            double port = GraphFrame.AcrossOf(target) + ((i - ((sources.Length - 1) / 2.0)) * distance);
            double tip = frame.BandOf(target.Layer).Begin;
            int first = FirstLayer(layout, sources[i], target.Layer);
            var path = new StringBuilder();
            for (int layer = first; layer < target.Layer; layer++)
            {
                double across = GraphFrame.AcrossOf(layout.PlaceOf(sources[i], layer));
                double begin = frame.BandOf(layer).End;
                path.Append(layer == first ? 'M' : 'L').Append(frame.Point(begin, across));
                bool isLast = layer == target.Layer - 1;
                double end = isLast ? tip - HeadLength : frame.BandOf(layer + 1).Begin;
                double endAcross = isLast ? port : GraphFrame.AcrossOf(layout.PlaceOf(sources[i], layer + 1));
                double middle = (begin + end) / 2;
                path.Append('C').Append(frame.Point(middle, across)).Append(' ').Append(frame.Point(middle, endAcross)).Append(' ').Append(frame.Point(end, endAcross));
            }

            double headBegin = tip - HeadLength - 1;
            canvas.Edge(path.ToString(), $"{frame.Point(tip, port)} {frame.Point(headBegin, port - 4)} {frame.Point(headBegin, port + 4)}");
        }
    }

    private static int FirstLayer(GraphLayout layout, int source, int before)
    {
        int layer = before - 1;
        while (layout.PlaceOf(source, layer).Node is null) layer--;
        return layer;
    }
}
