using System.Xml.Linq;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Interactive.Tests.Formatters;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

/// <summary>The width of a page, 900 pixels, that no table exceeds: measured by characters, in the widest font that a notebook falls back to.</summary>
[Collection(SerialFormatterTests.Name)]
public sealed class WidthTests : IDisposable
{
    public WidthTests()
    {
        Formatter.ResetToDefault();
        SoftmaxExtension.Load();
    }

    public static TheoryData<string> SampleNames => [.. Samples.All.Keys];

    public static TheoryData<string> ValueSampleNames => [.. ValueSamples.All.Keys];

    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Numbers_fit_a_page(string sample) => AssertFits(Samples.All[sample]().ToHtml());

    [Theory]
    [MemberData(nameof(ValueSampleNames))]
    public void Values_fit_a_page(string sample) => AssertFits(ValueSamples.All[sample].ToDisplayString("text/html"));

    private static void AssertFits(string html) => Assert.All(XElement.Parse(html).Descendants("table"), table =>
    {
        XElement[][] rows = [.. table.Descendants("tr")
            .Select(row => row.Elements().ToArray())
            .Where(cells => cells.All(cell => cell.Attribute("colspan") is null))];
        // Padding on both sides of each cell: half an em in a notebook, or else what the table asks for.
        double padding = table.Descendants("img").Any() ? 2 * (double)table.Attribute("cellpadding")! : 13;
        double width = rows.Length == 0 ? 0 : Enumerable.Range(0, rows[0].Length)
            .Sum(column => padding + rows.Where(row => column < row.Length).Max(row => WidthOf(row[column])));
        Assert.InRange(width, 0, 900);
        // A caption does not wrap.
        Assert.InRange(TextWidth.Of(table.Element("caption")!.Value), 0, 900);
    });

    // A bar is of monospaced blocks, 0.602 em each. A picture has lines below it, and a margin or a border of 3 pixels.
    private static double WidthOf(XElement cell) => cell.HasElements
        ? cell.Elements().Max(element => element.Name == "img" ? 6 + (double)element.Attribute("width")! : TextWidth.Of(element.Value))
        : cell.Value.All(c => c is '█' or '▌') ? 13 * 0.602 * cell.Value.Length
        : cell.Name == "th" ? TextWidth.OfBold(cell.Value) : TextWidth.Of(cell.Value);
}
