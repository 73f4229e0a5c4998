using System.Diagnostics;
using SoftmaxNotebooks.Host.Jupyter.Kernelspecs;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>
/// Jupyter's own programs, where they are installed (Debian: python3-jupyter-client, python3-nbclient, jupyter-nbconvert), with folders of
/// their own in which this kernel is installed.
/// </summary>
public sealed class JupyterInstallation : IAsyncLifetime
{
    // The first may be a Python without Jupyter's packages where the system's own has them.
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3", "python"];

    private string? _python;

    public TemporaryFolder Folder { get; } = new();

    public async ValueTask InitializeAsync()
    {
        foreach (string interpreter in Interpreters)
        {
            if (_python is null && (await RunAsync(interpreter, ["-c", "import jupyter_client, nbclient, nbconvert, nbformat"])).ExitCode == 0)
                _python = interpreter;
        }

        if (_python is not null)
        {
            HostProcess.Result installed = await HostProcess.RunAsync(Folder.Path, "jupyter", "install", "--prefix", Folder.Path);
            Assert.Equal(("", 0), (installed.Error, installed.ExitCode));
        }
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs Python with arguments. The test is skipped where Jupyter is not installed, and fails there if it is CI.</summary>
    internal async Task<HostProcess.Result> PythonAsync(params string[] arguments)
    {
        if (_python is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("CI needs Jupyter: apt-get install python3-jupyter-client python3-nbclient jupyter-nbconvert");
        Assert.SkipWhen(_python is null, "Jupyter is not installed: no Python here has jupyter_client, nbclient and nbconvert.");
        return await RunAsync(_python!, arguments);
    }

    private async Task<HostProcess.Result> RunAsync(string interpreter, string[] arguments)
    {
        ProcessStartInfo start = new(interpreter, arguments)
        {
            WorkingDirectory = Folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in new[] { "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR" })
            start.Environment[variable] = Path.Combine(Folder.Path, variable);
        start.Environment["JUPYTER_PATH"] = JupyterPaths.OfPrefix(Folder.Path);
        try
        {
            using Process process = Process.Start(start)!;
            return await HostProcess.EndAsync(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new HostProcess.Result(ExitCode: -1, "", $"There is no {interpreter}.");
        }
    }
}
