using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Graphs;

/// <summary>From where to where a layer goes, in the direction of the arrows.</summary>
internal readonly record struct Band(double Begin, double End);

/// <summary>Where a box stands in the picture.</summary>
internal readonly record struct GraphBox(double Left, double Top, double Width, double Height);

/// <summary>The layers of a graph in a picture: columns from left to right, or rows from top to bottom.</summary>
internal sealed class GraphFrame
{
    private const double Margin = 12;
    private const double ColumnGap = 52;
    private const double RowGap = 34;

    private readonly bool _isDownward;
    private readonly Band[] _bands;

    private GraphFrame(IReadOnlyList<int[]> inputs, IReadOnlyList<(double Width, double Height)> sizes, bool isDownward)
    {
        _isDownward = isDownward;
        Layout = GraphLayout.Of(inputs, [.. sizes.Select(size => isDownward ? size.Width : size.Height)]);
        _bands = new Band[Layout.Layers.Count];
        double begin = Margin;
        for (int layer = 0; layer < _bands.Length; layer++)
        {
            // All boxes of a layer are as deep as the deepest.
            double depth = Layout.Layers[layer].Select(place => place.Node).OfType<int>().Max(node => isDownward ? sizes[node].Height : sizes[node].Width);
            _bands[layer] = new Band(begin, begin + depth);
            begin = _bands[layer].End + (isDownward ? RowGap : ColumnGap);
        }
    }

    public GraphLayout Layout { get; }

    public double Width => _isDownward ? Across : Along;

    public double Height => _isDownward ? Along : Across;

    private double Along => _bands[^1].End + Margin;

    private double Across => Layout.Height + (2 * Margin);

    /// <summary>Columns, as a computation is read; rows where those are narrower and the columns do not fit a page.</summary>
    /// <param name="inputs">The inputs of each node, which have smaller indices than the node.</param>
    /// <param name="sizes">How large the text of each node is with its padding.</param>
    public static GraphFrame Of(IReadOnlyList<int[]> inputs, IReadOnlyList<(double Width, double Height)> sizes)
    {
        var columns = new GraphFrame(inputs, sizes, isDownward: false);
        if (columns.Width <= TextWidth.OfPage) return columns;
        var rows = new GraphFrame(inputs, sizes, isDownward: true);
        return rows.Width < columns.Width ? rows : columns;
    }

    /// <summary>From where to where a layer goes.</summary>
    public Band BandOf(int layer) => _bands[layer];

    /// <summary>How far across the arrows' direction a place is.</summary>
    public static double AcrossOf(GraphPlace place) => Margin + place.Y;

    public GraphBox BoxOf(GraphPlace place)
    {
        Band band = _bands[place.Layer];
        double begin = AcrossOf(place) - (place.Height / 2);
        return _isDownward
            ? new GraphBox(begin, band.Begin, place.Height, band.End - band.Begin)
            : new GraphBox(band.Begin, begin, band.End - band.Begin, place.Height);
    }

    /// <summary>A point of a path: x y.</summary>
    public string Point(double along, double across)
        => _isDownward ? $"{SvgCanvas.Number(across)} {SvgCanvas.Number(along)}" : $"{SvgCanvas.Number(along)} {SvgCanvas.Number(across)}";
}
