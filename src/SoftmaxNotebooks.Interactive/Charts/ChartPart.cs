using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Charts;

/// <summary>A chart inside a document that has its numbers in a table of its own.</summary>
internal sealed record ChartPart(Chart Chart) : IDocumentPart
{
    public IEnumerable<string> TextLines => Chart.ToPlainText().Split('\n');

    public void WriteTo(HtmlWriter html)
    {
        new Picture(Chart.ToSvg(), Chart.Description).WriteTo(html);
        foreach (string note in Chart.Notes) new Line(note).WriteTo(html);
    }
}
