using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A point of a chart that matters, and what the legend calls it.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="X">Where it stands.</param>
/// <param name="Y">How high it stands.</param>
/// <param name="Quantity">What the height is, where the name says something else.</param>
internal sealed record ChartMark(string Name, double X, double Y, string Quantity = "")
{
    /// <summary>Marked: best loss, 0.081 at 17</summary>
    public override string ToString()
        => $"Marked: {Label.Shorten(Name, 40)}, {(Quantity.Length == 0 ? "" : $"{Quantity} ")}{NumberFormat.Alone(Y)} at {NumberFormat.Alone(X)}";
}
