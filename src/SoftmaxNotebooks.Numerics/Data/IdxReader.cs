using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>IDX content: header, elements, end.</summary>
internal static class IdxReader
{
    // What is read before the next memory is asked for. A header alone costs no more than this, whatever it claims.
    private const int FirstBufferLength = 1 << 16;

    internal static IdxArray Read(IdxContent content, int maximumByteCount)
    {
        (IdxElementType type, int dimensionCount) = ReadMagic(content);
        ImmutableArray<int> dimensions = ReadDimensions(content, dimensionCount);
        int length = LengthOf(content, type, dimensions, maximumByteCount);
        byte[] bytes = ReadElements(content, length, dimensions);
        content.End();
        return type switch
        {
            IdxElementType.UnsignedByte => new IdxArray<byte>(type, dimensions, bytes),
            IdxElementType.SignedByte => new IdxArray<sbyte>(type, dimensions, MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray()),
            IdxElementType.Integer16 => new IdxArray<short>(type, dimensions, Numbers<short, short>(bytes, BinaryPrimitives.ReverseEndianness)),
            IdxElementType.Integer32 => new IdxArray<int>(type, dimensions, Numbers<int, int>(bytes, BinaryPrimitives.ReverseEndianness)),
            IdxElementType.Real32 => new IdxArray<float>(type, dimensions, Numbers<float, int>(bytes, BinaryPrimitives.ReverseEndianness)),
            _ => new IdxArray<double>(type, dimensions, Numbers<double, long>(bytes, BinaryPrimitives.ReverseEndianness)),
        };
    }

    private static (IdxElementType Type, int DimensionCount) ReadMagic(IdxContent content)
    {
        Span<byte> magic = stackalloc byte[4];
        content.Read(magic[..2], "two zero bytes, which an IDX file begins with,");
        if (magic[0] != 0 || magic[1] != 0)
        {
            throw content.Damaged(0, FormattableString.Invariant(
                $"two zero bytes expected, which an IDX file begins with; they are 0x{magic[0]:X2} 0x{magic[1]:X2}"));
        }

        content.Read(magic[2..], "the type of the elements and the number of dimensions");
        IdxElementType type = (IdxElementType)magic[2];
        if (!Enum.IsDefined(type))
        {
            throw content.Damaged(2, FormattableString.Invariant(
                $"the type of the elements, 0x08, 0x09, 0x0B, 0x0C, 0x0D or 0x0E, expected; it is 0x{magic[2]:X2}"));
        }

        if (magic[3] == 0) throw content.Damaged(3, "the number of dimensions, at least 1, expected; it is 0");
        return (type, magic[3]);
    }

    private static ImmutableArray<int> ReadDimensions(IdxContent content, int count)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        ImmutableArray<int>.Builder dimensions = ImmutableArray.CreateBuilder<int>(count);
        for (int i = 0; i < count; i++)
        {
            long offset = content.Offset;
            content.Read(bytes, FormattableString.Invariant($"the size of dimension {i + 1} of {count}"));
            uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            if (size > int.MaxValue)
            {
                throw content.Damaged(offset, FormattableString.Invariant(
                    $"the size of dimension {i + 1} of {count}, at most {int.MaxValue}, expected; it is {size}"));
            }

            dimensions.Add((int)size);
        }

        return dimensions.MoveToImmutable();
    }

    /// <summary>The number of bytes that the elements have, if the file is not larger than allowed.</summary>
    private static int LengthOf(IdxContent content, IdxElementType type, ImmutableArray<int> dimensions, int maximumByteCount)
    {
        long limit = maximumByteCount - content.Offset;
        long length = SizeOf(type);
        // With a dimension of 0 there are no elements, however large the others are.
        if (dimensions.Contains(0)) length = 0;
        for (int i = 0; i < dimensions.Length; i++)
        {
            // Both factors are below 2³¹: no overflow before the limit is seen.
            length *= dimensions[i];
            if (length > limit)
            {
                string elements = FormattableString.Invariant($"{PrintedText.Sizes(dimensions, " × ")} elements of {SizeOf(type)} bytes");
                throw content.Damaged(4 + (4 * i), FormattableString.Invariant(
                    $"at most {maximumByteCount} bytes expected in all, {Math.Max(0, limit)} of them elements; {elements} are more"));
            }
        }

        return (int)length;
    }

    private static byte[] ReadElements(IdxContent content, int length, ImmutableArray<int> dimensions)
    {
        long start = content.Offset;
        string expected = FormattableString.Invariant(
            $"{length} bytes of elements from byte {start} on, for {PrintedText.Sizes(dimensions, " × ")},");
        if (content.Remaining is { } remaining && remaining < length)
            throw content.Damaged(start + remaining, $"{expected} expected; the content ends here");

        // A length that the file is known to have is asked for at once; one that a header claims, as it comes true.
        var bytes = new byte[content.Remaining is null ? Math.Min(length, FirstBufferLength) : length];
        for (int read = 0; read < length; read = bytes.Length)
        {
            if (read > 0) Array.Resize(ref bytes, (int)Math.Min(length, 2L * read));
            content.Read(bytes.AsSpan(read), expected);
        }

        return bytes;
    }

    /// <summary>Big-endian elements as numbers of this machine.</summary>
    private static T[] Numbers<T, TBits>(byte[] bytes, ReverseEndianness<TBits> reverse)
        where T : unmanaged
        where TBits : unmanaged
    {
        var numbers = new T[bytes.Length / Unsafe.SizeOf<T>()];
        bytes.CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        Span<TBits> bits = MemoryMarshal.Cast<T, TBits>(numbers.AsSpan());
        if (BitConverter.IsLittleEndian) reverse(bits, bits);
        return numbers;
    }

    private static int SizeOf(IdxElementType type) => type switch
    {
        IdxElementType.UnsignedByte or IdxElementType.SignedByte => 1,
        IdxElementType.Integer16 => 2,
        IdxElementType.Integer32 or IdxElementType.Real32 => 4,
        _ => 8,
    };

    private delegate void ReverseEndianness<TBits>(ReadOnlySpan<TBits> source, Span<TBits> destination);
}
