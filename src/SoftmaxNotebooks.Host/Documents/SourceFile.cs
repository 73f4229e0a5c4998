namespace SoftmaxNotebooks.Host.Documents;

/// <summary>Code with its language, out of a file.</summary>
internal sealed record SourceCell(string Language, string Code);

/// <summary>Reads what <c>#!import</c> can run: notebooks (.ipynb, .dib) cell by cell, other files as one cell.</summary>
internal static class SourceFile
{
    /// <exception cref="DocumentException">The kind of file is unknown, or the file is not what its name says.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<SourceCell> Read(string path)
    {
        string extension = Path.GetExtension(path).ToLowerInvariant();
        return extension switch
        {
            ".ipynb" => [.. NotebookDocument.Load(path).CodeCells.Select(cell => new SourceCell(cell.Language, cell.Source))],
            ".dib" => DibDocument.Parse(File.ReadAllText(path)),
            ".cs" or ".csx" => [new SourceCell(CellLanguages.CSharp, File.ReadAllText(path))],
            ".html" or ".js" or ".md" => [new SourceCell(CellLanguages.Find(extension[1..])!, File.ReadAllText(path))],
            _ => throw new DocumentException($"files that end in '{extension}' cannot be imported; .ipynb, .dib, .cs, .csx, .html, .js and .md can."),
        };
    }
}
