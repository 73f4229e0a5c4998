using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Workers;

/// <summary>The notebook's own process: takes cells from the pipe, runs them, sends back what they show.</summary>
internal static class WorkerLoop
{
    /// <summary>The first argument that makes this program a notebook's process. Not a verb: nobody types it.</summary>
    public const string Argument = "--notebook-process";

    // Both ends are on this machine and the other one is listening already.
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string pipeName, string directory)
    {
        CellCulture.UseInvariant();

        // A terminal sends Ctrl+C to every process. This one leaves it to the one that started it, which ends the notebook in order.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);

        NamedPipeClientStream pipe = new(".", pipeName, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        await pipe.ConnectAsync(ConnectTimeout, CancellationToken.None);
        StreamReader reader = new(pipe, Encoding.UTF8);
        StreamWriter writer = new(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        Wire wire = new(writer);

        await using CSharpSession session = new(directory);
        while (await reader.ReadLineAsync() is { } line)
        {
            CellSubmission cell = WorkerWire.Read<CellSubmission>(line);
            // Beside the reading, not within it: when the other process goes away while a cell runs, this one must notice.
            Task running = Task.Run(async () =>
            {
                CellConsole.Capture();
                CellOutcome outcome = await session.ExecuteAsync(cell, wire.SinkOf(cell.Number), CancellationToken.None);
                wire.Send(new CellFinished(cell.Number, outcome));
            });
            _ = running.ContinueWith(
                task => Environment.FailFast("The host failed while it ran a cell.", task.Exception),
                TaskContinuationOptions.OnlyOnFaulted);
        }

        // The other end has closed. No cell that is still running and no thread that a cell has started may keep the process alive, or go
        // on writing into a pipe that is being closed.
        Environment.Exit(0);
        return 0;
    }

    private sealed class Wire(StreamWriter writer)
    {
        private readonly Lock _gate = new();

        public IOutputSink SinkOf(int cell) => new Sink(this, cell);

        public void Send(WorkerMessage message)
        {
            string line = WorkerWire.Write(message);
            lock (_gate)
            {
                try
                {
                    writer.WriteLine(line);
                }
                catch (IOException)
                {
                    // Nobody is listening any more; the reading loop ends this process.
                }
            }
        }

        private sealed class Sink(Wire wire, int cell) : IOutputSink
        {
            public void Emit(CellOutput output) => wire.Send(new OutputProduced(cell, output));
        }
    }
}
