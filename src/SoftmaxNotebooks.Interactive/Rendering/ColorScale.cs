namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The colours of the numbers from -Limit to Limit, linear and symmetric, so that zero is always the same colour.</summary>
internal sealed record ColorScale(double Limit)
{
    /// <summary>The colour of a number; grey when it is not finite.</summary>
    public Color ColorOf(double value)
    {
        if (!double.IsFinite(value)) return ColorMap.Neutral;
        return ColorMap.Diverging(PositionOf(value));
    }

    /// <summary>Where a finite number lies on the scale, from -1 to 1.</summary>
    public double PositionOf(double value) => Limit > 0 ? Math.Clamp(value / Limit, -1, 1) : 0;
}
