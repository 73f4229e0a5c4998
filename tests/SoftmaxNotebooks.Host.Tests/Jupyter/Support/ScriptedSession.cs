using System.Collections.Concurrent;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>A session whose cells do what a test has said they do: the protocol is tested here, not the language.</summary>
internal sealed class ScriptedSession : IInteractiveSession
{
    public delegate Task<CellOutcome> Cell(IOutputSink sink, IInputSource input, CancellationToken interrupt);

    private readonly ConcurrentDictionary<string, Cell> _cells = new();

    public ConcurrentQueue<string> Executed { get; } = new();

    /// <summary>Says what a code does.</summary>
    public void On(string code, Cell cell) => _cells[code] = cell;

    /// <summary>Says what a code shows.</summary>
    public void On(string code, params CellOutput[] outputs) => On(code, (sink, _, _) =>
    {
        foreach (CellOutput output in outputs)
            sink.Emit(output);
        return Task.FromResult(outputs.OfType<ErrorOutput>().Any() ? CellOutcome.Failed : CellOutcome.Succeeded);
    });

    public Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CellOutcome> ExecuteAsync(CellSubmission cell, IOutputSink sink, IInputSource input, CancellationToken interrupt)
    {
        Executed.Enqueue(cell.Code);
        return _cells.TryGetValue(cell.Code, out Cell? run) ? run(sink, input, interrupt) : Task.FromResult(CellOutcome.Succeeded);
    }

    /// <summary>Completes the word before the position with "tail".</summary>
    public Task<Completions> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        int start = code[..position].LastIndexOf(' ') + 1;
        return Task.FromResult(new Completions(start, position, [new Completion(code[start..position] + "tail", "method")]));
    }

    /// <summary>Has something to say about everything but the beginning.</summary>
    public Task<Inspection?> InspectAsync(string code, int position, CancellationToken cancellationToken) =>
        Task.FromResult(position == 0 ? null : new Inspection(new Dictionary<string, string> { ["text/plain"] = $"at {position}" }));

    public CodeStatus IsComplete(string code) => CodeCompleteness.Of(code);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
