namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>How many pixels a text takes at most, so that a table is made to fit before anybody lays it out.</summary>
/// <remarks>
/// In DejaVu Sans, the widest of the fonts that notebooks fall back to, at the 13 pixels of JupyterLab. Each class of characters has the
/// width of its widest, and what numbers are made of its own; what is not ASCII counts as a full-width ideogram.
/// </remarks>
internal static class TextWidth
{
    /// <summary>What a table may take: an output of 900 pixels less what a page puts around it.</summary>
    public const int OfPage = 890;

    /// <summary>What a cell takes beside its text: half an em on both sides.</summary>
    public const int CellPadding = 13;

    private const double FontSize = 13;

    /// <summary>In the body of a table.</summary>
    public static double Of(string text) => FontSize * text.Sum(c => EmOf(c).Regular);

    /// <summary>In a header.</summary>
    public static double OfBold(string text) => FontSize * text.Sum(c => EmOf(c).Bold);

    private static (double Regular, double Bold) EmOf(char c) => c switch
    {
        >= '0' and <= '9' => (0.637, 0.696),
        '-' => (0.361, 0.416),
        '.' or ',' or ' ' => (0.318, 0.380),
        '[' or ']' or '(' or ')' => (0.391, 0.458),
        '\'' or 'i' or 'j' or 'l' or 'I' or '|' => (0.34, 0.39),
        ':' or ';' or '!' or '/' or '\\' or 'f' or 't' or 'r' => (0.42, 0.50),
        '+' or '=' or '<' or '>' or '#' or '^' or '~' => (0.84, 0.84),
        'm' or 'w' or 'M' or 'W' or '@' or '%' or > '~' => (1.00, 1.12),
        (>= 'A' and <= 'Z') or '&' => (0.79, 0.88),
        _ => (0.64, 0.72),
    };
}
