using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

/// <summary>A decoder of palette PNGs, written from the specification and not from the encoder: it knows all five row filters.</summary>
internal sealed class PngReader
{
    private PngReader(int width, int height, byte[] indices, (byte R, byte G, byte B)[] palette, byte[] opacities)
    {
        Width = width;
        Height = height;
        Indices = indices;
        Palette = palette;
        Opacities = opacities;
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Indices { get; }

    public (byte R, byte G, byte B)[] Palette { get; }

    /// <summary>The opacity of the first colours; the others are opaque.</summary>
    public byte[] Opacities { get; }

    public static PngReader Read(byte[] png)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png, 0, 8));
        var chunks = new List<(string Type, byte[] Data)>();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(CrcBitByBit(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += length + 12;
        }

        // The order that the specification asks for.
        Assert.Matches("^IHDR PLTE( tRNS)?( IDAT)+ IEND$", string.Join(' ', chunks.Select(chunk => chunk.Type)));
        byte[] header = chunks[0].Data;
        Assert.Equal(13, header.Length);
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        // 8 bits, palette, deflate, adaptive filtering, not interlaced.
        Assert.Equal([8, 3, 0, 0, 0], header[8..]);
        byte[] data = [.. chunks.Where(chunk => chunk.Type == "IDAT").SelectMany(chunk => chunk.Data)];
        return new PngReader(
            width,
            height,
            Unfilter(width, height, Inflate(data)),
            [.. chunks[1].Data.Chunk(3).Select(color => (color[0], color[1], color[2]))],
            chunks.SingleOrDefault(chunk => chunk.Type == "tRNS").Data ?? []);
    }

    public static PngReader ReadDataUri(string uri)
    {
        const string Prefix = "data:image/png;base64,";
        Assert.StartsWith(Prefix, uri, StringComparison.Ordinal);
        return Read(Convert.FromBase64String(uri[Prefix.Length..]));
    }

    private static byte[] Inflate(byte[] data)
    {
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress)) zlib.CopyTo(inflated);
        return inflated.ToArray();
    }

    private static byte[] Unfilter(int width, int height, byte[] filtered)
    {
        Assert.Equal(height * (width + 1), filtered.Length);
        var pixels = new byte[width * height];
        for (int row = 0; row < height; row++)
        {
            byte filter = filtered[row * (width + 1)];
            for (int column = 0; column < width; column++)
            {
                int left = column > 0 ? pixels[(row * width) + column - 1] : 0;
                int up = row > 0 ? pixels[((row - 1) * width) + column] : 0;
                int upLeft = row > 0 && column > 0 ? pixels[((row - 1) * width) + column - 1] : 0;
                int prediction = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, upLeft),
                    _ => throw new InvalidDataException($"filter {filter}"),
                };
                pixels[(row * width) + column] = (byte)(filtered[(row * (width + 1)) + 1 + column] + prediction);
            }
        }

        return pixels;
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        int estimate = left + up - upLeft;
        return new[] { left, up, upLeft }.MinBy(neighbour => Math.Abs(estimate - neighbour));
    }

    /// <summary>The checksum by its definition, a polynomial division, without a table.</summary>
    private static uint CrcBitByBit(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }
}
