using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>Two Jacobians and their difference on one scale, so that a pale difference is a small one, and the worst entries in numbers.</summary>
internal sealed class JacobianDifferenceFormatter(JacobianDifference difference) : IRendering
{
    private const int WorstCount = 8;
    private const int NameLength = 24;

    /// <summary>Three tables with a picture each in 128 kB (see NumberTable): 10 × 10 cells, 22 kB, 4 kB of headers and 14 kB each.</summary>
    private const int ShownCount = 8;

    private static readonly string[] Headings = ["entry", "A", "B", "|A − B|", "relative", "ulps"];

    private readonly NumberTable[] _tables = TablesOf(difference);
    private readonly IReadOnlyList<EntryDifference> _worst = difference.Worst(WorstCount);

    private string Verdict
    {
        get
        {
            Jacobian first = difference.First;
            long count = (long)first.RowCount * first.ColumnCount;
            string subject = $"Jacobians A and B, {NumberFormat.Shape(first.RowCount, first.ColumnCount)}";
            return _worst.Count == 0
                ? $"{subject}: equal"
                : FormattableString.Invariant($"{subject}: {difference.DifferentCount} of {count} entries differ, the worst by {NumberFormat.Alone(_worst[0].Absolute)} at {NameOf(_worst[0])}");
        }
    }

    public string ToHtml()
    {
        var html = new HtmlWriter();
        using (html.Element("div", ("style", "overflow-x:auto")))
        {
            html.Element("div", Verdict);
            if (_worst.Count > 0) WriteWorst(html);
            foreach (NumberTable table in _tables) table.WriteContent(html);
        }

        return html.ToString();
    }

    public string ToPlainText()
    {
        var worst = new TextTable();
        worst.AddRow(Headings);
        foreach (EntryDifference entry in _worst) worst.AddRow(CellsOf(entry));
        IEnumerable<string> lines = _worst.Count == 0 ? [Verdict] : [Verdict, .. worst.Lines];
        return string.Join('\n', lines.Concat(_tables.Select(table => table.ToPlainText())));
    }

    private static NumberTable[] TablesOf(JacobianDifference difference)
    {
        (string Name, Matrix<double> Matrix)[] matrices = [("A", difference.First.Matrix), ("B", difference.Second.Matrix), ("A − B", difference.Matrix)];
        NumberGrid[] grids = [.. matrices.Select(pair => NumberGrid.Of(pair.Matrix, NumberKind.Double))];
        var scale = new ColorScale(grids.Max(grid => new GridSummary(grid).LargestMagnitude));
        return [.. matrices.Zip(grids, (pair, grid) => new NumberTable
        {
            Caption = pair.Name.Length == 1 ? pair.Name : $"{pair.Name}, in the colours of A and B",
            Grid = grid,
            Rows = new Axis(grid.RowCount, output => difference.First.OutputNames[output]),
            Columns = new Axis(grid.ColumnCount, input => difference.First.InputNames[input]),
            Symbol = pair.Name.Length == 1 ? pair.Name : $"({pair.Name})",
            SharedScale = scale,
            HasLegend = grid == grids[^1],
            ShownCount = ShownCount,
        })];
    }

    private void WriteWorst(HtmlWriter html)
    {
        using (html.Element("table", ("cellpadding", "4"), ("style", "border-collapse:collapse;margin:0 0 4px;width:max-content;text-align:right")))
        {
            string caption = _worst.Count == difference.DifferentCount ? "All that differ" : $"The worst {NumberFormat.Index(_worst.Count)}";
            html.Element("caption", caption, ("style", "text-align:left"));
            using (html.Element("thead"))
            using (html.Element("tr"))
            {
                foreach (string heading in Headings) html.Element("th", heading, ("scope", "col"));
            }

            using (html.Element("tbody"))
            {
                foreach (EntryDifference entry in _worst) WriteWorst(html, entry);
            }
        }
    }

    private void WriteWorst(HtmlWriter html, EntryDifference entry)
    {
        using (html.Element("tr"))
        {
            string[] cells = CellsOf(entry);
            html.Element("th", cells[0], ("scope", "row"));
            foreach (string cell in cells[1..]) html.Element("td", cell);
        }
    }

    private string[] CellsOf(EntryDifference entry) =>
    [
        NameOf(entry),
        Number.Of(entry.A).Full,
        Number.Of(entry.B).Full,
        NumberFormat.Alone(entry.Absolute),
        NumberFormat.Alone(entry.Relative),
        entry.UlpDistance is { } ulps ? FormattableString.Invariant($"{ulps}") : "–",
    ];

    private string NameOf(EntryDifference entry)
        => $"[{Label.Shorten(difference.First.OutputNames[entry.Output], NameLength)}, {Label.Shorten(difference.First.InputNames[entry.Input], NameLength)}]";
}
