using System.Globalization;
using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
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

        // As many rows as there is room for; of the columns as many as fit, those at both ends and the one that matters.
        int[] rows = [.. new Truncation(table.Rows.Count, 20, table.Summary.Extreme.Row).Shown];
        int shownCount = rows.Length == 0 ? 0 : cells.Length / rows.Length;
        int[] columns = [.. Enumerable.Range(0, 21)
            .Select(limit => new Truncation(table.Columns?.Count ?? 1, limit, table.Summary.Extreme.Column).Shown.ToArray())
            .First(shown => shown.Length == shownCount || rows.Length == 0)];
        Assert.Contains(table.Columns is null ? 0 : table.Summary.Extreme.Column, columns.DefaultIfEmpty(0));
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

        // 20 rows are shown: 10 at the beginning, 9 at the end and the one. 25 - 10 and 50 - 9 - 26 are hidden. Of the columns fewer fit.
        Assert.Equal(text, Assert.Single(html.Descendants("td"), cell => cell.Attribute("title")?.Value.StartsWith("J[p[25], z[30]]", StringComparison.Ordinal) == true).Value);
        Assert.Equal(["… 15 more rows", "… 15 more rows"], html.Descendants("td").Where(cell => cell.Attribute("colspan") is not null).Select(cell => cell.Value));
        XElement[] gaps = [.. html.Descendants("th").Where(header => header.Value == "…")];
        Assert.Equal(2, gaps.Length);
        Assert.Contains(html.Descendants("th"), header => header.Value == "z[30]");
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

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void Ten_by_ten_is_whole(double largestLogit)
    {
        foreach (int seed in Enumerable.Range(0, 50))
        {
            var html = XElement.Parse(JacobianFormatter.TableOf(Samples.SoftmaxJacobian(10, seed, largestLogit)).ToHtml());
            Assert.Equal(100, html.Descendants("td").Count(cell => cell.Attribute("title") is not null));
            Assert.Empty(html.Descendants("img"));
        }
    }

    [Fact]
    public void As_many_columns_are_shown_as_fit()
    {
        static int ShownCount(double entry) => XElement.Parse(Samples.JacobianOf(2, 50, (_, _) => entry).ToHtml())
            .Descendants("tbody").Elements().First().Elements("td").Count(cell => cell.Attribute("title") is not null);

        // By hand: 890 pixels less 13 + 13 (0.72 + 0.696 + 2 × 0.458) = 43 of p[0] and 28 of the gap are 819. A column takes 13 for its padding
        // and its name in bold, 30 for z[0], 39 for z[49], or its number: -1.235e-300 is 13 (7 × 0.637 + 0.64 + 0.318 + 2 × 0.361) = 80.
        Assert.Equal(9 + 8, ShownCount(1)); // 9 × 43 + 8 × 52 = 803, and one more is too much.
        Assert.Equal(8, ShownCount(-1.2345e-300)); // 8 × 93 = 744
    }

    [Fact]
    public void Three_columns_are_shown_whatever_they_are_called_and_their_names_are_in_the_titles()
    {
        string[] names = [.. Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $"{new string('W', 40)}{i}"))];
        XElement[] headers = [.. XElement.Parse(Samples.JacobianOf(30, 30, (i, j) => i == 5 && j == 15 ? 9 : 1, names, names).ToHtml())
            .Descendants("thead").Descendants("th")];

        Assert.Equal([names[0], names[15], names[29]], headers.Where(header => header.Value != "…").Select(header => header.Attribute("title")?.Value));
        Assert.All(headers, header => Assert.EndsWith("…", header.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_hides_columns_for_their_width_has_a_picture_of_them_all()
    {
        XElement html = XElement.Parse(Samples.JacobianOf(3, 15, (i, j) => -1.2345e-300 * (i + j + 1)).ToHtml());

        Assert.StartsWith("Overview of all 3 × 15 entries", Assert.Single(html.Descendants("img")).Attribute("alt")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_colours_are_explained_where_there_are_any()
    {
        string whole = MatrixFormatter.TableOf(Matrix<double>.Build.Dense(3, 3, 1), NumberKind.Double).ToHtml();
        string cut = MatrixFormatter.TableOf(Matrix<double>.Build.Dense(50, 50, 1), NumberKind.Double).ToHtml();
        string moduli = MatrixFormatter.TableOf(Matrix<System.Numerics.Complex>.Build.Dense(50, 50, 1), NumberKind.Complex).ToHtml();

        Assert.DoesNotContain("lue below 0", whole, StringComparison.Ordinal);
        Assert.True(cut.IndexOf("Picture: blue below 0, orange above", StringComparison.Ordinal) > cut.IndexOf("<img", StringComparison.Ordinal));
        // A modulus is never below 0.
        Assert.Contains("Picture: the darker, the larger the modulus", moduli, StringComparison.Ordinal);
        Assert.DoesNotContain("below 0", moduli, StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_rows_and_columns_are_counted()
    {
        NumberTable table = Samples.JacobianOf(100, 784, (_, _) => 1);
        XElement html = XElement.Parse(table.ToHtml());
        XElement[] headers = [.. html.Descendants("thead").Descendants("th")];
        XElement gap = Assert.Single(headers, header => header.Value == "…");

        // All but those with a header, in the gap's title and, for those who have no mouse, in the caption. 20 rows: 100 - 20.
        string hidden = string.Create(CultureInfo.InvariantCulture, $"… {784 - (headers.Length - 1)} more columns");
        Assert.Equal(hidden, gap.Attribute("title")!.Value);
        Assert.Equal($"Jacobian, 100 × 784: rows are outputs, columns are inputs; {hidden}", html.Descendants("caption").Single().Value);
        Assert.Equal("… 80 more rows", Assert.Single(html.Descendants("td"), cell => cell.Attribute("colspan") is not null).Value);
        // In text 20 rows and 10 columns: 784 - 10.
        string[] lines = table.ToPlainText().Split('\n');
        Assert.Contains("  … 774 more  ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(" p[9] ", lines[11], StringComparison.Ordinal);
        Assert.Equal("… 80 more rows", lines[12]);
        Assert.StartsWith("p[90] ", lines[13], StringComparison.Ordinal);
    }
}
