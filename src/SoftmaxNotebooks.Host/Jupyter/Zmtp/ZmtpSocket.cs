using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>A bound socket with any number of peers. What it does with their messages makes it a ROUTER, a PUB or a REP.</summary>
internal abstract class ZmtpSocket : IMessageSocket, IDisposable
{
    /// <summary>
    /// How much may wait for a peer that does not read before the peer is dropped: more than one cell may display, in whatever
    /// alphabet, so that no peer that reads at all is dropped for it.
    /// </summary>
    public const long DefaultMaximumQueuedBytes = 128 * 1024 * 1024;

    // A kernel has a handful of clients. Each peer costs two threads.
    private const int MaximumPeers = 64;

    // Requests that wait while a cell runs. Beyond this a peer is no longer read from, and waits at its own end.
    private const int MaximumWaitingMessages = 10_000;
    private const long MaximumWaitingBytes = ZmtpReader.MaximumMessageLength;

    private readonly string _type;
    private readonly string[] _peerTypes;
    private readonly long _maximumQueuedBytes;
    private readonly TcpListener _listener;
    private readonly List<ZmtpConnection> _peers = [];
    private readonly ReceiveQueue _received = new(MaximumWaitingMessages, MaximumWaitingBytes);

    /// <exception cref="SocketException">The address is not one of this machine, or the port is taken.</exception>
    protected ZmtpSocket(string type, string[] peerTypes, IPAddress address, int port, long maximumQueuedBytes)
    {
        _type = type;
        _peerTypes = peerTypes;
        _maximumQueuedBytes = maximumQueuedBytes;
        _listener = new TcpListener(address, port);
        _listener.Start();
        KernelThread.Start($"zmtp {type}", Accept);
    }

    /// <summary>The port that is listened on: the one asked for, or a free one for 0.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    protected Lock Gate { get; } = new();

    public IEnumerable<ReceivedMessage> Receive() => _received.Take();

    public abstract void Send(IReadOnlyList<byte[]> frames);

    /// <summary>Takes no more, and gives peers the time stated to take what they were sent.</summary>
    public void Close(TimeSpan patience)
    {
        _received.Complete();
        _listener.Stop();
        Stopwatch clock = Stopwatch.StartNew();
        ZmtpConnection[] peers;
        lock (Gate)
            peers = [.. _peers];
        foreach (ZmtpConnection peer in peers)
            peer.Finish(TimeSpan.FromTicks(Math.Max(0, (patience - clock.Elapsed).Ticks)));
    }

    public void Dispose() => Close(TimeSpan.Zero);

    /// <summary>A peer is there; called before its first message.</summary>
    protected virtual void OnConnected(ZmtpConnection peer)
    {
    }

    /// <summary>A peer is gone, or did not get as far as <see cref="OnConnected"/>.</summary>
    protected virtual void OnDisconnected(ZmtpConnection peer)
    {
    }

    protected abstract void OnMessage(ZmtpConnection peer, IReadOnlyList<byte[]> frames);

    /// <summary>Hands a message to whoever receives; waits while too many are waiting.</summary>
    protected void Deliver(IReadOnlyList<byte[]> frames) => _received.Add(new ReceivedMessage(frames, Stopwatch.GetTimestamp()));

    private void Accept()
    {
        while (!_received.IsComplete)
        {
            try
            {
                Admit(new ZmtpConnection(_listener.AcceptSocket(), _maximumQueuedBytes));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // The socket is closed, or the peer was gone before it was there.
            }
        }
    }

    private void Admit(ZmtpConnection peer)
    {
        bool isOneTooMany;
        lock (Gate)
        {
            isOneTooMany = _peers.Count == MaximumPeers || _received.IsComplete;
            if (!isOneTooMany)
                _peers.Add(peer);
        }

        if (isOneTooMany)
            peer.Dispose();
        else
            KernelThread.Start($"zmtp {_type} reader", () => Serve(peer));
    }

    private void Serve(ZmtpConnection peer)
    {
        try
        {
            peer.Handshake(_type, _peerTypes);
            OnConnected(peer);
            while (peer.Receive() is { } frames)
                OnMessage(peer, frames);
        }
        catch (Exception)
        {
            // Whatever a peer has sent or done, it costs the peer its connection and the process nothing.
        }
        finally
        {
            peer.Dispose();
            OnDisconnected(peer);
            lock (Gate)
                _peers.Remove(peer);
        }
    }
}
