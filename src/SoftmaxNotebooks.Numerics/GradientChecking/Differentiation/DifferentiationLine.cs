namespace SoftmaxNotebooks.Numerics;

/// <summary>A function along a line through a point: t → f(x + t d), and its central differences at t = 0.</summary>
/// <remarks>
/// Symbols: x the point (n), d the direction (n), h the step, f (m outputs). A coordinate is the direction that moves one entry only.
/// </remarks>
internal sealed class DifferentiationLine
{
    private readonly Func<double[], double[]> _function;
    private readonly double[] _at;
    private readonly double[]? _direction;
    private readonly int _coordinate;

    private DifferentiationLine(Func<double[], double[]> function, double[] at, double[]? direction, int coordinate)
    {
        _function = function;
        _at = at;
        _direction = direction;
        _coordinate = coordinate;
        IEnumerable<double> moved = (direction is null ? [at[coordinate]] : at).Select(Math.Abs);
        Largest = moved.Max();
        Smallest = moved.Where(size => size > 0).DefaultIfEmpty(1).Min();
    }

    /// <summary>What a relative step is multiplied by: the largest |x[j]| that moves, or 1 where that is smaller.</summary>
    internal double Scale => double.IsFinite(Largest) ? Math.Max(1, Largest) : 1;

    /// <summary>The largest |x[j]| that moves.</summary>
    internal double Largest { get; }

    /// <summary>The smallest |x[j]| above 0 that moves: so near may a pole at 0 lie.</summary>
    internal double Smallest { get; }

    /// <summary>Moves x[j] alone.</summary>
    internal static DifferentiationLine Coordinate(Func<double[], double[]> function, double[] at, int coordinate)
        => new(function, at, direction: null, coordinate);

    /// <summary>Moves all entries together.</summary>
    internal static DifferentiationLine Direction(Func<double[], double[]> function, double[] at, double[] direction)
        => new(function, at, direction, coordinate: -1);

    /// <summary>f(x + t d); the point is a copy, so that a function which writes to its argument does no harm.</summary>
    internal double[] At(double t)
    {
        double[] point = [.. _at];
        if (_direction is null)
        {
            point[_coordinate] += t;
        }
        else
        {
            for (int j = 0; j < point.Length; j++) point[j] += t * _direction[j];
        }

        return _function(point);
    }

    /// <summary>The central difference with a step relative to the size of x.</summary>
    /// <remarks>
    /// Near the end of a domain, such as log at 1e-8, one of the two places may lie outside. A step relative to |x[j]| stays inside.
    /// </remarks>
    internal Difference Central(double relativeStep)
    {
        Difference difference = CentralAt(relativeStep * Scale);
        if (Smallest < 1 && difference.Values.Any(value => !double.IsFinite(value)))
        {
            Difference closer = CentralAt(relativeStep * Smallest);
            if (closer.Values.All(double.IsFinite)) return closer;
        }

        return difference;
    }

    /// <summary>(f(x + h d) - f(x - h d)) / 2h for every output, with the rounding that h and the values of f cause.</summary>
    /// <remarks>
    /// Where x[j] ± h is no double, the distance between the two doubles that take their place is used, not 2h: the error of the step
    /// would otherwise be an error of the derivative. Along a direction every entry has a distance of its own, and what they are off by
    /// is counted as rounding.
    /// </remarks>
    internal Difference CentralAt(double step)
    {
        double[] above = At(step);
        double[] below = At(-step);
        double width = _direction is null ? (_at[_coordinate] + step) - (_at[_coordinate] - step) : 2 * step;
        double ofTheStep = _direction is null ? 0 : Math.ScaleB(Largest, -52) / step;
        var values = new double[above.Length];
        var rounding = new double[above.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (above[i] - below[i]) / width;

            // Each value of f carries half a unit in its last place at least; a function of many terms carries a few units.
            rounding[i] = (Math.ScaleB(1, -52) * Math.Max(Math.Abs(above[i]), Math.Abs(below[i])) / width) + (ofTheStep * Math.Abs(values[i]));
        }

        return new Difference(values, rounding, width / 2) { Above = above, Below = below };
    }
}

/// <summary>The derivative of every output along a line, how much of it may be rounding, and the step it was taken with.</summary>
internal sealed record Difference(double[] Values, double[] Rounding, double Step)
{
    /// <summary>f(x + h d)</summary>
    internal double[] Above { get; init; } = [];

    /// <summary>f(x - h d)</summary>
    internal double[] Below { get; init; } = [];
}
