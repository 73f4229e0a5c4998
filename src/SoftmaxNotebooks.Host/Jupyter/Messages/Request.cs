using System.Text.Json;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Jupyter.Messages;

/// <summary>
/// A request of a front end. What answers it names it as <see cref="KernelMessage.Parent"/>, so that identities and parent header are
/// right by construction.
/// </summary>
/// <param name="Identities">The frames that lead an answer back to who asked.</param>
/// <param name="HeaderJson">The header as it came: it becomes the parent header of whatever answers it.</param>
/// <param name="Type">The message type, such as execute_request.</param>
/// <param name="Content">The content, an object.</param>
internal sealed record Request(IReadOnlyList<byte[]> Identities, byte[] HeaderJson, string Type, JsonElement Content)
{
    /// <summary>When the request arrived.</summary>
    public long Arrival { get; init; }

    /// <summary>A text of the content.</summary>
    /// <exception cref="RequestException">It is not a text.</exception>
    public string Text(string name, string whenAbsent = "") => Member(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? Text(value, name) : throw Wrong(name, "a text")
        : whenAbsent;

    /// <summary>A yes or no of the content.</summary>
    /// <exception cref="RequestException">It is neither.</exception>
    public bool Flag(string name, bool whenAbsent) => Member(name) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, "true or false")
        : whenAbsent;

    /// <summary>A whole number of the content; null if it is absent.</summary>
    /// <exception cref="RequestException">It is not a whole number.</exception>
    public int? Number(string name) => Member(name) is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : throw Wrong(name, "a whole number")
        : null;

    /// <summary>The texts of an object of the content, by name.</summary>
    /// <exception cref="RequestException">It is not an object of texts.</exception>
    public IReadOnlyList<(string Name, string Text)> Texts(string name)
    {
        if (Member(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String))
            throw Wrong(name, "an object of texts");
        return [.. value.EnumerateObject().Select(entry => (Whole(() => entry.Name, name), Text(entry.Value, name)))];
    }

    // null counts as absent: so clients in Python write what they leave out.
    private JsonElement? Member(string name) => Content.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string Text(JsonElement value, string name) => Whole(() => value.GetString()!, name);

    private string Whole(Func<string> read, string name)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a character is JSON, but no .NET string can be made of it.
            throw Wrong(name, "a text of whole characters");
        }
    }

    private RequestException Wrong(string name, string expected) => new($"'{name}' of {Type} has to be {expected}.");
}

/// <summary>A request that cannot be answered as it is; the message says why.</summary>
internal sealed class RequestException(string message) : Exception(message);

/// <summary>A message of the kernel.</summary>
/// <param name="Type">The message type.</param>
/// <param name="Parent">The request that it answers or belongs to; null only for what nobody asked for.</param>
/// <param name="Content">The content.</param>
/// <param name="Metadata">The metadata, where there is any.</param>
internal sealed record KernelMessage(string Type, Request? Parent, JsonObject Content, JsonObject? Metadata = null);
