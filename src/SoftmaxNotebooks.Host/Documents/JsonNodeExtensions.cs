using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Documents;

internal static class JsonNodeExtensions
{
    /// <summary>The text of a property; null where the node is no object, has no such property, or has something else there.</summary>
    public static string? TextOf(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
