using System.Diagnostics;
using System.Text;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Keeps one cell's output in the order in which it was produced, and joins adjacent console writes: a thousand WriteLine calls
/// are one piece of text, not two thousand messages. Safe from any thread.
/// </summary>
internal sealed class OutputBuffer(IOutputSink sink)
{
    // Long enough to join what a loop prints, short enough to look immediate. The first text after a pause does not wait at all:
    // a line that a cell writes before it takes the process down must not go down with it.
    private static readonly TimeSpan FlushDelay = TimeSpan.FromMilliseconds(80);

    // About a page of text: beyond it waiting longer joins nothing worth joining.
    private const int FlushLength = 8 * 1024;

    /// <summary>The most console text that one cell may write. A loop that prints for ever must fill neither memory nor the notebook.</summary>
    public const int MaximumTextLength = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly StringBuilder _pending = new();
    private string _pendingName = StreamOutput.StandardOutput;
    private long _lastFlush;
    private int _written;

    /// <summary>Console text.</summary>
    public void Write(string name, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        lock (_gate)
        {
            if (_written >= MaximumTextLength)
                return;
            if (name != _pendingName)
                Flush();
            bool wait = Stopwatch.GetElapsedTime(_lastFlush) < FlushDelay;
            if (wait && _pending.Length == 0)
                _ = FlushLaterAsync();
            _pendingName = name;
            _pending.Append(text[..Math.Min(text.Length, MaximumTextLength - _written)]);
            _written += text.Length;
            if (_written >= MaximumTextLength)
            {
                Flush();
                sink.Emit(new StreamOutput(StreamOutput.StandardError,
                    $"\n[The cell has written more than {MaximumTextLength:N0} characters; the rest is not kept.]\n"));
            }
            else if (!wait || _pending.Length >= FlushLength)
            {
                Flush();
            }
        }
    }

    /// <summary>Anything but console text; what was written before it goes first.</summary>
    public void Publish(CellOutput output)
    {
        lock (_gate)
        {
            Flush();
            sink.Emit(output);
        }
    }

    /// <summary>Sends what is waiting.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_pending.Length == 0)
                return;
            string text = _pending.ToString();
            _pending.Clear();
            _lastFlush = Stopwatch.GetTimestamp();
            sink.Emit(new StreamOutput(_pendingName, text));
        }
    }

    private async Task FlushLaterAsync()
    {
        await Task.Delay(FlushDelay);
        Flush();
    }
}
