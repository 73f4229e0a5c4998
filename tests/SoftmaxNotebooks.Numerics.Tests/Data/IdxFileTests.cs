using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests;

/// <summary>
/// The bytes are written out by hand from the description of the format at http://yann.lecun.com/exdb/mnist: two zeros, type, number of
/// dimensions, sizes, elements; big-endian.
/// </summary>
public class IdxFileTests
{
    private const string Name = "digits.idx";

    private static readonly byte[] Bytes2By3 = [0, 0, 0x08, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Elements_and_dimensions_are_read_plain_and_compressed(bool isCompressed)
    {
        IdxArray<byte> array = Read<byte>(isCompressed ? IdxBytes.Gzip(Bytes2By3) : Bytes2By3);

        Assert.Equal([2, 3], array.Dimensions);
        Assert.Equal([1, 2, 3, 4, 5, 255], array.Elements.ToArray());
        Assert.Equal((6, IdxElementType.UnsignedByte), (array.Count, array.ElementType));
        Assert.Equal("UnsignedByte, 2 × 3", array.ToString());
    }

    [Fact]
    public void Every_type_of_element_is_read_big_endian()
    {
        Assert.Equal([-1, 127], Read<sbyte>([0, 0, 0x09, 1, 0, 0, 0, 2, 0xFF, 0x7F]).Elements.ToArray());
        Assert.Equal([258, -2], Read<short>([0, 0, 0x0B, 1, 0, 0, 0, 2, 1, 2, 0xFF, 0xFE]).Elements.ToArray());
        Assert.Equal([0x01020304, -2], Read<int>([0, 0, 0x0C, 1, 0, 0, 0, 2, 1, 2, 3, 4, 0xFF, 0xFF, 0xFF, 0xFE]).Elements.ToArray());
        // 1 and −2 as IEEE 754 writes them.
        Assert.Equal([1f, -2f], Read<float>([0, 0, 0x0D, 1, 0, 0, 0, 2, 0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0]).Elements.ToArray());
        Assert.Equal(
            [1.0, -2.0],
            Read<double>([0, 0, 0x0E, 1, 0, 0, 0, 2, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0]).Elements.ToArray());
    }

    [Fact]
    public void A_dimension_of_zero_means_no_elements_however_large_the_others_are()
    {
        IdxArray array = Read([0, 0, 0x0E, 3, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);

        Assert.Equal(0, array.Count);
        Assert.Equal([int.MaxValue, int.MaxValue, 0], array.Dimensions);
    }

    [Fact]
    public void A_stream_that_gives_one_byte_at_a_time_and_cannot_seek_gives_the_same()
    {
        byte[] content = IdxBytes.Of(300, 300);
        foreach (byte[] file in new[] { content, IdxBytes.Gzip(content) })
        {
            using Stream stream = new OneByteStream(file);
            Assert.Equal(content[12..], IdxFile.Read<byte>(stream, Name).Elements.ToArray());
        }
    }

    [Fact]
    public void A_file_is_named_by_its_path()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Bytes2By3);
            Assert.Equal(6, IdxFile.Read(path).Count);
            Assert.Equal(
                $"{path}, byte 2: elements of type Int32 are expected; the code 0x08 says UnsignedByte.",
                Assert.Throws<InvalidDataException>(() => IdxFile.Read<int>(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(new byte[] { }, "byte 0: two zero bytes, which an IDX file begins with, expected; the content ends here.")]
    [InlineData(new byte[] { 0, 1, 8, 1 }, "byte 0: two zero bytes expected, which an IDX file begins with; they are 0x00 0x01.")]
    [InlineData(new byte[] { 0, 0, 8 }, "byte 3: the type of the elements and the number of dimensions expected; the content ends here.")]
    [InlineData(
        new byte[] { 0, 0, 0x0A, 1 }, "byte 2: the type of the elements, 0x08, 0x09, 0x0B, 0x0C, 0x0D or 0x0E, expected; it is 0x0A.")]
    [InlineData(new byte[] { 0, 0, 8, 0 }, "byte 3: the number of dimensions, at least 1, expected; it is 0.")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0 }, "byte 9: the size of dimension 2 of 2 expected; the content ends here.")]
    [InlineData(
        new byte[] { 0, 0, 8, 1, 0x80, 0, 0, 0 }, "byte 4: the size of dimension 1 of 1, at most 2147483647, expected; it is 2147483648.")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 3, 1, 2 }, "byte 10: 3 bytes of elements from byte 8 on, for 3, expected; the content ends here.")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 1, 2 }, "byte 9: the end of the content expected; more bytes follow.")]
    public void What_is_not_IDX_is_refused_with_the_name_the_byte_and_what_was_expected(byte[] file, string message)
        => Assert.Equal($"{Name}, {message}", MessageOf(file));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Content_that_ends_early_or_goes_on_is_refused_where_it_does_plain_and_compressed(bool isCompressed)
    {
        Assert.Equal(
            $"{Name}, byte 17: 6 bytes of elements from byte 12 on, for 2 × 3, expected; the content ends here.", Message(Bytes2By3[..^1]));
        Assert.Equal($"{Name}, byte 18: the end of the content expected; more bytes follow.", Message([.. Bytes2By3, 0]));

        string Message(byte[] content) => MessageOf(isCompressed ? IdxBytes.Gzip(content) : content);
    }

    [Fact]
    public void However_many_dimensions_there_are_eight_of_them_are_printed()
    {
        byte[] header = new byte[4 + (4 * 255)];
        (header[2], header[3]) = (0x08, 255);
        for (int i = 0; i < 255; i++) header[7 + (4 * i)] = 1;
        const string Sizes = "1 × 1 × 1 × 1 × 1 × 1 × 1 × 1 × … (255 in all)";

        Assert.Equal($"UnsignedByte, {Sizes}", Read([.. header, 7]).ToString());
        Assert.Contains($"for {Sizes}", MessageOf(header), StringComparison.Ordinal);
        for (int i = 0; i < 255; i++) header[4 + (4 * i)] = 0x7F;
        string tooLarge = MessageOf(header);
        Assert.Contains("(255 in all) elements of 1 bytes are more", tooLarge, StringComparison.Ordinal);
        Assert.InRange(tooLarge.Length, 1, 300);
    }

    [Fact]
    public void A_size_over_the_limit_is_refused_before_anything_is_allocated()
    {
        byte[] claims4GiB = [0, 0, 0x0C, 2, 0, 0, 0x80, 0, 0, 0, 0x80, 0];
        byte[] file = IdxBytes.Gzip(claims4GiB);
        Read(IdxBytes.Gzip(Bytes2By3));

        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = MessageOf(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(
            $"{Name}, byte 8: at most 1073741824 bytes expected in all, 1073741812 of them elements; 32768 × 32768 elements of 4 bytes are more.",
            message);

        using MemoryStream stream = new(Bytes2By3);
        Assert.Throws<InvalidDataException>(() => IdxFile.Read(stream, Name, Bytes2By3.Length - 1));
        stream.Position = 0;
        Assert.Equal(6, IdxFile.Read(stream, Name, Bytes2By3.Length).Count);
    }

    [Fact]
    public void A_header_that_claims_what_the_limit_allows_and_nothing_follows_allocates_little()
    {
        byte[] file = IdxBytes.Gzip([0, 0, 8, 1, 0x3F, 0, 0, 0]);
        Read(IdxBytes.Gzip(Bytes2By3));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Read(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Every_way_to_cut_or_lengthen_a_compressed_file_is_noticed()
    {
        byte[] file = IdxBytes.Gzip(IdxBytes.Of(20, 20));

        for (int length = 0; length < file.Length; length++) Assert.Throws<InvalidDataException>(() => Read(file[..length]));
        foreach (int count in new[] { 1, 2, 8, 9, 20_000 })
            Assert.Throws<InvalidDataException>(() => Read([.. file, .. new byte[count]]));
        Assert.Throws<InvalidDataException>(() => Read([.. file, .. file]));
    }

    [Fact]
    public void A_compressed_file_of_several_members_is_refused_by_that_name()
    {
        byte[] content = IdxBytes.Of(20, 20);

        Assert.Contains(
            "of several members, which are not read: compress it as one.",
            MessageOf([.. IdxBytes.Gzip(content[..100]), .. IdxBytes.Gzip(content[100..])]), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_damaged_bit_of_the_compressed_data_and_its_checksum_is_noticed()
    {
        byte[] file = IdxBytes.Gzip(IdxBytes.Of(20, 20));
        int unused = 0;
        // The ten bytes before are gzip's header; time stamp and operating system may be anything.
        for (int bit = 8 * 10; bit < 8 * file.Length; bit++)
        {
            byte[] damaged = [.. file];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Record.Exception(() => Read(damaged)) is { } exception) Assert.IsType<InvalidDataException>(exception);
            else unused++;
        }

        // Those that fill the last byte of the compressed data.
        Assert.InRange(unused, 0, 7);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_limit_that_no_array_can_have_is_refused(int maximumByteCount)
        => Assert.Throws<ArgumentOutOfRangeException>(() => IdxFile.Read(Stream.Null, Name, maximumByteCount));

    private static IdxArray Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return IdxFile.Read(stream, Name);
    }

    private static IdxArray<T> Read<T>(byte[] file)
        where T : unmanaged
    {
        using MemoryStream stream = new(file);
        return IdxFile.Read<T>(stream, Name);
    }

    private static string MessageOf(byte[] file) => Assert.Throws<InvalidDataException>(() => Read(file)).Message;

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
