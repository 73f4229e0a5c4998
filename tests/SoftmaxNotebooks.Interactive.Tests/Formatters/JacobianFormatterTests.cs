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
            "<div style=\"overflow-x:auto\"><table cellpadding=\"4\" "
            + "style=\"border-collapse:collapse;margin:0 0 4px;width:max-content;text-align:right;text-align-last:right;font-variant-numeric:tabular-nums\">"
            + "<caption style=\"text-align:left;text-align-last:left;white-space:nowrap\">Jacobian, 1 × 2: rows are outputs, columns are inputs</caption>"
            + "<thead><tr><td></td><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead>"
            + "<tbody><tr><th scope=\"row\">p</th>"
            + $"<td title=\"J[p, a] = 0.25\" style=\"background:{orange};color:#000\">0.25</td>"
            + $"<td title=\"J[p, b] = -0.5\" style=\"background:{blue};color:#fff\">-0.50</td></tr></tbody></table>"
            + "<div style=\"margin:0 0 4px\">Blue below 0, orange above: "
            + $"<span style=\"background:{blue};color:#fff\">\u00A0-0.5\u00A0</span>"
            + $"<span style=\"background:{ColorMap.Diverging(0)};color:#000\">\u00A00\u00A0</span>"
            + $"<span style=\"background:{ColorMap.Diverging(1)};color:#fff\">\u00A00.5\u00A0</span></div>"
            + "<div style=\"max-width:860px;margin:0 0 4px;word-wrap:break-word\">Largest |row sum| 0.25 (± 3e-16), |column sum| 0.5 (± 3e-16), not square, rank 1 of 1 (singular values above 3e-16)</div></div>",
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
            Largest |row sum| 0.125 (± 2e-16), |column sum| 0.125 (± 2e-16), |J - Jᵀ| ≈ 0 (≤ 2e-16), rank 2 of 2 (singular values above 2e-16)
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
    public void A_sparse_Jacobian_of_2_to_the_32_entries_is_not_taken_for_an_empty_one()
    {
        var jacobian = Jacobian.FromMatrix(Matrix<double>.Build.Sparse(65_536, 65_536));

        Assert.Contains("To copy: ", JacobianFormatter.RenderingOf(jacobian).ToHtml(), StringComparison.Ordinal);
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

            // What a parser reads is each name as Label fits it into 200 pixels of a row and 150 of a column, and as many elements as the table has with harmless names: a div, a table,
            // caption, thead and tbody, 4 rows, 4 cells in each, legend with 3 swatches, and the note.
            string[] columns = [.. names.Select(name => Label.Fit(name, 150))];
            string[] titles = [.. names.Select(name => Label.Shorten(name, 12))];
            Assert.Equal([.. columns, Label.Fit(names[0], 200)], html.Descendants("th").Select(header => header.Value).Take(4));
            Assert.Equal($"J[{titles[0]}, {titles[1]}] = 1", html.Descendants("td").ElementAt(2).Attribute("title")!.Value);
            Assert.Equal(1 + 1 + 3 + 4 + 16 + 4 + 1, html.DescendantsAndSelf().Count());
        }
    }

    private static IEnumerable<string> Titles(NumberTable table)
        => XElement.Parse(table.ToHtml()).Descendants("td").Attributes("title").Select(title => title.Value);
}
