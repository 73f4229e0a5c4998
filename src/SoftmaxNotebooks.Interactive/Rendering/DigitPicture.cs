using System.Text;
using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Interactive.Rendering;

/// <summary>One image of bounded size: as the address of a PNG, and as characters.</summary>
internal sealed class DigitPicture
{
    /// <summary>Larger images are averaged down to this: 4,096 pixels are at most 6 kB.</summary>
    public const int MostPixelsOfASide = 64;

    /// <summary>As many as an eye tells apart in strokes, and a fifth smaller than 256.</summary>
    private const int GreyLevels = 32;

    private static readonly (byte R, byte G, byte B)[] Greys = [.. Enumerable.Range(0, GreyLevels).Select(Grey)];

    private readonly byte[] _pixels;

    public DigitPicture(DigitImage image)
    {
        int longest = Math.Max(image.Width, image.Height);
        Shrunk = (longest + MostPixelsOfASide - 1) / MostPixelsOfASide;
        Width = (image.Width + Shrunk - 1) / Shrunk;
        Height = (image.Height + Shrunk - 1) / Shrunk;
        _pixels = Shrunk == 1 ? image.Pixels.ToArray() : Averaged(image);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How many pixels of the image's side are one of the picture's: 1 for a digit.</summary>
    public int Shrunk { get; }

    public string ToDataUri()
    {
        byte[] levels = [.. _pixels.Select(pixel => (byte)(pixel * GreyLevels / 256))];
        return IndexedPng.DataUri(Width, Height, levels, Greys);
    }

    /// <summary>Two pixels a character, one above the other: bright ones as blocks, and a shade for what is not quite black.</summary>
    public IEnumerable<string> ToTextLines()
    {
        for (int y = 0; y < Height; y += 2)
        {
            var line = new StringBuilder(Width);
            for (int x = 0; x < Width; x++) line.Append(BlockOf(PixelAt(x, y), PixelAt(x, y + 1)));
            yield return line.ToString();
        }
    }

    private static char BlockOf(byte above, byte below) => (above >= 128, below >= 128) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        _ => (above + below) switch { >= 128 => '▒', >= 48 => '░', _ => ' ' },
    };

    private static (byte R, byte G, byte B) Grey(int level)
    {
        byte value = (byte)(level * 255 / (GreyLevels - 1));
        return (value, value, value);
    }

    /// <summary>An odd height ends with half a line of black.</summary>
    private byte PixelAt(int x, int y) => y < Height ? _pixels[(y * Width) + x] : byte.MinValue;

    private byte[] Averaged(DigitImage image)
    {
        var pixels = new byte[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++) pixels[(y * Width) + x] = MeanOf(image, x * Shrunk, y * Shrunk);
        }

        return pixels;
    }

    private byte MeanOf(DigitImage image, int left, int top)
    {
        (int right, int bottom) = (Math.Min(left + Shrunk, image.Width), Math.Min(top + Shrunk, image.Height));
        long sum = 0;
        for (int y = top; y < bottom; y++)
        {
            for (int x = left; x < right; x++) sum += image.Pixels[(y * image.Width) + x];
        }

        return (byte)(sum / ((long)(right - left) * (bottom - top)));
    }
}
