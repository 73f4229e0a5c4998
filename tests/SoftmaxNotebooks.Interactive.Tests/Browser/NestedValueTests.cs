using System.Globalization;
using System.Text.RegularExpressions;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.DotNet.Interactive.Formatting;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>Around a value inside of another the host writes a style sheet, which holds for every table on the page.</summary>
[Collection(SerialFormatterTests.Name)]
public sealed class NestedValueTests : IDisposable
{
    /// <summary>Of each cell with a number, how far it is from the left and from the right end of its cell.</summary>
    private const string Script = """
        document.body.dataset.report = [...document.querySelectorAll('table[cellpadding] td')].filter(cell => /\d$/.test(cell.textContent)).map(cell => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          const text = range.getBoundingClientRect(), box = cell.getBoundingClientRect();
          return `${Math.round(text.left - box.left)} ${Math.round(box.right - text.right)}`;
        }).join();
        """;

    public NestedValueTests()
    {
        Formatter.ResetToDefault();
        SoftmaxExtension.Load();
    }

    public void Dispose() => Formatter.ResetToDefault();

    [Fact]
    public async Task Numbers_stay_on_the_right_beside_what_the_host_says_of_all_tables()
    {
        ChromiumProgram.Require();
        var matrix = Matrix<double>.Build.DenseOfArray(new[,] { { 1.0 }, { 1_000_000 } });
        string nested = new { Inner = matrix }.ToDisplayString("text/html");
        Assert.Matches(@"table td \{\s*text-align: start;", nested);
        (string html, string[] console) = await Chromium.DumpAsync(
            $"<!DOCTYPE html><html><body>{nested}{matrix.ToDisplayString("text/html")}<script>{Script}</script></body></html>");

        Assert.Empty(console);
        string report = Regex.Match(html, " data-report=\"([^\"]*)\"").Groups[1].Value;
        (int Left, int Right)[] cells = [.. report.Split(',').Select(cell => cell.Split(' ')).Select(ends => (Pixels(ends[0]), Pixels(ends[1])))];
        // Two numbers inside of the object and two beside it. The short ones are far from the left.
        Assert.Equal(4, cells.Length);
        Assert.All(cells, cell => Assert.InRange(cell.Right, 0, 6));
        Assert.All(new[] { cells[0], cells[2] }, cell => Assert.InRange(cell.Left, 20, 900));

        static int Pixels(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
