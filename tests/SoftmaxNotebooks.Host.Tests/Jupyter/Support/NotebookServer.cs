using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>
/// A Jupyter notebook server on this machine's own address, with a folder of notebooks and a token of its own. Started when a test asks for
/// it. The home folder is the user's, because NuGet's sources and packages are there; Jupyter's folders are not.
/// </summary>
public sealed class NotebookServer(JupyterInstallation jupyter) : IDisposable
{
    private readonly string _token = Guid.NewGuid().ToString("N");
    private Task? _start;
    private Process? _process;
    private int _port;

    internal TemporaryFolder Notebooks { get; } = new();

    /// <summary>Where a notebook is edited. The test is skipped where there is no server.</summary>
    internal async Task<string> UrlOfAsync(string notebook)
    {
        await (_start ??= StartAsync());
        return FormattableString.Invariant($"http://127.0.0.1:{_port}/notebooks/{notebook}?token={_token}");
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            // With the kernels, which are its children.
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.WaitForExit(ZmtpPeer.Patience);
            _process.Dispose();
        }

        Notebooks.Dispose();
    }

    private async Task StartAsync()
    {
        // Where the port is taken until the server listens, it takes another, and its file says which.
        ProcessStartInfo start = await jupyter.StartInfoAsync(JupyterInstallation.Server,
            "-m", "notebook", "--no-browser", "--ip=127.0.0.1", FormattableString.Invariant($"--port={ConnectionFiles.FreePorts()[0]}"),
            $"--notebook-dir={Notebooks.Path}", "--NotebookApp.allow_root=True");
        string runtime = Path.GetDirectoryName(jupyter.Folder["server/x"])!;
        (start.Environment["JUPYTER_RUNTIME_DIR"], start.Environment["JUPYTER_TOKEN"]) = (runtime, _token);
        _process = Process.Start(start)!;
        _ = _process.StandardOutput.ReadToEndAsync();
        Task<string> log = _process.StandardError.ReadToEndAsync();

        Stopwatch clock = Stopwatch.StartNew();
        while (_port == 0)
        {
            Assert.False(_process.HasExited, _process.HasExited ? await log : "");
            Assert.True(clock.Elapsed < ZmtpPeer.Patience, "The notebook server did not start.");
            await Task.Delay(50);
            _port = PortIn(runtime);
        }
    }

    // The server writes the file when it listens; half of it may be there.
    private static int PortIn(string runtime)
    {
        try
        {
            return Directory.EnumerateFiles(runtime, "nbserver-*.json").Select(file => JsonNode.Parse(File.ReadAllText(file))!["port"]!.GetValue<int>()).FirstOrDefault();
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return 0;
        }
    }
}
