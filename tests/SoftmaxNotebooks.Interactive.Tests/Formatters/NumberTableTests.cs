using System.Xml.Linq;
using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

/// <summary>What holds of every table of numbers, beside what holds of everything that is shown.</summary>
public class NumberTableTests
{
    public static TheoryData<string> SampleNames => [.. Samples.Tables.Keys];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void The_title_of_each_cell_is_its_index_and_its_full_value(string sample)
    {
        NumberTable table = Samples.Tables[sample]();
        XElement[] cells = [.. XElement.Parse(table.ToHtml()).Descendants("td").Where(cell => cell.Attribute("title") is not null)];

        int[] rows = [.. new Truncation(table.Rows.Count, 20, table.Summary.Extreme.Row).Shown];
        int[] columns = [.. new Truncation(table.Columns?.Count ?? 1, 20, table.Summary.Extreme.Column).Shown];
        Assert.All(cells, cell => Assert.Matches(@"^J?\[.*\] = [^ ]+$", cell.Attribute("title")!.Value));
        Assert.Equal(
            rows.SelectMany(row => columns.Select(column => table.Grid.At(row, column).Full)),
            cells.Select(cell => cell.Attribute("title")!.Value.Split(" = ")[^1]));
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Plain_text_is_aligned(string sample)
    {
        NumberTable table = Samples.Tables[sample]();
        string[] lines = table.ToPlainText().Split('\n');
        int shownCount = new Truncation(table.Rows.Count, 20, table.Summary.Extreme.Row).Shown.Count();

        Assert.Equal(table.Caption, lines[0]);
        int rowCount = shownCount + (table.Columns is { Count: > 0 } ? 1 : 0);
        string[] rows = [.. lines[1..].Where(line => !line.StartsWith('…')).Take(rowCount)];
        Assert.Equal(rowCount, rows.Length);
        Assert.True(rows.Select(row => row.Length).Distinct().Count() <= 1, string.Join('\n', rows));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(100.5, "100.50")]
    public void The_entry_that_matters_most_is_shown_wherever_it_lies(double value, string text)
    {
        NumberTable table = Samples.JacobianOf(50, 60, (i, j) => i == 25 && j == 30 ? value : i == 3 ? 1.25 : 1);
        string plain = table.ToPlainText();
        XElement html = XElement.Parse(table.ToHtml());

        // 20 are shown: 10 at the beginning, 9 at the end and the one. 25 - 10 and 50 - 9 - 26 rows are hidden; 20 and 60 - 9 - 31 columns.
        Assert.Equal(text, Assert.Single(html.Descendants("td"), cell => cell.Attribute("title")?.Value.StartsWith("J[p[25], z[30]]", StringComparison.Ordinal) == true).Value);
        Assert.Equal(["… 15 more rows", "… 15 more rows"], html.Descendants("td").Where(cell => cell.Attribute("colspan") is not null).Select(cell => cell.Value));
        Assert.Equal(["… 20 more columns", "… 20 more columns"], html.Descendants("th").Select(header => header.Value).Where(name => name.StartsWith('…')));
        Assert.Single(plain.Split('\n'), line => line.StartsWith("p[25] ", StringComparison.Ordinal) && line.Contains($" {text} ", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_NaN_and_the_largest_number_the_NaN_matters_and_the_first_by_rows()
    {
        NumberTable table = Samples.JacobianOf(50, 60, (i, j) => (i, j) switch { (25, 30) => double.NaN, (24, 31) => double.NaN, (20, 20) => 9, _ => 1 });

        Assert.Equal((24, 31), table.Summary.Extreme);
        Assert.Equal((20, 20), table.Summary.LargestMagnitudeAt);
    }

    [Fact]
    public void The_limits_of_the_colours_come_from_all_entries()
    {
        // Beside 100.5 in the middle of 50 × 50, which is hidden from a part of the table, 1 is pale.
        NumberTable table = Samples.JacobianOf(50, 50, (i, j) => i == 25 && j == 25 ? 100.5 : 1);

        Assert.Equal(new ColorScale(100.5), table.Scale);
        Assert.Contains("\u00A0100.5\u00A0</span>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains($"J[p[0], z[0]] = 1\" style=\"background:{ColorMap.Diverging(0.01)};", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_rows_and_columns_are_counted()
    {
        NumberTable table = Samples.JacobianOf(100, 784, (_, _) => 1);

        // 20 of each are shown in HTML, 20 rows and 10 columns in text: 100 - 20, 784 - 20, 784 - 10.
        Assert.Contains("<th scope=\"col\">… 764 more columns</th>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<tr><td colspan=\"22\" style=\"text-align:left\">… 80 more rows</td></tr>", table.ToHtml(), StringComparison.Ordinal);
        string[] lines = table.ToPlainText().Split('\n');
        Assert.Contains("  … 774 more  ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(" p[9] ", lines[11], StringComparison.Ordinal);
        Assert.Equal("… 80 more rows", lines[12]);
        Assert.StartsWith("p[90] ", lines[13], StringComparison.Ordinal);
    }
}
