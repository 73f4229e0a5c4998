namespace SoftmaxNotebooks.Host.Documents;

/// <summary>
/// The text format of .NET Interactive: cells that each begin with a line <c>#!language</c>, after an optional <c>#!meta</c> block of JSON.
/// </summary>
internal static class DibDocument
{
    /// <summary>The cells, empty ones left out.</summary>
    public static IReadOnlyList<SourceCell> Parse(string text)
    {
        List<SourceCell> cells = [];
        List<string> lines = [];
        // What stands before the first marker is C#, the format's default.
        string language = CellLanguages.CSharp;
        bool meta = false;
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            string marker = line.TrimEnd();
            bool startsMeta = marker == "#!meta";
            string? next = marker.StartsWith("#!", StringComparison.Ordinal) ? CellLanguages.Find(marker[2..]) : null;
            if (!startsMeta && next is null)
            {
                lines.Add(line);
                continue;
            }

            EndCell();
            meta = startsMeta;
            language = next ?? language;
        }

        EndCell();
        return cells;

        void EndCell()
        {
            string code = string.Join('\n', lines).Trim('\n');
            if (!meta && !string.IsNullOrWhiteSpace(code))
                cells.Add(new SourceCell(language, code));
            lines.Clear();
        }
    }
}
