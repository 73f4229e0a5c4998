using System.Text;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Stands in for the console and for everything that displays: leads output to the cell that started the work, also from another thread
/// and after that cell has ended. Work that belongs to no cell (a timer of a library) shows in the cell that ran last.
/// </summary>
internal static class CellConsole
{
    private static readonly AsyncLocal<CellChannel?> Current = new();
    private static readonly TextWriter StandardOutput = TextWriter.Synchronized(new Router(StreamOutput.StandardOutput));
    private static readonly TextWriter StandardError = TextWriter.Synchronized(new Router(StreamOutput.StandardError));
    private static readonly TextReader NobodyThere = new NoInput();
    private static volatile CellChannel? _latest;

    /// <summary>The output of the running cell.</summary>
    /// <exception cref="InvalidOperationException">No cell has run in this process.</exception>
    public static CellChannel Output => Current.Value ?? _latest ?? throw new InvalidOperationException("There is no cell to show this in.");

    /// <summary>Takes over the console of a process that runs nothing but cells. Done for every cell, because a cell may redirect it.</summary>
    public static void Capture()
    {
        Console.SetOut(StandardOutput);
        Console.SetError(StandardError);
        Console.SetIn(NobodyThere);
    }

    /// <summary>Makes <paramref name="channel"/> the output of the code that runs from here in this flow of control.</summary>
    public static void Enter(CellChannel channel)
    {
        Current.Value = channel;
        _latest = channel;
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

    private sealed class NoInput : TextReader
    {
        private static InvalidOperationException Refusal() =>
            new("The cell asks for input, and nobody is there to give it: notebooks run here from the first cell to the last without a person.");

        public override int Read() => throw Refusal();

        public override int Peek() => throw Refusal();

        public override string? ReadLine() => throw Refusal();

        public override string ReadToEnd() => throw Refusal();
    }
}
