namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>The messages that have come and that nobody has taken yet. Nobody has checked who sent them, so their number and size are limited.</summary>
/// <param name="maximumMessages">The most that wait.</param>
/// <param name="maximumBytes">The most that those that wait take together; one that is larger may wait alone.</param>
internal sealed class ReceiveQueue(int maximumMessages, long maximumBytes)
{
    private readonly object _gate = new();
    private readonly Queue<ReceivedMessage> _messages = new();
    private long _bytes;
    private bool _isComplete;

    public bool IsComplete
    {
        get
        {
            lock (_gate)
                return _isComplete;
        }
    }

    /// <summary>Adds a message once there is room for it; drops it when no more are taken.</summary>
    public void Add(ReceivedMessage message)
    {
        long length = Length(message);
        lock (_gate)
        {
            while (!_isComplete && _messages.Count > 0 && (_messages.Count >= maximumMessages || _bytes + length > maximumBytes))
                Monitor.Wait(_gate);
            if (_isComplete)
                return;
            _messages.Enqueue(message);
            _bytes += length;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Takes the messages as they come; ends after <see cref="Complete"/>, with the last of those that wait.</summary>
    public IEnumerable<ReceivedMessage> Take()
    {
        while (Next() is { } message)
            yield return message;
    }

    /// <summary>Takes no more messages.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.PulseAll(_gate);
        }
    }

    private ReceivedMessage? Next()
    {
        lock (_gate)
        {
            while (_messages.Count == 0 && !_isComplete)
                Monitor.Wait(_gate);
            if (!_messages.TryDequeue(out ReceivedMessage message))
                return null;
            _bytes -= Length(message);
            Monitor.PulseAll(_gate);
            return message;
        }
    }

    private static long Length(ReceivedMessage message) => message.Frames.Sum(frame => (long)frame.Length);
}
