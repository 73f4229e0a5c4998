using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Benchmarks;

/// <summary>How long a Jupyter kernel takes to show the value of its first cell, from the start of its process, and of later ones.</summary>
internal static class KernelSpeed
{
    private const int KernelCount = 15;
    private const int WarmCellCount = 100;
    private const string Code = "1+1";

    // Much shorter than what is measured.
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(2);

    /// <summary>Where `dotnet publish src/SoftmaxNotebooks.Host -r RID` leaves the program for this machine.</summary>
    public static string PublishedHost { get; } = Path.Combine(
        Repository.Root, "artifacts", "publish", "SoftmaxNotebooks.Host", $"release_{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}",
        OperatingSystem.IsWindows() ? "softmax-notebooks.exe" : "softmax-notebooks");

    /// <summary>Some kernels, one after the other, after one that is not counted: what is read from the disk is in memory then.</summary>
    /// <param name="host">The program.</param>
    /// <exception cref="InvalidOperationException">It ended before it answered.</exception>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    public static string Measure(string host)
    {
        Run[] runs = [.. Enumerable.Range(0, KernelCount + 1).Select(_ => RunKernel(host)).Skip(1)];
        double[] warm = [.. runs.SelectMany(run => run.WarmMilliseconds).Order()];
        return string.Create(CultureInfo.InvariantCulture,
            $"""
            first cell, from the start of the process to its value: median {Statistics.Median(runs.Select(run => run.FirstMilliseconds)):0} ms, fastest {runs.Min(run => run.FirstMilliseconds):0} ms, {KernelCount} kernels
            of which until the kernel answers kernel_info_request: median {Statistics.Median(runs.Select(run => run.ReadyMilliseconds)):0} ms
            processor time of the kernel until then: median {Statistics.Median(runs.Select(run => run.ProcessorMilliseconds)):0} ms, fastest {runs.Min(run => run.ProcessorMilliseconds):0} ms
            warm cell, from its request to idle: median {Statistics.Median(warm):0.0} ms, 99 of 100 below {warm[warm.Length * 99 / 100]:0.0} ms, {WarmCellCount} cells of each kernel
            {Environment.ProcessorCount} cores, {host}
            """);
    }

    private static Run RunKernel(string host)
    {
        using TemporaryFolder folder = new();
        int[] ports = ConnectionFiles.FreePorts();
        string connectionFile = folder.Write("connection.json", ConnectionFiles.Of(ports));

        long start = Stopwatch.GetTimestamp();
        using Process kernel = Process.Start(new ProcessStartInfo(host, ["kernel", connectionFile]) { WorkingDirectory = folder.Path })!;
        try
        {
            using JupyterClient client = Connect(ports, kernel);
            client.Reply(client.Send("kernel_info_request"));
            double ready = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            string first = client.Execute(Code);
            JupyterClient.Message value = client.NextPublished(first, "execute_result");
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            kernel.Refresh();
            double processor = kernel.TotalProcessorTime.TotalMilliseconds;
            Assert.Equal("2", value.Content["data"]!["text/plain"]!.GetValue<string>());
            client.Reply(first);
            double[] warm = [.. Enumerable.Range(0, WarmCellCount).Select(_ => TimeCell(client))];
            client.Send("shutdown_request", channel: client.Control);
            Assert.True(kernel.WaitForExit(ZmtpPeer.Patience), "The kernel did not end when it was asked to.");
            return new Run(milliseconds, ready, processor, warm);
        }
        finally
        {
            if (!kernel.HasExited)
                kernel.Kill(entireProcessTree: true);
        }
    }

    private static double TimeCell(JupyterClient client)
    {
        long start = Stopwatch.GetTimestamp();
        string id = client.Execute(Code);
        IReadOnlyList<JupyterClient.Message> published = client.Published(id);
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Assert.Contains(published, message => message.Type == "execute_result");
        client.Reply(id);
        return milliseconds;
    }

    private static JupyterClient Connect(int[] ports, Process kernel)
    {
        while (true)
        {
            try
            {
                // The last that a kernel binds: the others are there then.
                new ZmtpPeer(ports[^1]).Dispose();
                return new JupyterClient(ports);
            }
            catch (SocketException) when (!kernel.HasExited)
            {
                Thread.Sleep(ConnectPause);
            }
            catch (SocketException)
            {
                throw new InvalidOperationException(
                    $"It ended with exit code {kernel.ExitCode} before it answered: it has to know `kernel CONNECTION-FILE`.");
            }
        }
    }

    private sealed record Run(double FirstMilliseconds, double ReadyMilliseconds, double ProcessorMilliseconds, double[] WarmMilliseconds);
}
