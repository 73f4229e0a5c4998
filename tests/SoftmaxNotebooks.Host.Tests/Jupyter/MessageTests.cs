using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Jupyter.Zmtp;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>
/// Messages as bytes. Expected bytes and signatures were computed with Python's json, hmac and hashlib from the text of the protocol.
/// </summary>
public sealed class MessageTests
{
    private static readonly byte[] Key = "a0436f6c-1916-498b-8eb9-e81ab9368e84"u8.ToArray();

    // hmac.new(key, header + b'{}{}{}', 'sha256').hexdigest() for the header below.
    private const string RequestHeader = """{"msg_id":"m1","msg_type":"kernel_info_request","session":"s1"}""";
    private const string RequestSignature = "f0aa58e063575aafaf609d3493823bb5204209bca5a0c70a15757b0dc47ea359";

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(6_789_010);
    }

    private static byte[][] Frames(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static byte[][] RequestFrames(string signature = RequestSignature, string header = RequestHeader) =>
        Frames("client", "<IDS|MSG>", signature, header, "{}", "{}", "{}");

    [Fact]
    public void A_message_has_the_bytes_and_the_signature_of_the_protocol()
    {
        MessageCodec codec = new(Key) { Session = "11111111-2222-3333-4444-555555555555", NextId = () => "00000000-0000-0000-0000-000000000007", Clock = new StoppedClock() };
        const string ParentHeader = """{"msg_id": "p1", "msg_type":"execute_request","extra":[1, 2]}""";
        Request parent = new([], Encoding.UTF8.GetBytes(ParentHeader), "execute_request", default);
        IReadOnlyList<byte[]> frames = codec.Encode(new KernelMessage("stream", parent, new JsonObject { ["name"] = "stdout", ["text"] = "é <b>&'\"\n" }));
        Assert.Equal(
            [
                "<IDS|MSG>",
                "4f3a207cc2c745d1013192cc18045c1edd65845cdc3da077563c70d889b66c02",
                """{"msg_id":"00000000-0000-0000-0000-000000000007","msg_type":"stream","username":"kernel","session":"11111111-2222-3333-4444-555555555555","date":"2026-01-02T03:04:05.678901Z","version":"5.3"}""",
                ParentHeader,
                "{}",
                """{"name":"stdout","text":"é <b>&'\"\n"}""",
            ],
            frames.Select(Encoding.UTF8.GetString));
    }

    [Fact]
    public void Frames_have_the_bytes_of_ZMTP()
    {
        byte[] message = ZmtpWriter.Message([.. Frames("stream", "<IDS|MSG>", new string('x', 255), new string('y', 256))]);
        // hashlib.sha256 of the frames put together in Python: flag, length in 1 or 8 bytes, content.
        Assert.Equal("d6a03b0abe4c9086ccf934a69f406dabb58f0da06921e65458e5ed699242edc3", Convert.ToHexStringLower(SHA256.HashData(message)));
    }

    [Fact]
    public void A_signed_request_is_read()
    {
        Request request = new MessageCodec(Key).Decode(RequestFrames(), out _)!;
        Assert.Equal("kernel_info_request", request.Type);
        Assert.Equal("client", Encoding.UTF8.GetString(Assert.Single(request.Identities)));
        Assert.Equal(RequestHeader, Encoding.UTF8.GetString(request.HeaderJson));
    }

    [Theory]
    [InlineData("")]
    [InlineData("f0aa58e063575aafaf609d3493823bb5204209bca5a0c70a15757b0dc47ea35")]
    [InlineData("F0AA58E063575AAFAF609D3493823BB5204209BCA5A0C70A15757B0DC47EA359")]
    [InlineData("00aa58e063575aafaf609d3493823bb5204209bca5a0c70a15757b0dc47ea359")]
    public void A_wrong_or_missing_signature_is_refused(string signature)
    {
        Assert.Null(new MessageCodec(Key).Decode(RequestFrames(signature), out string refusal));
        Assert.Contains("signature", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_comes_again_is_refused()
    {
        MessageCodec codec = new(Key);
        Assert.NotNull(codec.Decode(RequestFrames(), out _));
        Assert.Null(codec.Decode(RequestFrames(), out _));
    }

    [Fact]
    public void Only_so_many_signatures_are_remembered()
    {
        MessageSigner signer = new(Key);
        byte[][] first = Frames("0", "", "", "");
        for (int i = 0; i <= MessageSigner.MaximumRemembered; i++)
        {
            byte[][] parts = Frames(i.ToString(System.Globalization.CultureInfo.InvariantCulture), "", "", "");
            Assert.True(signer.Accept(parts, signer.Sign(parts)));
        }

        Assert.True(signer.Accept(first, signer.Sign(first)));
        byte[][] late = Frames("65536", "", "", "");
        Assert.False(signer.Accept(late, signer.Sign(late)));
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_and_nothing_is_checked()
    {
        MessageCodec codec = new([]);
        Assert.NotNull(codec.Decode(RequestFrames(signature: ""), out _));
        Assert.NotNull(codec.Decode(RequestFrames(signature: "anything"), out _));
        Assert.Empty(codec.Encode(new KernelMessage("status", null, []))[1]);
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"msg_type\":7}")]
    [InlineData("{\"msg_type\":\"\"}")]
    [InlineData("{\"msg_type\":\"\\ud800\"}")]
    public void A_header_without_a_type_is_refused(string header) =>
        Assert.Null(new MessageCodec([]).Decode(RequestFrames(header: header), out _));

    [Fact]
    public void Content_of_the_wrong_kind_is_told_from_content_that_is_absent()
    {
        Request request = new MessageCodec([]).Decode(Frames("<IDS|MSG>", "", RequestHeader, "{}", "{}", """{"code":7,"half":"\ud800","none":null,"n":1.5}"""), out _)!;
        Assert.Equal("x", request.Text("none", "x"));
        Assert.Equal("x", request.Text("absent", "x"));
        Assert.Equal("'code' of kernel_info_request has to be a text.", Assert.Throws<RequestException>(() => request.Text("code")).Message);
        Assert.Throws<RequestException>(() => request.Text("half"));
        Assert.Throws<RequestException>(() => request.Number("n"));
        Assert.Throws<RequestException>(() => request.Flag("code", false));
        Assert.Throws<RequestException>(() => request.Texts("code"));
    }

    [Theory]
    [InlineData("a😀b", 0, 0)]
    [InlineData("a😀b", 1, 1)]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("𝔼[x]", 4, 5)]
    [InlineData("中é", 2, 2)]
    public void Positions_are_converted_between_code_points_and_UTF16(string text, int codePoints, int utf16)
    {
        Assert.Equal(utf16, CodePoints.ToUtf16(text, codePoints));
        Assert.Equal(codePoints, CodePoints.FromUtf16(text, utf16));
        Assert.Equal(text.Length, CodePoints.ToUtf16(text, 1000));
    }

    [Fact]
    public void A_connection_file_of_Jupyter_is_read()
    {
        ConnectionFile file = Parse("""
            {"shell_port": 51, "iopub_port": 52, "stdin_port": 53, "control_port": 54, "hb_port": 55, "ip": "127.0.0.1", "key": "k-1",
             "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": ".net-csharp", "jupyter_session": "x.ipynb"}
            """);
        Assert.Equal((IPAddress.Loopback, 51, 52, 53, 54, 55), (file.Address, file.ShellPort, file.IOPubPort, file.StdinPort, file.ControlPort, file.HeartbeatPort));
        Assert.Equal("k-1"u8, file.Key);
    }

    [Theory]
    [InlineData("not JSON", "a connection file is a JSON object; this is not.")]
    [InlineData("[]", "a connection file is a JSON object; this is not.")]
    [InlineData("""{"curve_publickey": "x"}""", "'curve_publickey' asks for CurveZMQ encryption")]
    [InlineData("""{"transport": "ipc"}""", "the transport is 'ipc'; this kernel has tcp.")]
    [InlineData("""{"key": "k", "signature_scheme": "hmac-md5"}""", "the signature scheme is 'hmac-md5'; this kernel has hmac-sha256.")]
    [InlineData("""{"key": 5}""", "'key' is 5, which is not a text.")]
    [InlineData("""{"ip": "example.org"}""", "'ip' is 'example.org', which is not an IP address.")]
    [InlineData("""{"ip": "127.0.0.1"}""", "'shell_port' is missing.")]
    [InlineData("""{"shell_port": 65536}""", "'shell_port' is 65536; a port is a number from 0 to 65535.")]
    [InlineData("""{"shell_port": "80"}""", "'shell_port' is \"80\"; a port is a number from 0 to 65535.")]
    public void A_connection_file_that_cannot_be_used_is_refused_with_the_reason(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<ConnectionFileException>(() => Parse(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("", "127.0.0.1")]
    [InlineData("\"ip\": \"localhost\",", "127.0.0.1")]
    [InlineData("\"ip\": \"10.1.2.3\",", "10.1.2.3")]
    [InlineData("\"ip\": \"*\",", "0.0.0.0")]
    public void Only_the_address_that_the_file_names_is_listened_on(string ip, string address) => Assert.Equal(
        address, Parse($$"""{ {{ip}} "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5}""").Address.ToString());

    [Fact]
    public void A_connection_file_that_is_not_there_is_named() =>
        Assert.StartsWith("no-such.json: the connection file cannot be read", Assert.Throws<ConnectionFileException>(() => ConnectionFile.Read("no-such.json")).Message, StringComparison.Ordinal);

    private static ConnectionFile Parse(string json) => ConnectionFile.Parse(Encoding.UTF8.GetBytes(json));
}
