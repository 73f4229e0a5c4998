namespace SoftmaxNotebooks.Interactive.Graphs;

/// <summary>A place in a layer: a box, or the height at which an edge passes between the boxes of the layer.</summary>
internal sealed class GraphPlace(int layer, int? node, double height)
{
    /// <summary>The layer, counted from the inputs.</summary>
    public int Layer => layer;

    /// <summary>The node that stands there; null where an edge passes.</summary>
    public int? Node => node;

    /// <summary>The room that it takes.</summary>
    public double Height => height;

    /// <summary>The height of its middle, from the top.</summary>
    public double Y { get; set; }

    /// <summary>
    /// How much it matters that it stands where its neighbours want it. An input goes where there is room beside what is computed; if it
    /// mattered as much, a sum of thirty inputs would be a stair of thirty steps.
    /// </summary>
    public double Weight => Before.Count == 0 ? 0.01 : 1;

    public List<GraphPlace> Before { get; } = [];

    public List<GraphPlace> After { get; } = [];
}

/// <summary>Places the nodes of a graph without cycles in layers from left to right, so that no edge runs through a box.</summary>
/// <remarks>
/// Where the layers lie below each other, what is a height here is a width: see <see cref="GraphFrame"/>.
/// After K. Sugiyama, S. Tagawa and M. Toda, "Methods for visual understanding of hierarchical system structures",
/// doi 10.1109/TSMC.1981.4308636: layers by the longest path, a place of its own in every layer for an edge that passes it, and an order
/// by barycentres. Edges that leave the same node share their places. Nothing is random, and ties keep the order of the nodes.
/// </remarks>
internal sealed class GraphLayout
{
    private const double Gap = 18;
    private const double PassingHeight = 6;
    private const int Sweeps = 12;

    private readonly Dictionary<(int Node, int Layer), GraphPlace> _places = [];
    private GraphPlace[][] _layers = [];

    private GraphLayout()
    {
    }

    /// <summary>The places of each layer from top to bottom.</summary>
    public IReadOnlyList<IReadOnlyList<GraphPlace>> Layers => _layers;

    /// <summary>From the top of the highest box to the bottom of the lowest.</summary>
    public double Height { get; private set; }

    /// <param name="inputs">The inputs of each node, which have smaller indices than the node.</param>
    /// <param name="heights">How high the box of each node is.</param>
    public static GraphLayout Of(IReadOnlyList<int[]> inputs, IReadOnlyList<double> heights)
    {
        var layout = new GraphLayout();
        int[] layerOf = LayersOf(inputs);
        layout._layers = [.. layout.PlacesOf(inputs, heights, layerOf).Select(layer => layer.ToArray())];
        layout.Order();
        layout.Align();
        return layout;
    }

    /// <summary>Where the node stands, or its edges pass, in the layer.</summary>
    public GraphPlace PlaceOf(int node, int layer) => _places[(node, layer)];

    /// <summary>The longest path from the inputs; an input itself stands right before the first node that uses it.</summary>
    private static int[] LayersOf(IReadOnlyList<int[]> inputs)
    {
        int[] layers = new int[inputs.Count];
        int[] firstUse = [.. Enumerable.Repeat(int.MaxValue, inputs.Count)];
        for (int node = 0; node < inputs.Count; node++)
        {
            foreach (int input in inputs[node]) layers[node] = Math.Max(layers[node], layers[input] + 1);
            foreach (int input in inputs[node]) firstUse[input] = Math.Min(firstUse[input], layers[node]);
        }

        for (int node = 0; node < inputs.Count; node++)
        {
            if (inputs[node].Length == 0 && firstUse[node] < int.MaxValue) layers[node] = firstUse[node] - 1;
        }

        return layers;
    }

    private List<GraphPlace>[] PlacesOf(IReadOnlyList<int[]> inputs, IReadOnlyList<double> heights, int[] layerOf)
    {
        List<GraphPlace>[] layers = [.. Enumerable.Range(0, layerOf.Max() + 1).Select(_ => new List<GraphPlace>())];
        for (int node = 0; node < inputs.Count; node++)
        {
            GraphPlace place = Add(node, layerOf[node], node, heights[node]);
            foreach (int input in inputs[node].Distinct())
            {
                GraphPlace before = _places[(input, layerOf[input])];
                for (int layer = layerOf[input] + 1; layer < layerOf[node]; layer++)
                {
                    if (!_places.TryGetValue((input, layer), out GraphPlace? passing))
                    {
                        passing = Add(input, layer, node: null, PassingHeight);
                        Connect(before, passing);
                    }

                    before = passing;
                }

                Connect(before, place);
            }
        }

        return layers;

        GraphPlace Add(int source, int layer, int? node, double height)
        {
            var place = new GraphPlace(layer, node, height);
            _places.Add((source, layer), place);
            layers[layer].Add(place);
            return place;
        }
    }

    private static void Connect(GraphPlace before, GraphPlace after)
    {
        before.After.Add(after);
        after.Before.Add(before);
    }

    /// <summary>Each place to the average rank of its neighbours, to and fro; the order with the fewest crossings stays.</summary>
    private void Order()
    {
        GraphPlace[][] best = [.. _layers.Select(layer => layer.ToArray())];
        int fewest = Crossings();
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            bool isForward = sweep % 2 == 0;
            foreach (int layer in Sequence(isForward))
            {
                Dictionary<GraphPlace, int> ranks = RanksBeside(layer, isForward);
                var old = _layers[layer].Index().ToDictionary(pair => pair.Item, pair => pair.Index);
                _layers[layer] = [.. _layers[layer].OrderBy(place =>
                {
                    List<GraphPlace> neighbours = isForward ? place.Before : place.After;
                    return neighbours.Count == 0 ? old[place] : neighbours.Average(neighbour => ranks[neighbour]);
                })];
            }

            int crossings = Crossings();
            if (crossings >= fewest) continue;
            fewest = crossings;
            best = [.. _layers.Select(layer => layer.ToArray())];
        }

        _layers = best;
    }

    private IEnumerable<int> Sequence(bool isForward)
        => isForward ? Enumerable.Range(1, _layers.Length - 1) : Enumerable.Range(0, _layers.Length - 1).Reverse();

    private Dictionary<GraphPlace, int> RanksBeside(int layer, bool isForward)
        => _layers[isForward ? layer - 1 : layer + 1].Index().ToDictionary(pair => pair.Item, pair => pair.Index);

    private int Crossings()
    {
        int count = 0;
        for (int layer = 1; layer < _layers.Length; layer++)
        {
            Dictionary<GraphPlace, int> ranks = RanksBeside(layer, isForward: true);
            int[][] ends = [.. _layers[layer].Select(place => place.Before.Select(before => ranks[before]).ToArray())];
            for (int upper = 0; upper < ends.Length; upper++)
            {
                for (int lower = upper + 1; lower < ends.Length; lower++) count += ends[upper].Sum(a => ends[lower].Count(b => b < a));
            }
        }

        return count;
    }

    /// <summary>Each place as near to the average height of its neighbours as the others in its layer allow.</summary>
    private void Align()
    {
        foreach (GraphPlace[] layer in _layers) Spread(layer, [.. layer.Select(_ => 0.0)]);
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            bool isForward = sweep % 2 == 0;
            foreach (int layer in Sequence(isForward))
            {
                Spread(_layers[layer], [.. _layers[layer].Select(place => Wished(place, isForward ? place.Before : place.After))]);
            }
        }

        GraphPlace[] all = [.. _layers.SelectMany(layer => layer)];
        double top = all.Min(place => place.Y - (place.Height / 2));
        foreach (GraphPlace place in all) place.Y -= top;
        Height = all.Max(place => place.Y + (place.Height / 2));
    }

    private static double Wished(GraphPlace place, List<GraphPlace> neighbours)
    {
        if (neighbours.Count == 0) return place.Y;
        (double sum, double weights) = (0, 0);
        foreach (GraphPlace neighbour in neighbours)
        {
            // An edge that passes layers should pass them straight.
            double weight = neighbour.Weight * (place.Node is null && neighbour.Node is null ? 8 : 1);
            sum += weight * neighbour.Y;
            weights += weight;
        }

        return sum / weights;
    }

    /// <summary>The heights nearest to those wished, by least squares, at which nothing overlaps: isotonic regression.</summary>
    private static void Spread(GraphPlace[] layer, double[] wished)
    {
        double[] offsets = new double[layer.Length];
        for (int i = 1; i < layer.Length; i++) offsets[i] = offsets[i - 1] + ((layer[i - 1].Height + layer[i].Height) / 2) + Gap;

        var blocks = new Stack<(double Sum, double Weight, int Count)>();
        for (int i = 0; i < layer.Length; i++)
        {
            double weight = layer[i].Weight;
            (double Sum, double Weight, int Count) block = (weight * (wished[i] - offsets[i]), weight, 1);
            while (blocks.TryPeek(out (double Sum, double Weight, int Count) above) && above.Sum / above.Weight > block.Sum / block.Weight)
            {
                blocks.Pop();
                block = (block.Sum + above.Sum, block.Weight + above.Weight, block.Count + above.Count);
            }

            blocks.Push(block);
        }

        int next = 0;
        foreach ((double sum, double weight, int count) in blocks.Reverse())
        {
            for (int i = 0; i < count; i++, next++) layer[next].Y = (sum / weight) + offsets[next];
        }
    }
}
