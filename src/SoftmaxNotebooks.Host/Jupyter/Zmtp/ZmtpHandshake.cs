using System.Buffers.Binary;
using System.Text;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>What two peers say before the first message: a greeting of 64 bytes, then READY with their properties (mechanism NULL).</summary>
internal static class ZmtpHandshake
{
    public const int GreetingLength = 64;

    private const int MajorOffset = 10;
    private const int MechanismOffset = 12;
    private const int MechanismLength = 20;
    private const string SocketType = "Socket-Type";
    private const string Identity = "Identity";

    // Minor version 0: with 3.1 a peer may send subscriptions as commands, and wants PING answered. Both are understood all the same.
    public static byte[] Greeting()
    {
        byte[] greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[MajorOffset] = 3;
        "NULL"u8.CopyTo(greeting.AsSpan(MechanismOffset));
        return greeting;
    }

    /// <summary>Checks a greeting.</summary>
    /// <exception cref="ZmtpException">The peer speaks something else.</exception>
    public static void CheckGreeting(ReadOnlySpan<byte> greeting)
    {
        // Bytes 1 to 8 are padding in the specification; libzmq has the length of an older protocol there.
        if (greeting[0] != 0xFF || greeting[9] != 0x7F)
            throw new ZmtpException("The peer does not speak ZMTP.");
        if (greeting[MajorOffset] < 3)
            throw new ZmtpException($"The peer speaks ZMTP {greeting[MajorOffset]}; 3 is needed.");
        ReadOnlySpan<byte> mechanism = greeting.Slice(MechanismOffset, MechanismLength).TrimEnd((byte)0);
        if (!mechanism.SequenceEqual("NULL"u8))
            throw new ZmtpException($"The peer wants the mechanism '{Encoding.ASCII.GetString(mechanism)}'; only NULL is offered.");
    }

    /// <summary>The READY command of a socket of the given type.</summary>
    public static byte[] Ready(string socketType, ReadOnlySpan<byte> identity = default)
    {
        List<byte> properties = [];
        Add(SocketType, Encoding.ASCII.GetBytes(socketType));
        if (!identity.IsEmpty)
            Add(Identity, identity.ToArray());
        return ZmtpWriter.CommandFrame("READY", [.. properties]);

        void Add(string name, byte[] value)
        {
            properties.Add((byte)name.Length);
            properties.AddRange(Encoding.ASCII.GetBytes(name));
            byte[] length = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(length, (uint)value.Length);
            properties.AddRange(length);
            properties.AddRange(value);
        }
    }

    /// <summary>Reads a peer's READY: the type of its socket, and the identity that it wants, which may be empty.</summary>
    /// <exception cref="ZmtpException">This is no READY.</exception>
    public static (string SocketType, byte[] Identity) ReadReady(string command, ReadOnlySpan<byte> content)
    {
        if (command != "READY")
            throw new ZmtpException($"The peer said {command} instead of READY.");
        string socketType = "";
        byte[] identity = [];
        while (!content.IsEmpty)
        {
            string name = Encoding.ASCII.GetString(Take(ref content, content[0], lengthOfLength: 1));
            if (content.Length < sizeof(uint))
                throw new ZmtpException("A property in READY has no value.");
            ReadOnlySpan<byte> value = Take(ref content, BinaryPrimitives.ReadUInt32BigEndian(content), sizeof(uint));
            // Names of properties are the same in any case.
            if (name.Equals(SocketType, StringComparison.OrdinalIgnoreCase))
                socketType = Encoding.ASCII.GetString(value);
            else if (name.Equals(Identity, StringComparison.OrdinalIgnoreCase))
                identity = value.ToArray();
        }

        if (identity.Length > ZmtpWriter.MaximumShortLength)
            throw new ZmtpException($"The peer's identity has {identity.Length} bytes; {ZmtpWriter.MaximumShortLength} are allowed.");
        return (socketType, identity);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> content, uint length, int lengthOfLength)
    {
        if (length > content.Length - lengthOfLength)
            throw new ZmtpException("A property in READY is longer than READY itself.");
        ReadOnlySpan<byte> taken = content.Slice(lengthOfLength, (int)length);
        content = content[(lengthOfLength + (int)length)..];
        return taken;
    }
}
