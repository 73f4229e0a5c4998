using System.Net.Sockets;
using SoftmaxNotebooks.Host.Jupyter.Messages;

namespace SoftmaxNotebooks.Host.Jupyter.Zmtp;

/// <summary>The five sockets of a kernel.</summary>
internal sealed class KernelSockets : IKernelTransport, IDisposable
{
    private readonly List<ZmtpSocket> _bound = [];
    private readonly PubSocket _iopub;

    /// <exception cref="ConnectionFileException">An address cannot be listened on.</exception>
    public KernelSockets(ConnectionFile file)
    {
        Shell = Bind("shell_port", file.ShellPort, port => new RouterSocket(file.Address, port));
        Control = Bind("control_port", file.ControlPort, port => new RouterSocket(file.Address, port));
        Stdin = Bind("stdin_port", file.StdinPort, port => new RouterSocket(file.Address, port));
        _iopub = Bind("iopub_port", file.IOPubPort, port => new PubSocket(file.Address, port));
        Bind("hb_port", file.HeartbeatPort, port => new RepSocket(file.Address, port));
    }

    public IMessageSocket Shell { get; }

    public IMessageSocket Control { get; }

    public IMessageSocket Stdin { get; }

    public IMessageSocket IOPub => _iopub;

    /// <summary>The ports that are listened on: shell, control, stdin, iopub, heartbeat.</summary>
    public IReadOnlyList<int> Ports => [.. _bound.Select(socket => socket.Port)];

    public bool WaitForSubscriber(TimeSpan patience) => _iopub.WaitForSubscriber(patience);

    public void Close(TimeSpan patience)
    {
        foreach (ZmtpSocket socket in _bound)
            socket.Close(patience);
    }

    public void Dispose() => Close(TimeSpan.Zero);

    private T Bind<T>(string name, int port, Func<int, T> bind) where T : ZmtpSocket
    {
        try
        {
            T socket = bind(port);
            _bound.Add(socket);
            return socket;
        }
        catch (SocketException exception)
        {
            Dispose();
            throw new ConnectionFileException($"'{name}' {port} cannot be listened on: {exception.Message}");
        }
    }
}
