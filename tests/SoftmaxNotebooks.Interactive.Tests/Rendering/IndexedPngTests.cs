using SoftmaxNotebooks.Interactive.Rendering;

namespace SoftmaxNotebooks.Interactive.Tests.Rendering;

public class IndexedPngTests
{
    private static readonly (byte R, byte G, byte B)[] Rgb = [(255, 0, 0), (0, 255, 0), (0, 0, 255)];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(28, 28)]
    [InlineData(640, 480)]
    public void A_decoder_reads_the_pixels_and_the_palette_that_were_written(int width, int height)
    {
        var random = new Random(20260401);
        var indices = new byte[width * height];
        random.NextBytes(indices);
        (byte, byte, byte)[] palette = [.. Enumerable.Range(0, 256).Select(i => ((byte)i, (byte)(255 - i), (byte)(i * 7)))];

        PngReader image = PngReader.Read(IndexedPng.Encode(width, height, indices, palette));

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.Equal(indices, image.Indices);
        Assert.Equal(palette, image.Palette);
        Assert.Empty(image.Opacities);
    }

    [Fact]
    public void The_transparent_colour_is_the_only_one_that_is_not_opaque()
        => Assert.Equal([255, 255, 0], PngReader.Read(IndexedPng.Encode(3, 1, [0, 1, 2], Rgb, transparent: 2)).Opacities);

    [Fact]
    public void A_data_uri_holds_the_file()
    {
        PngReader image = PngReader.ReadDataUri(IndexedPng.DataUri(3, 1, [2, 1, 0], Rgb, transparent: 0));

        Assert.Equal([2, 1, 0], image.Indices);
        Assert.Equal([0], image.Opacities);
    }

    [Fact]
    public void The_same_pixels_give_the_same_bytes()
        => Assert.Equal(IndexedPng.Encode(3, 1, [0, 1, 2], Rgb), IndexedPng.Encode(3, 1, [0, 1, 2], Rgb));

    [Fact]
    public void One_colour_takes_hardly_any_room()
        // Deflate reaches about 1000:1; the headers of four chunks are 69 bytes.
        => Assert.InRange(IndexedPng.Encode(1000, 1000, new byte[1_000_000], Rgb).Length, 100, 1500);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, -1)]
    public void An_image_without_pixels_is_refused(int width, int height)
        => Assert.Throws<ArgumentOutOfRangeException>(() => IndexedPng.Encode(width, height, new byte[1], Rgb));

    [Theory]
    [InlineData(2, new byte[] { 0 }, 3)]
    [InlineData(1, new byte[] { 0 }, 0)]
    [InlineData(1, new byte[] { 0 }, 257)]
    [InlineData(1, new byte[] { 3 }, 3)]
    public void Indices_that_do_not_fit_the_size_or_the_palette_are_refused(int width, byte[] indices, int colorCount)
        => Assert.Throws<ArgumentException>(() => IndexedPng.Encode(width, 1, indices, new (byte, byte, byte)[colorCount]));

    [Fact]
    public void A_transparent_index_behind_the_palette_is_refused()
        => Assert.Throws<ArgumentException>(() => IndexedPng.Encode(1, 1, [0], Rgb, transparent: 3));
}
