using System.Text;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Formatters;

/// <summary>A Jacobian's table, and the same numbers to copy as long as they do not take more room than the table may.</summary>
internal sealed class JacobianRendering(Jacobian jacobian, NumberTable table) : IRendering
{
    /// <summary>Rows and columns that somebody would copy by hand.</summary>
    private const int MostCopied = 16;

    /// <summary>A notebook holds many small outputs: one of up to 100 entries takes at most 12 kB, a larger one 64 kB.</summary>
    private const int SmallCount = 100;
    private const int SmallBudget = 12_000;
    private const int Budget = 64_000;

    /// <summary>So short, two names in the title of a cell give way to two indices.</summary>
    private const int ShortestName = 3;

    public NumberTable Table => table;

    public string ToHtml()
    {
        long count = (long)jacobian.RowCount * jacobian.ColumnCount;
        if (count == 0) return table.ToHtml();
        int budget = count <= SmallCount ? SmallBudget : Budget;
        if (jacobian.RowCount <= MostCopied && jacobian.ColumnCount <= MostCopied)
        {
            string html = Html(table, WriteCopies);
            if (Encoding.UTF8.GetByteCount(html) <= budget) return html;
        }

        // A name of 48 characters that all have to be escaped takes 240 bytes, and stands in many titles.
        int nameLength = Label.LongestTitle;
        while (true)
        {
            string html = Html(table.WithNamesUpTo(nameLength), html => html.Element("div", "To copy: .ToCSharp(), .ToCsv(), .ToLatex()"));
            if (nameLength <= ShortestName || Encoding.UTF8.GetByteCount(html) <= budget) return html;
            nameLength /= 2;
        }
    }

    public string ToPlainText() => table.ToPlainText();

    private static string Html(NumberTable table, Action<HtmlWriter> writeEnd)
    {
        var html = new HtmlWriter();
        using (html.Element("div", ("style", "overflow-x:auto")))
        {
            table.WriteContent(html);
            writeEnd(html);
        }

        return html.ToString();
    }

    private void WriteCopies(HtmlWriter html)
    {
        using (html.Element("details"))
        {
            html.Summary("Copy as C#, CSV or LaTeX");
            foreach ((string language, string text) in new[] { ("C#", jacobian.ToCSharp()), ("CSV", jacobian.ToCsv()), ("LaTeX", jacobian.ToLatex()) })
            {
                html.Element("div", language);
                html.Element("pre", text.ReplaceLineEndings("\n"), ("style", "white-space:pre-wrap;word-wrap:break-word"));
            }
        }
    }
}
