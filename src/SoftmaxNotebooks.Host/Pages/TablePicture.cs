using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>A table with painted cells, such as a matrix that is shown as a heat map, as a drawing.</summary>
internal static partial class TablePicture
{
    private const int CellWidth = 76;
    private const int CellHeight = 40;

    // More cannot be told apart in a list.
    private const int MaximumSide = 12;

    // What fits into a cell at the font's size.
    private const int LongestText = 9;

    /// <summary>The drawing of the first table that has at least two rows and two columns of painted cells; null where there is none.</summary>
    public static string? Of(string html)
    {
        foreach (Match table in Table().Matches(html))
        {
            List<Match[]> rows =
                [.. Row().Matches(table.Value).Select(row => Cell().Matches(row.Value).Take(MaximumSide).ToArray()).Where(row => row.Length > 0)];
            if (rows.Count >= 2 && rows.Max(row => row.Length) >= 2)
                return Draw(rows.GetRange(0, Math.Min(rows.Count, MaximumSide)));
        }

        return null;
    }

    private static string Draw(List<Match[]> rows)
    {
        (int width, int height) = (rows.Max(row => row.Length) * CellWidth, rows.Count * CellHeight);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" ");
        svg.Append("font-family=\"sans-serif\" font-size=\"13\" text-anchor=\"middle\">");
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < rows[i].Length; j++)
            {
                string text = System.Net.WebUtility.HtmlDecode(Tag().Replace(rows[i][j].Groups["text"].Value, "")).Trim();
                string ground = rows[i][j].Groups["ground"].Value;
                (int x, int y) = (j * CellWidth, i * CellHeight);
                (int middle, int baseline) = (x + (CellWidth / 2) - 1, y + (CellHeight / 2) + 4);
                svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{CellWidth - 2}\" height=\"{CellHeight - 2}\" fill=\"{ground}\"/>");
                if (text.Length is > 0 and <= LongestText)
                    svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{middle}\" y=\"{baseline}\" fill=\"{Ink(rows[i][j])}\">{Html.Escape(text)}</text>");
            }
        }

        return svg.Append("</svg>").ToString();
    }

    private static string Ink(Match cell) => InkColor().Match(cell.Groups["style"].Value) is { Success: true } ink ? ink.Groups["color"].Value : "#000";

    [GeneratedRegex(@"<table\b.*?</table>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Table();

    [GeneratedRegex(@"<tr\b.*?</tr>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"<td\b[^>]*\sstyle=""(?<style>[^""]*\bbackground(?:-color)?:\s*(?<ground>#[0-9a-f]{3,6})\b[^""]*)""[^>]*>(?<text>.*?)</td>",
        RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Cell();

    [GeneratedRegex(@"(?<![\w-])color:\s*(?<color>#[0-9a-f]{3,6})\b", RegexOptions.IgnoreCase)]
    private static partial Regex InkColor();

    [GeneratedRegex(@"<[^>]*>")]
    private static partial Regex Tag();
}
