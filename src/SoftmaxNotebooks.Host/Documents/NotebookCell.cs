using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Documents;

/// <summary>A cell of a notebook: a view of its JSON, so that whatever else is in there stays as it was.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    /// <summary>Tag of a cell whose outputs differ from run to run (timings, versions): they are not compared.</summary>
    public const string VolatileTag = "volatile";

    /// <summary>Tag of a cell that is meant to fail, as in nbclient: the error is its output, and the run goes on.</summary>
    public const string RaisesExceptionTag = "raises-exception";

    /// <summary>Tag of a cell whose packages are not to be had everywhere: where no source has them, the notebook is skipped and nothing failed.</summary>
    public const string SkipIfPackagesMissingTag = "skip-notebook-if-packages-missing";

    /// <summary>Tag of the cell with the notebook's parameters and their default values, as in papermill.</summary>
    public const string ParametersTag = "parameters";

    /// <summary>Tag of the cell that a run adds for the values it was given, as in papermill.</summary>
    public const string InjectedParametersTag = "injected-parameters";

    public JsonObject Json => json;

    public bool IsCode => json.TextOf("cell_type") == "code";

    public bool IsMarkdown => json.TextOf("cell_type") == "markdown";

    public string Id => json.TextOf("id") ?? "";

    /// <summary>The source as one text with \n line ends, however the file splits it.</summary>
    public string Source => MultilineText.Join(json["source"]).ReplaceLineEndings("\n");

    public IReadOnlyList<string> Tags =>
        json["metadata"] is JsonObject metadata && metadata["tags"] is JsonArray tags
            ? [.. tags.OfType<JsonValue>().Select(tag => tag.TryGetValue(out string? text) ? text : "")]
            : [];

    public bool HasTag(string tag) => Tags.Contains(tag);

    /// <summary>The language that Polyglot Notebooks has recorded for the cell; C# where nothing is recorded.</summary>
    public string Language
    {
        get
        {
            JsonObject? metadata = json["metadata"] as JsonObject;
            string? recorded = metadata?["polyglot_notebook"].TextOf("kernelName") ?? metadata?["dotnet_interactive"].TextOf("language");
            return recorded is null ? CellLanguages.CSharp : CellLanguages.Find(recorded) ?? recorded;
        }
    }

    /// <summary>The stored outputs.</summary>
    public IReadOnlyList<JsonObject> Outputs => json["outputs"] is JsonArray outputs ? [.. outputs.OfType<JsonObject>()] : [];

    /// <summary>Replaces the outputs and the execution count; null for a cell that has not run.</summary>
    public void SetOutputs(IEnumerable<JsonObject> outputs, int? executionCount)
    {
        json["execution_count"] = executionCount;
        json["outputs"] = new JsonArray([.. outputs]);
    }
}
