using System.Text;
using System.Text.Json;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>Charts as the JSON of Plotly, whose front ends zoom and pan.</summary>
/// <remarks>The schema: plotly.com/javascript/reference. JSON has no NaN; a null is a gap.</remarks>
internal static class PlotlyFigure
{
    public const string MimeType = "application/vnd.plotly.v1+json";

    public static string OfLines(LineChart chart, IReadOnlyList<(string Name, IReadOnlyList<LinePoint> Points, LineStyle Style)> lines)
        => Write(chart, chart.LogX, chart.LogY, json =>
        {
            foreach ((string name, IReadOnlyList<LinePoint> points, LineStyle style) in lines)
            {
                json.WriteStartObject();
                json.WriteString("type", "scatter");
                json.WriteString("mode", "lines");
                json.WriteString("name", Markup(name));
                json.WriteStartObject("line");
                json.WriteString("color", style.Color);
                json.WriteString("dash", style.PlotlyDash);
                json.WriteEndObject();
                // A gap takes a point of its own.
                double?[] gap = [null];
                WriteNumbers(json, "x", points.SelectMany(point => point.IsStart ? gap.Append(point.X) : [point.X]));
                WriteNumbers(json, "y", points.SelectMany(point => point.IsStart ? gap.Append(point.Y) : [point.Y]));
                json.WriteEndObject();
            }
        });

    public static string OfBars(BarChart chart, IReadOnlyList<(string Name, double Value)> bars)
        => Write(chart, false, false, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "bar");
            json.WriteString("orientation", "h");
            WriteNumbers(json, "x", bars.Select(bar => (double?)bar.Value));
            // By position, because Plotly would put two bars of one name on top of each other.
            WriteNumbers(json, "y", bars.Select((_, i) => (double?)i));
            json.WriteEndObject();
        }, json =>
        {
            json.WriteString("autorange", "reversed");
            WriteNumbers(json, "tickvals", bars.Select((_, i) => (double?)i));
            json.WriteStartArray("ticktext");
            foreach ((string name, _) in bars) json.WriteStringValue(Markup(name));
            json.WriteEndArray();
        });

    public static string OfHeatmap(Heatmap chart, PatchExtremes cells, HeatmapColors colors)
        => Write(chart, false, false, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", "heatmap");
            json.WriteStartArray("z");
            for (int row = 0; row < cells.Height; row++)
            {
                json.WriteStartArray();
                foreach (double value in cells.Values.Slice(row * cells.Width, cells.Width)) WriteNumber(json, value);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            // The first cell and the way to the next, in the indices of the whole matrix.
            json.WriteNumber("x0", (cells.ColumnsPerPatch - 1) / 2.0);
            json.WriteNumber("dx", cells.ColumnsPerPatch);
            json.WriteNumber("y0", (cells.RowsPerPatch - 1) / 2.0);
            json.WriteNumber("dy", cells.RowsPerPatch);
            json.WriteNumber("zmin", colors.Low);
            json.WriteNumber("zmax", colors.High);
            json.WriteStartArray("colorscale");
            const int Stops = 16;
            for (int i = 0; i <= Stops; i++)
            {
                json.WriteStartArray();
                json.WriteNumberValue(i / (double)Stops);
                json.WriteStringValue(colors.ColorAt(i / (double)Stops).ToString());
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }, json => json.WriteString("autorange", "reversed"));

    private static string Write(
        Chart chart, bool isLogX, bool isLogY, Action<Utf8JsonWriter> writeTraces, Action<Utf8JsonWriter>? writeVerticalAxis = null)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            writeTraces(json);
            json.WriteEndArray();
            json.WriteStartObject("layout");
            // What the picture leaves out belongs to what it shows, and the only place that Plotly always shows is the title.
            string notes = string.Concat(chart.Notes.Take(6).Select(note => $"<br><sub>{Markup(Label.Shorten(note, 160))}</sub>"));
            WriteTitle(json, Markup(Label.Shorten(chart.Title, 80)) + notes);
            // The ground for which the colours are made, in a dark notebook too.
            json.WriteString("paper_bgcolor", "#fff");
            json.WriteString("plot_bgcolor", "#fff");
            json.WriteStartObject("font");
            json.WriteString("color", SvgCanvas.Ink);
            json.WriteEndObject();
            WriteAxis(json, "xaxis", chart.XLabel, isLogX, null);
            WriteAxis(json, "yaxis", chart.YLabel, isLogY, writeVerticalAxis);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteAxis(Utf8JsonWriter json, string name, string label, bool isLogarithmic, Action<Utf8JsonWriter>? writeMore)
    {
        json.WriteStartObject(name);
        WriteTitle(json, Markup(Label.Shorten(label, 60)));
        json.WriteString("type", isLogarithmic ? "log" : "linear");
        writeMore?.Invoke(json);
        json.WriteEndObject();
    }

    private static void WriteTitle(Utf8JsonWriter json, string text)
    {
        json.WriteStartObject("title");
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<double?> numbers)
    {
        json.WriteStartArray(name);
        foreach (double? number in numbers) WriteNumber(json, number);
        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, double? number)
    {
        if (number is { } value && double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }

    /// <summary>Plotly reads some HTML in its texts; this is a text that holds none.</summary>
    private static string Markup(string text)
    {
        var html = new HtmlWriter();
        html.Text(text);
        return html.ToString();
    }
}
