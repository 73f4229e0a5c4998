using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Workers;

namespace SoftmaxNotebooks.Host.Tests.Support;

/// <summary>
/// A notebook's process that the tests of a class share: starting one takes a second. Tests of a class run one after the other,
/// and each uses names of its own.
/// </summary>
public sealed class SessionFixture : IAsyncLifetime
{
    private WorkerProcess? _session;
    private int _number;

    public TemporaryFolder Folder { get; } = new();

    public async ValueTask InitializeAsync() =>
        _session = await WorkerProcess.StartAsync(Folder.Path, TimeSpan.FromMinutes(2), CancellationToken.None);

    internal async Task<(CellOutcome Outcome, RecordingSink Shown, string Name)> RunAsync(string code, string language = "csharp")
    {
        RecordingSink sink = new();
        int number = ++_number;
        CellOutcome outcome = await _session!.ExecuteAsync(new CellSubmission(number, code, language), sink, TestContext.Current.CancellationToken);
        return (outcome, sink, $"Cell [{number}]");
    }

    public async ValueTask DisposeAsync()
    {
        await _session!.DisposeAsync();
        Folder.Dispose();
    }
}
