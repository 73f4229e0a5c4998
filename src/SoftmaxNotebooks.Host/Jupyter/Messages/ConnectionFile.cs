using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SoftmaxNotebooks.Host.Jupyter.Messages;

/// <summary>What a front end tells the kernel that it starts: where to listen, and the key with which messages are signed.</summary>
internal sealed record ConnectionFile(
    IPAddress Address, int ShellPort, int ControlPort, int StdinPort, int IOPubPort, int HeartbeatPort, byte[] Key)
{
    private const string SignatureScheme = "hmac-sha256";

    // A file of this kind has a few hundred bytes.
    private const int MaximumLength = 64 * 1024;

    /// <exception cref="ConnectionFileException">The file is not there, or does not say what it has to say.</exception>
    public static ConnectionFile Read(string path)
    {
        byte[] json;
        try
        {
            FileInfo file = new(path);
            if (file.Length > MaximumLength)
                throw new ConnectionFileException($"{path}: a connection file has at most {MaximumLength} bytes; this one has {file.Length}.");
            json = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConnectionFileException($"{path}: the connection file cannot be read: {exception.Message}");
        }

        try
        {
            return Parse(json);
        }
        catch (ConnectionFileException exception)
        {
            throw new ConnectionFileException($"{path}: {exception.Message}");
        }
    }

    /// <exception cref="ConnectionFileException">The text does not say what it has to say.</exception>
    public static ConnectionFile Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Parse(document.RootElement);
        }
        // The second for a text that is no UTF-8, which the parser lets pass, or half a character.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ConnectionFileException("a connection file is a JSON object; this is not.");
        }
    }

    private static ConnectionFile Parse(JsonElement file)
    {
        if (file.ValueKind != JsonValueKind.Object)
            throw new ConnectionFileException("a connection file is a JSON object; this is not.");
        foreach (JsonProperty property in file.EnumerateObject())
            if (property.Name.StartsWith("curve_", StringComparison.Ordinal))
                throw new ConnectionFileException($"'{property.Name}' asks for CurveZMQ encryption, which this kernel does not have and its kernelspec does not offer.");
        if (Text(file, "transport", "tcp") is not "tcp" and var transport)
            throw new ConnectionFileException($"the transport is '{transport}'; this kernel has tcp.");
        byte[] key = System.Text.Encoding.UTF8.GetBytes(Text(file, "key", ""));
        if (key.Length > 0 && Text(file, "signature_scheme", SignatureScheme) is not SignatureScheme and var scheme)
            throw new ConnectionFileException($"the signature scheme is '{scheme}'; this kernel has {SignatureScheme}.");
        return new ConnectionFile(
            Address: ParseAddress(Text(file, "ip", "127.0.0.1")),
            ShellPort: Port(file, "shell_port"), ControlPort: Port(file, "control_port"), StdinPort: Port(file, "stdin_port"),
            IOPubPort: Port(file, "iopub_port"), HeartbeatPort: Port(file, "hb_port"), key);
    }

    private static string Text(JsonElement file, string name, string whenAbsent)
    {
        if (!file.TryGetProperty(name, out JsonElement value))
            return whenAbsent;
        try
        {
            return value.GetString() ?? whenAbsent;
        }
        catch (InvalidOperationException)
        {
            throw new ConnectionFileException($"'{name}' is {value.GetRawText()}, which is not a text.");
        }
    }

    // Nothing but what the file says is listened on: who can connect can, with the key, run anything.
    private static IPAddress ParseAddress(string text) => text switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ => IPAddress.TryParse(text, out IPAddress? address) ? address : throw new ConnectionFileException($"'ip' is '{text}', which is not an IP address."),
    };

    private static int Port(JsonElement file, string name)
    {
        if (!file.TryGetProperty(name, out JsonElement value))
            throw new ConnectionFileException($"'{name}' is missing.");
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out int port) || port is < 0 or > IPEndPoint.MaxPort)
            throw new ConnectionFileException(string.Create(CultureInfo.InvariantCulture, $"'{name}' is {value.GetRawText()}; a port is a number from 0 to {IPEndPoint.MaxPort}."));
        return port;
    }
}

/// <summary>The connection file cannot be used; the message says why.</summary>
internal sealed class ConnectionFileException(string message) : Exception(message);
