using System.Buffers.Binary;
using System.Text;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>Takes messages from a stream of bytes that may come in pieces of any size. Trusts no length before so much is there.</summary>
/// <param name="stream">The connection.</param>
/// <param name="onPing">Gets the context of each PING, which a PONG has to repeat.</param>
internal sealed class ZmtpReader(Stream stream, Action<byte[]> onPing)
{
    /// <summary>The most bytes of one message: cells are kilobytes, what widgets send megabytes.</summary>
    public const int MaximumMessageLength = 64 * 1024 * 1024;

    /// <summary>The most frames of one message. Jupyter's have six and a few buffers; an empty frame costs memory too.</summary>
    public const int MaximumFrameCount = 1024;

    // Memory is given for what has arrived, not for what is announced: this much at first, then twice as much each time.
    private const int FirstBlock = 64 * 1024;

    private const byte KnownFlags = ZmtpWriter.More | ZmtpWriter.Long | ZmtpWriter.Command;

    // A PING begins with the time until the peer gives up, which is the peer's business.
    private const int PingTimeLength = 2;

    /// <summary>
    /// The next message; null where the stream ends between two. SUBSCRIBE and CANCEL, commands since ZMTP 3.1, are given out as the
    /// messages that they are in 3.0: a 1 or a 0, then the topic.
    /// </summary>
    /// <exception cref="ZmtpException">These are no frames, or more than there may be.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within a frame or a message.</exception>
    public IReadOnlyList<byte[]>? ReadMessage()
    {
        List<byte[]> frames = [];
        int length = 0;
        while (true)
        {
            int flags = stream.ReadByte();
            if (flags < 0)
                return frames.Count == 0 ? null : throw new EndOfStreamException();
            byte[] content = ReadContent((byte)flags, MaximumMessageLength - length);
            if ((flags & ZmtpWriter.Command) != 0)
            {
                if (frames.Count > 0)
                    throw new ZmtpException("A command came in the middle of a message.");
                (string name, byte[] argument) = Command(content);
                if (name == "PING" && argument.Length >= PingTimeLength)
                    onPing(argument[PingTimeLength..]);
                else if (name is "SUBSCRIBE" or "CANCEL")
                    return [[name == "SUBSCRIBE" ? (byte)1 : (byte)0, .. argument]];
                else if (name == "ERROR")
                    throw new ZmtpException("The peer reports an error.");
                continue;
            }

            frames.Add(content);
            length += content.Length;
            if ((flags & ZmtpWriter.More) == 0)
                return frames;
            if (frames.Count == MaximumFrameCount)
                throw new ZmtpException($"A message has more than {MaximumFrameCount} frames.");
        }
    }

    /// <summary>The next frame, which has to be a command.</summary>
    public (string Name, byte[] Content) ReadCommand()
    {
        byte flags = ReadExactly(1)[0];
        if ((flags & ZmtpWriter.Command) == 0)
            throw new ZmtpException("A message came before the handshake was over.");
        return Command(ReadContent(flags, MaximumMessageLength));
    }

    private byte[] ReadContent(byte flags, int maximum)
    {
        if ((flags & ~KnownFlags) != 0 || (flags & (ZmtpWriter.More | ZmtpWriter.Command)) == (ZmtpWriter.More | ZmtpWriter.Command))
            throw new ZmtpException($"A frame has flags {flags:X2}, which ZMTP 3.0 does not know.");
        ulong length = (flags & ZmtpWriter.Long) == 0 ? ReadExactly(1)[0] : BinaryPrimitives.ReadUInt64BigEndian(ReadExactly(sizeof(ulong)));
        if (length > (ulong)maximum)
            throw new ZmtpException($"A message is longer than {MaximumMessageLength} bytes.");
        return ReadExactly((int)length);
    }

    private byte[] ReadExactly(int length)
    {
        byte[] content = new byte[Math.Min(length, FirstBlock)];
        int filled = 0;
        while (true)
        {
            stream.ReadExactly(content, filled, content.Length - filled);
            filled = content.Length;
            if (filled == length)
                return content;
            Array.Resize(ref content, (int)Math.Min(length, 2L * filled));
        }
    }

    private static (string Name, byte[] Argument) Command(byte[] content)
    {
        if (content.Length == 0 || content[0] == 0 || 1 + content[0] > content.Length)
            throw new ZmtpException("A command has no name.");
        return (Encoding.ASCII.GetString(content, 1, content[0]), content[(1 + content[0])..]);
    }
}
