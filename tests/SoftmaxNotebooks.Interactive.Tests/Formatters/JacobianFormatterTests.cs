using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Rendering;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests.Formatters;

public class JacobianFormatterTests
{
    [Fact]
    public void Html_of_a_small_Jacobian_reads_as_expected()
    {
        NumberTable table = Samples.JacobianOf(1, 2, (_, j) => j == 0 ? 0.25 : -0.5, ["p"], ["a", "b"]);

        // Written by hand: -0.5 is the end of the scale, 0.25 half way; the sums are of the matrix (0.25 -0.5).
        string orange = ColorMap.Diverging(0.5).ToString();
        string blue = ColorMap.Diverging(-1).ToString();
        Assert.Equal(
            "<div><table cellpadding=\"4\" "
            + "style=\"border-collapse:collapse;margin:0 0 4px;width:max-content;text-align:right;font-variant-numeric:tabular-nums\">"
            + "<caption style=\"text-align:left;white-space:nowrap\">Jacobian, 1 × 2: rows are outputs, columns are inputs</caption>"
            + "<thead><tr><td></td><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead>"
            + "<tbody><tr><th scope=\"row\">p</th>"
            + $"<td title=\"J[p, a] = 0.25\" style=\"background-color:{orange};color:#000\">0.25</td>"
            + $"<td title=\"J[p, b] = -0.5\" style=\"background-color:{blue};color:#fff\">-0.50</td></tr></tbody></table>"
            + "<div>Blue below 0, orange above: "
            + $"<span style=\"background-color:{blue};color:#fff\">\u00A0-0.5\u00A0</span>"
            + $"<span style=\"background-color:{ColorMap.Diverging(0)};color:#000\">\u00A00\u00A0</span>"
            + $"<span style=\"background-color:{ColorMap.Diverging(1)};color:#fff\">\u00A00.5\u00A0</span></div>"
            + "<div>Largest |row sum| 0.25, |column sum| 0.5; not square</div></div>",
            table.ToHtml());
    }

    [Fact]
    public void Plain_text_of_a_small_Jacobian_reads_as_expected()
    {
        NumberTable table = Samples.JacobianOf(2, 2, (i, j) => i == j ? 0.25 : -0.125);

        // Written by hand.
        Assert.Equal(
            """
            Jacobian, 2 × 2: rows are outputs, columns are inputs
                    z[0]    z[1]
            p[0]   0.250  -0.125
            p[1]  -0.125   0.250
            Largest |row sum| 0.125, |column sum| 0.125, |J - Jᵀ| ≈ 0
            """.ReplaceLineEndings("\n"),
            table.ToPlainText());
    }

    [Fact]
    public void The_title_names_output_and_input_and_gives_all_digits()
    {
        Jacobian jacobian = SoftmaxDerivatives.Jacobian(Vector<double>.Build.Dense([1.0, 2, 3]).Softmax());
        const string index = "J[p[0], z[2]] = ";
        string title = Assert.Single(Titles(JacobianFormatter.TableOf(jacobian)), title => title.StartsWith(index, StringComparison.Ordinal));

        // -p[0] p[2] for p = softmax(1, 2, 3), computed with 60 decimal digits: -0.05989202454481893241…; doubles there are 7e-18 apart.
        Assert.Equal(-0.05989202454481893, double.Parse(title[index.Length..], CultureInfo.InvariantCulture), 1e-17);
    }

    [Fact]
    public void The_structure_is_measured_and_not_asserted()
    {
        // By hand, for (1 2; -4 8): row sums 3 and 4, column sums -3 and 10, 2 - (-4) = 6.
        NumberTable table = Samples.JacobianOf(2, 2, (i, j) => new double[,] { { 1, 2 }, { -4, 8 } }[i, j]);

        Assert.Equal("Largest |row sum| 4, |column sum| 10, |J - Jᵀ| 6", table.Note);
    }

    [Theory]
    [InlineData(0, "≈ 0")]
    [InlineData(1, "≈ 0")]
    [InlineData(8, "1.776e-15")]
    public void What_is_below_the_rounding_of_a_sum_is_called_that(int units, string expected)
    {
        // Rows (1, -1) and a unit in the last place of 1, 2^-52 = 2.220e-16, more: two entries round by one such unit at most each.
        NumberTable table = Samples.JacobianOf(2, 2, (i, j) => (i == j ? 1 : -1) + (i == 1 && j == 1 ? units * Math.ScaleB(1, -52) : 0));

        Assert.StartsWith($"Largest |row sum| {expected}, |column sum| {expected}, ", table.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_that_is_no_number_says_so_and_equal_infinities_are_symmetric()
    {
        NumberTable table = Samples.JacobianOf(2, 2, (i, j) => i == j ? double.NegativeInfinity : double.PositiveInfinity);

        Assert.Equal("Largest |row sum| NaN, |column sum| NaN, |J - Jᵀ| ≈ 0", table.Note);
    }

    [Fact]
    public void The_limits_of_the_colours_come_from_the_entries_that_are_hidden_too()
    {
        // 100.5 in the middle of 50 × 50 is hidden; next to it 1 is pale.
        NumberTable table = Samples.JacobianOf(50, 50, (i, j) => i == 25 && j == 25 ? 100.5 : 1);

        Assert.DoesNotContain("= 100.5\"", table.ToHtml(), StringComparison.Ordinal);
        Assert.Equal(new ColorScale(100.5), table.Scale);
        Assert.Contains("\u00A0100.5\u00A0</span>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains($"J[p[0], z[0]] = 1\" style=\"background-color:{ColorMap.Diverging(0.01)};", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Hidden_rows_and_columns_are_counted()
    {
        NumberTable table = Samples.JacobianOf(100, 784, (_, _) => 1);

        // 20 of each are shown in HTML, 20 rows and 10 columns in text: 100 - 20, 784 - 20, 784 - 10.
        Assert.Contains("<th scope=\"col\">… 764 more columns</th>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<tr><td colspan=\"22\" style=\"text-align:center\">… 80 more rows</td></tr>", table.ToHtml(), StringComparison.Ordinal);
        string[] lines = table.ToPlainText().Split('\n');
        Assert.Contains("  … 774 more  ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith(" p[9] ", lines[11], StringComparison.Ordinal);
        Assert.Equal("… 80 more rows", lines[12]);
        Assert.StartsWith("p[90] ", lines[13], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_finite_is_a_word_on_grey()
    {
        NumberTable table = Samples.JacobianOf(1, 4, (_, j) => new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1 }[j]);
        XElement[] grey = [.. XElement.Parse(table.ToHtml()).Descendants("td")
            .Where(cell => cell.Attribute("style")?.Value.Contains(ColorMap.Neutral.ToString(), StringComparison.Ordinal) == true)];

        Assert.Equal(["NaN", "+Inf", "-Inf"], grey.Select(cell => cell.Value));
        Assert.Equal(new ColorScale(1), table.Scale);
    }

    [Fact]
    public void Colour_is_never_the_only_carrier()
    {
        NumberTable table = JacobianFormatter.TableOf(Samples.SoftmaxJacobian(10, seed: 2));
        string stripped = Regex.Replace(table.ToHtml(), " style=\"[^\"]*\"", "");
        string[] cells = [.. XElement.Parse(stripped).Descendants("td").Select(cell => cell.Value).Where(text => text.Length > 0)];

        // Row by row, softmax is positive on the diagonal and negative everywhere else: the text says so without a colour.
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i / 10 != i % 10), cells.Select(text => text.StartsWith('-')));
    }

    [Fact]
    public void Names_that_are_markup_are_shown_as_they_were_given()
    {
        string[] names = ["<b>", "a&b", "\"c\"", "'d'"];
        XElement html = XElement.Parse(Samples.JacobianOf(4, 4, (_, _) => 1, names, names).ToHtml());

        Assert.Equal([.. names, .. names], html.Descendants("th").Select(header => header.Value));
        Assert.Contains("J[<b>, 'd'] = 1", html.Descendants("td").Attributes("title").Select(title => title.Value));
    }

    [Fact]
    public void No_name_can_break_out_of_its_header_or_its_title()
    {
        string[] pieces = ["<script>", "</th>", "&amp;", "&", "\"", "'", " onclick=", "]]>", "\n", "\0", "\u202E", "名", "😀", "x"];
        var random = new Random(20260403);
        for (int trial = 0; trial < 500; trial++)
        {
            string[] names = [.. Enumerable.Range(0, 3).Select(_ => string.Concat(random.GetItems(pieces, random.Next(0, 12))))];
            XElement html = XElement.Parse(Samples.JacobianOf(3, 3, (_, _) => 1, names, names).ToHtml());

            // What a parser reads is each name as Label cuts it, and as many elements as the table has with harmless names: a div, a table,
            // caption, thead and tbody, 4 rows, 4 cells in each, legend with 3 swatches, and the note.
            string[] headers = [.. names.Select(name => Label.Shorten(name, 32))];
            string[] titles = [.. names.Select(name => Label.Shorten(name, 16))];
            Assert.Equal([.. headers, .. headers.Take(1)], html.Descendants("th").Select(header => header.Value).Take(4));
            Assert.Equal($"J[{titles[0]}, {titles[1]}] = 1", html.Descendants("td").ElementAt(2).Attribute("title")!.Value);
            Assert.Equal(1 + 1 + 3 + 4 + 16 + 4 + 1, html.DescendantsAndSelf().Count());
        }
    }

    private static IEnumerable<string> Titles(NumberTable table)
        => XElement.Parse(table.ToHtml()).Descendants("td").Attributes("title").Select(title => title.Value);
}
