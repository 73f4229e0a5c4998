using System.Text;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Stands in for the console and for everything that displays: leads output to the cell that started the work, also from another thread
/// and after that cell has ended. Work that belongs to no cell (a timer of a library) shows in the cell that ran last. Input is asked for
/// on the same way back.
/// </summary>
internal static class CellConsole
{
    private static readonly AsyncLocal<CellContext?> Current = new();
    private static readonly TextWriter StandardOutput = TextWriter.Synchronized(new Router(StreamOutput.StandardOutput));
    private static readonly TextWriter StandardError = TextWriter.Synchronized(new Router(StreamOutput.StandardError));
    private static readonly TextReader StandardInput = new LineReader();
    private static volatile CellContext? _latest;

    /// <summary>The cell that runs this code.</summary>
    /// <exception cref="InvalidOperationException">No cell has run in this process.</exception>
    public static CellContext Cell => Current.Value ?? _latest ?? throw new InvalidOperationException("There is no cell to show this in.");

    /// <summary>The output of the cell that runs this code.</summary>
    /// <exception cref="InvalidOperationException">No cell has run in this process.</exception>
    public static CellChannel Output => Cell.Output;

    /// <summary>Asks whoever sits in front of the notebook for a line.</summary>
    /// <exception cref="InvalidOperationException">Nobody does.</exception>
    public static Task<string> AskAsync(string prompt, bool isPassword) => Cell.Input.ReadLineAsync(prompt, isPassword, Cell.Interrupt);

    /// <summary>Takes over the console of a process that runs nothing but cells. Done for every cell, because a cell may redirect it.</summary>
    public static void Capture()
    {
        Console.SetOut(StandardOutput);
        Console.SetError(StandardError);
        Console.SetIn(StandardInput);
    }

    /// <summary>Makes <paramref name="cell"/> the one that the code from here in this flow of control belongs to.</summary>
    public static void Enter(CellContext cell)
    {
        Current.Value = cell;
        _latest = cell;
    }

    private sealed class Router(string name) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override string NewLine => "\n";

        public override void Write(char value) => Output.Write(name, [value]);

        public override void Write(string? value) => Output.Write(name, value);

        public override void Write(char[] buffer, int index, int count) => Output.Write(name, buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Output.Write(name, buffer);

        // In one piece, so that two threads' lines do not come out interleaved.
        public override void WriteLine(string? value) => Output.Write(name, value + "\n");

        public override void WriteLine() => Output.Write(name, "\n");
    }

    // Console input comes in lines; what reads characters gets those of a line, one after the other. The console calls it one at a time.
    private sealed class LineReader : TextReader
    {
        private string _line = "";
        private int _next;

        public override int Peek()
        {
            Fill();
            return _line[_next];
        }

        public override int Read()
        {
            Fill();
            return _line[_next++];
        }

        public override string? ReadLine()
        {
            Fill();
            string rest = _line[_next..^1];
            _next = _line.Length;
            return rest;
        }

        // A person's input has no end.
        public override string ReadToEnd() => ReadLine()!;

        private void Fill()
        {
            if (_next < _line.Length)
                return;
            _line = AskAsync("", isPassword: false).GetAwaiter().GetResult() + "\n";
            _next = 0;
        }
    }
}
