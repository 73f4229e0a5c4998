using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>The kernel as Jupyter starts it: a process with a connection file.</summary>
internal sealed class KernelProcessUnderTest : IDisposable
{
    public static readonly string[] PortNames = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];

    private readonly TemporaryFolder _folder = new();

    public KernelProcessUnderTest((string Name, string Value)? environment = null)
    {
        Ports = FreePorts();
        JsonObject file = new()
        {
            ["ip"] = "127.0.0.1", ["transport"] = "tcp", ["signature_scheme"] = "hmac-sha256", ["key"] = Encoding.ASCII.GetString(JupyterClient.Key),
        };
        for (int i = 0; i < Ports.Length; i++)
            file[PortNames[i]] = Ports[i];
        ConnectionFile = _folder.Write("connection.json", file.ToJsonString());
        Start(environment);
    }

    public string ConnectionFile { get; }

    public int[] Ports { get; }

    public Process Process { get; private set; } = null!;

    public static int[] FreePorts()
    {
        TcpListener[] listeners = [.. PortNames.Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }

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
