using System.Text;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter.Messages;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>
/// What the kernel tells every front end, in one order. Console text waits a moment for more, and so do updates of displays for newer
/// ones; anything else goes out at once, after what is waiting. Safe from any thread.
/// </summary>
internal sealed class KernelOutput
{
    // Nobody sees the difference, and notebook servers cut off a kernel that sends more than 1,000 messages a second.
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(50);

    // Text goes out at the latest with so many characters: the megabyte that a cell may print is then 128 messages.
    private const int FlushLength = 8 * 1024;

    private readonly IMessageSocket _iopub;
    private readonly MessageCodec _codec;
    private readonly object _gate = new();
    private readonly List<Waiting> _waiting = [];
    private readonly Thread _flusher;
    private bool _closed;

    public KernelOutput(IMessageSocket iopub, MessageCodec codec)
    {
        _iopub = iopub;
        _codec = codec;
        _flusher = KernelThread.Start("jupyter output", FlushFromTimeToTime);
    }

    /// <summary>Sends a message, after everything that came before it.</summary>
    public void Publish(KernelMessage message)
    {
        lock (_gate)
        {
            Flush();
            Send(message);
        }
    }

    /// <summary>Sends console text, joined with what comes right after it.</summary>
    public void Write(Request parent, string name, string text)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            if (_waiting is not [.., Text last] || last.Parent != parent || last.Name != name)
                _waiting.Add(last = new Text(parent, name, new StringBuilder()));
            last.Content.Append(text);
            Monitor.Pulse(_gate);
            if (last.Content.Length >= FlushLength)
                Flush();
        }
    }

    /// <summary>Sends the new content of a display, unless a newer one follows at once.</summary>
    public void Update(Request parent, string displayId, JsonObject content)
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _waiting.RemoveAll(waiting => waiting is Replacement earlier && earlier.DisplayId == displayId);
            _waiting.Add(new Replacement(parent, displayId, content));
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Sends what is waiting.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            foreach (Waiting waiting in _waiting)
                Send(waiting.ToMessage());
            _waiting.Clear();
        }
    }

    /// <summary>Sends what is waiting. What comes later goes nowhere.</summary>
    public void Close()
    {
        lock (_gate)
        {
            Flush();
            _closed = true;
            Monitor.Pulse(_gate);
        }

        _flusher.Join();
    }

    private void Send(KernelMessage message) => _iopub.Send([Encoding.ASCII.GetBytes(message.Type), .. _codec.Encode(message)]);

    private void FlushFromTimeToTime()
    {
        while (true)
        {
            lock (_gate)
            {
                while (_waiting.Count == 0 && !_closed)
                    Monitor.Wait(_gate);
                if (_closed)
                    return;
            }

            Thread.Sleep(FlushInterval);
            Flush();
        }
    }

    private abstract record Waiting(Request Parent)
    {
        public abstract KernelMessage ToMessage();
    }

    private sealed record Text(Request Parent, string Name, StringBuilder Content) : Waiting(Parent)
    {
        public override KernelMessage ToMessage() => new("stream", Parent, new JsonObject { ["name"] = Name, ["text"] = Content.ToString() });
    }

    private sealed record Replacement(Request Parent, string DisplayId, JsonObject Content) : Waiting(Parent)
    {
        public override KernelMessage ToMessage() => new("update_display_data", Parent, Content);
    }
}
