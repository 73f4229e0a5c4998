namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Draws digits: strokes become curves, curves become line segments, and these become grey pixels.</summary>
/// <remarks>Its buffers serve digit after digit, so that drawing one allocates nothing. Not for two threads at once.</remarks>
internal sealed class DigitPen
{
    private const int SegmentsPerSpan = 5;
    private readonly List<Segment> _segments = [];
    private readonly List<(double X, double Y, bool IsCorner)> _points = [];
    private readonly double[] _ink = new double[DigitSet.PixelCount];

    /// <summary>Draws a digit as bytes from 0, no ink, to 255.</summary>
    internal void Draw(int digit, ref SplitMix64 random, Span<byte> destination)
    {
        Handwriting hand = Handwriting.Random(ref random);
        _segments.Clear();
        foreach (DigitPoint[] stroke in DigitStrokes.Of(digit, random.NextIndex(DigitStrokes.VariantCount(digit))))
            AddStroke(stroke, hand, ref random);

        // MNIST's pens: lines of two to four pixels, whose edge fades over one to two.
        double radius = random.NextDouble(0.9, 1.9);
        double softness = random.NextDouble(1.1, 1.8);
        FitIntoBox(radius);
        Array.Clear(_ink);
        foreach (Segment segment in _segments) AddInk(segment, radius, softness);
        CentreByMass(destination, ref random);
    }

    private void AddStroke(DigitPoint[] stroke, in Handwriting hand, ref SplitMix64 random)
    {
        _points.Clear();
        foreach (DigitPoint point in stroke)
        {
            (double x, double y) = Handwriting.Shake(point, ref random);
            _points.Add((x, y, point.IsCorner));
        }

        // The pressure of the pen changes along the stroke.
        double pressure = random.NextDouble(0.8, 1.2);
        for (int i = 0; i + 1 < _points.Count; i++)
        {
            double next = Math.Clamp(pressure + (0.1 * random.NextBell()), 0.7, 1.3);
            AddSpan(i, hand, pressure, next);
            pressure = next;
        }
    }

    // The Catmull–Rom spline from point i to point i + 1: through its points, with the direction of their neighbours.
    private void AddSpan(int i, in Handwriting hand, double firstPressure, double lastPressure)
    {
        (double X, double Y, bool IsCorner) p1 = _points[i];
        (double X, double Y, bool IsCorner) p2 = _points[i + 1];
        // At an end, or a corner, there is no neighbour: as if the curve went on in a straight line.
        bool isStart = i == 0 || p1.IsCorner;
        bool isEnd = i + 2 == _points.Count || p2.IsCorner;
        (double X, double Y, bool _) p0 = isStart ? ((2 * p1.X) - p2.X, (2 * p1.Y) - p2.Y, false) : _points[i - 1];
        (double X, double Y, bool _) p3 = isEnd ? ((2 * p2.X) - p1.X, (2 * p2.Y) - p1.Y, false) : _points[i + 2];
        (double startX, double startY) = hand.Map(p1.X, p1.Y);
        for (int k = 1; k <= SegmentsPerSpan; k++)
        {
            double t = (double)k / SegmentsPerSpan;
            (double x, double y) = hand.Map(CatmullRom(p0.X, p1.X, p2.X, p3.X, t), CatmullRom(p0.Y, p1.Y, p2.Y, p3.Y, t));
            _segments.Add(new Segment(startX, startY, x, y, firstPressure + (t * (lastPressure - firstPressure))));
            (startX, startY) = (x, y);
        }
    }

    private static double CatmullRom(double p0, double p1, double p2, double p3, double t)
        => 0.5 * ((2 * p1) + (t * (p2 - p0 + (t * ((2 * p0) - (5 * p1) + (4 * p2) - p3 + (t * ((3 * (p1 - p2)) + p3 - p0)))))));

    /// <summary>As MNIST does: the largest picture that fits, with its ink, into 20 × 20 pixels in the middle.</summary>
    private void FitIntoBox(double radius)
    {
        const double BoxSide = 20;
        (double left, double right, double top, double bottom) = (double.MaxValue, double.MinValue, double.MaxValue, double.MinValue);
        foreach (Segment segment in _segments)
        {
            left = Math.Min(left, Math.Min(segment.X1, segment.X2));
            right = Math.Max(right, Math.Max(segment.X1, segment.X2));
            top = Math.Min(top, Math.Min(segment.Y1, segment.Y2));
            bottom = Math.Max(bottom, Math.Max(segment.Y1, segment.Y2));
        }

        double scale = (BoxSide - (2 * radius)) / Math.Max(right - left, bottom - top);
        double offsetX = (DigitSet.Side / 2.0) - (scale * (left + right) / 2);
        double offsetY = (DigitSet.Side / 2.0) - (scale * (top + bottom) / 2);
        for (int i = 0; i < _segments.Count; i++)
        {
            Segment s = _segments[i];
            _segments[i] = s with
            {
                X1 = (scale * s.X1) + offsetX,
                Y1 = (scale * s.Y1) + offsetY,
                X2 = (scale * s.X2) + offsetX,
                Y2 = (scale * s.Y2) + offsetY,
            };
        }
    }

    /// <summary>ink = max(ink, ½ + (radius − distance to the segment) / softness), in [0, 1].</summary>
    private void AddInk(Segment segment, double radius, double softness)
    {
        radius *= segment.Pressure;
        double reach = radius + (softness / 2);
        int left = Math.Max(0, (int)(Math.Min(segment.X1, segment.X2) - reach));
        int right = Math.Min(DigitSet.Side - 1, (int)(Math.Max(segment.X1, segment.X2) + reach));
        int top = Math.Max(0, (int)(Math.Min(segment.Y1, segment.Y2) - reach));
        int bottom = Math.Min(DigitSet.Side - 1, (int)(Math.Max(segment.Y1, segment.Y2) + reach));
        (double dx, double dy) = (segment.X2 - segment.X1, segment.Y2 - segment.Y1);
        double squaredLength = (dx * dx) + (dy * dy);
        double inverse = squaredLength > 0 ? 1 / squaredLength : 0;
        for (int row = top; row <= bottom; row++)
        {
            Span<double> pixels = _ink.AsSpan(row * DigitSet.Side, DigitSet.Side);
            double y = row + 0.5 - segment.Y1;
            for (int column = left; column <= right; column++)
            {
                // From the pixel's centre to the nearest point of the segment.
                double x = column + 0.5 - segment.X1;
                double along = ((x * dx) + (y * dy)) * inverse;
                along = along < 0 ? 0 : along > 1 ? 1 : along;
                (double ex, double ey) = (x - (along * dx), y - (along * dy));
                double squaredDistance = (ex * ex) + (ey * ey);
                if (squaredDistance >= reach * reach) continue;
                double ink = 0.5 + ((radius - Math.Sqrt(squaredDistance)) / softness);
                if (ink > pixels[column]) pixels[column] = ink < 1 ? ink : 1;
            }
        }
    }

    /// <summary>As MNIST does: moved by whole pixels, until the centre of the ink's mass is the picture's centre.</summary>
    private void CentreByMass(Span<byte> destination, ref SplitMix64 random)
    {
        const int Margin = 4;
        (double mass, double sumX, double sumY) = (0, 0, 0);
        for (int i = 0; i < _ink.Length; i++)
        {
            mass += _ink[i];
            sumX += _ink[i] * (i % DigitSet.Side);
            sumY += _ink[i] * (i / DigitSet.Side);
        }

        const double Centre = (DigitSet.Side - 1) / 2.0;
        // The box of 20 × 20 has four pixels on each side: within them, no ink leaves the picture.
        int shiftX = Math.Clamp((int)Math.Round(Centre - (sumX / mass)), -Margin, Margin);
        int shiftY = Math.Clamp((int)Math.Round(Centre - (sumY / mass)), -Margin, Margin);
        double blackness = random.NextDouble(0.92, 1);
        for (int row = 0; row < DigitSet.Side; row++)
        {
            for (int column = 0; column < DigitSet.Side; column++)
            {
                (int sourceX, int sourceY) = (column - shiftX, row - shiftY);
                bool isInside = sourceX is >= 0 and < DigitSet.Side && sourceY is >= 0 and < DigitSet.Side;
                double ink = isInside ? _ink[(sourceY * DigitSet.Side) + sourceX] : 0;
                // Paper and scanner make ink uneven; the background stays empty, as MNIST's is.
                if (ink > 0) ink *= blackness * random.NextDouble(0.9, 1);
                destination[(row * DigitSet.Side) + column] = (byte)((255 * ink) + 0.5);
            }
        }
    }

    private readonly record struct Segment(double X1, double Y1, double X2, double Y2, double Pressure);
}
