using System.Collections.Concurrent;
using System.Net.Sockets;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>
/// One peer of a socket. What is sent waits in a queue, which a thread of its own writes: so no sender waits for a slow peer, and what
/// several threads send is never mixed. A peer whose queue grows too long is dropped.
/// </summary>
internal sealed class ZmtpConnection : IDisposable
{
    // As long as libzmq waits (ZMQ_HANDSHAKE_IVL). Whoever connects and says nothing must not be kept for ever.
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(30);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly ZmtpReader _reader;
    private readonly long _maximumQueuedBytes;
    private readonly BlockingCollection<byte[]> _queue = [];
    private readonly Lock _gate = new();
    private long _queuedBytes;
    private Thread? _writer;

    public ZmtpConnection(Socket socket, long maximumQueuedBytes)
    {
        _socket = socket;
        // A reply must not wait until the packet is full.
        _socket.NoDelay = true;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _maximumQueuedBytes = maximumQueuedBytes;
        _reader = new ZmtpReader(new BufferedStream(_stream), context => Send(ZmtpWriter.CommandFrame("PONG", context)));
    }

    /// <summary>The name under which a ROUTER finds this peer.</summary>
    public byte[] Identity { get; private set; } = [];

    /// <summary>Agrees with the peer on ZMTP 3.0 and starts the writing thread.</summary>
    /// <exception cref="ZmtpException">The peer speaks something else, or is a socket that does not belong here.</exception>
    public void Handshake(string socketType, IReadOnlyList<string> peerTypes)
    {
        _socket.ReceiveTimeout = _socket.SendTimeout = (int)HandshakeTimeout.TotalMilliseconds;
        _stream.Write(ZmtpHandshake.Greeting());
        byte[] greeting = new byte[ZmtpHandshake.GreetingLength];
        // Not through the reader's buffer: only this many bytes are sure to come.
        _stream.ReadExactly(greeting);
        ZmtpHandshake.CheckGreeting(greeting);
        _stream.Write(ZmtpHandshake.Ready(socketType));
        (string command, byte[] content) = _reader.ReadCommand();
        (string peerType, Identity) = ZmtpHandshake.ReadReady(command, content);
        if (!peerTypes.Contains(peerType))
            throw new ZmtpException($"A {peerType} socket has no business with a {socketType} socket.");
        _socket.ReceiveTimeout = _socket.SendTimeout = 0;
        _writer = KernelThread.Start("zmtp writer", Write);
    }

    /// <summary>Takes another name, for a peer that has not given one.</summary>
    public void Rename(byte[] identity) => Identity = identity;

    /// <summary>Waits for the next message; null when the peer has closed the connection.</summary>
    public IReadOnlyList<byte[]>? Receive() => _reader.ReadMessage();

    /// <summary>Puts an encoded message into the queue. Never waits; after the connection is gone it does nothing.</summary>
    public void Send(byte[] encoded)
    {
        lock (_gate)
        {
            if (_queue.IsAddingCompleted)
                return;
            // A single message may have any size: what counts is that the peer does not take what it was sent.
            if (_queuedBytes > 0 && _queuedBytes + encoded.Length > _maximumQueuedBytes)
            {
                Dispose();
                return;
            }

            _queuedBytes += encoded.Length;
            _queue.Add(encoded);
        }
    }

    /// <summary>Ends the connection at once. Whoever is reading or writing gets an exception.</summary>
    public void Dispose()
    {
        lock (_gate)
            _queue.CompleteAdding();
        _socket.Dispose();
    }

    /// <summary>Ends the connection when everything is written, or when patience is at an end.</summary>
    public void Finish(TimeSpan patience)
    {
        lock (_gate)
            _queue.CompleteAdding();
        _writer?.Join(patience);
        Dispose();
    }

    private void Write()
    {
        try
        {
            foreach (byte[] encoded in _queue.GetConsumingEnumerable())
            {
                _stream.Write(encoded);
                lock (_gate)
                    _queuedBytes -= encoded.Length;
            }

            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }
}
