namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>image'[p] = image[c + R (p − c) + s + α (G ∗ u)[p]], with bilinear interpolation and 0 beyond the border</summary>
/// <remarks>
/// Symbols: p a pixel, c the centre, R a rotation, s a shift, u a random displacement in [-1, 1)² for each pixel, G a Gaussian of standard
/// deviation σ that sums to 1, ∗ convolution with 0 beyond the border. One object for each thread: it keeps its buffers.
/// </remarks>
internal sealed class ImageDeformation
{
    private readonly ImageAugmentation _augmentation;
    private readonly int _side;

    /// <summary>
    /// G ∗ u = B·u·B with this symmetric B, side × side: the Gaussian is one along the rows times one along the columns.
    /// </summary>
    private readonly float[] _blur;
    private readonly float[] _noise;
    private readonly float[] _halfBlurred;
    private readonly float[] _horizontal;
    private readonly float[] _vertical;

    /// <exception cref="ArgumentException">The image is not square.</exception>
    internal ImageDeformation(ImageAugmentation augmentation, int pixelCount)
    {
        _augmentation = augmentation;
        _side = (int)Math.Round(Math.Sqrt(pixelCount));
        if (_side * _side != pixelCount)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Augmentation deforms square images; {pixelCount} inputs are no square. The nearest is {_side} × {_side}."));
        }

        (_blur, _noise, _halfBlurred) = (Blur(_side, augmentation.ElasticSmoothness), new float[pixelCount], new float[pixelCount]);
        (_horizontal, _vertical) = (new float[pixelCount], new float[pixelCount]);
    }

    /// <summary>Deforms by what the random numbers say.</summary>
    /// <remarks>Shapes: image and destination (side²), separate.</remarks>
    internal void Apply(ReadOnlySpan<float> image, Span<float> destination, SplitMix64 random)
    {
        double angle = random.NextWithin(_augmentation.RotationDegrees * Math.PI / 180);
        float shiftX = (float)random.NextWithin(_augmentation.ShiftPixels), shiftY = (float)random.NextWithin(_augmentation.ShiftPixels);
        DrawDisplacements(_horizontal, ref random);
        DrawDisplacements(_vertical, ref random);
        float centre = (_side - 1) / 2f, cosine = (float)Math.Cos(angle), sine = (float)Math.Sin(angle);
        for (int y = 0; y < _side; y++)
        {
            for (int x = 0; x < _side; x++)
            {
                int p = (y * _side) + x;
                float fromX = centre + (cosine * (x - centre)) - (sine * (y - centre)) + shiftX + _horizontal[p];
                float fromY = centre + (sine * (x - centre)) + (cosine * (y - centre)) + shiftY + _vertical[p];
                destination[p] = Interpolated(image, fromX, fromY);
            }
        }
    }

    /// <summary>α (B·u·B)</summary>
    private void DrawDisplacements(float[] displacements, ref SplitMix64 random)
    {
        if (_augmentation.ElasticStrength == 0) return;
        for (int p = 0; p < _noise.Length; p++) _noise[p] = (float)random.NextWithin(_augmentation.ElasticStrength);
        MatrixMultiply.Multiply(_blur, _noise, _halfBlurred, _side, _side);
        MatrixMultiply.Multiply(_halfBlurred, _blur, displacements, _side, _side);
    }

    /// <summary>The four pixels around a point, weighed by how near they are.</summary>
    private float Interpolated(ReadOnlySpan<float> image, float x, float y)
    {
        // Far away everything is 0; and a coordinate must be small enough to become an int.
        if (!(x > -1 && y > -1 && x < _side && y < _side)) return 0;
        int left = (int)MathF.Floor(x), top = (int)MathF.Floor(y);
        float right = x - left, down = y - top;
        float upper = ((1 - right) * Pixel(image, left, top)) + (right * Pixel(image, left + 1, top));
        float lower = ((1 - right) * Pixel(image, left, top + 1)) + (right * Pixel(image, left + 1, top + 1));
        return ((1 - down) * upper) + (down * lower);
    }

    private float Pixel(ReadOnlySpan<float> image, int x, int y)
        => (uint)x < (uint)_side && (uint)y < (uint)_side ? image[(y * _side) + x] : 0;

    /// <summary>B[i,j] = exp(−(i − j)² / 2σ²) / sum over all integers k of exp(−k² / 2σ²)</summary>
    private static float[] Blur(int side, double deviation)
    {
        double Weight(int distance) => Math.Exp(-distance * (double)distance / (2 * deviation * deviation));
        double total = 1;
        for (int k = 1; k <= 10 * deviation; k++) total += 2 * Weight(k);
        var blur = new float[side * side];
        for (int i = 0; i < side; i++)
        {
            for (int j = 0; j < side; j++) blur[(i * side) + j] = (float)(Weight(i - j) / total);
        }

        return blur;
    }
}
