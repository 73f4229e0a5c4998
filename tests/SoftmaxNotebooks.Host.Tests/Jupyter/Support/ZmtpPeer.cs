using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>
/// The other end of a ZMTP connection, written from the specification and not with the code under test: DEALER, SUB, REQ, or anything
/// that a test wants to send as bytes. Every wait has an end, which is an exception.
/// </summary>
internal sealed class ZmtpPeer : IDisposable
{
    /// <summary>Long enough for a busy machine; nothing waits so long when it works.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;

    /// <summary>Connects and says nothing.</summary>
    public ZmtpPeer(int port)
    {
        _client.Connect(IPAddress.Loopback, port);
        _client.NoDelay = true;
        _client.ReceiveTimeout = _client.SendTimeout = (int)Patience.TotalMilliseconds;
        _stream = _client.GetStream();
    }

    /// <summary>Connects and shakes hands.</summary>
    public static ZmtpPeer Connect(int port, string socketType, string identity = "", byte minorVersion = 0)
    {
        ZmtpPeer peer = new(port);
        peer.SendRaw(Greeting(minorVersion));
        peer.SendRaw(Ready(socketType, identity));
        Assert.Equal(Greeting(0), peer.ReadRaw(64));
        Assert.StartsWith("READY", peer.ReadCommand(), StringComparison.Ordinal);
        return peer;
    }

    public static byte[] Greeting(byte minorVersion = 0)
    {
        byte[] greeting = new byte[64];
        (greeting[0], greeting[9], greeting[10], greeting[11]) = (0xFF, 0x7F, 3, minorVersion);
        Encoding.ASCII.GetBytes("NULL").CopyTo(greeting, 12);
        return greeting;
    }

    public static byte[] Ready(string socketType, string identity = "") =>
        Command("READY", [.. Property("Socket-Type", socketType), .. Property("Identity", identity)]);

    public static byte[] Command(string name, byte[] content)
    {
        byte[] body = [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. content];
        return [4, (byte)body.Length, .. body];
    }

    /// <summary>The bytes of a message.</summary>
    public static byte[] Message(params byte[][] frames)
    {
        using MemoryStream bytes = new();
        for (int i = 0; i < frames.Length; i++)
        {
            byte more = i < frames.Length - 1 ? (byte)1 : (byte)0;
            if (frames[i].Length < 256)
            {
                bytes.Write([more, (byte)frames[i].Length]);
            }
            else
            {
                byte[] length = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(length, frames[i].Length);
                bytes.Write([(byte)(more | 2), .. length]);
            }

            bytes.Write(frames[i]);
        }

        return bytes.ToArray();
    }

    public void Send(params byte[][] frames) => SendRaw(Message(frames));

    public void SendRaw(byte[] bytes) => _stream.Write(bytes);

    /// <summary>Waits until the other end has dealt with everything that was sent: with the handshake, a subscription, messages.</summary>
    public void Settle()
    {
        SendRaw(Command("PING", [0, 10, .. Encoding.ASCII.GetBytes("ctx")]));
        Assert.Equal("PONGctx", ReadCommand());
    }

    public byte[] ReadRaw(int length)
    {
        byte[] bytes = new byte[length];
        _stream.ReadExactly(bytes);
        return bytes;
    }

    public byte[][] Receive()
    {
        List<byte[]> frames = [];
        while (true)
        {
            (byte flags, byte[] content) = ReadFrame();
            Assert.Equal(0, flags & 4);
            frames.Add(content);
            if ((flags & 1) == 0)
                return [.. frames];
        }
    }

    /// <summary>The next command: its name and its content, as text.</summary>
    public string ReadCommand()
    {
        (byte flags, byte[] content) = ReadFrame();
        Assert.Equal(4, flags & 4);
        return Encoding.Latin1.GetString(content, 1, content.Length - 1);
    }

    /// <summary>Whether the other end closes the connection, rather than say anything.</summary>
    public bool IsClosed()
    {
        try
        {
            // What was said before counts not.
            while (_stream.ReadByte() >= 0)
            {
            }

            return true;
        }
        catch (IOException exception)
        {
            return exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset };
        }
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Property(string name, string value) =>
        [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), 0, 0, 0, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private (byte Flags, byte[] Content) ReadFrame()
    {
        byte flags = ReadRaw(1)[0];
        long length = (flags & 2) == 0 ? ReadRaw(1)[0] : BinaryPrimitives.ReadInt64BigEndian(ReadRaw(8));
        return (flags, ReadRaw(checked((int)length)));
    }
}
