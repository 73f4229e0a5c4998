namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Rows of cells in aligned columns, for a console, with lines between them that take the whole width.</summary>
internal sealed class TextTable
{
    private readonly List<(string[] Cells, bool IsLine)> _rows = [];

    public void AddRow(params string[] cells) => _rows.Add((cells, IsLine: false));

    public void AddLine(string text) => _rows.Add(([text], IsLine: true));

    /// <summary>The lines, all rows as wide as each other.</summary>
    public IEnumerable<string> Lines
    {
        get
        {
            string[][] aligned = [.. _rows.Where(row => !row.IsLine).Select(row => row.Cells)];
            if (aligned.Length == 0) return _rows.Select(row => row.Cells[0]);
            int[] widths = [.. aligned[0].Select((_, column) => aligned.Max(row => row[column].Length))];
            return _rows.Select(row => row.IsLine
                ? row.Cells[0]
                : string.Join("  ", row.Cells.Select((cell, column) => cell.PadLeft(widths[column]))));
        }
    }
}
