using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>Images with what they are and what they were taken for: a wrong one has a cross, a border, and says so in its alt text.</summary>
internal sealed class DigitFormatter(IReadOnlyList<DigitImage> digits, int columnCount, bool isGrid) : IRendering
{
    private const int MostDigits = 64;

    // 64 digits of 28 × 28. PNG of noise takes a byte a pixel, base64 a third more: 67 kB, and 700 bytes a digit for everything else.
    private const int MostPixels = 64 * 28 * 28;

    // A character of three bytes for every two pixels: 8 digits are 9 kB.
    private const int MostTextPixels = 8 * 28 * 28;

    /// <summary>Art side by side as far as a console is wide.</summary>
    private const int ConsoleWidth = 120;

    private const int ListedMistakes = 20;

    /// <summary>Around the content of a cell on both sides, and around each picture: a margin or a border.</summary>
    private const int CellPadding = 2 * 3;
    private const int PictureBorder = 2 * 3;

    public static DigitFormatter RenderingOf(DigitImage digit) => new([digit], 1, isGrid: false);

    public static DigitFormatter RenderingOf(DigitGrid grid) => new(grid.Digits, grid.ColumnCount, isGrid: true);

    public string ToHtml()
    {
        DigitPicture[] pictures = Pictures(MostPixels);
        var html = new HtmlWriter();
        using (html.Element("div"))
        {
            using (html.Element("table", ("cellpadding", "3"), ("style", "border-collapse:collapse;margin:0 0 4px;width:max-content")))
            {
                html.Element("caption", Caption(pictures.Length), ("style", "text-align:left;white-space:nowrap"));
                using (html.Element("tbody"))
                {
                    foreach (int[] row in Enumerable.Range(0, pictures.Length).Chunk(FittingColumns(pictures)))
                    {
                        using (html.Element("tr"))
                        {
                            foreach (int i in row) WriteDigit(html, i, pictures[i]);
                        }
                    }
                }
            }
        }

        return html.ToString();
    }

    public string ToPlainText()
    {
        DigitPicture[] pictures = Pictures(MostTextPixels);
        List<string> lines = [Caption(pictures.Length)];
        int next = 0;
        while (next < pictures.Length)
        {
            int first = next, width = 0;
            while (next < pictures.Length && next - first < columnCount && (next == first || width + ColumnWidth(next, pictures) <= ConsoleWidth))
            {
                width += ColumnWidth(next++, pictures);
            }

            lines.AddRange(SideBySide(first, next, pictures));
        }

        int[] mistakes = [.. Enumerable.Range(next, digits.Count - next).Where(i => digits[i].IsWrong)];
        lines.AddRange(mistakes.Take(ListedMistakes).Select(i => $"[{NumberFormat.Index(i)}] {string.Join(" ", CaptionOf(i, 1))}"));
        if (mistakes.Length > ListedMistakes) lines.Add($"… {NumberFormat.Index(mistakes.Length - ListedMistakes)} more wrong");
        return string.Join('\n', lines);
    }

    /// <summary>As many pictures as there is room for, at least one.</summary>
    private DigitPicture[] Pictures(int mostPixels)
    {
        List<DigitPicture> pictures = [];
        int pixels = 0;
        foreach (DigitImage digit in digits.Take(MostDigits))
        {
            var picture = new DigitPicture(digit);
            pixels += picture.Width * picture.Height;
            if (pictures.Count > 0 && pixels > mostPixels) break;
            pictures.Add(picture);
        }

        return [.. pictures];
    }

    private string Caption(int shownCount)
    {
        if (!isGrid) return $"Digit, {NumberFormat.Shape(digits[0].Height, digits[0].Width)} pixels";
        int knownCount = digits.Count(digit => digit.Label is not null && digit.Prediction is not null);
        int wrongCount = digits.Count(digit => digit.IsWrong);
        string verdict = knownCount == 0
            ? ""
            : $": {NumberFormat.Index(knownCount - wrongCount)} right, {NumberFormat.Index(wrongCount)} wrong";
        string hidden = shownCount < digits.Count ? $"; the first {NumberFormat.Index(shownCount)} are shown" : "";
        return $"{Words.Count(digits.Count, "digit", "digits")}{verdict}{hidden}";
    }

    private void WriteDigit(HtmlWriter html, int index, DigitPicture picture)
    {
        DigitImage digit = digits[index];
        int scale = ScaleOf(picture);
        using (html.Element("td", ("style", "text-align:center;vertical-align:top")))
        {
            html.Void(
                "img",
                ("src", picture.ToDataUri()),
                ("alt", digit.ToString()),
                ("width", NumberFormat.Index(picture.Width * scale)),
                ("height", NumberFormat.Index(picture.Height * scale)),
                ("style", $"image-rendering:pixelated;{(digit.IsWrong ? "border:3px solid #d4351c" : "margin:3px")}"));
            foreach (string line in CaptionOf(index, picture.Shrunk)) html.Element("div", line);
        }
    }

    /// <summary>As many columns as were asked for, or as many as fit a page.</summary>
    private int FittingColumns(DigitPicture[] pictures)
    {
        double[] widths = [.. pictures.Select((picture, i) => CellPadding + CaptionOf(i, picture.Shrunk)
            .Select(TextWidth.Of)
            .Append((picture.Width * ScaleOf(picture)) + PictureBorder)
            .Max())];
        int count = columnCount;
        // Each column is as wide as its widest cell.
        while (count > 1 && widths.Index().GroupBy(cell => cell.Index % count, cell => cell.Item).Sum(column => column.Max()) > TextWidth.OfPage) count--;
        return count;
    }

    /// <summary>A digit of 28 pixels is a thumb's width; a larger image stays as it is.</summary>
    private int ScaleOf(DigitPicture picture) => Math.Max(1, (isGrid ? 64 : 128) / Math.Max(picture.Width, picture.Height));

    /// <summary>What it is and what it was taken for, how sure that was, and what was done to show it: a line each.</summary>
    private IEnumerable<string> CaptionOf(int index, int shrunk)
    {
        DigitImage digit = digits[index];
        string? label = digit.Label is { } known ? NumberFormat.Index(known) : null;
        string? prediction = digit.Prediction is { } taken ? NumberFormat.Index(taken) : null;
        if (digit.IsWrong) yield return $"✗ {prediction}, not {label}";
        else if (label is not null && prediction is not null) yield return $"✓ {label}";
        else if (prediction is not null) yield return $"read as {prediction}";
        else if (label is not null) yield return label;

        if (digit.Confidence is { } confidence) yield return Confidence(confidence);
        if (digit.ClippedCount > 0) yield return $"{Words.Count(digit.ClippedCount, "pixel", "pixels")} outside 0 to 1";
        if (shrunk > 1) yield return $"shown at 1/{NumberFormat.Index(shrunk)}";
    }

    private static string Confidence(double confidence)
        => confidence is >= 0 and <= 1 ? Words.Share(confidence) : $"✗ {Words.Number(confidence)} is no probability";

    private int ColumnWidth(int index, DigitPicture[] pictures)
        => 2 + CaptionOf(index, pictures[index].Shrunk).Append("").Max(line => Math.Max(line.Length, pictures[index].Width));

    private IEnumerable<string> SideBySide(int first, int end, DigitPicture[] pictures)
    {
        string[][] columns = [.. Enumerable.Range(first, end - first).Select(i => ColumnOf(i, pictures))];
        for (int line = 0; line < columns.Max(column => column.Length); line++)
        {
            yield return string.Concat(columns.Select(
                (column, k) => (line < column.Length ? column[line] : "").PadRight(ColumnWidth(first + k, pictures)))).TrimEnd();
        }
    }

    private string[] ColumnOf(int index, DigitPicture[] pictures)
        => [.. CaptionOf(index, pictures[index].Shrunk), .. pictures[index].ToTextLines()];
}
