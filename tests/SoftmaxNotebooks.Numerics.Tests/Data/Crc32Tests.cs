using SoftmaxNotebooks.Numerics.Data;

namespace SoftmaxNotebooks.Numerics.Tests.Data;

public class Crc32Tests
{
    [Fact]
    public void The_checksum_of_the_nine_digits_is_the_published_one()
        => Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));

    /// <summary>Expected: the division of RFC 1952, a bit at a time.</summary>
    [Fact]
    public void Checksums_of_all_lengths_and_in_any_pieces_are_those_of_the_division()
    {
        byte[] bytes = new byte[70];
        new Random(1).NextBytes(bytes);
        for (int length = 0; length <= bytes.Length; length++)
        {
            uint remainder = uint.MaxValue;
            foreach (byte value in bytes[..length])
            {
                remainder ^= value;
                for (int bit = 0; bit < 8; bit++) remainder = (remainder & 1) != 0 ? (remainder >> 1) ^ 0xEDB88320 : remainder >> 1;
            }

            Assert.Equal(~remainder, Crc32.Append(0, bytes.AsSpan(0, length)));
            int cut = length / 3;
            Assert.Equal(~remainder, Crc32.Append(Crc32.Append(0, bytes.AsSpan(0, cut)), bytes.AsSpan(cut, length - cut)));
        }
    }
}
