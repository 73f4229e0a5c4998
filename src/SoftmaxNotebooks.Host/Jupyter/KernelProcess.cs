using System.Net;
using System.Runtime.InteropServices;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Jupyter.Zmtp;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>The kernel as a process: `softmax-notebooks kernel CONNECTION_FILE`, as its kernelspec has it. Cells run in this process.</summary>
internal static class KernelProcess
{
    /// <summary>The verb.</summary>
    public const string Verb = "kernel";

    // What a cell has registered for the end of the process may take its time, or for ever; the front end waits about as long.
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(2);

    /// <summary>Serves front ends until the kernel is to end; says why.</summary>
    /// <exception cref="ConnectionFileException">The connection file cannot be used, or its ports are taken.</exception>
    public static KernelEnd Run(string connectionFile)
    {
        CellCulture.UseInvariant();
        // As it is now: cells get another one, and this goes to the server's log.
        TextWriter log = Console.Error;
        // Beside the greeting of front end and kernel, which takes other things; the first cell would otherwise take a second longer.
        // Not disposed: the threads outlive this method, where the connection file cannot be used.
        CancellationTokenSource enough = new();
        Thread[] warmUp =
        [
            KernelThread.Start("warm-up of the compiler", () => WarmUp(enough.Token), stackSize: 0),
            KernelThread.Start("warm-up of the formatters", () => MimeBundle.Of(1), stackSize: 0),
        ];
        ConnectionFile file = ConnectionFile.Read(connectionFile);
        if (file.Key.Length == 0 && !IPAddress.IsLoopback(file.Address))
            log.WriteLine($"The connection file has no key: whoever reaches {file.Address} can run code here.");
        // Before anything that takes time: front ends wait for the ports.
        return Serve(new KernelSockets(file), new MessageCodec(file.Key), log, beforeCell: () =>
        {
            enough.Cancel();
            foreach (Thread thread in warmUp)
                thread.Join();
            CellConsole.Capture();
        });
    }

    /// <summary>Ends this process, though threads of cells may still run.</summary>
    public static void Exit(int exitCode)
    {
        KernelThread.Start("jupyter exit", () =>
        {
            Thread.Sleep(ExitPatience);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        });
        Environment.Exit(exitCode);
    }

    private static KernelEnd Serve(KernelSockets sockets, MessageCodec codec, TextWriter log, Action beforeCell)
    {
        CSharpSession session = new(Environment.CurrentDirectory);
        JupyterKernel kernel = new(session, sockets, codec, new KernelOptions { BeforeCell = beforeCell, Log = log.WriteLine });
        // A server that knows no interrupt_request sends the signal; without this it would end the process.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            kernel.Interrupt();
        });
        ParentWatch.Start(Environment.GetEnvironmentVariable(ParentWatch.Variable), () => kernel.End(KernelEnd.ParentGone));
        return kernel.Run();
    }

    private static void WarmUp(CancellationToken enough)
    {
        try
        {
            CSharpSession.WarmUpAsync(enough).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // The first cell is here, and goes before.
        }
    }
}
