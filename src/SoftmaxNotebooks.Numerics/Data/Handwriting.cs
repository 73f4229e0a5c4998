namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>How one digit was written: what makes two digits of the same way of writing differ.</summary>
/// <remarks>
/// (x, y) ↦ A (x, y) + b(x, y): a random affine map A (slant, rotation, width) and a random smooth displacement b, which gives the
/// bends of a hand; before it every point of the description moves a little on its own.
/// </remarks>
internal struct Handwriting
{
    // The displacements at a 4 × 4 grid of points; between them a cubic B-spline, which is smooth and needs no table of sines.
    private const int GridSide = 4;
    private const double Tremor = 0.034;
    private const double Bend = 0.2;

    private DisplacementGrid _grid;
    private double _width;
    private double _slant;
    private double _rotation;

    /// <summary>A random hand.</summary>
    internal static Handwriting Random(ref SplitMix64 random)
    {
        Handwriting hand = new()
        {
            _width = random.NextDouble(0.72, 1.3),
            // People lean to the right rather than to the left.
            _slant = 0.12 + (0.26 * random.NextBell()),
            _rotation = 0.13 * random.NextBell(),
        };
        Span<(double X, double Y)> grid = hand._grid;
        foreach (ref (double X, double Y) node in grid) node = (Bend * random.NextBell(), Bend * random.NextBell());
        return hand;
    }

    /// <summary>The point, moved by itself.</summary>
    internal static (double X, double Y) Shake(DigitPoint point, ref SplitMix64 random)
        => (point.X + (Tremor * random.NextBell()), point.Y + (Tremor * random.NextBell()));

    /// <summary>Where this hand puts a point.</summary>
    internal readonly (double X, double Y) Map(double x, double y)
    {
        (double dx, double dy) = Displacement(x, y);
        (x, y) = (_width * (x - 0.35) + dx, y - 0.5 + dy);
        x -= _slant * y;
        return (x - (_rotation * y), y + (_rotation * x));
    }

    private readonly (double X, double Y) Displacement(double x, double y)
    {
        Span<double> wx = stackalloc double[GridSide];
        Span<double> wy = stackalloc double[GridSide];
        // The digit is 0.7 wide and 1 high.
        SplineWeights(x / 0.7, wx);
        SplineWeights(y, wy);
        ReadOnlySpan<(double X, double Y)> grid = _grid;
        (double sumX, double sumY) = (0, 0);
        for (int row = 0; row < GridSide; row++)
        {
            for (int column = 0; column < GridSide; column++)
            {
                double weight = wy[row] * wx[column];
                sumX += weight * grid[(row * GridSide) + column].X;
                sumY += weight * grid[(row * GridSide) + column].Y;
            }
        }

        return (sumX, sumY);
    }

    // The uniform cubic B-spline of one span; clipped, as a shaken point may leave the digit's box.
    private static void SplineWeights(double at, Span<double> weights)
    {
        double t = Math.Clamp(at, 0, 1);
        double s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = ((3 * t * t * t) - (6 * t * t) + 4) / 6;
        weights[2] = ((3 * s * s * s) - (6 * s * s) + 4) / 6;
        weights[3] = t * t * t / 6;
    }

    [System.Runtime.CompilerServices.InlineArray(GridSide * GridSide)]
    private struct DisplacementGrid
    {
        private (double X, double Y) _first;
    }
}
