using System.Globalization;
using System.Text;
using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

/// <summary>What holds of every table that this package shows, tried on every sample.</summary>
public class TableContractTests
{
    private static readonly string[] ElementsInUse = ["div", "table", "caption", "thead", "tbody", "tr", "th", "td", "span"];
    private static readonly string[] AttributesInUse = ["title", "style", "scope", "colspan", "cellpadding"];

    public static TheoryData<string> SampleNames => [.. Samples.Tables.Keys];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Html_is_well_formed_and_holds_nothing_but_a_table_and_text(string sample)
    {
        XElement html = Html(sample);

        // No script, style sheet, image or link, no id, class or handler: none is in the lists.
        Assert.All(html.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, ElementsInUse));
        Assert.All(html.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, AttributesInUse));
        Assert.All(html.Descendants().Attributes("style"), style => Assert.DoesNotContain("url", style.Value, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void The_table_has_a_caption_and_its_headers_say_what_they_head(string sample)
    {
        XElement table = Html(sample).Element("table")!;

        Assert.Equal(Samples.Tables[sample].Caption, table.Element("caption")?.Value);
        Assert.All(table.Elements("thead").Descendants("th"), header => Assert.Equal("col", header.Attribute("scope")?.Value));
        Assert.All(table.Elements("tbody").Descendants("th"), header => Assert.Equal("row", header.Attribute("scope")?.Value));
        Assert.All(table.Elements("tbody").Descendants("tr"), row => Assert.True(row.Elements("th").Any() || row.Value.StartsWith('…')));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void All_rows_are_equally_long(string sample)
    {
        int[] lengths = [.. Html(sample).Descendants("tr").Select(row => row.Elements().Sum(cell => (int?)cell.Attribute("colspan") ?? 1))];

        Assert.True(lengths.Distinct().Count() <= 1, string.Join(' ', lengths));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void The_title_of_each_cell_is_its_index_and_its_full_value(string sample)
    {
        NumberTable table = Samples.Tables[sample];
        XElement[] cells = [.. Html(sample).Descendants("td").Where(cell => cell.Attribute("title") is not null)];

        Assert.Equal(ShownCount(table.Rows.Count) * ShownCount(table.Columns?.Count ?? 1), cells.Length);
        Assert.All(cells, cell => Assert.Matches(@"^J?\[.*\] = [^ ]+$", cell.Attribute("title")!.Value));
        if (cells.Length == 0) return;
        Number first = table.EntryAt(0, 0);
        Number last = table.EntryAt(table.Rows.Count - 1, (table.Columns?.Count ?? 1) - 1);
        Assert.EndsWith($"] = {first.Full}", cells[0].Attribute("title")!.Value, StringComparison.Ordinal);
        Assert.EndsWith($"] = {last.Full}", cells[^1].Attribute("title")!.Value, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Output_is_the_same_bytes_in_every_culture(string sample)
    {
        NumberTable table = Samples.Tables[sample];
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            (string html, string text) = (table.ToHtml(), table.ToPlainText());
            foreach (string culture in new[] { "de-DE", "ar-SA", "tr-TR", "sv-SE" })
            {
                // Without ICU data every culture is the invariant one, and this test would see nothing.
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal(html, table.ToHtml());
                Assert.Equal(text, table.ToPlainText());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Output_is_bounded(string sample)
    {
        NumberTable table = Samples.Tables[sample];

        Assert.InRange(Encoding.UTF8.GetByteCount(table.ToHtml()), 1, 128 * 1024);
        Assert.InRange(Encoding.UTF8.GetByteCount(table.ToPlainText()), 1, 16 * 1024);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void A_10_by_10_Jacobian_of_softmax_takes_at_most_12_KiB(double largestLogit)
    {
        foreach (int seed in Enumerable.Range(0, 100))
        {
            string html = JacobianFormatter.TableOf(Samples.SoftmaxJacobian(10, seed, largestLogit)).ToHtml();
            Assert.InRange(Encoding.UTF8.GetByteCount(html), 1, 12 * 1024);
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Plain_text_is_aligned(string sample)
    {
        NumberTable table = Samples.Tables[sample];
        string[] lines = table.ToPlainText().Split('\n');

        Assert.Equal(table.Caption, lines[0]);
        string[] rows = [.. lines[1..(table.Note is null ? ^0 : ^1)].Where(line => !line.StartsWith('…'))];
        Assert.Equal(ShownCount(table.Rows.Count) + (table.Columns is { Count: > 0 } ? 1 : 0), rows.Length);
        Assert.True(rows.Select(row => row.Length).Distinct().Count() <= 1, string.Join('\n', rows));
        Assert.DoesNotContain(table.ToPlainText(), c => c != '\n' && char.IsControl(c));
    }

    /// <summary>The documented limit: all up to 21, otherwise 20.</summary>
    private static int ShownCount(int count) => count <= 21 ? count : 20;

    private static XElement Html(string sample) => XElement.Parse(Samples.Tables[sample].ToHtml());
}
