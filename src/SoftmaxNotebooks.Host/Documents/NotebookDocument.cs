using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Documents;

/// <summary>
/// A Jupyter notebook, nbformat 4. What this class does not know it does not touch: ids, metadata, attachments and the order of keys
/// come out as they went in.
/// </summary>
internal sealed class NotebookDocument
{
    // Notebooks are mostly outputs; one of this size is a mistake, and reading it would take the machine's memory with it.
    private const long MaximumFileLength = 256 * 1024 * 1024;

    private readonly JsonObject _root;
    private readonly List<NotebookCell> _cells;

    private NotebookDocument(JsonObject root)
    {
        _root = root;
        _cells = [.. ((JsonArray)root["cells"]!).Select(cell => new NotebookCell((JsonObject)cell!))];
    }

    public IReadOnlyList<NotebookCell> Cells => _cells;

    public IEnumerable<NotebookCell> CodeCells => _cells.Where(cell => cell.IsCode);

    /// <exception cref="DocumentException">The file is not there, cannot be read, or is no notebook of nbformat 4.</exception>
    public static NotebookDocument Load(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MaximumFileLength)
                throw new DocumentException($"the file has {file.Length:N0} bytes; a notebook may have {MaximumFileLength:N0}.");
            using FileStream stream = file.OpenRead();
            return Parse(stream);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DocumentException("there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DocumentException($"the file cannot be read: {exception.Message}", exception);
        }
    }

    /// <inheritdoc cref="Load"/>
    public static NotebookDocument Parse(Stream json)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
            throw new DocumentException($"the file is not JSON ({place}).", exception);
        }

        JsonObject root = node as JsonObject ?? throw new DocumentException("the file holds no JSON object, and a notebook is one.");
        int major = Integer(root, "nbformat") ?? throw new DocumentException("there is no \"nbformat\" number, so this is no Jupyter notebook.");
        if (major != 4)
            throw new DocumentException($"the notebook has nbformat {major}; this program reads nbformat 4. Jupyter converts older ones when it saves them.");
        if (root["cells"] is not JsonArray cells)
            throw new DocumentException("there is no \"cells\" array.");
        for (int i = 0; i < cells.Count; i++)
            Check(cells[i], i);
        CheckLanguage(root);

        NotebookDocument notebook = new(root);
        notebook.Upgrade();
        return notebook;
    }

    /// <summary>Puts a cell in front of the one at <paramref name="index"/>.</summary>
    public void Insert(int index, string source, string tag)
    {
        JsonObject json = new()
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["id"] = NewId(index, source),
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) },
            ["outputs"] = new JsonArray(),
            ["source"] = MultilineText.Split(source),
        };
        ((JsonArray)_root["cells"]!).Insert(index, json);
        _cells.Insert(index, new NotebookCell(json));
    }

    /// <summary>Takes a cell out.</summary>
    public void RemoveAt(int index)
    {
        ((JsonArray)_root["cells"]!).RemoveAt(index);
        _cells.RemoveAt(index);
    }

    /// <summary>Writes the notebook, whole or not at all.</summary>
    public void Save(string path) => AtomicFile.Write(path, Write);

    public void Write(Stream stream)
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        NotebookJsonWriter.Write(_root, writer);
    }

    private static void Check(JsonNode? node, int index)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"cell {index + 1}");
        if (node is not JsonObject cell)
            throw new DocumentException($"{place} is not a JSON object.");
        if (cell.TextOf("cell_type") is null)
            throw new DocumentException($"{place} has no \"cell_type\".");
        if (cell["source"] is null)
            throw new DocumentException($"{place} has no \"source\".");
        try
        {
            MultilineText.Join(cell["source"]);
        }
        catch (DocumentException exception)
        {
            throw new DocumentException($"the \"source\" of {place} is neither a string nor an array of strings.", exception);
        }
    }

    private static void CheckLanguage(JsonObject root)
    {
        JsonObject? metadata = root["metadata"] as JsonObject;
        string? language = metadata?["kernelspec"].TextOf("language") ?? metadata?["language_info"].TextOf("name");
        if (language is not null && CellLanguages.Find(language) is null && !language.Equals("polyglot-notebook", StringComparison.OrdinalIgnoreCase))
            throw new DocumentException($"the notebook is written in {language}; this program runs C#.");
    }

    // What comes out is nbformat 4.5, in which every cell has an id and the notebook says what language it is in.
    private void Upgrade()
    {
        if ((Integer(_root, "nbformat_minor") ?? 0) < 5)
            _root["nbformat_minor"] = 5;
        HashSet<string> ids = new(StringComparer.Ordinal) { "" };
        for (int i = 0; i < _cells.Count; i++)
        {
            // A copied cell brings the id of the original.
            if (!ids.Add(_cells[i].Id))
                _cells[i].Json["id"] = NewId(i, _cells[i].Source);
            if (_cells[i].Json["metadata"] is null)
                _cells[i].Json["metadata"] = new JsonObject();
        }

        if (_root["metadata"] is not JsonObject metadata)
            _root["metadata"] = metadata = [];
        metadata["kernelspec"] ??= new JsonObject
        {
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
            ["name"] = ".net-csharp",
        };
        metadata["language_info"] = new JsonObject
        {
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["name"] = "C#",
            ["pygments_lexer"] = "csharp",
            ["version"] = "14.0",
        };
    }

    // From the content and not from a clock or a dice: the same input gives the same file.
    private string NewId(int index, string source)
    {
        for (int attempt = 0; ; attempt++)
        {
            string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{index}\n{attempt}\n{source}")))[..8];
            if (_cells.All(cell => cell.Id != id))
                return id;
        }
    }

    private static int? Integer(JsonObject holder, string name) =>
        holder[name] is JsonValue value && value.TryGetValue(out int number) ? number : null;
}
