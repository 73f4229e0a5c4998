using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Workers;

/// <summary>
/// A session in a process of its own, one for each notebook: what a notebook loads, changes or breaks ends with it, and a cell that
/// exits, overflows the stack or never returns takes neither the run nor the outputs so far with it.
/// </summary>
internal sealed class WorkerProcess : INotebookSession
{
    // The process is gone, its output is in the pipes' buffers; only something that inherited them can hold them open.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _reader;
    private readonly StreamWriter _writer;
    private readonly Task _standardOutput;
    private readonly Task _standardError;
    private readonly TimeSpan _cellTimeout;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, IOutputSink> _sinks = [];
    private readonly LastWords _lastWords = new();
    private CellChannel? _rawText;

    private WorkerProcess(Process process, NamedPipeServerStream pipe, TimeSpan cellTimeout)
    {
        _process = process;
        _pipe = pipe;
        _cellTimeout = cellTimeout;
        _reader = new StreamReader(pipe, Encoding.UTF8);
        _writer = new StreamWriter(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        _standardOutput = ForwardAsync(process.StandardOutput, StreamOutput.StandardOutput);
        _standardError = ForwardAsync(process.StandardError, StreamOutput.StandardError);
    }

    /// <param name="directory">The notebook's folder, which becomes the current folder of its cells.</param>
    /// <param name="cellTimeout">How long one cell may run.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<WorkerProcess> StartAsync(string directory, TimeSpan cellTimeout, CancellationToken cancellationToken)
    {
        // On Unix the pipe is a socket in the folder for temporary files, and a socket's path has room for little more than a hundred characters.
        string pipeName = $"sn-{Guid.NewGuid():N}"[..15];
        NamedPipeServerStream pipe = new(pipeName, PipeDirection.InOut, 1, PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        ProcessStartInfo start = new(DotnetHost.Path)
        {
            ArgumentList = { "exec", typeof(WorkerProcess).Assembly.Location, WorkerLoop.Argument, pipeName, directory },
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process = Process.Start(start) ?? throw new InvalidOperationException("The notebook's process could not be started.");
        process.StandardInput.Close();
        using CancellationTokenSource gone = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            Task exit = process.WaitForExitAsync(gone.Token);
            Task connection = pipe.WaitForConnectionAsync(gone.Token);
            if (await Task.WhenAny(connection, exit) == exit && !cancellationToken.IsCancellationRequested)
            {
                string words = await process.StandardError.ReadToEndAsync(cancellationToken);
                throw new InvalidOperationException($"The notebook's process ended before it was ready (exit code {process.ExitCode}). {words.Trim()}");
            }

            await connection;
            return new WorkerProcess(process, pipe, cellTimeout);
        }
        catch
        {
            Kill(process);
            await pipe.DisposeAsync();
            throw;
        }
        finally
        {
            await gone.CancelAsync();
        }
    }

    public async Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _sinks[cell.Number] = sink;
            _rawText = new CellChannel(sink);
        }

        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_cellTimeout);
        try
        {
            await _writer.WriteLineAsync(WorkerWire.Write(cell).AsMemory(), limit.Token);
            while (await _reader.ReadLineAsync(limit.Token) is { } line)
            {
                switch (WorkerWire.Read<WorkerMessage>(line))
                {
                    case OutputProduced produced:
                        SinkOf(produced.Cell).Emit(produced.Output);
                        break;
                    case CellFinished finished when finished.Cell == cell.Number:
                        return finished.Outcome;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Kill(_process);
            if (cancellationToken.IsCancellationRequested)
                return CellOutcome.Cancelled;
            string seconds = _cellTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            string message = $"The cell ran longer than {seconds} s, the limit set with --timeout, and was stopped.";
            sink.Emit(new ErrorOutput("CellTimeout", message, [message]));
            return CellOutcome.TimedOut;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            // The pipe broke, perhaps in the middle of a message: the same news as its end.
        }

        sink.Emit(await DescribeEndAsync());
        return CellOutcome.ProcessEnded;
    }

    public async ValueTask DisposeAsync()
    {
        // Closing the pipe tells the process that it is done.
        await _pipe.DisposeAsync();
        await WaitForEndAsync();
        _process.Dispose();
    }

    // For the process, and for what it wrote past the pipe.
    private async Task WaitForEndAsync()
    {
        using CancellationTokenSource patience = new(DrainTimeout);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            await Task.WhenAll(_standardOutput, _standardError).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(_process);
        }
    }

    private IOutputSink SinkOf(int cell)
    {
        lock (_gate)
            return _sinks[cell];
    }

    // Text that went past Console: from native code, from processes that a cell started, and the runtime's own last words.
    private async Task ForwardAsync(StreamReader reader, string name)
    {
        char[] buffer = new char[4096];
        int length;
        while ((length = await reader.ReadAsync(buffer)) > 0)
        {
            string text = new(buffer, 0, length);
            lock (_gate)
            {
                if (name == StreamOutput.StandardError)
                    text = _lastWords.Take(text);
                _rawText?.Write(name, text);
            }
        }
    }

    private async Task<ErrorOutput> DescribeEndAsync()
    {
        await WaitForEndAsync();
        lock (_gate)
            return _lastWords.Describe(_process.HasExited ? _process.ExitCode : null);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
