using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>Two Jacobians and their difference on one scale, so that a pale difference is a small one, and the worst entries in numbers.</summary>
internal sealed class JacobianDifferenceFormatter(JacobianDifference difference) : IRendering
{
    private const int WorstCount = 8;

    /// <summary>Pixels of a name: two of them beside two numbers of all digits.</summary>
    private const double NameWidth = 80;

    /// <summary>So near, A and B differ by rounding, of which the digits say nothing: two units in the last place of each.</summary>
    private const ulong RoundingUlps = 4;

    private const int MostDigits = 4;

    /// <summary>From here on a count of doubles says no more than how many digits it has.</summary>
    private const ulong MostCountedUlps = 1_000_000;

    /// <summary>Three tables with a picture each in 128 kB (see NumberTable): 10 × 10 cells, 22 kB, 4 kB of headers and 14 kB each.</summary>
    private const int ShownCount = 8;

    private static readonly string[] Headings = ["entry", "A", "B", "|A − B|", "relative", "ulp"];

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
                : FormattableString.Invariant($"{subject}: {difference.DifferentCount} of {count} entries differ, the worst by {Known(_worst[0], _worst[0].Absolute)} at {NameOf(_worst[0])}");
        }
    }

    public string ToHtml()
    {
        var html = new HtmlWriter();
        using (html.Element("div", ("style", "overflow-x:auto")))
        {
            html.Element("div", Verdict);
            if (_worst.Count > 0) WorstTable().WriteTo(html);
            foreach (NumberTable table in _tables) table.WriteContent(html);
        }

        return html.ToString();
    }

    public string ToPlainText()
    {
        IEnumerable<string> lines = _worst.Count == 0 ? [Verdict] : [Verdict, .. WorstTable().TextLines];
        return string.Join('\n', lines.Concat(_tables.Select(table => table.ToPlainText())));
    }

    private static NumberTable[] TablesOf(JacobianDifference difference)
    {
        NumberGrid first = NumberGrid.Of(difference.First.Matrix, NumberKind.Double);
        if (difference.DifferentCount == 0)
        {
            return [TableOf(difference, "A = B", first, new ColorScale(new GridSummary(first).LargestMagnitude))];
        }

        NumberGrid second = NumberGrid.Of(difference.Second.Matrix, NumberKind.Double);
        NumberGrid between = NumberGrid.Of(difference.Matrix, NumberKind.Double);
        var scale = new ColorScale(new[] { first, second, between }.Max(grid => new GridSummary(grid).LargestMagnitude));
        return
        [
            TableOf(difference, "A", first, scale, hasLegend: false),
            TableOf(difference, "B", second, scale, hasLegend: false),
            TableOf(difference, "A − B", between, scale, (output, input) => MarkOf(difference[output, input])),
        ];
    }

    private static NumberTable TableOf(
        JacobianDifference difference,
        string name,
        NumberGrid grid,
        ColorScale scale,
        Func<int, int, string?>? markAt = null,
        bool hasLegend = true)
        => new()
        {
            Caption = markAt is null ? name : $"{name}, in the colours of A and B{MeaningOfMarks(difference)}",
            Grid = grid,
            Rows = new Axis(grid.RowCount, output => difference.First.OutputNames[output]),
            Columns = new Axis(grid.ColumnCount, input => difference.First.InputNames[input]),
            Symbol = markAt is null ? name[..1] : $"({name})",
            SharedScale = scale,
            HasLegend = hasLegend,
            ShownCount = ShownCount,
            MarkAt = markAt,
        };

    private static string MeaningOfMarks(JacobianDifference difference)
        => difference.Matrix.EnumerateIndexed(Zeros.AllowSkip).Any(entry => MarkOf(difference[entry.Item1, entry.Item2]) is not null)
            ? FormattableString.Invariant($"; {Words.AboutZero}: up to {RoundingUlps} ulp apart")
            : "";

    private static string? MarkOf(EntryDifference entry) => entry.UlpDistance is > 0 and <= RoundingUlps ? Words.AboutZero : null;

    private Grid WorstTable() => new(
        _worst.Count == difference.DifferentCount ? "All that differ" : $"The worst {NumberFormat.Index(_worst.Count)}",
        [.. Headings.Select(heading => new Column(heading))],
        [.. _worst.Select(entry => new GridRow(false, [.. CellsOf(entry)]))]);

    private IEnumerable<Cell> CellsOf(EntryDifference entry)
    {
        string name = NameOf(entry);
        string title = $"[{Label.Whole(difference.First.OutputNames[entry.Output])}, {Label.Whole(difference.First.InputNames[entry.Input])}]";
        yield return new Cell(name, title == name ? null : title);
        // All digits, because the worst of two that agree differ in the last.
        yield return new Cell(Words.Exact(entry.A));
        yield return new Cell(Words.Exact(entry.B));
        yield return new Cell(Known(entry, entry.Absolute));
        yield return new Cell(Known(entry, entry.Relative));
        yield return new Cell(entry.UlpDistance switch
        {
            null => "–",
            <= MostCountedUlps and { } count => FormattableString.Invariant($"{count}"),
            { } count => Words.Number(count, 2),
        });
    }

    /// <summary>The difference in as many digits as the two entries know of it, at least one.</summary>
    private static string Known(EntryDifference entry, double value)
    {
        double rounding = Math.ScaleB(Math.Max(Math.Abs(entry.A), Math.Abs(entry.B)), -52);
        double digits = rounding > 0 && double.IsFinite(rounding) ? Math.Log10(entry.Absolute / rounding) : MostDigits;
        return Words.Number(value, double.IsFinite(digits) ? (int)Math.Clamp(digits, 1, MostDigits) : MostDigits);
    }

    private string NameOf(EntryDifference entry)
        => $"[{Label.Fit(difference.First.OutputNames[entry.Output], NameWidth)}, {Label.Fit(difference.First.InputNames[entry.Input], NameWidth)}]";
}
