using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>The kernel as a process, with C# cells: its life, its end, and what goes through it.</summary>
public sealed class KernelProcessTests
{
    private static string? Result(IEnumerable<JupyterClient.Message> published) =>
        published.LastOrDefault(message => message.Type == "execute_result")?.Content["data"]!["text/plain"]!.GetValue<string>();

    [Fact]
    public async Task Cells_run_and_ask_and_stop_and_the_state_is_kept_until_shutdown()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("var x = 40;\nConsole.Write(\"text\");\nx + 2");
        Assert.Equal(["execute_input", "stream", "execute_result"], client.Published(id).Select(message => message.Type));

        id = client.Execute("Console.Write(\"You: \");\nvar line = Console.ReadLine();\nvar name = await GetInputAsync(\"Name?\");\nvar word = await GetPasswordAsync(\"Word?\");\n$\"{line} {name} {word}\"", allowStdin: true);
        foreach ((string question, string answer) in new[]
        {
            ("""{"prompt":"","password":false}""", "one"), ("""{"prompt":"Name?","password":false}""", "zwei"), ("""{"prompt":"Word?","password":true}""", "三"),
        })
        {
            Assert.Equal($"input_request {question}", client.Receive(client.Stdin).ToString());
            client.Send("input_reply", new JsonObject { ["value"] = answer }, client.Stdin);
        }

        Assert.Equal("one zwei 三", Result(client.Published(id)));

        id = client.Execute("Console.WriteLine(\"waits\");\nawait Task.Delay(-1);");
        client.NextPublished(id, "stream");
        client.Reply(client.Send("interrupt_request", channel: client.Control), client.Control);
        JupyterClient.Message stopped = client.Reply(id);
        Assert.Equal(("error", "Cell interrupted"), (stopped.Status, stopped.Content["evalue"]!.GetValue<string>()));

        id = client.Execute("x + 2");
        Assert.Equal("42", Result(client.Published(id)));

        id = client.Send("shutdown_request", new JsonObject { ["restart"] = false }, client.Control);
        Assert.Equal("ok", client.Reply(id, client.Control).Status);
        Assert.Equal(ExitCodes.Success, await kernel.ExitCodeAsync());
    }

    [Fact]
    public void Ten_megabytes_of_output_arrive_whole()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("var large = new string('é', 10_000_000);\nlarge.DisplayAs(\"text/plain\");\nfor (int i = 0; i < 20_000; i++) Console.WriteLine(i);");
        IReadOnlyList<JupyterClient.Message> published = client.Published(id);
        string shown = published.Single(message => message.Type == "display_data").Content["data"]!["text/plain"]!.GetValue<string>();
        Assert.True(shown.Length == 10_000_000 && shown.All(character => character == 'é'));
        Assert.Equal(
            string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n")),
            string.Concat(published.Where(message => message.Type == "stream").Select(message => message.Content["text"]!.GetValue<string>())));
        Assert.Equal("ok", client.Reply(id).Status);
    }

    [Fact]
    public void A_cell_that_prints_without_end_is_cut_with_a_notice()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("for (int i = 0; i < 30_000; i++) Console.WriteLine(new string('x', 99));");
        JupyterClient.Message[] streams = [.. client.Published(id).Where(message => message.Type == "stream")];
        Assert.Equal(1_048_576, streams.Where(message => message.Content["name"]!.GetValue<string>() == "stdout").Sum(message => message.Content["text"]!.GetValue<string>().Length));
        Assert.Contains("the rest is not kept", streams[^1].Content["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_fills_the_thread_pool_holds_up_neither_heartbeat_nor_interrupt()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("for (int i = 0; i < 500; i++) _ = Task.Run(() => System.Threading.Thread.Sleep(-1));\nConsole.Out.WriteLine(\"full\");\nvar token = Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken;\nwhile (true) token.ThrowIfCancellationRequested();");
        client.NextPublished(id, "stream");
        using ZmtpPeer heartbeat = ZmtpPeer.Connect(kernel.Ports[4], "REQ");
        heartbeat.Send([], "ping"u8.ToArray());
        Assert.Equal("ping"u8, heartbeat.Receive()[1]);
        Assert.Equal("ok", client.Reply(client.Send("interrupt_request", channel: client.Control), client.Control).Status);
        Assert.Equal("Cell interrupted", client.Reply(id).Content["evalue"]!.GetValue<string>());
    }

    // In a process of the kernel's own: what a thread ends with and nobody catches, a test runner takes for its own failure.
    [Fact]
    public void An_interrupt_stops_the_threads_that_a_cell_has_started_and_not_the_kernel()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute(
            "var endless = new System.Threading.Thread(() => { while (true) ; });\nendless.Start();\nConsole.WriteLine(\"runs\");\nwhile (true) ;");
        client.NextPublished(id, "stream");
        Assert.Equal("ok", client.Reply(client.Send("interrupt_request", channel: client.Control), client.Control).Status);
        Assert.Equal("Cell interrupted", client.Reply(id).Content["evalue"]!.GetValue<string>());

        id = client.Execute("endless.Join();\n42");
        Assert.Equal("42", Result(client.Published(id)));
    }

    [Fact]
    public void A_cursor_behind_characters_beyond_16_bits_is_where_the_front_end_says()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        // 11 code points, 14 in UTF-16.
        JsonObject request = new() { ["code"] = "\"😀😀😀\".Lengt", ["cursor_pos"] = 11 };
        JsonObject completed = client.Reply(client.Send("complete_request", request)).Content;
        Assert.Equal("""["Length"] 6 11""", $"{completed["matches"]!.ToJsonString()} {completed["cursor_start"]} {completed["cursor_end"]}");
        JsonObject inspected = client.Reply(client.Send("inspect_request", new JsonObject { ["code"] = "\"😀😀😀\".Length", ["cursor_pos"] = 11 })).Content;
        Assert.StartsWith("int Length // of string", inspected["data"]!["text/plain"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_that_died_is_started_again_on_the_same_ports()
    {
        using KernelProcessUnderTest kernel = new();
        using (JupyterClient client = kernel.Connect())
        {
            client.Reply(client.Execute("var x = 1;"));
            client.Execute("Environment.Exit(3);");
            Assert.Equal(3, await kernel.ExitCodeAsync());
            Assert.True(client.Shell.IsClosed());
        }

        kernel.Start();
        using JupyterClient again = kernel.Connect();
        Assert.Equal("error", again.Reply(again.Execute("x")).Status);
        Assert.Equal("2", Result(again.Published(again.Execute("1 + 1"))));
    }

    [Fact]
    public async Task The_second_interrupt_ends_a_kernel_whose_cell_cannot_be_stopped()
    {
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("Console.WriteLine(\"sleeps\");\nSystem.Threading.Thread.Sleep(-1);");
        client.NextPublished(id, "stream");
        client.Send("interrupt_request", channel: client.Control);
        Assert.Contains("Interrupt again to end the kernel", client.NextPublished(id, "stream").Content["text"]!.GetValue<string>(), StringComparison.Ordinal);
        client.Send("interrupt_request", channel: client.Control);
        Assert.Equal(ExitCodes.KernelInterrupted, await kernel.ExitCodeAsync());
    }

    [Fact]
    public void An_interrupt_signal_stops_the_cell_and_not_the_kernel()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signal.");
        using KernelProcessUnderTest kernel = new();
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("Console.WriteLine(\"waits\");\nawait Task.Delay(-1);");
        client.NextPublished(id, "stream");
        using Process kill = Process.Start("kill", ["-INT", kernel.Process.Id.ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal("Cell interrupted", client.Reply(id).Content["evalue"]!.GetValue<string>());
        Assert.Equal("2", Result(client.Published(client.Execute("1 + 1"))));
    }

    [Fact]
    public async Task A_kernel_whose_parent_is_gone_ends_though_a_cell_runs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The parent is played by a Unix command.");
        using Process parent = Process.Start("sleep", ["600"]);
        using KernelProcessUnderTest kernel = new(environment: (ParentWatch.Variable, parent.Id.ToString(CultureInfo.InvariantCulture)));
        using JupyterClient client = kernel.Connect();
        string id = client.Execute("Console.WriteLine(\"runs\");\nwhile (true) System.Threading.Thread.Sleep(10);");
        client.NextPublished(id, "stream");
        parent.Kill();
        Assert.Equal(ExitCodes.Success, await kernel.ExitCodeAsync());
    }

    [Fact]
    public async Task A_kernel_that_cannot_start_says_why()
    {
        using TemporaryFolder folder = new();
        HostProcess.Result missing = await HostProcess.RunAsync(folder.Path, "kernel", "none.json");
        Assert.Equal(ExitCodes.KernelNotStarted, missing.ExitCode);
        Assert.StartsWith("none.json: the connection file cannot be read", missing.Error, StringComparison.Ordinal);

        using InProcessKernel other = new();
        JsonObject file = new();
        foreach ((string name, int port) in ConnectionFiles.PortNames.Zip(other.Ports))
            file[name] = port;
        folder.Write("taken.json", file.ToJsonString());
        HostProcess.Result taken = await HostProcess.RunAsync(folder.Path, "kernel", "taken.json");
        Assert.Equal(ExitCodes.KernelNotStarted, taken.ExitCode);
        Assert.StartsWith($"'shell_port' {other.Ports[0]} cannot be listened on", taken.Error, StringComparison.Ordinal);
    }
}
