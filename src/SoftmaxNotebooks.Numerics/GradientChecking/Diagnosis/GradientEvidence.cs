namespace SoftmaxNotebooks.Numerics;

/// <summary>Everything that a check by coordinate has found out: what the rules of a diagnosis look at.</summary>
/// <remarks>Shapes: m outputs, n inputs; analytic and numeric (m × n).</remarks>
internal sealed class GradientEvidence
{
    private readonly GradientCheckOptions _options;
    private readonly Dictionary<(int Output, int Input), string> _unreliable = [];

    internal GradientEvidence(
        CheckedFunction subject, Func<double[], double[]> function, double[] outputs, double[][] analytic, GradientCheckOptions options)
    {
        _options = options;
        Function = function;
        Input = subject.At;
        InputShape = subject.InputShape;
        Output = outputs;
        OutputShape = subject.OutputShape;
        Analytic = analytic;
        Numeric = [.. analytic.Select(row => new double[row.Length])];
        Rounding = [.. analytic.Select(row => new double[row.Length])];
        Steps = new double[InputCount];
        InputNames = Names(options.InputNames, InputShape, options.InputSymbol, nameof(options.InputNames));
        OutputNames = Names(options.OutputNames, OutputShape, options.OutputSymbol ?? (OutputShape.Rank == 0 ? "L" : "p"), nameof(options.OutputNames));
    }

    /// <summary>For a rule that wants to know more than the derivatives tell.</summary>
    internal Func<double[], double[]> Function { get; }

    /// <summary>For a VJP or a JVP that is not linear: what shows it.</summary>
    internal string? Nonlinearity { get; init; }

    /// <summary>By how much a derivative may be off because two evaluations at the same point differ; 0 for a function.</summary>
    internal double Jitter { get; set; }

    internal double[] Input { get; }

    internal GridShape InputShape { get; }

    internal double[] Output { get; }

    internal GridShape OutputShape { get; }

    internal double[][] Analytic { get; }

    internal double[][] Numeric { get; }

    /// <summary>How much of each numeric value may be rounding.</summary>
    internal double[][] Rounding { get; }

    internal double[] Steps { get; }

    internal IReadOnlyList<string> InputNames { get; }

    internal IReadOnlyList<string> OutputNames { get; }

    internal int InputCount => Input.Length;

    internal int OutputCount => Output.Length;

    /// <summary>One output: the derivative is a gradient.</summary>
    internal bool IsGradient => OutputCount == 1;

    /// <summary>N, if the caller has said it.</summary>
    internal int? StatedBatchSize => _options.BatchSize;

    /// <summary>Where the numerical derivative proves nothing, and why.</summary>
    internal IReadOnlyDictionary<(int Output, int Input), string> Unreliable => _unreliable;

    internal double AbsoluteTolerance => _options.AbsoluteTolerance;

    /// <summary>atol + rtol · |value|: what a value may be off.</summary>
    internal double Tolerance(double value) => _options.ToleranceOf(value);

    internal double Ratio(int output, int input) => GradientCheckEntry.RatioOf(
        Analytic[output][input], Numeric[output][input], _options.AbsoluteTolerance, _options.RelativeTolerance);

    internal bool IsReliable(int output, int input) => !_unreliable.ContainsKey((output, input));

    /// <summary>The places that fail, and whose numeric value is to be trusted.</summary>
    internal IEnumerable<(int Output, int Input)> Failures
        => Places().Where(place => Ratio(place.Output, place.Input) > 1 && IsReliable(place.Output, place.Input));

    /// <summary>A derivative of 0 would look the same to the check.</summary>
    internal bool IsBelowTolerance(int output, int input)
        => Math.Abs(Analytic[output][input]) <= AbsoluteTolerance && Math.Abs(Numeric[output][input]) <= AbsoluteTolerance;

    /// <summary>The derivatives of one output sum to 0 over each row of the input, and are not simply 0: the mark of softmax.</summary>
    internal bool RowsSumToZero(double[] derivatives)
        => SumToZero(derivatives, SoftmaxGroups.ByRows(InputShape));

    /// <summary>The derivatives of one output sum to 0 over each group of the input, and are not simply 0.</summary>
    internal bool SumToZero(double[] derivatives, SoftmaxGroups groups)
        => derivatives.Sum(Math.Abs) > 100 * AbsoluteTolerance && groups.Members.All(group => SumsToZero(derivatives, group));

    /// <summary>The function computes these outputs, as nearly as a function in float could: so it is recognised by its values.</summary>
    internal bool OutputIs(double[] values)
    {
        double tolerance = Math.Max(1e-9, _options.RelativeTolerance / 1000);
        return values.Length == OutputCount && values.Zip(Output).All(pair => Math.Abs(pair.First - pair.Second) <= tolerance * Math.Abs(pair.First));
    }

    /// <summary>All values are the same when all inputs of a row grow by the same number, as behind a softmax.</summary>
    internal bool IsShiftInvariant()
    {
        double[] shifted = Function([.. Input.Select(value => value + 1)]);
        return shifted.Zip(Output).All(pair => Math.Abs(pair.First - pair.Second) <= 1e-9 * Math.Abs(pair.Second));
    }

    /// <summary>As nearly as the tolerance lets one see.</summary>
    internal bool SumsToZero(double[] derivatives, int[] group)
        => Math.Abs(group.Sum(j => derivatives[j])) <= group.Sum(j => Tolerance(derivatives[j]));

    internal double WorstRatioOfColumn(int input) => Enumerable.Range(0, OutputCount).Max(i => Ratio(i, input));

    /// <summary>Some derivative by this input fails, and its numeric value is to be trusted.</summary>
    internal bool ColumnFailsForSure(int input)
        => Enumerable.Range(0, OutputCount).Any(i => Ratio(i, input) > 1 && IsReliable(i, input));

    internal IEnumerable<(int Output, int Input)> Places()
        => from i in Enumerable.Range(0, OutputCount) from j in Enumerable.Range(0, InputCount) select (i, j);

    internal void SetColumn(int input, Difference difference)
    {
        Steps[input] = difference.Step;
        for (int i = 0; i < OutputCount; i++)
        {
            Numeric[i][input] = difference.Values[i];
            Rounding[i][input] = difference.Rounding[i];
        }
    }

    internal void Replace(int output, int input, Remeasured again)
    {
        (Numeric[output][input], Rounding[output][input]) = (again.Value, again.Error);
        if (again.Doubt is { } doubt && Ratio(output, input) > 1) _unreliable[(output, input)] = doubt;
    }

    /// <summary>What fails in a column is not to be trusted.</summary>
    internal void DoubtColumn(int input, string doubt)
    {
        for (int i = 0; i < OutputCount; i++)
        {
            if (Ratio(i, input) > 1) _unreliable[(i, input)] = doubt;
        }
    }

    internal GradientCheckEntry Entry(int output, int input) => GradientCheckEntry.Of(
        NameOf(output, input), output, input, Analytic[output][input], Numeric[output][input], _options) with
    {
        InputValue = Input[input],
        OutputValue = Output[output],
        NumericIsReliable = IsReliable(output, input),
    };

    /// <summary>analytic = candidate everywhere, within what the numeric values may be off, where analytic = numeric fails.</summary>
    /// <remarks>
    /// A candidate is made from the numeric derivative or from the function, so it carries their errors; sensitivity is by how much it
    /// enlarges them. That it leaves less than a hundredth of the difference keeps a candidate from being accepted by tolerance alone.
    /// </remarks>
    internal bool AnalyticIs(Func<int, int, double> candidate, Func<int, int, double>? sensitivity = null)
    {
        double largestDifference = 0, largestRest = 0;
        for (int i = 0; i < OutputCount; i++)
        {
            for (int j = 0; j < InputCount; j++)
            {
                if (!IsReliable(i, j)) continue;
                double expected = candidate(i, j), rest = Math.Abs(Analytic[i][j] - expected);
                double allowed = 4 * (sensitivity?.Invoke(i, j) ?? 1) * Tolerance(Math.Max(Math.Abs(expected), Math.Abs(Numeric[i][j])));
                if (!(rest <= allowed)) return false;
                largestRest = Math.Max(largestRest, rest);
                largestDifference = Math.Max(largestDifference, Math.Abs(Analytic[i][j] - Numeric[i][j]));
            }
        }

        return largestRest <= 0.01 * largestDifference;
    }

    /// <summary>A diagnosis with the three worst of its places.</summary>
    internal GradientDiagnosis Diagnose(GradientDiagnosisKind kind, string sentence, IEnumerable<(int Output, int Input)>? places = null)
        => new(kind, sentence,
        [
            .. (places ?? Failures)
                .OrderByDescending(place => RoundedRatio(place.Output, place.Input))
                .Take(3)
                .Select(place => NameOf(place.Output, place.Input)),
        ]);

    /// <summary>The places from the worst on; those that are equally bad in the order of the matrix.</summary>
    internal IEnumerable<(int Output, int Input)> PlacesFromTheWorst()
        => Places().OrderByDescending(place => RoundedRatio(place.Output, place.Input));

    /// <summary>The ratio to four digits, for sorting.</summary>
    /// <remarks>J[i,j] and J[j,i] of softmax are equal but for rounding, which would put them in another order on another processor.</remarks>
    private double RoundedRatio(int output, int input)
    {
        double ratio = Ratio(output, input);
        if (ratio == 0 || !double.IsFinite(ratio)) return ratio;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(ratio)) - 3);
        return Math.Round(ratio / unit) * unit;
    }

    /// <summary>∂p[0]/∂z[2]; the derivative of a derivative in brackets.</summary>
    internal string NameOf(int output, int input)
    {
        string name = OutputNames[output];
        return name.Contains('/', StringComparison.Ordinal) ? $"∂({name})/∂{InputNames[input]}" : $"∂{name}/∂{InputNames[input]}";
    }

    internal static IReadOnlyList<string> Names(IReadOnlyList<string>? names, GridShape shape, string symbol, string parameterName)
    {
        if (names is null) return [.. Enumerable.Range(0, shape.Count).Select(k => shape.NameOf(symbol, k))];
        Guard.SameLength(shape.Count, "the function", names.Count, parameterName);

        // A line break in a name would tear a line of the report.
        return [.. names.Select((name, k) => PrintedText.OneLine(name ?? throw new ArgumentException(
            FormattableString.Invariant($"{parameterName}[{k}] is null; it must be a name."), parameterName), rune => rune.ToString()))];
    }
}
