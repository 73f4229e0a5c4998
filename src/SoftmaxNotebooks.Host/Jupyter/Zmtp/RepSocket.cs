using System.Net;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>Answers every message with itself: the heartbeat. The empty frame that REQ puts first goes back as it came.</summary>
internal sealed class RepSocket(IPAddress address, int port)
    : ZmtpSocket("REP", ["REQ", "DEALER"], address, port, DefaultMaximumQueuedBytes)
{
    public override void Send(IReadOnlyList<byte[]> frames) => throw new NotSupportedException("A heartbeat only answers.");

    protected override void OnMessage(ZmtpConnection peer, IReadOnlyList<byte[]> frames) => peer.Send(ZmtpWriter.Message(frames));
}
