using System.Net;
using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Jupyter.Zmtp;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>The real kernel on real sockets, in the process of the tests.</summary>
internal sealed class InProcessKernel : IDisposable
{
    private readonly KernelSockets _sockets;
    private readonly JupyterKernel _kernel;

    public InProcessKernel(TimeSpan? interruptPatience = null, byte[]? key = null)
    {
        _sockets = new KernelSockets(new ConnectionFile(IPAddress.Loopback, 0, 0, 0, 0, 0, key ?? JupyterClient.Key));
        _kernel = new JupyterKernel(Session, _sockets, new MessageCodec(key ?? JupyterClient.Key), new KernelOptions
        {
            InterruptPatience = interruptPatience ?? ZmtpPeer.Patience,
        });
        Ended = Task.Factory.StartNew(_kernel.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public ScriptedSession Session { get; } = new();

    public IReadOnlyList<int> Ports => _sockets.Ports;

    /// <summary>Why the kernel ended, when it has.</summary>
    public Task<KernelEnd> Ended { get; }

    public JupyterClient Connect(string identity = "", byte[]? key = null) => new(Ports, identity, key);

    public void Dispose()
    {
        _kernel.End(KernelEnd.Shutdown);
        Ended.Wait(ZmtpPeer.Patience);
    }
}
