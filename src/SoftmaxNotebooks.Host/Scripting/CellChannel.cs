using System.Globalization;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// What one cell shows on its way to whoever listens: in the order in which it was produced, and bounded. Safe from any thread.
/// Nothing waits here: a line that a cell writes before it takes the process down must not go down with it. Adjacent pieces of text are
/// joined at the other end.
/// </summary>
internal sealed class CellChannel(IOutputSink sink)
{
    /// <summary>The most console text that one cell may write. A loop that prints for ever must fill neither memory nor the notebook.</summary>
    public const int MaximumTextLength = 1024 * 1024;

    /// <summary>The most that one cell may display, images included; updates of a display replace and do not count.</summary>
    public const int MaximumDisplayLength = 32 * 1024 * 1024;

    // What a display costs beside its content, so that empty ones come to an end too.
    private const int DisplayOverhead = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, char> _halfCharacters = [];
    private int _textLength;
    private int _displayLength;

    /// <summary>Console text.</summary>
    public void Write(string name, ReadOnlySpan<char> text)
    {
        lock (_gate)
        {
            if (text.IsEmpty || _textLength >= MaximumTextLength)
                return;
            string whole = WholeCharacters(name, text[..Math.Min(text.Length, MaximumTextLength - _textLength)]);
            _textLength += text.Length;
            if (whole.Length > 0)
                sink.Emit(new StreamOutput(name, whole));
            if (_textLength >= MaximumTextLength)
                Notice($"written more than {Count(MaximumTextLength)} characters");
        }
    }

    /// <summary>Anything but console text.</summary>
    public void Publish(CellOutput output)
    {
        lock (_gate)
        {
            if (output is DisplayOutput display)
            {
                if (_displayLength >= MaximumDisplayLength)
                    return;
                // Counted so that no sum can overflow: one display can be larger than what an int holds of several.
                long length = _displayLength + DisplayOverhead + display.Data.Sum(entry => (long)entry.Value.Length);
                _displayLength = (int)Math.Min(length, MaximumDisplayLength);
                if (_displayLength >= MaximumDisplayLength)
                {
                    Notice($"displayed more than {Count(MaximumDisplayLength)} characters");
                    return;
                }
            }

            sink.Emit(output);
        }
    }

    // A character beyond the first 65,536 is two in .NET, and Console.Write(char) brings them one by one. Apart they are nothing.
    private string WholeCharacters(string name, ReadOnlySpan<char> text)
    {
        string whole = _halfCharacters.Remove(name, out char half) ? half + text.ToString() : text.ToString();
        if (!char.IsHighSurrogate(whole[^1]))
            return whole;
        _halfCharacters[name] = whole[^1];
        return whole[..^1];
    }

    private void Notice(string what) =>
        sink.Emit(new StreamOutput(StreamOutput.StandardError, $"\n[The cell has {what}; the rest is not kept.]\n"));

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
