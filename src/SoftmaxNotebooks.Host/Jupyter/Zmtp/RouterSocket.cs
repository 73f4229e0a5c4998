using System.Buffers.Binary;
using System.Net;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>
/// Receives from many and answers each by its identity. Where a peer comes again under the same identity, the later connection is it:
/// that is a client that has reconnected, and the earlier connection is one that nobody listens at any more.
/// </summary>
internal sealed class RouterSocket(IPAddress address, int port, long maximumQueuedBytes = ZmtpSocket.DefaultMaximumQueuedBytes)
    : ZmtpSocket("ROUTER", ["DEALER", "REQ", "ROUTER"], address, port, maximumQueuedBytes)
{
    private readonly Dictionary<string, ZmtpConnection> _byIdentity = [];
    private uint _nextIdentity;

    /// <summary>Sends to the peer whose identity is the first frame; to nobody, if it is gone.</summary>
    public override void Send(IReadOnlyList<byte[]> frames)
    {
        ZmtpConnection? peer;
        lock (Gate)
            peer = _byIdentity.GetValueOrDefault(Key(frames[0]));
        peer?.Send(ZmtpWriter.Message([.. frames.Skip(1)]));
    }

    protected override void OnConnected(ZmtpConnection peer)
    {
        ZmtpConnection? earlier;
        lock (Gate)
        {
            // A leading 0 marks the identities that are given here; a peer that asks for one gets another.
            if (peer.Identity is [] or [0, ..])
            {
                byte[] identity = new byte[1 + sizeof(uint)];
                BinaryPrimitives.WriteUInt32BigEndian(identity.AsSpan(1), _nextIdentity++);
                peer.Rename(identity);
            }

            _byIdentity.Remove(Key(peer.Identity), out earlier);
            _byIdentity[Key(peer.Identity)] = peer;
        }

        earlier?.Dispose();
    }

    protected override void OnDisconnected(ZmtpConnection peer)
    {
        lock (Gate)
            if (_byIdentity.GetValueOrDefault(Key(peer.Identity)) == peer)
                _byIdentity.Remove(Key(peer.Identity));
    }

    protected override void OnMessage(ZmtpConnection peer, IReadOnlyList<byte[]> frames) => Deliver([peer.Identity, .. frames]);

    private static string Key(byte[] identity) => Convert.ToHexString(identity);
}
