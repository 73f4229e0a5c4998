namespace SoftmaxNotebooks.Numerics;

/// <summary>The way back from an output to some variables, found once and walked once for each output gradient.</summary>
/// <remarks>
/// Finding it looks at the nodes that the output depends on, and of those only at the ones recorded since the first of the variables: what
/// stands before it cannot depend on it. Nothing is sized by the tape, on which there may be 20 000 training steps beside this one.
/// </remarks>
internal sealed class BackwardPass
{
    private readonly Variable[] _variables;

    /// <summary>Where each variable stands among the steps; -1 where the output does not depend on it.</summary>
    private readonly int[] _positions;

    /// <summary>The nodes on a way from a variable to the output, in recording order: the output is the last.</summary>
    private readonly List<Step> _steps = [];

    internal BackwardPass(Variable output, Variable[] variables)
    {
        _variables = variables;
        HashSet<int> wanted = [.. variables.Select(variable => variable.Index)];
        var positions = new Dictionary<int, int>();
        List<(Pullback, int)> inputs = [];
        foreach (Variable node in NodesBehind(output, first: wanted.DefaultIfEmpty(int.MaxValue).Min()))
        {
            inputs.Clear();
            foreach ((Variable input, Pullback pullback) in node.Tape.EdgesOf(node))
            {
                if (positions.TryGetValue(input.Index, out int position)) inputs.Add((pullback, position));
            }

            bool isWanted = wanted.Contains(node.Index);
            if (inputs.Count == 0 && !isWanted) continue;

            positions.Add(node.Index, _steps.Count);
            _steps.Add(new Step(node.Shape.Count, isWanted, [.. inputs]));
        }

        _positions = [.. variables.Select(variable => positions.GetValueOrDefault(variable.Index, -1))];
    }

    /// <summary>The nodes from the index first on that the output depends on, and itself, in recording order.</summary>
    /// <remarks>Without recursion, which a long chain of nodes would let run out of stack.</remarks>
    internal static List<Variable> NodesBehind(Variable output, int first)
    {
        List<Variable> nodes = [];
        HashSet<int> seen = [];
        Stack<Variable> pending = [];
        Visit(output);
        while (pending.TryPop(out Variable? node))
        {
            nodes.Add(node);
            foreach (Edge edge in node.Tape.EdgesOf(node)) Visit(edge.Input);
        }

        nodes.Sort((a, b) => a.Index.CompareTo(b.Index));
        return nodes;

        void Visit(Variable node)
        {
            if (node.Index >= first && seen.Add(node.Index)) pending.Push(node);
        }
    }

    /// <summary>The gradient of each of the variables, in their order; 0 where the output does not depend on the variable.</summary>
    /// <remarks>
    /// The seed is the gradient of the output; it is taken over, without a copy. A node has an array for its gradient only until it has
    /// passed it on.
    /// </remarks>
    internal double[][] Run(double[] seed)
    {
        double[]?[] gradients = new double[_steps.Count][];
        if (gradients.Length > 0) gradients[^1] = seed;
        for (int i = gradients.Length - 1; i >= 0; i--)
        {
            // Each of the nodes leads to the output through later ones, so its gradient is there, and complete.
            double[] gradient = gradients[i]!;
            foreach ((Pullback pullback, int input) in _steps[i].Inputs)
            {
                pullback(gradient, gradients[input] ??= new double[_steps[input].EntryCount]);
            }

            if (!_steps[i].IsWanted) gradients[i] = null;
        }

        return
        [
            .. _variables.Select((variable, i) => _positions[i] < 0 ? new double[variable.Shape.Count] : gradients[_positions[i]]!),
        ];
    }

    /// <summary>A node, and its pullbacks to those of its inputs that a variable leads to, given by their place among the steps.</summary>
    private readonly record struct Step(int EntryCount, bool IsWanted, (Pullback Pullback, int Input)[] Inputs);
}
