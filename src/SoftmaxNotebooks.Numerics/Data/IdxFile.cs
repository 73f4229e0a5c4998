namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>Reads IDX files, the format of MNIST and its relatives, plain or compressed with gzip.</summary>
/// <remarks>
/// Layout: two zero bytes, the type of the elements, the number D of dimensions (at least 1), D sizes of 32 bits, the elements row-major;
/// everything big-endian, and nothing after it. What does not keep to that is an <see cref="InvalidDataException"/> that names the file,
/// the byte and what was expected there; bytes are counted after decompression. Memory grows with what has been read, never with
/// what a header merely claims. Source: http://yann.lecun.com/exdb/mnist, "The IDX file format".
/// </remarks>
public static class IdxFile
{
    /// <summary>The most bytes that a file may have after decompression unless more is allowed: 1 GiB, MNIST's largest 22 times.</summary>
    public const int DefaultMaximumByteCount = 1 << 30;

    /// <summary>The file's content: an <see cref="IdxArray{T}"/> of byte, sbyte, short, int, float or double, as the file says.</summary>
    /// <exception cref="InvalidDataException">It is not an IDX file, is damaged, or larger than allowed.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The maximum does not lie in [1, <see cref="Array.MaxLength"/>].</exception>
    public static IdxArray Read(string path, int maximumByteCount = DefaultMaximumByteCount)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Read(stream, path, maximumByteCount);
    }

    /// <summary>The content of a stream, from where it stands to its end; it stays open.</summary>
    /// <param name="stream">IDX, plain or compressed with gzip: its first bytes tell.</param>
    /// <param name="name">How an exception names it.</param>
    /// <param name="maximumByteCount">The most bytes that it may have after decompression.</param>
    /// <inheritdoc cref="Read(string, int)"/>
    public static IdxArray Read(Stream stream, string name, int maximumByteCount = DefaultMaximumByteCount)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumByteCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumByteCount, Array.MaxLength);
        using IdxContent content = IdxContent.Open(stream, name);
        return IdxReader.Read(content, maximumByteCount);
    }

    /// <summary>The file's content, which must have elements of type T.</summary>
    /// <inheritdoc cref="Read(string, int)"/>
    public static IdxArray<T> Read<T>(string path, int maximumByteCount = DefaultMaximumByteCount)
        where T : unmanaged
        => OfType<T>(Read(path, maximumByteCount), path);

    /// <summary>The content of a stream, which must have elements of type T.</summary>
    /// <inheritdoc cref="Read(Stream, string, int)"/>
    public static IdxArray<T> Read<T>(Stream stream, string name, int maximumByteCount = DefaultMaximumByteCount)
        where T : unmanaged
        => OfType<T>(Read(stream, name, maximumByteCount), name);

    private static IdxArray<T> OfType<T>(IdxArray array, string name)
        where T : unmanaged
        => array as IdxArray<T> ?? throw new InvalidDataException(
            $"{name}, byte 2: elements of type {typeof(T).Name} are expected; the code 0x{array.ElementType:X} says {array.ElementType}.");
}
