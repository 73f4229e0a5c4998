using System.Text;

namespace SoftmaxNotebooks.Host.Scripting;

/// <summary>
/// Stands in for the console and for everything that displays: leads output to the cell that started the work, also from another thread
/// and after that cell has ended. Work that belongs to no cell (a timer of a library) shows in the cell that ran last.
/// </summary>
internal static class CellConsole
{
    private static readonly AsyncLocal<OutputBuffer?> Current = new();
    private static volatile OutputBuffer? _latest;

    /// <summary>The output of the running cell.</summary>
    /// <exception cref="InvalidOperationException">No cell has run in this process.</exception>
    public static OutputBuffer Output => Current.Value ?? _latest ?? throw new InvalidOperationException("There is no cell to show this in.");

    /// <summary>Takes the console over for the rest of the process's life.</summary>
    public static void Install()
    {
        Console.SetOut(TextWriter.Synchronized(new Router(StreamOutput.StandardOutput)));
        Console.SetError(TextWriter.Synchronized(new Router(StreamOutput.StandardError)));
        Console.SetIn(new NoInput());
    }

    /// <summary>Makes <paramref name="buffer"/> the output of the code that runs from here in this flow of control.</summary>
    public static void Enter(OutputBuffer buffer)
    {
        Current.Value = buffer;
        _latest = buffer;
    }

    /// <summary>Sends what the cell that ran last has written and not sent yet.</summary>
    public static void FlushLatest() => _latest?.Flush();

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

        public override void Flush() => Output.Flush();
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
