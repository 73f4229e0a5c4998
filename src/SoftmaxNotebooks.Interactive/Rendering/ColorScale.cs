namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>The colours of the numbers from -Limit to Limit, linear and symmetric, so that zero is always the same colour.</summary>
internal sealed record ColorScale(double Limit)
{
    /// <summary>The colour of a number; grey when it is not finite.</summary>
    public Color ColorOf(double value)
    {
        if (!double.IsFinite(value)) return ColorMap.Neutral;
        return ColorMap.Diverging(Limit > 0 ? Math.Clamp(value / Limit, -1, 1) : 0);
    }
}
