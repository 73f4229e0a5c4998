using System.Security.Cryptography;
using System.Text;

namespace SoftmaxNotebooks.Host.Jupyter.Messages;

/// <summary>
/// Signs messages and checks signatures: HMAC-SHA256 over header, parent header, metadata and content, in lower-case hexadecimal.
/// An empty key means that nothing is signed, as the protocol has it.
/// </summary>
internal sealed class MessageSigner(byte[] key)
{
    /// <summary>
    /// How many signatures are remembered, to refuse a message that was recorded and is sent again. As many as Jupyter's own client
    /// remembers; they cost some ten megabytes.
    /// </summary>
    public const int MaximumRemembered = 65_536;

    private readonly HashSet<string> _seen = [];
    private readonly Queue<string> _order = new();

    /// <summary>The signature of four parts; empty if nothing is signed. Safe from any thread.</summary>
    public byte[] Sign(ReadOnlySpan<byte[]> parts) => key.Length == 0 ? [] : Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Hash(parts)));

    /// <summary>Whether a signature is that of the parts, and comes for the first time. Not safe from several threads.</summary>
    public bool Accept(ReadOnlySpan<byte[]> parts, ReadOnlySpan<byte> signature)
    {
        if (key.Length == 0)
            return true;
        byte[] expected = Sign(parts);
        // In constant time: how long a refusal takes must not tell how much of a guess was right.
        if (!CryptographicOperations.FixedTimeEquals(expected, signature))
            return false;
        string seen = Encoding.ASCII.GetString(expected);
        if (!_seen.Add(seen))
            return false;
        _order.Enqueue(seen);
        if (_order.Count > MaximumRemembered)
            _seen.Remove(_order.Dequeue());
        return true;
    }

    private byte[] Hash(ReadOnlySpan<byte[]> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        foreach (byte[] part in parts)
            hash.AppendData(part);
        return hash.GetHashAndReset();
    }
}
