using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>The repository's notebooks, executed by Jupyter's nbclient with this kernel.</summary>
public sealed class TutorialExecutionTests(JupyterInstallation jupyter) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Notebooks => [.. Tutorials.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Notebooks))]
    public async Task Nbclient_gets_from_the_kernel_what_the_headless_runner_has_stored(string name)
    {
        RestoredPackages restored = await NotebookRestore.RunAsync(Path.Combine(Tutorials.Folder, name), TestContext.Current.CancellationToken);
        Assert.SkipWhen(restored.SkipReason is not null, $"The notebook asks to be skipped where its packages are missing: {restored.SkipReason}");
        HostProcess.Result nbconvert = await jupyter.PythonAsync(
            "-m", "nbconvert", "--to", "notebook", "--execute", Path.Combine(Tutorials.Folder, name), "--output-dir", _folder.Path, "--ExecutePreprocessor.timeout=300");
        Assert.True(nbconvert.ExitCode == 0, nbconvert.Error);
        Tutorials.AssertShowsWhatIsStored(name, NotebookDocument.Load(_folder[name]));
    }
}
