using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>Writes an image of at most 256 colours as PNG: one byte a pixel, the number of its colour.</summary>
/// <remarks>The format is that of W3C, "Portable Network Graphics (PNG) Specification (Third Edition)". The same pixels give the same bytes.</remarks>
internal static class IndexedPng
{
    private const byte BitsPerPixel = 8;
    private const byte Indexed = 3;
    private const int MostColors = 256;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] CrcTable = [.. Enumerable.Range(0, 256).Select(CrcOfByte)];

    /// <summary>The image as the bytes of a PNG file.</summary>
    /// <remarks>The indices are row-major, from the top left. Every byte is an index into the palette.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">There is no pixel: PNG has no empty image.</exception>
    /// <exception cref="ArgumentException">
    /// The number of indices is not width × height, the palette does not have 1 to 256 colours, or an index points behind its end.
    /// </exception>
    internal static byte[] Encode(int width, int height, ReadOnlySpan<byte> indices, ReadOnlySpan<(byte R, byte G, byte B)> palette)
        => Encode(width, height, indices, palette, transparent: null);

    /// <summary>The image as the bytes of a PNG file; the pixels of the transparent index let the page through.</summary>
    /// <inheritdoc cref="Encode(int, int, ReadOnlySpan{byte}, ReadOnlySpan{ValueTuple{byte, byte, byte}})"/>
    internal static byte[] Encode(
        int width, int height, ReadOnlySpan<byte> indices, ReadOnlySpan<(byte R, byte G, byte B)> palette, byte? transparent)
    {
        Check(width, height, indices, palette, transparent);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = BitsPerPixel;
        header[9] = Indexed; // The three bytes behind it stay 0: the only compression, the only filter method, not interlaced.

        var colors = new byte[3 * palette.Length];
        for (int i = 0; i < palette.Length; i++) (colors[3 * i], colors[(3 * i) + 1], colors[(3 * i) + 2]) = palette[i];

        using var png = new MemoryStream();
        png.Write(Signature);
        WriteChunk(png, "IHDR", header);
        WriteChunk(png, "PLTE", colors);
        if (transparent is { } index)
        {
            // The opacity of each colour as far as the transparent one; those behind it are opaque.
            var opacities = new byte[index + 1];
            opacities.AsSpan(0, index).Fill(255);
            WriteChunk(png, "tRNS", opacities);
        }

        WriteChunk(png, "IDAT", Compress(width, height, indices));
        WriteChunk(png, "IEND", []);
        return png.ToArray();
    }

    /// <summary>The image as an address that holds it: the src of an img.</summary>
    /// <inheritdoc cref="Encode(int, int, ReadOnlySpan{byte}, ReadOnlySpan{ValueTuple{byte, byte, byte}}, byte?)"/>
    internal static string DataUri(
        int width, int height, ReadOnlySpan<byte> indices, ReadOnlySpan<(byte R, byte G, byte B)> palette, byte? transparent = null)
        => $"data:image/png;base64,{Convert.ToBase64String(Encode(width, height, indices, palette, transparent))}";

    private static void Check(
        int width, int height, ReadOnlySpan<byte> indices, ReadOnlySpan<(byte R, byte G, byte B)> palette, byte? transparent)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if ((long)width * height != indices.Length)
        {
            throw new ArgumentException(FormattableString.Invariant($"{width} × {height} pixels need as many indices, not {indices.Length}."), nameof(indices));
        }

        if (palette.Length is 0 or > MostColors)
        {
            throw new ArgumentException(FormattableString.Invariant($"A palette has 1 to {MostColors} colours, not {palette.Length}."), nameof(palette));
        }

        if (transparent >= palette.Length || (palette.Length < MostColors && indices.ContainsAnyInRange((byte)palette.Length, byte.MaxValue)))
        {
            throw new ArgumentException(FormattableString.Invariant($"An index points behind the palette of {palette.Length} colours."), nameof(indices));
        }
    }

    /// <summary>Each row behind a filter byte, as a zlib stream.</summary>
    /// <remarks>
    /// The filter is always 0, "none": the others take differences of neighbours, which helps with shades but not with numbers of colours.
    /// </remarks>
    private static byte[] Compress(int width, int height, ReadOnlySpan<byte> indices)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(indices.Slice(row * width, width));
            }
        }

        return compressed.ToArray();
    }

    /// <summary>Length, type, data and a checksum of the latter two.</summary>
    private static void WriteChunk(MemoryStream png, string type, ReadOnlySpan<byte> data)
    {
        byte[] typeBytes = Encoding.ASCII.GetBytes(type);
        WriteBigEndian(png, (uint)data.Length);
        png.Write(typeBytes);
        png.Write(data);
        WriteBigEndian(png, ~Crc(Crc(uint.MaxValue, typeBytes), data));
    }

    private static void WriteBigEndian(MemoryStream png, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        png.Write(bytes);
    }

    // CRC-32 as in Annex D of the specification. System.IO.Hashing has it too, but a notebook would then have to find one more assembly.
    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data) crc = CrcTable[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint CrcOfByte(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
