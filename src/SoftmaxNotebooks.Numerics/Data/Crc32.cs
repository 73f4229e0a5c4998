namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>CRC-32 as gzip uses it: the reflected polynomial 0xEDB88320 (RFC 1952, section 8).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => RemainderOf((uint)index))];

    /// <summary>The checksum of what came before, 0 for nothing, followed by these bytes.</summary>
    internal static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        uint[] table = Table;
        uint remainder = ~checksum;
        foreach (byte value in bytes) remainder = table[(byte)remainder ^ value] ^ (remainder >> 8);
        return ~remainder;
    }

    private static uint RemainderOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
        return value;
    }
}
