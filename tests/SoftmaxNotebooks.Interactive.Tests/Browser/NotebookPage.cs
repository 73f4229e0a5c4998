using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>An output as a notebook stores it: HTML, or plain text where there is no HTML.</summary>
internal sealed record PageOutput(string Name, string Content, bool IsHtml);

/// <summary>Outputs one below the other on a page that shows them as JupyterLab does, each 900 pixels wide.</summary>
internal sealed partial class NotebookPage(IReadOnlyList<PageOutput> outputs, string theme)
{
    /// <summary>The outputs, with a margin of 20 on both sides.</summary>
    public const int Width = 940;

    // Chromium's own limit for a picture is 16,384 pixels; half of it can still be looked at.
    private const int MostScreenshotHeight = 8000;

    private static readonly string Style = Resource("page.css");
    private static readonly string Script = Resource("measure.js");

    /// <summary>The outputs of a stored notebook that show a value: what cells print is the notebook's own text.</summary>
    public static IReadOnlyList<PageOutput> OutputsOf(string notebook)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(notebook));
        return
        [
            .. document.RootElement.GetProperty("cells").EnumerateArray().SelectMany((cell, cellIndex) =>
                !cell.TryGetProperty("outputs", out JsonElement stored) ? [] : stored.EnumerateArray().SelectMany((output, outputIndex) =>
                    !output.TryGetProperty("data", out JsonElement data) ? Array.Empty<PageOutput>()
                    : OutputOf(FormattableString.Invariant($"cell {cellIndex}, output {outputIndex}"), data))),
        ];
    }

    /// <summary>Opens the page and reads what its script has measured.</summary>
    public async Task<PageReport> MeasureAsync()
    {
        (string html, string[] console) = await Chromium.DumpAsync(Html(outputs));
        Match report = ReportAttribute().Match(html);
        Assert.True(report.Success, $"The page did not measure itself: {string.Join('\n', console)}");
        return new PageReport(JsonSerializer.Deserialize<OutputReport[]>(Uri.UnescapeDataString(report.Groups[1].Value))!, console);
    }

    /// <summary>Writes as many pictures as the page needs, whole outputs to each: name.png, or name-1.png and so on.</summary>
    public async Task<IReadOnlyList<(string Path, int Height)>> ScreenshotAsync(PageReport report, string pathWithoutExtension)
    {
        List<(int Start, int End, int Height)> parts = [];
        for (int i = 0; i < outputs.Count; i++)
        {
            int height = report.Outputs[i].Height;
            if (parts.Count > 0 && parts[^1].Height + height <= MostScreenshotHeight) parts[^1] = (parts[^1].Start, i + 1, parts[^1].Height + height);
            else parts.Add((i, i + 1, height));
        }

        List<(string Path, int Height)> pictures = [];
        foreach ((int part, (int start, int end, int height)) in parts.Index())
        {
            string suffix = parts.Count == 1 ? "" : FormattableString.Invariant($"-{part + 1}");
            string path = $"{pathWithoutExtension}{suffix}.png";
            await Chromium.ScreenshotAsync(Html(outputs.Take(start..end)), Width, height, path);
            pictures.Add((path, height));
        }

        return pictures;
    }

    private static IEnumerable<PageOutput> OutputOf(string name, JsonElement data)
    {
        if (data.TryGetProperty("text/html", out JsonElement html)) yield return new PageOutput(name, TextOf(html), IsHtml: true);
        // The host shows Markdown, pictures and the like before text, and they are not this package's.
        else if (data.EnumerateObject().Count() == 1 && data.TryGetProperty("text/plain", out JsonElement text))
            yield return new PageOutput(name, TextOf(text), IsHtml: false);
    }

    private static string TextOf(JsonElement lines)
        => lines.ValueKind == JsonValueKind.String ? lines.GetString()! : string.Concat(lines.EnumerateArray().Select(line => line.GetString()));

    // The serializer writes < and > as escapes, so no output can end the script that holds it.
    private string Html(IEnumerable<PageOutput> shown) => $"""
        <!DOCTYPE html>
        <html data-theme="{theme}">
        <head><meta charset="utf-8"><title>Outputs</title><style>{Style}</style></head>
        <body><script>const outputs = {JsonSerializer.Serialize(shown)};
        {Script}</script></body>
        </html>
        """;

    private static string Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(" data-report=\"([^\"]*)\"")]
    private static partial Regex ReportAttribute();
}
