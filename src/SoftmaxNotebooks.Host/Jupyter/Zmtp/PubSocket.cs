using System.Net;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>Sends every message to each peer that has subscribed to a beginning of its first frame.</summary>
internal sealed class PubSocket(IPAddress address, int port, long maximumQueuedBytes = ZmtpSocket.DefaultMaximumQueuedBytes)
    : ZmtpSocket("PUB", ["SUB", "XSUB"], address, port, maximumQueuedBytes)
{
    // Jupyter's clients subscribe once, to everything.
    private const int MaximumSubscriptions = 64;
    private const int MaximumTopicLength = 1024;

    private readonly Dictionary<ZmtpConnection, List<byte[]>> _topics = [];
    private readonly ManualResetEventSlim _subscribed = new();

    /// <summary>Waits until the first peer has subscribed, or until patience is at an end.</summary>
    public bool WaitForSubscriber(TimeSpan patience) => _subscribed.Wait(patience);

    public override void Send(IReadOnlyList<byte[]> frames)
    {
        byte[] encoded = ZmtpWriter.Message(frames);
        ZmtpConnection[] peers;
        lock (Gate)
            peers = [.. _topics.Where(peer => peer.Value.Any(topic => frames[0].AsSpan().StartsWith(topic))).Select(peer => peer.Key)];
        foreach (ZmtpConnection peer in peers)
            peer.Send(encoded);
    }

    protected override void OnConnected(ZmtpConnection peer)
    {
        lock (Gate)
            _topics[peer] = [];
    }

    protected override void OnDisconnected(ZmtpConnection peer)
    {
        lock (Gate)
            _topics.Remove(peer);
    }

    protected override void OnMessage(ZmtpConnection peer, IReadOnlyList<byte[]> frames)
    {
        if (frames is not [[0 or 1, .. var topic]])
            return;
        lock (Gate)
        {
            List<byte[]> topics = _topics[peer];
            if (frames[0][0] == 0)
            {
                // One of them, if it was subscribed to more than once.
                int index = topics.FindIndex(other => other.AsSpan().SequenceEqual(topic));
                if (index >= 0)
                    topics.RemoveAt(index);
                return;
            }

            if (topics.Count == MaximumSubscriptions || topic.Length > MaximumTopicLength)
                throw new ZmtpException($"A peer subscribes to more than {MaximumSubscriptions} topics, or to one of more than {MaximumTopicLength} bytes.");
            topics.Add(topic);
        }

        _subscribed.Set();
    }
}
