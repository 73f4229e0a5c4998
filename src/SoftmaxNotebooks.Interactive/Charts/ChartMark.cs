using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A point of a chart that matters, and what the legend calls it.</summary>
internal sealed record ChartMark(string Name, double X, double Y)
{
    /// <summary>Marked: best loss, 0.081 at 17</summary>
    public override string ToString() => $"Marked: {Label.Shorten(Name, 40)}, {NumberFormat.Alone(Y)} at {NumberFormat.Alone(X)}";
}
