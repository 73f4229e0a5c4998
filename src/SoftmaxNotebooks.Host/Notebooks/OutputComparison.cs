using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SoftmaxNotebooks.Host.Documents;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>
/// Compares stored outputs with new ones as a reader would: text exactly but for the number of spaces, numbers within a relative tolerance.
/// Whole numbers are counts, not measurements, and have to be equal.
/// </summary>
/// <param name="relativeTolerance">|now − stored| may be this much of the larger of the two.</param>
internal sealed partial class OutputComparison(double relativeTolerance)
{
    // Enough to see the pattern; a notebook whose every line changed is not read line by line.
    private const int MaximumLinesShown = 6;

    /// <summary>Describes every difference; no line where the outputs agree.</summary>
    public IReadOnlyList<string> Compare(IReadOnlyList<JsonObject> stored, IReadOnlyList<JsonObject> now)
    {
        List<(string What, string Text)> left = [.. stored.SelectMany(Parts)];
        List<(string What, string Text)> right = [.. now.SelectMany(Parts)];
        left = JoinStreams(left);
        right = JoinStreams(right);
        List<string> differences = [];
        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            if (i >= right.Count)
                differences.AddRange([$"{left[i].What}: stored, and no longer shown", .. Excerpt('-', left[i].Text)]);
            else if (i >= left.Count)
                differences.AddRange([$"{right[i].What}: shown, and not stored", .. Excerpt('+', right[i].Text)]);
            else if (left[i].What != right[i].What)
                differences.Add($"{left[i].What} is stored where {right[i].What} is shown now");
            else
                differences.AddRange(CompareText(left[i].What, left[i].Text, right[i].Text));
        }

        return differences;
    }

    private static IEnumerable<(string What, string Text)> Parts(JsonObject output)
    {
        string type = output.TextOf("output_type") ?? "output without a type";
        switch (type)
        {
            case "stream":
                yield return (output.TextOf("name") ?? "stream", Text(output["text"]));
                break;
            case "error":
                yield return ("error", $"{output.TextOf("ename")}: {output.TextOf("evalue")}");
                break;
            default:
                foreach ((string mimeType, JsonNode? content) in (output["data"] as JsonObject ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
                    yield return ($"{type} {mimeType}", Text(content));
                break;
        }
    }

    // Text where it is text, split into lines or not; JSON as it is written, for application/json and for what should not be there.
    private static string Text(JsonNode? content)
    {
        try
        {
            return content is JsonObject ? content.ToJsonString() : MultilineText.Join(content);
        }
        catch (DocumentException)
        {
            return content!.ToJsonString();
        }
    }

    // A file may hold one stream in several pieces; Jupyter writes it so.
    private static List<(string What, string Text)> JoinStreams(List<(string What, string Text)> parts)
    {
        List<(string What, string Text)> joined = [];
        foreach ((string what, string text) in parts)
        {
            if (what is "stdout" or "stderr" && joined.Count > 0 && joined[^1].What == what)
                joined[^1] = (what, joined[^1].Text + text);
            else
                joined.Add((what, text));
        }

        return joined;
    }

    private IEnumerable<string> CompareText(string what, string stored, string now)
    {
        string[] left = stored.TrimEnd('\n').Split('\n');
        string[] right = now.TrimEnd('\n').Split('\n');
        int[] lines = [.. Enumerable.Range(0, Math.Max(left.Length, right.Length)).Where(i => !SameLine(left.ElementAtOrDefault(i), right.ElementAtOrDefault(i)))];
        if (lines.Length == 0)
            yield break;
        yield return string.Create(CultureInfo.InvariantCulture, $"{what}: {lines.Length} of {Math.Max(left.Length, right.Length)} lines differ, the first is line {lines[0] + 1}");
        foreach (int line in lines.Take(MaximumLinesShown))
        {
            if (line < left.Length)
                yield return "    - " + Shorten(left[line]);
            if (line < right.Length)
                yield return "    + " + Shorten(right[line]);
        }
    }

    private bool SameLine(string? stored, string? now)
    {
        if (stored == now)
            return true;
        if (stored is null || now is null)
            return false;
        return Normalise(Number().Replace(stored, "0")) == Normalise(Number().Replace(now, "0"))
            && Number().Matches(stored).Zip(Number().Matches(now)).All(pair => SameNumber(pair.First.Value, pair.Second.Value));
    }

    private bool SameNumber(string stored, string now)
    {
        if (stored == now)
            return true;
        if (IsWhole(stored) && IsWhole(now))
            return false;
        double left = double.Parse(stored, CultureInfo.InvariantCulture);
        double right = double.Parse(now, CultureInfo.InvariantCulture);
        return Math.Abs(left - right) <= relativeTolerance * Math.Max(Math.Abs(left), Math.Abs(right));
    }

    private static bool IsWhole(string number) => number.TrimStart('+', '-').All(char.IsAsciiDigit);

    // Columns are padded to the width of their numbers, which is not what is compared.
    private static string Normalise(string text) => Spaces().Replace(text, " ").Trim();

    private static IEnumerable<string> Excerpt(char mark, string text) =>
        text.TrimEnd('\n').Split('\n').Take(MaximumLinesShown).Select(line => $"    {mark} {Shorten(line)}");

    private static string Shorten(string line) => line.Length <= 160 ? line : line[..159] + "…";

    // Not the digits within a word or a colour: x1, #3b4cc0, softmax_2.
    [GeneratedRegex(@"(?<![\w#.])(?<!\w[-+])[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Spaces();
}
