using System.IO.Enumeration;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter.Messages;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>The cells that have run in this kernel, for consoles that search them. Used by one thread.</summary>
internal sealed class ExecutionHistory
{
    // Consoles ask for the last 1,000.
    private const int MaximumCells = 1_000;

    // Inputs are kept whole; of an output, as much as somebody looks at.
    private const int MaximumOutputLength = 10_000;

    // Sessions of the past are counted from 0 downwards; this kernel remembers none.
    private const int ThisSession = 0;

    private readonly Queue<Cell> _cells = new();

    public void Add(int number, string code, string? output)
    {
        _cells.Enqueue(new Cell(number, code, output?.Length > MaximumOutputLength ? output[..MaximumOutputLength] : output));
        if (_cells.Count > MaximumCells)
            _cells.Dequeue();
    }

    /// <summary>What a history_request asks for: [session, number, input], or [session, number, [input, output]].</summary>
    public JsonArray Find(Request request)
    {
        bool withOutput = request.Flag("output", whenAbsent: false);
        IEnumerable<Cell> found = request.Text("hist_access_type", "tail") switch
        {
            "tail" => _cells.TakeLast(request.Number("n") ?? int.MaxValue),
            "range" => Range(request.Number("session") ?? ThisSession, request.Number("start") ?? 1, request.Number("stop") ?? int.MaxValue),
            "search" => Search(request.Text("pattern", "*"), request.Flag("unique", whenAbsent: false)).TakeLast(request.Number("n") ?? int.MaxValue),
            string other => throw new RequestException($"'hist_access_type' is '{other}'; it has to be tail, range or search."),
        };
        return [.. found.Select(cell => new JsonArray(
            ThisSession, cell.Number, withOutput ? new JsonArray(cell.Code, cell.Output) : JsonValue.Create(cell.Code)))];
    }

    private IEnumerable<Cell> Range(int session, int start, int stop) =>
        session == ThisSession ? _cells.Where(cell => cell.Number >= start && cell.Number < stop) : [];

    // The pattern is a glob over the whole input. Of equal inputs the latest counts.
    private IEnumerable<Cell> Search(string pattern, bool unique)
    {
        IEnumerable<Cell> found = _cells.Where(cell => FileSystemName.MatchesSimpleExpression(pattern, cell.Code, ignoreCase: false));
        return unique ? found.Reverse().DistinctBy(cell => cell.Code).Reverse() : found;
    }

    private sealed record Cell(int Number, string Code, string? Output);
}
