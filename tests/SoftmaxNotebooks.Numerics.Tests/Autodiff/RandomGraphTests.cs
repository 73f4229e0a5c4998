namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>Random compositions of the operations, with nodes used many times, against central differences.</summary>
public class RandomGraphTests
{
    private static readonly TapeShape[] InputShapes =
        [TapeShape.Scalar, TapeShape.Vector(3), TapeShape.Matrix(2, 3), TapeShape.Matrix(3, 3)];

    /// <summary>
    /// Each takes two nodes and gives back none where their shapes do not fit. Tanh keeps products within reach of the differences. ReLU is
    /// missing, because a random graph may step over its kink.
    /// </summary>
    private static readonly Func<Variable, Variable, Variable?>[] Operations =
    [
        (a, b) => CanBroadcast(a, b) ? a + b : null,
        (a, b) => CanBroadcast(a, b) ? a - b : null,
        (a, b) => CanBroadcast(a, b) ? (a * b).Tanh() : null,
        (a, b) => CanBroadcast(a, b) ? a / (1 + b.Pow(2)) : null,
        (a, b) => CanBroadcast(a, b) ? (1 + a.Pow(2)).Pow(b.Sigmoid()).Tanh() : null,
        (a, b) => CanMultiply(a, b) ? a.MatMul(b).Tanh() : null,
        (a, _) => -a,
        (a, _) => 2.5 - a,
        (a, _) => a.Sigmoid(),
        (a, _) => a.Tanh().Exp(),
        (a, _) => (1 + a.Pow(2)).Log(),
        (a, _) => a.Sum().Tanh(),
        (a, _) => a.Mean(),
        (a, _) => a.Shape.Rank > 0 ? a.Softmax() : null,
        (a, _) => a.Shape.Rank > 0 ? a.LogSoftmax() / 4 : null,
        (a, _) => a.Shape.Rank > 0 ? a.LogSumExp() : null,
        (a, _) => a.Shape.Rank > 0 ? a[a.Index % (a.Shape.Rank == 2 ? a.Shape.RowCount : a.Shape.ColumnCount)] : null,
        (a, _) => a.Shape.Rank == 1 ? a.CrossEntropy(1 % a.Shape.ColumnCount) : null,
        (a, _) => a.Shape.Rank == 2 ? a.CrossEntropy(new int[a.Shape.RowCount]) : null,
        (a, _) => a.Shape.Rank == 2 ? a.Transpose() : null,
        (a, _) => a.Shape.Rank == 2 ? a.RowSums().Tanh() : null,
        (a, _) => a.Shape.Rank == 2 ? a.ColumnSums().Tanh() : null,
    ];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Gradients_of_a_random_graph_match_central_differences(int seed)
    {
        TapeValue[] inputs = [.. InputShapes.Select((shape, i) => new TapeValue(shape, new RandomRows(seed + i).Normal(shape.Count, 0.7)))];

        CentralDifferences.AssertGradients(variables => RandomGraph(variables, seed), inputs, seed);
    }

    [Fact]
    public void The_random_graphs_use_every_operation()
    {
        HashSet<string> used = [];
        foreach (int seed in Enumerable.Range(0, 60))
        {
            using var tape = new GradientTape();
            RandomGraph([.. InputShapes.Select(shape => tape.Variable(new TapeValue(shape, new double[shape.Count])))], seed);
            used.UnionWith(tape.Nodes.Select(node => node.Operation));
        }

        string[] expected =
        [
            "Add", "Subtract", "Multiply", "Divide", "Negate", "MatMul", "Exp", "Log", "Pow", "Pow(2)", "Sigmoid", "Tanh", "Sum", "Mean",
            "Softmax", "LogSoftmax", "LogSumExp", "CrossEntropy", "Transpose", "RowSums", "ColumnSums", "[0]", "[1]", "[2]",
        ];
        Assert.Empty(expected.Except(used));
    }

    /// <summary>15 random operations, each on nodes made so far, and a cost to which every node contributes.</summary>
    private static Variable RandomGraph(Variable[] inputs, int seed)
    {
        var random = new Random(seed);
        List<Variable> nodes = [.. inputs];
        while (nodes.Count < inputs.Length + 15)
        {
            Variable a = nodes[random.Next(nodes.Count)];
            Variable b = nodes[random.Next(nodes.Count)];
            if (Operations[random.Next(Operations.Length)](a, b) is { } result) nodes.Add(result);
        }

        return nodes.Select(node => node.Mean()).Aggregate((sum, mean) => sum + mean);
    }

    private static bool CanBroadcast(Variable a, Variable b)
        => a.Shape == b.Shape
            || a.Shape.Rank == 0
            || b.Shape.Rank == 0
            || (a.Shape.Rank != b.Shape.Rank && a.Shape.ColumnCount == b.Shape.ColumnCount);

    private static bool CanMultiply(Variable a, Variable b)
        => a.Shape.Rank > 0
            && b.Shape.Rank > 0
            && a.Shape.ColumnCount == (b.Shape.Rank == 2 ? b.Shape.RowCount : b.Shape.ColumnCount);
}
