namespace SoftmaxNotebooks.Numerics.Networks;

/// <summary>Every time an image is trained on, it is shifted, turned and bent a little, by chance: another image of the same class.</summary>
/// <remarks>
/// For square images, row-major. The seed of the training, the epoch and the number of the example decide the deformation.
/// The defaults suit digits, which are centred already. Source of the elastic deformation: Simard et al., "Best practices for convolutional
/// neural networks applied to visual document analysis", ICDAR 2003, with α = 34 and σ = 4.
/// </remarks>
public sealed record ImageAugmentation
{
    /// <summary>The largest shift to each side, in pixels; 0 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double ShiftPixels
    {
        get;
        init => field = NotNegative(value, nameof(ShiftPixels));
    }

    /// <summary>The largest rotation to each side, in degrees; 10 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0, 180].</exception>
    public double RotationDegrees
    {
        get;
        init => field = value is >= 0 and <= 180
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant($"RotationDegrees is {value}; it must lie in [0, 180]."));
    }
    = 10;

    /// <summary>α, by which the smoothed random displacements are multiplied; 34 unless set, 0 for none.</summary>
    /// <remarks>The standard deviation of a displacement is α / (σ √(12 π)) pixels: 1.2 for 34 and 4.5.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double ElasticStrength
    {
        get;
        init => field = NotNegative(value, nameof(ElasticStrength));
    }
    = 34;

    /// <summary>σ of the Gaussian that smooths the displacements, in pixels; 4.5 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value does not lie in [0.01, 1000].</exception>
    public double ElasticSmoothness
    {
        get;
        init => field = value is >= LeastSmoothness and <= MostSmoothness
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, FormattableString.Invariant(
                    $"ElasticSmoothness is {value}; it must lie in [{LeastSmoothness}, {MostSmoothness}]."));
    }
    = 4.5;

    /// <summary>A Gaussian this narrow is 0 one pixel on; one much narrower, whose σ² is 0, would be NaN.</summary>
    private const double LeastSmoothness = 0.01;

    /// <summary>Wider than images are, and summing a Gaussian takes time in proportion to its width.</summary>
    private const double MostSmoothness = 1000;

    private static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(
            nameof(value), value, FormattableString.Invariant($"{name} is {value}; it must be at least 0 and finite."));
}
