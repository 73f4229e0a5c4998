namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>How the lines of a chart are told apart: by colour, dashes and markers, any one of which would do for the first few.</summary>
/// <remarks>
/// The colours are those of Masataka Okabe and Kei Ito, "Color Universal Design", 2008, as far as they contrast 3:1 with white (WCAG 2,
/// success criterion 1.4.11); the yellow, the light blue and the pink do not, and brown, black and purple stand for them.
/// </remarks>
internal readonly record struct LineStyle(string Color, string Dashes, string Marker)
{
    public const string Solid = "none";

    public static IReadOnlyList<string> Colors { get; } = ["#0072b2", "#d55e00", "#222222", "#009e73", "#a0468c", "#7a5c00"];

    private static readonly string[] DashPatterns = [Solid, "7 3", "2 3", "9 3 2 3", "14 4"];

    // Paths around the current point, which is the middle: circle, square, triangle, diamond, plus, star of two triangles, bar.
    private static readonly string[] Markers =
    [
        "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
        "m-3.2 -3.2h6.4v6.4h-6.4z",
        "m0 -4.4l4.2 7.4h-8.4z",
        "m0 -4.6l4 4.6l-4 4.6l-4 -4.6z",
        "m-1.2 -4.2h2.4v3h3v2.4h-3v3h-2.4v-3h-3v-2.4h3z",
        "m0 4.4l4.2 -7.4h-8.4z",
        "m-1.4 -4.8h2.8v9.6h-2.8z",
    ];

    /// <summary>The style of a line; no two of the first 210 are the same.</summary>
    public static LineStyle Of(int index)
        => new(Colors[index % Colors.Count], DashPatterns[index % DashPatterns.Length], Markers[index % Markers.Length]);

    /// <summary>The same dashes in Plotly's words.</summary>
    public string PlotlyDash => Dashes switch
    {
        "7 3" => "dash",
        "2 3" => "dot",
        "9 3 2 3" => "dashdot",
        "14 4" => "longdash",
        _ => "solid",
    };
}
