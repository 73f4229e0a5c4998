using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>CRC-32 as gzip uses it: the reflected polynomial 0xEDB88320 (RFC 1952, section 8).</summary>
/// <remarks>
/// Eight bytes at a time: their remainders, each followed by the bytes that come after it, are looked up apart and added. Source: M. Kounavis
/// and F. Berry, "A systematic approach to building high performance software-based CRC generators", ISCC 2005.
/// </remarks>
internal static class Crc32
{
    /// <summary>[256 k + b] is the remainder of the byte b followed by k zero bytes.</summary>
    private static readonly uint[] Table = MakeTable();

    /// <summary>The checksum of what came before, 0 for nothing, followed by these bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // As the inner loops of MatrixMultiply.
    internal static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<uint> table = Table.AsSpan(0, 8 * 256);
        uint remainder = ~checksum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            ulong next = BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ remainder;
            remainder = table[(7 * 256) + (byte)next] ^ table[(6 * 256) + (byte)(next >> 8)]
                ^ table[(5 * 256) + (byte)(next >> 16)] ^ table[(4 * 256) + (byte)(next >> 24)]
                ^ table[(3 * 256) + (byte)(next >> 32)] ^ table[(2 * 256) + (byte)(next >> 40)]
                ^ table[256 + (byte)(next >> 48)] ^ table[(byte)(next >> 56)];
        }

        foreach (byte value in bytes) remainder = table[(byte)remainder ^ value] ^ (remainder >> 8);
        return ~remainder;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (int i = 0; i < table.Length; i++)
        {
            uint value = i < 256 ? (uint)i : table[i - 256];
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
