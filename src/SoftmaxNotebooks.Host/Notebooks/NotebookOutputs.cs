using System.Text;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Notebooks;

/// <summary>
/// Collects what the cells of one notebook show, as nbformat has it: adjacent text of one stream joined, a display update applied where
/// the display was, late output of a background task in the cell that started it. Safe from any thread.
/// </summary>
internal sealed class NotebookOutputs
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<CellOutput>> _byCell = [];

    // Text that is still growing, by cell: joined piece by piece it would be copied anew for every piece.
    private readonly Dictionary<int, (string Name, StringBuilder Text)> _growing = [];

    /// <summary>Where the cell of this number sends its output.</summary>
    public IOutputSink SinkOf(int cell)
    {
        lock (_gate)
            _byCell.TryAdd(cell, []);
        return new Sink(this, cell);
    }

    /// <summary>The last error that the cell showed.</summary>
    public ErrorOutput? ErrorOf(int cell)
    {
        lock (_gate)
            return _byCell[cell].OfType<ErrorOutput>().LastOrDefault();
    }

    /// <summary>The cell's outputs in nbformat's form, keys in the order in which Jupyter writes them.</summary>
    public IReadOnlyList<JsonObject> ToJson(int cell)
    {
        lock (_gate)
        {
            EndText(cell);
            return [.. _byCell[cell].Select(output => ToJson(output, cell))];
        }
    }

    private void Add(int cell, CellOutput output)
    {
        lock (_gate)
        {
            if (output is StreamOutput text)
            {
                if (_growing.TryGetValue(cell, out var growing) && growing.Name != text.Name)
                    EndText(cell);
                if (!_growing.ContainsKey(cell))
                    _growing[cell] = (text.Name, new StringBuilder());
                _growing[cell].Text.Append(text.Text);
            }
            else if (output is DisplayUpdate update)
            {
                Replace(update);
            }
            else
            {
                EndText(cell);
                _byCell[cell].Add(output);
            }
        }
    }

    private void EndText(int cell)
    {
        if (_growing.Remove(cell, out var text))
            _byCell[cell].Add(new StreamOutput(text.Name, text.Text.ToString()));
    }

    private void Replace(DisplayUpdate update)
    {
        foreach (List<CellOutput> outputs in _byCell.Values)
            for (int i = 0; i < outputs.Count; i++)
                if (outputs[i] is DisplayOutput display && display.DisplayId == update.DisplayId)
                    outputs[i] = display with { Data = update.Data };
    }

    private static JsonObject ToJson(CellOutput output, int cell) => output switch
    {
        StreamOutput stream => new JsonObject
        {
            ["name"] = stream.Name,
            ["output_type"] = "stream",
            ["text"] = MultilineText.Split(stream.Text),
        },
        DisplayOutput display => new JsonObject
        {
            ["data"] = MimeJson.Of(display.Data, MultilineText.Split),
            ["metadata"] = new JsonObject(),
            ["output_type"] = "display_data",
        },
        ResultOutput result => new JsonObject
        {
            ["data"] = MimeJson.Of(result.Data, MultilineText.Split),
            ["execution_count"] = cell,
            ["metadata"] = new JsonObject(),
            ["output_type"] = "execute_result",
        },
        ErrorOutput error => new JsonObject
        {
            ["ename"] = error.Name,
            ["evalue"] = error.Message,
            ["output_type"] = "error",
            ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(output), output.GetType().Name, "nbformat has no such output."),
    };

    private sealed class Sink(NotebookOutputs outputs, int cell) : IOutputSink
    {
        public void Emit(CellOutput output) => outputs.Add(cell, output);
    }
}
