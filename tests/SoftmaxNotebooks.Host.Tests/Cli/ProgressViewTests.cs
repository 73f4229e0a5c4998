using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Notebooks;

namespace SoftmaxNotebooks.Host.Tests.Cli;

/// <summary>What is seen while notebooks run.</summary>
public sealed class ProgressViewTests
{
    private static string Show(Func<int>? width, Action<ProgressView> act)
    {
        StringWriter writer = new() { NewLine = "\n" };
        using (ProgressView view = new(writer, width, TimeProvider.System))
            act(view);
        return writer.ToString();
    }

    private static NotebookRun Run(string path) => new(path, RunOutcome.Succeeded, null, 2, 2, TimeSpan.FromSeconds(1.2), "");

    [Fact]
    public void In_a_log_each_cell_is_a_plain_line()
    {
        string log = Show(null, view =>
        {
            view.NotebookStarted("dir/a.ipynb", 2);
            view.CellStarted("dir/a.ipynb", 1);
            view.CellFinished("dir/a.ipynb", 1, TimeSpan.FromSeconds(0.5), succeeded: true);
            view.CellFinished("dir/a.ipynb", 2, TimeSpan.FromSeconds(61), succeeded: false);
            view.NotebookFinished(Run("dir/a.ipynb"));
        });
        Assert.Equal("a  cell 1/2  0.50 s\na  cell 2/2  61.00 s  FAILED\n", log);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(200)]
    public void On_a_terminal_one_line_changes_and_never_wraps(int width)
    {
        string text = Show(() => width, view =>
        {
            view.NotebookStarted("a-notebook-with-a-long-name.ipynb", 2);
            view.NotebookStarted("b.ipynb", 4);
            view.CellFinished("a-notebook-with-a-long-name.ipynb", 1, TimeSpan.Zero, succeeded: true);
            view.NotebookFinished(Run("a-notebook-with-a-long-name.ipynb"));
        });
        string[] drawn = text.Split("\r\u001b[K", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(drawn.Where(line => !line.EndsWith('\n')), line => Assert.InRange(line.Length, 1, width - 1));
        if (width == 200)
            Assert.Contains("a-notebook-with-a-long-name ████████░░░░░░░░ 1/2  0 s   b ░░░░░░░░░░░░░░░░ 0/4  0 s", drawn);
        Assert.Contains("a-notebook-with-a-long-name  2/2 cells  1.2 s  ok\n", drawn);
        Assert.EndsWith("\r\u001b[K", text, StringComparison.Ordinal);
    }
}
