using System.Diagnostics;
using System.Net.Sockets;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>The kernel as Jupyter starts it: a process with a connection file.</summary>
internal sealed class KernelProcessUnderTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public KernelProcessUnderTest((string Name, string Value)? environment = null)
    {
        Ports = ConnectionFiles.FreePorts();
        ConnectionFile = _folder.Write("connection.json", ConnectionFiles.Of(Ports));
        Start(environment);
    }

    public string ConnectionFile { get; }

    public int[] Ports { get; }

    public Process Process { get; private set; } = null!;

    /// <summary>Starts the process, once more if it has ended: with the same connection file, as Jupyter restarts a kernel.</summary>
    public void Start((string Name, string Value)? environment = null)
    {
        Process = HostProcess.Start(_folder.Path, environment, "kernel", ConnectionFile);
        _ = Process.StandardOutput.ReadToEndAsync();
        _ = Process.StandardError.ReadToEndAsync();
    }

    /// <summary>Connects as soon as the kernel listens.</summary>
    public JupyterClient Connect()
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                new ZmtpPeer(Ports[4]).Dispose();
                return new JupyterClient(Ports);
            }
            catch (SocketException) when (clock.Elapsed < ZmtpPeer.Patience && !Process.HasExited)
            {
                Thread.Sleep(20);
            }
        }
    }

    public async Task<int> ExitCodeAsync()
    {
        await Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(ZmtpPeer.Patience);
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
        Process.Dispose();
        _folder.Dispose();
    }
}
