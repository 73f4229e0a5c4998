namespace SoftmaxNotebooks.Interactive;

/// <summary>A named sequence of points, which a <see cref="LineChart"/> draws as one line.</summary>
public sealed class ChartSeries
{
    /// <summary>The values over their indices 0, 1, 2, …</summary>
    /// <remarks>The values are copied.</remarks>
    public ChartSeries(string name, IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        Name = name;
        Y = [.. values];
        X = [.. Enumerable.Range(0, Y.Count).Select(index => (double)index)];
    }

    /// <summary>The points (x[i], y[i]).</summary>
    /// <remarks>The coordinates are copied. They need no order: a line goes from left to right.</remarks>
    /// <exception cref="ArgumentException">There are not as many x as y.</exception>
    public ChartSeries(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        Name = name;
        X = [.. x];
        Y = [.. y];
        if (X.Count != Y.Count) throw new ArgumentException(FormattableString.Invariant($"{name}: {X.Count} x but {Y.Count} y."), nameof(y));
    }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>Where the points stand along the horizontal axis.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>How high the points stand.</summary>
    public IReadOnlyList<double> Y { get; }
}
