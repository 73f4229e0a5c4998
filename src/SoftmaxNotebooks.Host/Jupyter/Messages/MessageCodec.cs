using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace SoftmaxNotebooks.Host.Jupyter.Messages;

/// <summary>
/// Messages as frames: identities or a topic, a delimiter, the signature, then header, parent header, metadata and content as JSON, then
/// buffers (jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol). Safe from any thread.
/// </summary>
internal sealed class MessageCodec(byte[] key)
{
    /// <summary>The version of the protocol. Version 5.4 asks for a welcome on iopub, 5.5 for subshells.</summary>
    public const string ProtocolVersion = "5.3";

    private const int PartCount = 4;

    // More than one identity would come from routers in between.
    private const int MaximumIdentities = 16;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private readonly MessageSigner _signer = new(key);

    /// <summary>The kernel's session, the same in all of its messages.</summary>
    public string Session { get; init; } = Guid.NewGuid().ToString();

    /// <summary>Where message ids come from; tests, which compare bytes, bring their own.</summary>
    public Func<string> NextId { get; init; } = () => Guid.NewGuid().ToString();

    /// <summary>Where dates come from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>A request from frames; null if they are none, or not signed as they have to be.</summary>
    /// <param name="frames">The frames as they came.</param>
    /// <param name="refusal">Why there is no request.</param>
    public Request? Decode(IReadOnlyList<byte[]> frames, out string refusal)
    {
        int delimiter = 0;
        while (delimiter < frames.Count && delimiter <= MaximumIdentities && !frames[delimiter].AsSpan().SequenceEqual(Delimiter))
            delimiter++;
        refusal = "it has no delimiter and four parts after it";
        if (delimiter > MaximumIdentities || frames.Count < delimiter + 2 + PartCount)
            return null;

        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(PartCount)];
        refusal = "its signature is wrong, missing, or was seen before";
        lock (_gate)
            if (!_signer.Accept(parts, frames[delimiter + 1]))
                return null;

        try
        {
            JsonElement header = Object(parts[0]);
            JsonElement content = Object(parts[3]);
            refusal = "its header names no type";
            return header.TryGetProperty("msg_type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: > 0 } name
                ? new Request([.. frames.Take(delimiter)], parts[0], name, content)
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            refusal = "its header or its content is not a JSON object in UTF-8";
            return null;
        }
    }

    /// <summary>The frames of a message, without those that lead it to its receiver.</summary>
    public IReadOnlyList<byte[]> Encode(KernelMessage message)
    {
        JsonObject header = new()
        {
            ["msg_id"] = NextId(),
            ["msg_type"] = message.Type,
            ["username"] = "kernel",
            ["session"] = Session,
            ["date"] = Clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
            ["version"] = ProtocolVersion,
        };
        byte[][] parts = [Bytes(header), message.Parent?.HeaderJson ?? "{}"u8.ToArray(), Bytes(message.Metadata ?? []), Bytes(message.Content)];
        return [Delimiter.ToArray(), _signer.Sign(parts), .. parts];
    }

    private static JsonElement Object(byte[] json)
    {
        // The parser does not look into texts; and what is no UTF-8 would go back to the front end in the parent header.
        if (!Utf8.IsValid(json))
            throw new JsonException();
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException();
    }

    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, Json);
}
