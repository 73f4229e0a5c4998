namespace SoftmaxNotebooks.Numerics.Data;

/// <summary>A stream whose first bytes can be looked at before they are read, and whose last ones are known after.</summary>
internal sealed class ObservedStream : Stream
{
    private const int TrailerLength = 8;
    private readonly Stream _stream;
    private readonly byte[] _first = new byte[2];
    private readonly byte[] _last = new byte[TrailerLength];
    private readonly int _firstCount;
    private int _firstRead;

    internal ObservedStream(Stream stream)
    {
        _stream = stream;
        _firstCount = stream.ReadAtLeast(_first, _first.Length, throwOnEndOfStream: false);
    }

    /// <summary>The two bytes that every gzip file begins with (RFC 1952).</summary>
    internal bool StartsWithGzip => _firstCount == 2 && _first is [0x1F, 0x8B];

    /// <summary>How many bytes are left, where the stream can say it.</summary>
    internal long? Remaining => _stream.CanSeek ? _firstCount - _firstRead + Math.Max(0, _stream.Length - _stream.Position) : null;

    /// <summary>The last eight bytes that were read; zero where there were not so many.</summary>
    internal ReadOnlySpan<byte> Last => _last;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads to the end.</summary>
    internal void Drain()
    {
        Span<byte> buffer = stackalloc byte[1024];
        while (Read(buffer) > 0)
        {
        }
    }

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(_firstCount - _firstRead, buffer.Length);
        if (count > 0)
        {
            _first.AsSpan(_firstRead, count).CopyTo(buffer);
            _firstRead += count;
        }
        else
        {
            count = _stream.Read(buffer);
        }

        Remember(buffer[..count]);
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Remember(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> tail = bytes[Math.Max(0, bytes.Length - TrailerLength)..];
        _last.AsSpan(tail.Length).CopyTo(_last);
        tail.CopyTo(_last.AsSpan(TrailerLength - tail.Length));
    }
}
