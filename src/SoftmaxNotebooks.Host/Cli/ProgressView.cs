using System.Globalization;
using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Cli;

/// <summary>Shows where the notebooks are: on a terminal one line that changes, with a bar for each running notebook; elsewhere a line for each cell.</summary>
internal sealed class ProgressView : IRunProgress, IDisposable
{
    private const int BarWidth = 16;

    // Often enough for the seconds to count; the line is also drawn anew at every cell.
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly ITimer? _timer;
    private readonly Func<int>? _lineWidth;

    /// <param name="writer">Where to show it.</param>
    /// <param name="lineWidth">The width of the terminal; null where the writer is none.</param>
    /// <param name="time">The clock.</param>
    public ProgressView(TextWriter writer, Func<int>? lineWidth, TimeProvider time)
    {
        _writer = writer;
        _lineWidth = lineWidth;
        _time = time;
        if (lineWidth is not null)
            _timer = time.CreateTimer(_ => Redraw(), null, RefreshPeriod, RefreshPeriod);
    }

    public void NotebookStarted(string path, int cellCount)
    {
        lock (_gate)
        {
            _running[path] = new Running(cellCount, 0, _time.GetTimestamp());
            Draw();
        }
    }

    public void CellStarted(string path, int cell) => Redraw();

    public void CellFinished(string path, int cell, TimeSpan elapsed, bool succeeded)
    {
        lock (_gate)
        {
            Running running = _running[path] with { CellsDone = cell };
            _running[path] = running;
            if (_lineWidth is null)
                _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(path)}  cell {cell}/{running.CellCount}  {elapsed.TotalSeconds:0.00} s{(succeeded ? "" : "  FAILED")}"));
            Draw();
        }
    }

    public void NotebookFinished(NotebookRun run)
    {
        lock (_gate)
        {
            Erase();
            _running.Remove(run.Path);
            if (_lineWidth is not null)
                _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name(run.Path)}  {run.CellsRun}/{run.CellCount} cells  {run.Elapsed.TotalSeconds:0.0} s  {RunTable.Describe(run.Outcome)}"));
            Draw();
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
            Erase();
    }

    private void Redraw()
    {
        lock (_gate)
            Draw();
    }

    private void Draw()
    {
        if (_lineWidth is null || _running.Count == 0)
            return;
        string line = string.Join("   ", _running.Select(entry => Describe(entry.Key, entry.Value)));
        // One column short of the edge: a full line would wrap, and then there are two.
        int width = Math.Max(20, _lineWidth() - 1);
        Erase();
        _writer.Write(line.Length <= width ? line : line[..(width - 1)] + "…");
    }

    private void Erase()
    {
        if (_lineWidth is not null)
            _writer.Write("\r\u001b[K");
    }

    private string Describe(string path, Running running)
    {
        int filled = running.CellCount == 0 ? BarWidth : BarWidth * running.CellsDone / running.CellCount;
        string bar = new string('█', filled) + new string('░', BarWidth - filled);
        double seconds = _time.GetElapsedTime(running.Start).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"{Name(path)} {bar} {running.CellsDone}/{running.CellCount}  {seconds:0} s");
    }

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    private sealed record Running(int CellCount, int CellsDone, long Start);
}
