using System.Globalization;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>A matrix as LaTeX: what a notebook typesets, and what somebody copies into a paper.</summary>
/// <remarks>pmatrix is of amsmath, which MathJax and KaTeX know too.</remarks>
internal static class LatexMatrix
{
    /// <summary>The matrix in short numbers; what is more than fits is dots.</summary>
    public static string Of(NumberGrid grid, int shownCount = 10)
    {
        var rows = new Truncation(grid.RowCount, shownCount);
        var columns = new Truncation(grid.ColumnCount, shownCount);
        var format = NumberFormat.For(rows.Shown.SelectMany(row => columns.Shown.Select(column => grid.At(row, column))));
        IEnumerable<string> lines = rows.Positions.Select(row => string.Join(" & ", columns.Positions.Select(column => Entry(row, column))));
        return $"\\begin{{pmatrix}}\n{string.Join(" \\\\\n", lines)}\n\\end{{pmatrix}}";

        string Entry(Position row, Position column) => (row.IsGap, column.IsGap) switch
        {
            (true, true) => "\\ddots",
            (true, false) => "\\vdots",
            (false, true) => "\\cdots",
            _ => TextOf(grid.At(row.Index, column.Index), format),
        };
    }

    private static string TextOf(Number number, NumberFormat format) => number.Imaginary is { } imaginary
        ? Number.Join(TextOf(number.Real, format), TextOf(imaginary, format))
        : TextOf(number.Real, format);

    private static string TextOf(double value, NumberFormat format)
    {
        if (double.IsNaN(value)) return "\\mathrm{NaN}";
        if (double.IsInfinity(value)) return value > 0 ? "+\\infty" : "-\\infty";
        string text = format.Short(value);
        int exponent = text.IndexOf('e', StringComparison.Ordinal);
        if (exponent < 0) return text;
        int power = int.Parse(text[(exponent + 1)..], CultureInfo.InvariantCulture);
        return $"{text[..exponent]} \\times 10^{{{NumberFormat.Index(power)}}}";
    }
}
