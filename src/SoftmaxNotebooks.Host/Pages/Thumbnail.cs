using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Pages;

/// <summary>A picture by which a notebook is known in a list: the first that it shows, be it an image or a painted table, or the first small ones together.</summary>
internal static partial class Thumbnail
{
    // A digit of 28 pixels is no picture of a notebook; a page of them is.
    private const int SmallestSide = 96;
    private const int SmallestGroup = 4;
    private const int LargestGroup = 15;

    // All thumbnails are in one page.
    private const int MaximumLength = 100_000;

    /// <summary>The addresses of the pictures, each of which holds the whole of its picture; none where the notebook shows none.</summary>
    public static IReadOnlyList<string> Of(NotebookDocument notebook)
    {
        foreach (JsonObject output in notebook.CodeCells.SelectMany(cell => cell.Outputs))
        {
            if (output["data"] is not JsonObject data || OutputHtml.RichestOf(data) is not { } mimeType)
                continue;
            if (mimeType == "text/html" && TablePicture.Of(OutputHtml.TextOf(data[mimeType])) is { } table)
                return [AddressOf(table)];
            List<(string Address, int? Side)> pictures = mimeType.StartsWith("image/", StringComparison.Ordinal)
                ? [(OutputHtml.DataAddress(mimeType, data[mimeType]), null)]
                : mimeType == "text/html" ? [.. InHtml(OutputHtml.TextOf(data[mimeType]))] : [];
            pictures.RemoveAll(picture => picture.Address.Length > MaximumLength);
            if (pictures.FirstOrDefault(picture => picture.Side is null or >= SmallestSide) is { Address: not null } first)
                return [first.Address];
            if (pictures.Count >= SmallestGroup)
                return [.. pictures.Take(LargestGroup).Select(picture => picture.Address)];
        }

        return [];
    }

    private static IEnumerable<(string Address, int? Side)> InHtml(string html)
    {
        foreach (Match picture in Picture().Matches(html))
        {
            if (picture.Groups["svg"].Success)
                yield return (AddressOf(picture.Value), SideOf(picture.Groups["attributes"].Value));
            else if (Source().Match(picture.Value) is { Success: true } source)
                yield return (System.Net.WebUtility.HtmlDecode(source.Groups["address"].Value), SideOf(picture.Value));
        }
    }

    // Inside of HTML a drawing need not say that it is one; outside it has to.
    private static string AddressOf(string svg)
    {
        string drawing = svg.Contains("xmlns=", StringComparison.Ordinal) ? svg : svg.Insert("<svg".Length, " xmlns=\"http://www.w3.org/2000/svg\"");
        return $"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing))}";
    }

    // The shorter of the sides that the tag tells, so that a strip is no picture either.
    private static int? SideOf(string attributes)
    {
        int[] sides = [.. Side().Matches(attributes).Select(side => int.Parse(side.Groups["pixels"].ValueSpan, CultureInfo.InvariantCulture))];
        return sides.Length == 0 ? null : sides.Min();
    }

    [GeneratedRegex(@"<img\b[^>]*>|(?<svg><svg\b(?<attributes>[^>]*)>.*?</svg>)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Picture();

    [GeneratedRegex(@"\ssrc=(?<quote>[""'])(?<address>data:image/[^""']*)\k<quote>", RegexOptions.IgnoreCase)]
    private static partial Regex Source();

    [GeneratedRegex(@"\s(?:width|height)=[""']?(?<pixels>[0-9]{1,6})(?:px)?[""'\s/>]", RegexOptions.IgnoreCase)]
    private static partial Regex Side();
}
