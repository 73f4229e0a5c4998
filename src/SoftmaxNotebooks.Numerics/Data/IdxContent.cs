using System.Buffers.Binary;
using System.IO.Compression;

namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>The bytes of a file after decompression, in their order, with the place that has been reached.</summary>
/// <remarks>
/// <see cref="GZipStream"/> takes a compressed file that ends early, or that other bytes follow, for a whole one. A gzip file ends with
/// the checksum and the length of its content (RFC 1952), so the last eight bytes of the file tell whether it is one. That takes files of
/// one member: those of several, which are legal, end with the checksum of the last member alone, and are refused by that name.
/// </remarks>
internal sealed class IdxContent : IDisposable
{
    private readonly string _name;
    private readonly ObservedStream _source;
    private readonly GZipStream? _gzip;
    private uint _checksum;

    private IdxContent(string name, ObservedStream source, GZipStream? gzip) => (_name, _source, _gzip) = (name, source, gzip);

    /// <summary>How many bytes of the content have been read.</summary>
    internal long Offset { get; private set; }

    /// <summary>How many bytes are left, where that can be known before they are read.</summary>
    internal long? Remaining => _gzip is null ? _source.Remaining : null;

    internal static IdxContent Open(Stream stream, string name)
    {
        ObservedStream source = new(stream);
        return new IdxContent(name, source, source.StartsWithGzip ? new GZipStream(source, CompressionMode.Decompress) : null);
    }

    /// <summary>Fills the destination with the next bytes.</summary>
    /// <exception cref="InvalidDataException">The content ends before, or its compression is damaged.</exception>
    internal void Read(Span<byte> destination, string expected)
    {
        int count = ReadUpTo(destination);
        if (count < destination.Length)
            throw Damaged(FormattableString.Invariant($"{expected} expected; the content ends here"));
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="InvalidDataException">More bytes follow, or the compression is damaged.</exception>
    internal void End()
    {
        if (ReadUpTo(stackalloc byte[1]) > 0)
        {
            Offset--;
            throw Damaged("the end of the content expected; more bytes follow");
        }

        if (_gzip is null) return;
        _source.Drain();
        ReadOnlySpan<byte> trailer = _source.Last;
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        if (checksum != _checksum || length != (uint)Offset)
        {
            string expected = FormattableString.Invariant($"the checksum {_checksum:x8} and the length {Offset} of the content");
            string found = FormattableString.Invariant($"they are {checksum:x8} and {length}");
            const string Reasons = "cut off, damaged, more follows, or of several members, which are not read: compress it as one";
            throw Damaged($"{expected} expected as the compressed file's last bytes; {found}: {Reasons}");
        }
    }

    /// <summary>Name, offset, and what is wrong there.</summary>
    internal InvalidDataException Damaged(string what, Exception? inner = null) => Damaged(Offset, what, inner);

    /// <inheritdoc cref="Damaged(string, Exception?)"/>
    internal InvalidDataException Damaged(long offset, string what, Exception? inner = null)
        => new(FormattableString.Invariant($"{_name}, byte {offset}: {what}."), inner);

    /// <summary>The stream that was opened stays open.</summary>
    public void Dispose() => _gzip?.Dispose();

    private int ReadUpTo(Span<byte> destination)
    {
        int count;
        try
        {
            count = ((Stream?)_gzip ?? _source).ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException exception)
        {
            throw Damaged("the compressed data from here on is damaged", exception);
        }

        if (_gzip is not null) _checksum = Crc32.Append(_checksum, destination[..count]);
        Offset += count;
        return count;
    }
}
