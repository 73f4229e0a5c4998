using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Charts;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive;

/// <summary>What the colours of a <see cref="Heatmap"/> mean.</summary>
public enum HeatmapScale
{
    /// <summary>Diverging if there are numbers on both sides of zero, and sequential if not.</summary>
    Automatic,

    /// <summary>Blue below zero, near-white at zero, orange above; as far on one side as on the other.</summary>
    Diverging,

    /// <summary>From near-white for the smallest number to blue for the largest.</summary>
    Sequential,
}

/// <summary>A matrix as a picture: a coloured cell for each entry.</summary>
/// <remarks>
/// <code>
/// new Heatmap(weights) { Title = "Weights of the first layer", XLabel = "pixel", YLabel = "unit" }
/// </code>
/// Row 0 is at the top. A small matrix has its numbers in its cells. An entry that is not finite is grey, and counted.
/// </remarks>
public sealed class Heatmap : Chart
{
    private const double MostPlotWidth = 560;
    private const double MostPlotHeight = 420;

    /// <summary>Wide enough for -0.00838, an entry of a Jacobian in three digits.</summary>
    private const double LargestCell = 64;
    private const double LeastSide = 60;
    private const double Gap = 8;
    private const double LineHeight = 18;
    private const double LegendBarWidth = 16;
    private const double LegendWidth = 110;
    private const int NameLength = 20;
    private const double NameWidth = 130;
    private const int MostNames = 24;
    private const int MostTicks = 8;

    /// <summary>A cell as a rectangle takes 80 bytes, with its number 160.</summary>
    private const int MostRectangles = 144;

    /// <summary>A byte a pixel at worst, and base64 makes 3 bytes 4, twice: the image is inside an image. 36,000 take 64 kB.</summary>
    private const int MostPixels = 36_000;

    /// <summary>25 bytes a number in JSON.</summary>
    private const int MostPlotlyCells = 4000;

    private readonly Matrix<double> _entries;

    // Once, because each looks at every entry.
    private readonly Lazy<GridSummary> _summary;
    private readonly Lazy<PatchExtremes> _pixels;

    /// <summary>The entries of a matrix.</summary>
    /// <remarks>They are copied.</remarks>
    public Heatmap(Matrix<double> matrix)
        : this(matrix?.ToColumnMajorArray() ?? throw new ArgumentNullException(nameof(matrix)), matrix.RowCount, matrix.ColumnCount)
    {
    }

    /// <summary>The entries of an array, of which the first index is the row.</summary>
    /// <remarks>They are copied.</remarks>
    public Heatmap(double[,] entries)
        : this(Matrix<double>.Build.DenseOfArray(entries ?? throw new ArgumentNullException(nameof(entries))))
    {
    }

    private Heatmap(double[] entries, int rowCount, int columnCount)
    {
        _entries = Matrix<double>.Build.Dense(rowCount, columnCount, entries);
        _summary = new(() => new GridSummary(Grid));
        _pixels = new(() => Pooled(MostPixels));
    }

    /// <summary>What the colours mean.</summary>
    public HeatmapScale Scale { get; init; }

    /// <summary>The names of the rows; without them they have numbers.</summary>
    public IReadOnlyList<string>? RowNames { get; init; }

    /// <summary>The names of the columns; without them they have numbers.</summary>
    public IReadOnlyList<string>? ColumnNames { get; init; }

    internal override string Description
    {
        get
        {
            string shape = NumberFormat.Shape(RowCount, ColumnCount);
            if (Count == 0) return $"{Heading("Heatmap")}: {shape}, no entries.";
            GridSummary summary = _summary.Value;
            string notFinite = summary.FirstNotFinite is { } first
                ? $", {NumberFormat.Index(summary.NotFiniteCount)} not finite, the first at {Place(first)}"
                : "";
            string range = !summary.HasFinite
                ? ""
                : $", smallest {NumberFormat.Alone(summary.Smallest)} at {Place(summary.SmallestAt)}"
                    + $", largest {NumberFormat.Alone(summary.Largest)} at {Place(summary.LargestAt)}";
            return $"{Heading("Heatmap")}: {shape}{range}{notFinite}.";
        }
    }

    internal override IReadOnlyList<string> Notes
    {
        get
        {
            if (!_summary.Value.HasFinite) return [];
            HeatmapColors colors = Colors();
            PatchExtremes pixels = _pixels.Value;
            List<string> notes = [colors.Low == colors.High
                ? $"All the same: {NumberFormat.Alone(colors.High)}."
                : colors.IsDiverging
                ? $"Blue below 0, orange above; from {NumberFormat.Alone(colors.Low)} to {NumberFormat.Alone(colors.High)}."
                : $"The darker, the larger; from {NumberFormat.Alone(colors.Low)} to {NumberFormat.Alone(colors.High)}."];
            if (pixels.IsPooled)
            {
                notes.Add(
                    $"Each cell stands for {NumberFormat.Shape(pixels.RowsPerPatch, pixels.ColumnsPerPatch)} entries, and shows the one farthest from the "
                    + "middle of the scale, or one that is not finite.");
            }

            return notes;
        }
    }

    private int RowCount => _entries.RowCount;

    private int ColumnCount => _entries.ColumnCount;

    private int Count => RowCount * ColumnCount;

    private Axis Rows => new(RowCount, row => NameOf(RowNames, row));

    private Axis Columns => new(ColumnCount, column => NameOf(ColumnNames, column));

    private NumberGrid Grid => NumberGrid.Of(_entries, NumberKind.Double);

    /// <inheritdoc/>
    public override string ToSvg()
    {
        HeatmapColors colors = Colors();
        (double width, double height) = PlotSize();
        string[]? rowNames = ShownNames(RowNames, RowCount);
        string[]? columnNames = ShownNames(ColumnNames, ColumnCount);
        double cellWidth = width / Math.Max(1, ColumnCount);
        double columnNameWidth = columnNames?.Max(SvgCanvas.WidthOf) ?? 0;
        bool turnsColumnNames = columnNameWidth > cellWidth - 4;
        double rowNameWidth = rowNames?.Max(SvgCanvas.WidthOf) ?? SvgCanvas.WidthOf(NumberFormat.Index(RowCount));
        double left = rowNameWidth + (2 * Gap) + (string.IsNullOrEmpty(YLabel) ? 0 : LineHeight);
        double top = Gap + (string.IsNullOrEmpty(Title) ? 0 : LineHeight + Gap);
        double below = columnNames is not null && turnsColumnNames ? columnNameWidth + Gap : LineHeight;
        double titleWidth = SvgCanvas.WidthOf(Title ?? "") * 1.1;
        double pictureWidth = Math.Max(left + width + LegendWidth + (2 * Gap), Math.Min(titleWidth + (2 * Gap), 760));
        double pictureHeight = Math.Max(
            top + height + below + Gap + (string.IsNullOrEmpty(XLabel) ? 0 : LineHeight), top + (2 * LeastSide) + Gap);
        return SvgCanvas.Draw(pictureWidth, pictureHeight, Heading("Heatmap"), Description, canvas =>
        {
            DrawCells(canvas, left, top, width, height, colors);
            canvas.Box(left, top, width, height);
            foreach ((double position, string text) in Marks(rowNames, RowCount, MostTicks))
            {
                canvas.Text(left - Gap, top + (position * height) + 4, text, Anchor.End);
            }

            int mostColumnTicks = Math.Max(1, Math.Min(MostTicks, (int)(width / (SvgCanvas.WidthOf(NumberFormat.Index(ColumnCount)) + Gap))));
            foreach ((double position, string text) in Marks(columnNames, ColumnCount, mostColumnTicks))
            {
                double x = left + (position * width);
                if (columnNames is not null && turnsColumnNames) canvas.VerticalText(x + 4, top + height + Gap, text, Anchor.End);
                else canvas.Text(x, top + height + 14, text, Anchor.Middle);
            }

            DrawLegend(canvas, left + width + (2 * Gap), top, Math.Max(height, 2 * LeastSide), colors);
            canvas.Title(Title, pictureWidth);
            // Around the middle of the cells, which is not that of the picture.
            string xLabel = SvgCanvas.Fit(XLabel, Math.Max(LeastSide, 2 * Math.Min(left + (width / 2), pictureWidth - left - (width / 2))));
            string yLabel = SvgCanvas.Fit(YLabel, Math.Max(LeastSide, height));
            if (xLabel.Length > 0) canvas.Text(left + (width / 2), top + height + below + 14, xLabel, Anchor.Middle);
            if (yLabel.Length > 0) canvas.VerticalText(LineHeight - 2, Math.Max(top + (height / 2), LeastSide / 2), yLabel, Anchor.Middle);
        });
    }

    /// <inheritdoc/>
    public override string ToPlainText() => $"{Description}\n{Table().ToPlainText()}";

    /// <inheritdoc/>
    public override string ToPlotly() => PlotlyFigure.OfHeatmap(this, Pooled(MostPlotlyCells), Colors());

    internal override void WriteValues(HtmlWriter html)
        => WriteTable(html, Shape, Rows, Columns, (row, column) => Number.Of(_entries[row, column]).Full);

    private string Shape => $"Entries, {NumberFormat.Shape(RowCount, ColumnCount)}";

    private static string NameOf(IReadOnlyList<string>? names, int index)
        => names is not null && index < names.Count ? names[index] : NumberFormat.Index(index);

    /// <summary>All names, if there are few enough to be read; null if numbers have to do.</summary>
    private static string[]? ShownNames(IReadOnlyList<string>? names, int count)
        => names is null || count is 0 or > MostNames
            ? null
            : [.. Enumerable.Range(0, count).Select(i => SvgCanvas.Fit(NameOf(names, i), NameWidth))];

    /// <summary>Names at the middle of their cells, or else some of the indices.</summary>
    private static IEnumerable<(double Position, string Text)> Marks(string[]? names, int count, int mostTicks)
    {
        if (count == 0) return [];
        if (names is not null) return names.Select((name, i) => ((i + 0.5) / count, name));
        IEnumerable<int> indices = NiceTicks.Linear(0, count - 1, Math.Max(2, mostTicks))
            .Where(tick => tick.Value == Math.Floor(tick.Value))
            .Select(tick => (int)tick.Value);
        return indices.DefaultIfEmpty(0).Select(i => ((i + 0.5) / count, NumberFormat.Index(i)));
    }

    private NumberTable Table() => new()
    {
        Caption = Shape,
        Rows = Rows,
        Columns = Columns,
        Grid = Grid,
    };

    /// <summary>Square cells as far as they fit, but no side so short that nothing is seen of it.</summary>
    private (double Width, double Height) PlotSize()
    {
        double cell = Math.Min(LargestCell, Math.Min(MostPlotWidth / Math.Max(1, ColumnCount), MostPlotHeight / Math.Max(1, RowCount)));
        return (
            Math.Clamp(cell * ColumnCount, Math.Min(LeastSide, LargestCell * Math.Max(1, ColumnCount)), MostPlotWidth),
            Math.Clamp(cell * RowCount, Math.Min(LeastSide, LargestCell / 2 * Math.Max(1, RowCount)), MostPlotHeight));
    }

    private void DrawCells(SvgCanvas canvas, double left, double top, double width, double height, HeatmapColors colors)
    {
        if (Count == 0) return;
        if (Count > MostRectangles)
        {
            canvas.Image(left, top, width, height, ImageOf(colors));
            return;
        }

        double cellWidth = width / ColumnCount;
        double cellHeight = height / RowCount;
        double[] entries = _entries.ToRowMajorArray();
        NumberFormat format = NumberFormat.For(entries.Select(Number.Of));
        string[][] texts = [[.. entries.Select(format.Short)], [.. entries.Select(ThreeDigits)]];
        string[]? fitting = cellHeight < 16
            ? null
            : texts.FirstOrDefault(candidates => candidates.All(text => SvgCanvas.WidthOf(text) <= cellWidth - 4));
        for (int row = 0; row < RowCount; row++)
        {
            for (int column = 0; column < ColumnCount; column++)
            {
                Color ground = colors.ColorOf(_entries[row, column]);
                double x = left + (column * cellWidth);
                double y = top + (row * cellHeight);
                canvas.Rectangle(x, y, cellWidth, cellHeight, ground.ToString());
                if (fitting is null) continue;
                string ink = Color.Contrast(ground, Color.Black) >= Color.Contrast(ground, Color.White) ? "#000" : "#fff";
                canvas.Text(x + (cellWidth / 2), y + (cellHeight / 2) + 4, fitting[(row * ColumnCount) + column], Anchor.Middle, ink);
            }
        }
    }

    private string ImageOf(HeatmapColors colors)
    {
        PatchExtremes pixels = _pixels.Value;
        var indices = new byte[pixels.Values.Length];
        for (int i = 0; i < indices.Length; i++) indices[i] = colors.IndexOf(pixels.Values[i]);
        (byte, byte, byte)[] palette = [.. colors.Palette.Select(color => (color.Red, color.Green, color.Blue))];
        return IndexedPng.DataUri(pixels.Width, pixels.Height, indices, palette);
    }

    private void DrawLegend(SvgCanvas canvas, double x, double top, double room, HeatmapColors colors)
    {
        if (Count == 0) return;
        bool hasNotFinite = _summary.Value.NotFiniteCount > 0;
        top += 6;
        if (colors.High == colors.Low)
        {
            // There is no scale from a number to itself.
            bool hasNumber = _summary.Value.HasFinite;
            if (hasNumber) DrawSwatch(canvas, x, top, colors.ColorOf(colors.High), NumberFormat.Alone(colors.High));
            if (hasNotFinite) DrawSwatch(canvas, x, top + (hasNumber ? LineHeight + Gap : 0), ColorMap.Neutral, "not finite");
            return;
        }

        double height = Math.Min(room - 12 - (hasNotFinite ? LineHeight + Gap : 0), 240);
        const int Steps = 32;
        for (int i = 0; i < Steps; i++)
        {
            // A little higher than its step, so that no seam shows.
            double y = top + (i * height / Steps);
            canvas.Rectangle(x, y, LegendBarWidth, Math.Min((height / Steps) + 0.5, top + height - y), colors.ColorAt(1 - ((i + 0.5) / Steps)).ToString());
        }

        canvas.Box(x, top, LegendBarWidth, height);
        (double, double)[] labels = colors.IsDiverging
            ? [(0, colors.High), (0.5, 0), (1, colors.Low)]
            : [(0, colors.High), (1, colors.Low)];
        foreach ((double position, double value) in labels)
        {
            canvas.Line(x + LegendBarWidth, top + (position * height), x + LegendBarWidth + 4, top + (position * height), SvgCanvas.Frame);
            canvas.Text(x + LegendBarWidth + 7, top + (position * height) + 4, NumberFormat.Alone(value));
        }

        if (hasNotFinite) DrawSwatch(canvas, x, top + height + Gap, ColorMap.Neutral, "not finite");
    }

    private static void DrawSwatch(SvgCanvas canvas, double x, double y, Color color, string text)
    {
        canvas.Rectangle(x, y, LegendBarWidth, LegendBarWidth - 2, color.ToString());
        canvas.Box(x, y, LegendBarWidth, LegendBarWidth - 2); // Zero is almost as white as the page.
        canvas.Text(x + LegendBarWidth + 7, y + 11, text);
    }

    /// <summary>What a cell has room for; the table has all digits.</summary>
    private static string ThreeDigits(double entry)
        => double.IsFinite(entry) && entry != 0 ? entry.ToString("G3", CultureInfo.InvariantCulture) : NumberFormat.Alone(entry);

    private HeatmapColors Colors()
    {
        if (!_summary.Value.HasFinite) return new HeatmapColors(0, 0, Scale == HeatmapScale.Diverging);
        (double low, double high) = (_summary.Value.Smallest, _summary.Value.Largest);
        bool isDiverging = Scale == HeatmapScale.Diverging || (Scale == HeatmapScale.Automatic && low < 0 && high > 0);
        double limit = Math.Max(Math.Abs(low), Math.Abs(high));
        return isDiverging ? new HeatmapColors(-limit, limit, true) : new HeatmapColors(low, high, false);
    }

    private PatchExtremes Pooled(int mostPixels)
    {
        var pixels = new PatchExtremes(RowCount, ColumnCount, mostPixels, Colors().Middle);
        Grid.VisitAll(pixels.Add);
        return pixels;
    }

    private string Place((int Row, int Column) place)
        => $"[{Label.Shorten(NameOf(RowNames, place.Row), NameLength)}, {Label.Shorten(NameOf(ColumnNames, place.Column), NameLength)}]";
}
