using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>A front end: speaks to a kernel on its five ports, and signs with code of its own.</summary>
internal sealed class JupyterClient : IDisposable
{
    public static readonly byte[] Key = Encoding.ASCII.GetBytes("a0436f6c-1916-498b-8eb9-e81ab9368e84");

    private readonly byte[] _key;
    private readonly string _session = Guid.NewGuid().ToString("N");

    /// <param name="ports">Shell, control, stdin, iopub, heartbeat.</param>
    /// <param name="identity">The same on shell, control and stdin, as Jupyter's client has it.</param>
    /// <param name="key">What messages are signed with.</param>
    public JupyterClient(IReadOnlyList<int> ports, string identity = "", byte[]? key = null)
    {
        _key = key ?? Key;
        identity = identity.Length > 0 ? identity : _session;
        IOPub = ZmtpPeer.Connect(ports[3], "SUB");
        IOPub.Send([1]);
        Shell = ZmtpPeer.Connect(ports[0], "DEALER", identity);
        Control = ZmtpPeer.Connect(ports[1], "DEALER", identity);
        Stdin = ZmtpPeer.Connect(ports[2], "DEALER", identity);
        // What the kernel says on a channel before it knows this client there would be lost.
        foreach (ZmtpPeer peer in new[] { Shell, Control, Stdin, IOPub })
            peer.Settle();
    }

    public ZmtpPeer Shell { get; set; }

    public ZmtpPeer Control { get; }

    public ZmtpPeer Stdin { get; }

    public ZmtpPeer IOPub { get; }

    /// <summary>Sends a request and returns its id.</summary>
    public string Send(string type, JsonObject? content = null, ZmtpPeer? channel = null)
    {
        (string id, byte[][] frames) = Compose(type, content);
        (channel ?? Shell).Send(frames);
        return id;
    }

    /// <summary>A signed request that is not sent.</summary>
    public (string Id, byte[][] Frames) Compose(string type, JsonObject? content = null)
    {
        string id = Guid.NewGuid().ToString("N");
        JsonObject header = new()
        {
            ["msg_id"] = id,
            ["msg_type"] = type,
            ["session"] = _session,
            ["username"] = "test",
            ["date"] = "2026-01-01T00:00:00Z",
            ["version"] = "5.3",
        };
        byte[][] parts = [Utf8(header.ToJsonString()), Utf8("{}"), Utf8("{}"), Utf8((content ?? []).ToJsonString())];
        return (id, [Utf8("<IDS|MSG>"), Sign(parts), .. parts]);
    }

    public string Execute(string code, bool allowStdin = false, bool silent = false, bool storeHistory = true, bool stopOnError = true, JsonObject? expressions = null) =>
        Send("execute_request", new JsonObject
        {
            ["code"] = code, ["silent"] = silent, ["store_history"] = storeHistory,
            ["allow_stdin"] = allowStdin, ["stop_on_error"] = stopOnError, ["user_expressions"] = expressions ?? [],
        });

    /// <summary>The next message of a channel, its signature checked.</summary>
    public Message Receive(ZmtpPeer channel)
    {
        byte[][] frames = channel.Receive();
        int delimiter = Array.FindIndex(frames, frame => frame.AsSpan().SequenceEqual("<IDS|MSG>"u8));
        Assert.Equal(Encoding.ASCII.GetString(Sign(frames[(delimiter + 2)..])), Encoding.ASCII.GetString(frames[delimiter + 1]));
        JsonObject[] parts = [.. frames[(delimiter + 2)..].Select(part => JsonNode.Parse(part)!.AsObject())];
        return new Message(parts[0]["msg_type"]!.GetValue<string>(), parts[1]["msg_id"]?.GetValue<string>() ?? "", parts[3], parts[0]);
    }

    /// <summary>The reply to a request; replies to others are passed over.</summary>
    public Message Reply(string id, ZmtpPeer? channel = null)
    {
        while (true)
            if (Receive(channel ?? Shell) is { } reply && reply.Parent == id)
                return reply;
    }

    /// <summary>What is published under a request, from busy to idle, both left out.</summary>
    public IReadOnlyList<Message> Published(string id)
    {
        List<Message> messages = [];
        while (true)
        {
            Message message = Receive(IOPub);
            if (message.Parent != id)
                continue;
            messages.Add(message);
            if (message.State == "idle")
            {
                Assert.Equal("busy", messages[0].State);
                return messages[1..^1];
            }
        }
    }

    /// <summary>The next message published under a request.</summary>
    public Message NextPublished(string id, string type)
    {
        while (true)
            if (Receive(IOPub) is { } message && message.Parent == id && message.Type == type)
                return message;
    }

    public void Dispose()
    {
        foreach (ZmtpPeer peer in new[] { Shell, Control, Stdin, IOPub })
            peer.Dispose();
    }

    private byte[] Sign(byte[][] parts) =>
        _key.Length == 0 ? [] : Utf8(Convert.ToHexStringLower(HMACSHA256.HashData(_key, parts.SelectMany(part => part).ToArray())));

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <param name="Type">Its type.</param>
    /// <param name="Parent">The id of the request that it belongs to.</param>
    /// <param name="Content">Its content.</param>
    /// <param name="Header">Its header.</param>
    internal sealed record Message(string Type, string Parent, JsonObject Content, JsonObject Header)
    {
        public string? State => Type == "status" ? Content["execution_state"]!.GetValue<string>() : null;

        public string Status => Content["status"]!.GetValue<string>();

        /// <summary>Type and content in a line.</summary>
        public override string ToString() => $"{Type} {Content.ToJsonString()}";
    }
}
