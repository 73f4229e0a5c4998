using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>Keeps everything that a cell shows, in order.</summary>
internal sealed class RecordingSink : IOutputSink
{
    private readonly List<CellOutput> _outputs = [];

    public IReadOnlyList<CellOutput> Outputs
    {
        get
        {
            lock (_outputs)
                return [.. _outputs];
        }
    }

    /// <summary>All console text of one stream.</summary>
    public string Text(string name = StreamOutput.StandardOutput) =>
        string.Concat(Outputs.OfType<StreamOutput>().Where(output => output.Name == name).Select(output => output.Text));

    public ErrorOutput Error => Outputs.OfType<ErrorOutput>().Single();

    /// <summary>The plain text of the cell's value.</summary>
    public string? Result => Outputs.OfType<ResultOutput>().SingleOrDefault()?.Data["text/plain"];

    public void Emit(CellOutput output)
    {
        lock (_outputs)
            _outputs.Add(output);
    }
}
