namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>A socket as the kernel sees it: messages of several frames, in order. Safe from any thread.</summary>
internal interface IMessageSocket
{
    /// <summary>The messages that arrive, until the socket is closed; the first frame is the identity of the peer.</summary>
    IEnumerable<ReceivedMessage> Receive();

    /// <summary>Sends a message and does not wait. A replying socket takes the peer's identity as first frame, a publishing one the topic.</summary>
    void Send(IReadOnlyList<byte[]> frames);
}

/// <param name="Frames">The message's frames.</param>
/// <param name="Arrival">When it arrived (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>), which can be long before it is taken.</param>
internal readonly record struct ReceivedMessage(IReadOnlyList<byte[]> Frames, long Arrival);
