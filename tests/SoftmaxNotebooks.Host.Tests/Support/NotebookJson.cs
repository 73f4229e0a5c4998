using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>Writes small notebooks, and reads what a run made of them.</summary>
internal static class NotebookJson
{
    /// <summary>A notebook of code cells.</summary>
    public static string Of(params string[] sources) => Of([.. sources.Select(source => Cell(source))]);

    public static string Of(params JsonObject[] cells) => new JsonObject
    {
        ["cells"] = new JsonArray([.. cells]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["name"] = ".net-csharp", ["display_name"] = ".NET (C#)", ["language"] = "C#" },
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    }.ToJsonString();

    public static JsonObject Cell(string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["id"] = $"c{Math.Abs(string.GetHashCode(source + string.Concat(tags), StringComparison.Ordinal)):x8}",
        ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]) },
        ["execution_count"] = null,
        ["outputs"] = new JsonArray(),
        ["source"] = source,
    };

    /// <summary>The outputs of a cell, one text each: "stream stdout: ...", "display_data text/plain: ...", "error Name: ...".</summary>
    public static IReadOnlyList<string> Outputs(string notebook, int cell)
    {
        JsonArray outputs = JsonNode.Parse(notebook)!["cells"]![cell]!["outputs"]!.AsArray();
        return [.. outputs.Select(output => output!["output_type"]!.GetValue<string>() switch
        {
            "stream" => $"stream {output["name"]}: {Text(output["text"]!)}",
            "error" => $"error {output["ename"]}: {output["evalue"]}",
            string type => $"{type} {string.Join(" ", output["data"]!.AsObject().Select(entry => $"{entry.Key}: {Text(entry.Value!)}"))}",
        })];
    }

    private static string Text(JsonNode node) => node is JsonArray lines ? string.Concat(lines.Select(line => line!.GetValue<string>())) : node.ToString();
}
