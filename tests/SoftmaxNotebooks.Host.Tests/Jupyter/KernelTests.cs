using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter;
using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>What a front end asks and what it is told: the real kernel on real sockets, over cells that do what each test says.</summary>
public sealed class KernelTests : IDisposable
{
    private static readonly Dictionary<string, string> Plain = new() { ["text/plain"] = "42" };

    private readonly InProcessKernel _kernel = new();
    private readonly JupyterClient _client;

    public KernelTests() => _client = _kernel.Connect();

    public void Dispose()
    {
        _client.Dispose();
        _kernel.Dispose();
    }

    [Fact]
    public void Kernel_info_is_answered_on_the_shell_and_on_control()
    {
        foreach (ZmtpPeer channel in new[] { _client.Shell, _client.Control })
        {
            JupyterClient.Message reply = _client.Reply(_client.Send("kernel_info_request", channel: channel), channel);
            Assert.Equal(("kernel_info_reply", "ok"), (reply.Type, reply.Status));
            Assert.Equal("5.3", reply.Content["protocol_version"]!.GetValue<string>());
            Assert.Equal("""{"name":"C#","version":"14.0","mimetype":"text/x-csharp","file_extension":".cs","pygments_lexer":"csharp","codemirror_mode":"text/x-csharp"}""",
                reply.Content["language_info"]!.ToJsonString());
        }
    }

    [Fact]
    public void What_a_cell_shows_comes_in_its_order_between_busy_and_idle_and_the_reply_comes_too()
    {
        _kernel.Session.On("cell",
            new StreamOutput("stdout", "a"), new StreamOutput("stdout", "b\n"), new StreamOutput("stderr", "c"),
            new DisplayOutput(Plain, "id-1"), new StreamOutput("stdout", "d"), new DisplayUpdate("id-1", new Dictionary<string, string> { ["application/json"] = "{\"x\":[1]}" }),
            new DisplayOutput(new Dictionary<string, string> { ["application/json"] = "NaN" }), new ResultOutput(Plain));
        string id = _client.Execute("cell");
        Assert.Equal(
            [
                """execute_input {"code":"cell","execution_count":1}""",
                """stream {"name":"stdout","text":"ab\n"}""",
                """stream {"name":"stderr","text":"c"}""",
                """display_data {"data":{"text/plain":"42"},"metadata":{},"transient":{"display_id":"id-1"}}""",
                """stream {"name":"stdout","text":"d"}""",
                """update_display_data {"data":{"application/json":{"x":[1]}},"metadata":{},"transient":{"display_id":"id-1"}}""",
                """display_data {"data":{"application/json":"NaN"},"metadata":{},"transient":{}}""",
                """execute_result {"data":{"text/plain":"42"},"metadata":{},"execution_count":1}""",
            ],
            _client.Published(id).Select(message => message.ToString()));
        Assert.Equal("""execute_reply {"status":"ok","user_expressions":{},"payload":[],"execution_count":1}""", _client.Reply(id).ToString());
    }

    [Fact]
    public void A_failing_cell_has_one_error_and_the_reply_has_the_same()
    {
        _kernel.Session.On("bad", new ErrorOutput("DivideByZeroException", "by zero", ["by zero", "at Cell [1], line 1"]));
        string id = _client.Execute("bad");
        const string Error = "\"ename\":\"DivideByZeroException\",\"evalue\":\"by zero\",\"traceback\":[\"by zero\",\"at Cell [1], line 1\"]";
        Assert.Equal($"error {{{Error}}}", _client.Published(id)[^1].ToString());
        Assert.Equal($"execute_reply {{{Error},\"status\":\"error\",\"execution_count\":1}}", _client.Reply(id).ToString());
    }

    [Fact]
    public void Many_small_writes_are_few_messages()
    {
        _kernel.Session.On("print", (sink, _, _) =>
        {
            for (int i = 0; i < 20_000; i++)
                sink.Emit(new StreamOutput("stdout", $"{i}\n"));
            return Task.FromResult(CellOutcome.Succeeded);
        });
        IReadOnlyList<JupyterClient.Message> streams = [.. _client.Published(_client.Execute("print")).Where(message => message.Type == "stream")];
        Assert.Equal(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i}\n")), string.Concat(streams.Select(message => message.Content["text"]!.GetValue<string>())));
        // 108,890 characters, of which each message has at least 8,192, but for those that a timer sends.
        Assert.InRange(streams.Count, 1, 1000);
    }

    [Fact]
    public void Of_many_updates_the_last_arrives_and_not_every_one()
    {
        _kernel.Session.On("train", (sink, _, _) =>
        {
            for (int i = 1; i <= 10_000; i++)
                sink.Emit(new DisplayUpdate("bar", new Dictionary<string, string> { ["text/plain"] = $"{i}" }));
            return Task.FromResult(CellOutcome.Succeeded);
        });
        IReadOnlyList<JupyterClient.Message> updates = [.. _client.Published(_client.Execute("train")).Where(message => message.Type == "update_display_data")];
        Assert.Equal("10000", updates[^1].Content["data"]!["text/plain"]!.GetValue<string>());
        Assert.InRange(updates.Count, 1, 5_000);
    }

    [Fact]
    public void Text_reaches_the_front_end_while_the_cell_runs()
    {
        TaskCompletionSource seen = new();
        _kernel.Session.On("slow", async (sink, _, _) =>
        {
            sink.Emit(new StreamOutput("stdout", "early"));
            await seen.Task;
            return CellOutcome.Succeeded;
        });
        string id = _client.Execute("slow");
        Assert.Equal("early", _client.NextPublished(id, "stream").Content["text"]!.GetValue<string>());
        seen.SetResult();
        Assert.Equal("ok", _client.Reply(id).Status);
    }

    [Fact]
    public void What_a_background_task_shows_later_belongs_to_the_cell_that_started_it()
    {
        IOutputSink? first = null;
        _kernel.Session.On("start", (sink, _, _) =>
        {
            first = sink;
            return Task.FromResult(CellOutcome.Succeeded);
        });
        _kernel.Session.On("next", (_, _, _) =>
        {
            first!.Emit(new StreamOutput("stdout", "late"));
            return Task.FromResult(CellOutcome.Succeeded);
        });
        string start = _client.Execute("start");
        _client.Reply(start);
        _client.Execute("next");
        Assert.Equal("late", _client.NextPublished(start, "stream").Content["text"]!.GetValue<string>());
    }

    [Fact]
    public void Cells_that_wait_behind_one_that_failed_are_aborted_and_later_ones_run()
    {
        TaskCompletionSource queued = new();
        _kernel.Session.On("fails", async (sink, _, _) =>
        {
            await queued.Task;
            sink.Emit(new ErrorOutput("E", "e", []));
            return CellOutcome.Failed;
        });
        string[] ids = [_client.Execute("fails"), _client.Execute("second"), _client.Send("kernel_info_request"), _client.Execute("third")];
        // All of them have arrived, and only then the first one fails.
        _client.Shell.Settle();
        queued.SetResult();
        Assert.Equal("error", _client.Reply(ids[0]).Status);
        Assert.Equal("""execute_reply {"status":"aborted"}""", _client.Reply(ids[1]).ToString());
        Assert.Equal("ok", _client.Reply(ids[2]).Status);
        Assert.Equal("aborted", _client.Reply(ids[3]).Status);
        Assert.Empty(_client.Published(ids[3]));
        Assert.Equal(2, _client.Reply(_client.Execute("later")).Content["execution_count"]!.GetValue<int>());
        Assert.Equal(["fails", "later"], _kernel.Session.Executed);
    }

    [Fact]
    public void Without_stop_on_error_the_queue_goes_on()
    {
        _kernel.Session.On("fails", new ErrorOutput("E", "e", []));
        string[] ids = [_client.Execute("fails", stopOnError: false), _client.Execute("second", stopOnError: false)];
        Assert.Equal("ok", _client.Reply(ids[1]).Status);
    }

    [Fact]
    public void A_silent_request_runs_and_shows_and_counts_nothing()
    {
        _kernel.Session.On("quiet", new StreamOutput("stdout", "text"), new ResultOutput(Plain));
        string id = _client.Execute("quiet", silent: true);
        Assert.Empty(_client.Published(id));
        Assert.Equal("ok", _client.Reply(id).Status);
        _client.Reply(_client.Execute("unstored", storeHistory: false));
        Assert.Equal(1, _client.Reply(_client.Execute("counted")).Content["execution_count"]!.GetValue<int>());
        Assert.Equal(2, _client.Reply(_client.Execute("counted")).Content["execution_count"]!.GetValue<int>());
    }

    [Fact]
    public void User_expressions_are_evaluated_after_the_cell_and_one_that_fails_fails_alone()
    {
        _kernel.Session.On("x + 1", new ResultOutput(Plain));
        _kernel.Session.On("nope", new ErrorOutput("CompilationError", "no such name", []));
        string id = _client.Execute("cell", expressions: new JsonObject { ["good"] = "x + 1", ["bad"] = "nope" });
        Assert.Single(_client.Published(id));
        Assert.Equal(
            """{"good":{"data":{"text/plain":"42"},"metadata":{},"status":"ok"},"bad":{"ename":"CompilationError","evalue":"no such name","traceback":[],"status":"error"}}""",
            _client.Reply(id).Content["user_expressions"]!.ToJsonString());
        Assert.Equal(["cell", "x + 1", "nope"], _kernel.Session.Executed);
    }

    [Fact]
    public void Completion_counts_in_code_points()
    {
        // The cursor is behind "ab", 4 code points in; in UTF-16 that is 5.
        JupyterClient.Message reply = _client.Reply(_client.Send("complete_request", new JsonObject { ["code"] = "😀 ab cd", ["cursor_pos"] = 4 }));
        Assert.Equal(
            """complete_reply {"status":"ok","matches":["abtail"],"cursor_start":2,"cursor_end":4,"metadata":{"_jupyter_types_experimental":[{"text":"abtail","type":"method","start":2,"end":4}]}}""",
            reply.ToString());
    }

    [Fact]
    public void Inspection_says_what_it_finds_or_that_it_finds_nothing()
    {
        JupyterClient.Message found = _client.Reply(_client.Send("inspect_request", new JsonObject { ["code"] = "𝔼x", ["cursor_pos"] = 1, ["detail_level"] = 0 }));
        Assert.Equal("""inspect_reply {"data":{"text/plain":"at 2"},"metadata":{},"status":"ok","found":true}""", found.ToString());
        JupyterClient.Message nothing = _client.Reply(_client.Send("inspect_request", new JsonObject { ["code"] = "x", ["cursor_pos"] = 0 }));
        Assert.Equal("""inspect_reply {"data":{},"metadata":{},"status":"ok","found":false}""", nothing.ToString());
    }

    [Theory]
    [InlineData("1 + 1", """{"status":"complete"}""")]
    [InlineData("if (true) {", """{"status":"incomplete","indent":"    "}""")]
    [InlineData("var s = \"\"\"\nraw", """{"status":"incomplete","indent":""}""")]
    [InlineData("var s = @\"verbatim", """{"status":"incomplete","indent":""}""")]
    [InlineData("1 + 1 /* a comment", """{"status":"incomplete","indent":""}""")]
    [InlineData("}", """{"status":"invalid"}""")]
    [InlineData("/* nothing but\na comment", """{"status":"incomplete","indent":""}""")]
    [InlineData("class C { /* a comment", """{"status":"incomplete","indent":""}""")]
    [InlineData("var s = \"one line", """{"status":"invalid"}""")]
    [InlineData("Console.Write(\"one line\n", """{"status":"invalid"}""")]
    public void Is_complete_is_answered(string code, string reply) =>
        Assert.Equal(reply, _client.Reply(_client.Send("is_complete_request", new JsonObject { ["code"] = code })).Content.ToJsonString());

    [Theory]
    [InlineData("""{"hist_access_type":"tail","n":2}""", """[[0,3,"b"],[0,4,"a2"]]""")]
    [InlineData("""{"hist_access_type":"tail","n":1,"output":true}""", """[[0,4,["a2",null]]]""")]
    [InlineData("""{"hist_access_type":"range","session":0,"start":1,"stop":3,"output":true}""", """[[0,1,["a1","42"]],[0,2,["b",null]]]""")]
    [InlineData("""{"hist_access_type":"range","session":-1,"start":1}""", "[]")]
    [InlineData("""{"hist_access_type":"search","pattern":"a*"}""", """[[0,1,"a1"],[0,4,"a2"]]""")]
    [InlineData("""{"hist_access_type":"search","pattern":"*","unique":true}""", """[[0,1,"a1"],[0,3,"b"],[0,4,"a2"]]""")]
    [InlineData("""{"hist_access_type":"search","pattern":"?","n":1}""", """[[0,3,"b"]]""")]
    public void History_is_found_by_tail_range_and_search(string request, string history)
    {
        _kernel.Session.On("a1", new ResultOutput(Plain));
        foreach (string code in new[] { "a1", "b", "b", "a2" })
            _client.Execute(code);
        _client.Execute("not stored", storeHistory: false);
        JupyterClient.Message reply = _client.Reply(_client.Send("history_request", JsonNode.Parse(request)!.AsObject()));
        Assert.Equal(history, reply.Content["history"]!.ToJsonString());
    }

    [Fact]
    public void A_comm_that_nobody_knows_is_closed()
    {
        string id = _client.Send("comm_open", new JsonObject { ["comm_id"] = "c-7", ["target_name"] = "jupyter.widget", ["data"] = new JsonObject() });
        Assert.Equal("""comm_close {"comm_id":"c-7","data":{}}""", Assert.Single(_client.Published(id)).ToString());
        Assert.Equal("""comm_info_reply {"status":"ok","comms":{}}""", _client.Reply(_client.Send("comm_info_request")).ToString());
    }

    [Theory]
    [InlineData("debug_request", "{}", "UnknownRequest")]
    [InlineData("execute_request", """{"code":7}""", "RequestException")]
    [InlineData("history_request", """{"hist_access_type":"all"}""", "RequestException")]
    public void A_request_that_cannot_be_answered_is_told_so(string type, string content, string error)
    {
        string id = _client.Send(type, JsonNode.Parse(content)!.AsObject());
        JupyterClient.Message reply = _client.Reply(id);
        Assert.Equal((type.Replace("request", "reply", StringComparison.Ordinal), "error", error), (reply.Type, reply.Status, reply.Content["ename"]!.GetValue<string>()));
        Assert.Empty(_client.Published(id));
    }

    [Fact]
    public void Messages_with_a_wrong_signature_and_messages_that_come_again_are_dropped()
    {
        (string id, byte[][] frames) = _client.Compose("execute_request", new JsonObject { ["code"] = "once" });
        byte[][] forged = [.. frames[..^1], "{\"code\":\"forged\"}"u8.ToArray()];
        byte[][] unsigned = [frames[0], [], .. frames[2..]];
        foreach (byte[][] message in new[] { forged, unsigned, frames, frames, ["rubbish"u8.ToArray()] })
            _client.Shell.Send(message);
        Assert.Equal("ok", _client.Reply(id).Status);
        _client.Reply(_client.Execute("last"));
        Assert.Equal(["once", "last"], _kernel.Session.Executed);
    }

    [Fact]
    public void Of_two_clients_each_gets_its_replies_and_both_see_what_is_published()
    {
        _kernel.Session.On("print", new StreamOutput("stdout", "x"));
        using JupyterClient other = _kernel.Connect();
        string own = _client.Execute("print");
        string others = other.Execute("print");
        foreach (JupyterClient client in new[] { _client, other })
        {
            List<string> streams = [];
            for (int idle = 0; idle < 2;)
            {
                JupyterClient.Message message = client.Receive(client.IOPub);
                idle += message.State == "idle" ? 1 : 0;
                if (message.Type == "stream")
                    streams.Add(message.Parent);
            }

            Assert.Equal(new[] { own, others }.Order(), streams.Order());
        }

        Assert.Equal(own, _client.Receive(_client.Shell).Parent);
        Assert.Equal(others, other.Receive(other.Shell).Parent);
    }

    [Fact]
    public void A_client_that_reconnects_while_its_cell_runs_gets_the_reply()
    {
        TaskCompletionSource reconnected = new();
        _kernel.Session.On("long", async (_, _, _) =>
        {
            await reconnected.Task;
            return CellOutcome.Succeeded;
        });
        using JupyterClient client = _kernel.Connect("same");
        string id = client.Execute("long");
        client.NextPublished(id, "execute_input");
        client.Shell.Dispose();
        client.Shell = ZmtpPeer.Connect(_kernel.Ports[0], "DEALER", "same");
        client.Shell.Settle();
        reconnected.SetResult();
        Assert.Equal("ok", client.Reply(id).Status);
    }

    [Fact]
    public void Input_is_asked_of_the_client_whose_cell_runs()
    {
        _kernel.Session.On("ask", async (sink, input, interrupt) =>
        {
            sink.Emit(new StreamOutput("stdout", "before"));
            string name = await input.ReadLineAsync("Name: ", isPassword: false, interrupt);
            string word = await input.ReadLineAsync("Word: ", isPassword: true, interrupt);
            sink.Emit(new StreamOutput("stdout", $"{name} {word}"));
            return CellOutcome.Succeeded;
        });
        using JupyterClient other = _kernel.Connect();
        string id = _client.Execute("ask", allowStdin: true);
        Assert.Equal("before", _client.NextPublished(id, "stream").Content["text"]!.GetValue<string>());
        Assert.Equal("""input_request {"prompt":"Name: ","password":false}""", _client.Receive(_client.Stdin).ToString());
        other.Send("input_reply", new JsonObject { ["value"] = "an intruder" }, other.Stdin);
        _client.Send("input_reply", new JsonObject { ["value"] = "Ada" }, _client.Stdin);
        Assert.Equal("""input_request {"prompt":"Word: ","password":true}""", _client.Receive(_client.Stdin).ToString());
        _client.Send("input_reply", new JsonObject { ["value"] = "secret" }, _client.Stdin);
        Assert.Equal("Ada secret", _client.NextPublished(id, "stream").Content["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Input_where_the_front_end_offers_none_is_an_exception()
    {
        TaskCompletionSource<Exception> thrown = new();
        _kernel.Session.On("ask", async (_, input, interrupt) =>
        {
            thrown.SetResult(await Assert.ThrowsAsync<InvalidOperationException>(() => input.ReadLineAsync("", isPassword: false, interrupt)));
            return CellOutcome.Succeeded;
        });
        _client.Reply(_client.Execute("ask", allowStdin: false));
        Assert.Contains("allow_stdin is false", (await thrown.Task).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interrupt_is_answered_at_once_and_stops_the_cell_also_one_that_waits_for_input()
    {
        _kernel.Session.On("ask", async (sink, input, interrupt) =>
        {
            try
            {
                await input.ReadLineAsync("?", isPassword: false, interrupt);
                return CellOutcome.Succeeded;
            }
            catch (OperationCanceledException)
            {
                sink.Emit(new ErrorOutput("OperationCanceledException", "Cell interrupted", []));
                return CellOutcome.Cancelled;
            }
        });
        string id = _client.Execute("ask", allowStdin: true);
        _client.Receive(_client.Stdin);
        Assert.Equal("""interrupt_reply {"status":"ok"}""", _client.Reply(_client.Send("interrupt_request", channel: _client.Control), _client.Control).ToString());
        Assert.Equal("Cell interrupted", _client.Reply(id).Content["evalue"]!.GetValue<string>());
        // An answer that comes too late is the answer to nothing.
        _client.Send("input_reply", new JsonObject { ["value"] = "too late" }, _client.Stdin);
        string again = _client.Execute("ask", allowStdin: true);
        _client.Receive(_client.Stdin);
        _client.Send("input_reply", new JsonObject { ["value"] = "in time" }, _client.Stdin);
        Assert.Equal("ok", _client.Reply(again).Status);
    }

    [Fact]
    public void An_interrupt_while_nothing_runs_is_answered_and_the_next_cell_runs()
    {
        Assert.Equal("ok", _client.Reply(_client.Send("interrupt_request", channel: _client.Control), _client.Control).Status);
        Assert.Equal("ok", _client.Reply(_client.Execute("next")).Status);
    }

    [Fact]
    public async Task A_cell_that_does_not_stop_is_named_and_the_next_interrupt_ends_the_kernel()
    {
        using InProcessKernel kernel = new(interruptPatience: TimeSpan.FromMilliseconds(10));
        using JupyterClient client = kernel.Connect();
        using ManualResetEventSlim never = new();
        kernel.Session.On("stuck", (_, _, _) =>
        {
            never.Wait(ZmtpPeer.Patience, CancellationToken.None);
            return Task.FromResult(CellOutcome.Succeeded);
        });
        string id = client.Execute("stuck");
        client.NextPublished(id, "execute_input");
        client.Reply(client.Send("interrupt_request", channel: client.Control), client.Control);
        JupyterClient.Message notice = client.NextPublished(id, "stream");
        Assert.Equal("stderr", notice.Content["name"]!.GetValue<string>());
        Assert.Contains("Interrupt again to end the kernel", notice.Content["text"]!.GetValue<string>(), StringComparison.Ordinal);
        client.Send("interrupt_request", channel: client.Control);
        Assert.Equal(KernelEnd.Interrupted, await kernel.Ended.WaitAsync(ZmtpPeer.Patience, TestContext.Current.CancellationToken));
        never.Set();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_is_answered_and_then_the_kernel_ends(bool onControl)
    {
        ZmtpPeer channel = onControl ? _client.Control : _client.Shell;
        string id = _client.Send("shutdown_request", new JsonObject { ["restart"] = true }, channel);
        Assert.Equal("""shutdown_reply {"status":"ok","restart":true}""", _client.Reply(id, channel).ToString());
        Assert.Empty(_client.Published(id));
        Assert.Equal(KernelEnd.Shutdown, await _kernel.Ended.WaitAsync(ZmtpPeer.Patience, TestContext.Current.CancellationToken));
        Assert.True(channel.IsClosed());
    }

    [Fact]
    public void What_is_published_first_waits_for_the_first_subscriber()
    {
        using InProcessKernel kernel = new();
        using ZmtpPeer shell = ZmtpPeer.Connect(kernel.Ports[0], "DEALER", "early");
        (string id, byte[][] frames) = _client.Compose("kernel_info_request");
        shell.Send(frames);
        using ZmtpPeer iopub = ZmtpPeer.Connect(kernel.Ports[3], "SUB");
        iopub.Send([1]);
        JupyterClient.Message busy = _client.Receive(iopub);
        Assert.Equal((id, "busy"), (busy.Parent, busy.State));
    }

    [Fact]
    public void An_unsigned_kernel_serves_clients_without_a_key()
    {
        using InProcessKernel kernel = new(key: []);
        using JupyterClient client = kernel.Connect(key: []);
        Assert.Equal("ok", client.Reply(client.Execute("cell")).Status);
    }
}
