using System.Buffers.Binary;
using System.Text;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>
/// Frames as ZMTP 3.0 has them (rfc.zeromq.org/spec/23): a byte of flags, the length in one byte or in eight (big-endian), the content.
/// A message is one or more frames, all but the last with <see cref="More"/>.
/// </summary>
internal static class ZmtpWriter
{
    public const byte More = 1;
    public const byte Long = 2;
    public const byte Command = 4;

    /// <summary>The longest content whose length fits one byte.</summary>
    public const int MaximumShortLength = 255;

    /// <summary>A message, ready to be written in one piece.</summary>
    public static byte[] Message(IReadOnlyList<byte[]> frames)
    {
        byte[] bytes = new byte[frames.Sum(frame => HeaderLength(frame.Length) + frame.Length)];
        Span<byte> rest = bytes;
        for (int i = 0; i < frames.Count; i++)
            rest = Write(i < frames.Count - 1 ? More : (byte)0, frames[i], rest);
        return bytes;
    }

    /// <summary>A command, which is a frame that says its name first and is no part of any message.</summary>
    public static byte[] CommandFrame(string name, ReadOnlySpan<byte> content)
    {
        byte[] body = [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. content];
        byte[] bytes = new byte[HeaderLength(body.Length) + body.Length];
        Write(Command, body, bytes);
        return bytes;
    }

    private static int HeaderLength(int length) => length > MaximumShortLength ? 1 + sizeof(ulong) : 2;

    private static Span<byte> Write(byte flags, byte[] content, Span<byte> destination)
    {
        int header = HeaderLength(content.Length);
        if (content.Length > MaximumShortLength)
        {
            destination[0] = (byte)(flags | Long);
            BinaryPrimitives.WriteUInt64BigEndian(destination[1..], (ulong)content.Length);
        }
        else
        {
            destination[0] = flags;
            destination[1] = (byte)content.Length;
        }

        content.CopyTo(destination[header..]);
        return destination[(header + content.Length)..];
    }
}
