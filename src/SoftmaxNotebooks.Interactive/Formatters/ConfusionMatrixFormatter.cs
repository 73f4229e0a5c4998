using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>Counts painted by their share of the row, so that a rare class shows its confusions as plainly as a frequent one.</summary>
internal static class ConfusionMatrixFormatter
{
    // 17 × 17 cells of up to 260 bytes (100 for the markup, 2 names × 16 characters × 5 bytes when each has to be escaped) are 75 kB.
    private const int ShownClasses = 16;
    private const int NameLengthInTitle = 16;
    private const int NameLength = 32;
    private const int ShownConfusions = 5;

    public static Document DocumentOf(ConfusionMatrix matrix)
    {
        List<IDocumentPart> parts = [TableOf(matrix).ToGrid()];
        if (matrix.ExampleCount == 0) return new Document(parts);

        parts.Add(new Line(
            $"{NumberFormat.Index(matrix.CorrectCount)} right, accuracy {Words.Share(matrix.Accuracy)}; rows are actual, columns predicted"));
        parts.Add(new Legend("Shade, share of the row", [.. new[] { 0, 0.5, 1 }.Select(share => (Words.Number(share), GroundOf(share)))]));
        IReadOnlyList<Confusion> confusions = matrix.MostFrequentConfusions(ShownConfusions);
        parts.Add(new Line(confusions.Count == 0 ? "✓ No confusions" : "Most frequent confusions:"));
        parts.AddRange(confusions.Select(confusion => new Line(Sentence(matrix, confusion))));
        return new Document(parts);
    }

    private static CrossTable TableOf(ConfusionMatrix matrix)
    {
        var classes = new Axis(matrix.ClassCount, index => matrix.ClassNames[index]);
        return new CrossTable
        {
            Caption = Caption(matrix),
            Rows = classes,
            Columns = classes,
            CellAt = (actual, predicted) => CellOf(matrix, actual, predicted),
            Limit = ShownClasses,
            RowsAre = "actual classes",
            RowMargin = new Margin("recall", index => ShareOf(matrix.Recall(index), matrix[index, index], matrix.ActualCount(index))),
            ColumnMargin = new Margin("precision", index => ShareOf(matrix.Precision(index), matrix[index, index], matrix.PredictedCount(index))),
        };
    }

    private static string Caption(ConfusionMatrix matrix)
        => $"Confusion matrix, {Words.Count(matrix.ClassCount, "class", "classes")}, {Words.Count(matrix.ExampleCount, "example", "examples")}";

    private static Cell CellOf(ConfusionMatrix matrix, int actual, int predicted)
    {
        int count = matrix[actual, predicted], ofClass = matrix.ActualCount(actual);
        string names = actual == predicted
            ? $"{TitleName(matrix, actual)} read right"
            : $"{TitleName(matrix, actual)} read as {TitleName(matrix, predicted)}";
        return new Cell(
            NumberFormat.Index(count),
            $"{names}: {NumberFormat.Index(count)} of {NumberFormat.Index(ofClass)}",
            ofClass == 0 ? ColorMap.Neutral : GroundOf((double)count / ofClass));
    }

    private static Cell ShareOf(double? share, int part, int whole)
        => new(Words.Share(share), $"{NumberFormat.Index(part)} of {NumberFormat.Index(whole)}");

    private static string Sentence(ConfusionMatrix matrix, Confusion confusion)
        => $"{Label.Shorten(matrix.ClassNames[confusion.Actual], NameLength)} read as "
            + $"{Label.Shorten(matrix.ClassNames[confusion.Predicted], NameLength)}: {Words.Count(confusion.Count, "time", "times")}";

    private static string TitleName(ConfusionMatrix matrix, int index) => Label.Shorten(matrix.ClassNames[index], NameLengthInTitle);

    /// <summary>The upper arm of the diverging colours is a sequence from near-white to orange.</summary>
    private static Color GroundOf(double share) => ColorMap.Diverging(share);
}
