using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>What Jupyter writes for a kernel before it starts it.</summary>
internal static class ConnectionFiles
{
    /// <summary>In the order in which a kernel binds them.</summary>
    public static readonly string[] PortNames = ["shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"];

    public static string Of(int[] ports)
    {
        JsonObject file = new()
        {
            ["ip"] = "127.0.0.1", ["transport"] = "tcp", ["signature_scheme"] = "hmac-sha256", ["key"] = Encoding.ASCII.GetString(JupyterClient.Key),
        };
        foreach ((string name, int port) in PortNames.Zip(ports))
            file[name] = port;
        return file.ToJsonString();
    }

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
}
