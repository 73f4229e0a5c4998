using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>Probabilities with bars: which class leads, by how much, how open the choice is, and what is wrong if they are none.</summary>
internal static class ProbabilityVectorFormatter
{
    /// <summary>So many classes fit a screen in their own order; of more, the most probable are shown.</summary>
    private const int MostClasses = 20;
    private const int MostProbableCount = 10;

    private const int NameLength = 32;

    /// <summary>Pixels of a name beside the bars and the notes.</summary>
    private const double NameWidth = 240;

    /// <summary>In characters.</summary>
    private const int BarLength = 24;

    public static Document DocumentOf(ProbabilityVector p)
    {
        int[] shown = p.Count <= MostClasses
            ? [.. Enumerable.Range(0, p.Count)]
            : [.. p.MostProbable(MostProbableCount).Union(p.Target is { } target ? [target] : [])];
        List<IDocumentPart> parts = [];
        if (p.Problems.Count > 0) parts.Add(new Line($"✗ Not a probability distribution: {string.Join("; ", p.Problems)}", IsStrong: true));
        parts.Add(TableOf(p, shown));
        if (p.Count > 0) parts.Add(new Line(Facts(p)));
        if (TargetLine(p) is { } line) parts.Add(new Line(line));
        return new Document(parts);
    }

    private static Grid TableOf(ProbabilityVector p, int[] shown)
    {
        var format = NumberFormat.For(shown.Select(j => Number.Of(p[j])));
        double barEnd = BarEnd(shown.Select(j => p[j]));
        string[] notes = [.. shown.Select(j => NoteOf(p, j))];
        bool hasNotes = notes.Any(note => note.Length > 0);
        List<GridRow> rows = [];
        foreach ((int j, string note) in shown.Zip(notes))
        {
            string name = Label.Fit(p.Labels[j], NameWidth);
            rows.Add(new GridRow(
                false,
                [
                    new Cell(name, Label.TitleOf(p.Labels[j], name)),
                    new Cell(format.Short(p[j]), $"p[{name}] = {Number.Of(p[j]).Full}", GroundOf(p[j] / barEnd)),
                    new Cell(TextBar.Of(p[j] / barEnd, BarLength)) { IsBar = true },
                    new Cell(double.IsNaN(p[j]) ? "–" : NumberFormat.Index(p.RankOf(j))),
                    .. hasNotes ? [new Cell(note)] : Array.Empty<Cell>(),
                ]));
        }

        if (shown.Length < p.Count) rows.Add(new GridRow(true, new Cell(Others(p, shown))));
        return new Grid(
            $"Probabilities of {Words.Count(p.Count, "class", "classes")}",
            [
                new Column("class"), new Column("probability"), new Column($"0 to {Words.Number(barEnd)}", IsLeft: true), new Column("rank"),
                .. hasNotes ? [new Column("note", IsLeft: true)] : Array.Empty<Column>(),
            ],
            rows);
    }

    private static string Facts(ProbabilityVector p)
    {
        string sum = p.SumsToOne
            ? $"1 (off by {Words.AboutZero})"
            : $"{Words.Number(p.Sum, 6)} (off by {(p.Deviation > 0 && double.IsFinite(p.Deviation) ? "+" : "")}{Words.Exact(p.Deviation)})";
        return $"Sum {sum}, entropy {Words.Number(p.Entropy, 4)} nats, "
            + $"perplexity {Words.Number(p.Perplexity, 4)}, top-1 margin {Margin(p)}";
    }

    // Two probabilities that differ in their last two bits only lead by rounding.
    private static string Margin(ProbabilityVector p)
        => p.Top1 is { } top ? Words.Known(p.Top1Margin, Math.Abs(p[top]) * Math.ScaleB(1, -50), 4) : "NaN";

    private static string? TargetLine(ProbabilityVector p) => p.Target is not { } target
        ? null
        : $"Target {Label.Shorten(p.Labels[target], NameLength)}: rank {(double.IsNaN(p[target]) ? "–" : NumberFormat.Index(p.RankOf(target)))} "
            + $"of {NumberFormat.Index(p.Count)}, −log p = {Words.Number(p.TargetLoss ?? double.NaN, 4)}";

    private static string NoteOf(ProbabilityVector p, int j) => string.Join(", ", NotesOf(p, j));

    private static IEnumerable<string> NotesOf(ProbabilityVector p, int j)
    {
        if (j == p.Target) yield return j == p.Top1 ? "✓ target" : "← target";
        if (double.IsNaN(p[j])) yield return "✗ not a number";
        if (p[j] < 0) yield return "✗ negative";
        if (p[j] > 1) yield return "✗ above 1";
    }

    private static string Others(ProbabilityVector p, int[] shown)
    {
        var isShown = shown.ToHashSet();
        double mass = new ProbabilityVector(p.Probabilities.Where((_, j) => !isShown.Contains(j))).Sum;
        return $"… {Words.Count(p.Count - shown.Length, "other", "others")}, mass {Words.Number(mass, 4)}";
    }

    /// <summary>The power of ten that holds the largest probability, so that the bars of ten thousand classes have a length too.</summary>
    private static double BarEnd(IEnumerable<double> shown)
    {
        double largest = shown.Where(p => p is > 0 and <= 1).DefaultIfEmpty(1).Max();
        return Math.Min(1, Math.Pow(10, Math.Ceiling(Math.Max(Math.Log10(largest), -300))));
    }

    private static Color GroundOf(double share)
        => share is >= 0 and <= 1 ? ColorMap.Diverging(share) : ColorMap.Neutral;
}
