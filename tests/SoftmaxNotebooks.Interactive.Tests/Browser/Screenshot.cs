using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SoftmaxNotebooks.Interactive.Tests.Browser;

/// <summary>A PNG as a browser writes it: 8 bits a channel, with or without opacity.</summary>
internal sealed class Screenshot
{
    private readonly byte[] _data;
    private readonly int _bytesPerPixel;

    private Screenshot(int width, int height, int bytesPerPixel, byte[] data)
    {
        Width = width;
        Height = height;
        _bytesPerPixel = bytesPerPixel;
        _data = data;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether anything is drawn: some pixel differs from the first one.</summary>
    /// <remarks>
    /// Filters (section 9 of the PNG specification) store differences from neighbours, so rows are only compared once they are undone; the
    /// first row that differs ends the search.
    /// </remarks>
    public bool HasSeveralColors()
    {
        using var zlib = new ZLibStream(new MemoryStream(_data), CompressionMode.Decompress);
        byte[] row = new byte[Width * _bytesPerPixel];
        byte[] above = new byte[row.Length];
        byte[]? first = null;
        for (int y = 0; y < Height; y++)
        {
            int filter = zlib.ReadByte();
            zlib.ReadExactly(row);
            Unfilter(filter, row, above);
            first ??= row[.._bytesPerPixel];
            for (int at = 0; at < row.Length; at += _bytesPerPixel)
            {
                if (!row.AsSpan(at, _bytesPerPixel).SequenceEqual(first)) return true;
            }

            (row, above) = (above, row);
        }

        return false;
    }

    public static Screenshot Read(byte[] png)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png, 0, 8));
        var header = png.AsSpan(16, 13);
        Assert.Equal(8, header[8]);
        int bytesPerPixel = header[9] switch { 2 => 3, 6 => 4, byte other => throw new InvalidDataException($"colour type {other}") };
        using var data = new MemoryStream();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            if (Encoding.ASCII.GetString(png, at + 4, 4) == "IDAT") data.Write(png, at + 8, length);
            at += length + 12;
        }

        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        return new Screenshot(width, height, bytesPerPixel, data.ToArray());
    }

    private void Unfilter(int filter, byte[] row, byte[] above)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= _bytesPerPixel ? row[i - _bytesPerPixel] : 0;
            int upLeft = i >= _bytesPerPixel ? above[i - _bytesPerPixel] : 0;
            row[i] += (byte)(filter switch
            {
                0 => 0,
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => Paeth(left, above[i], upLeft),
                _ => throw new InvalidDataException($"filter {filter}"),
            });
        }
    }

    private static int Paeth(int left, int up, int upLeft)
    {
        int estimate = left + up - upLeft;
        return new[] { left, up, upLeft }.MinBy(neighbour => Math.Abs(estimate - neighbour));
    }
}
