using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>
/// A Jupyter kernel (jupyter-client.readthedocs.io/en/stable/messaging.html): takes requests, has the session carry them out, answers.
/// Every request is framed by `busy` and `idle`; what it shows comes between the two, and `idle` comes last.
/// </summary>
internal sealed class JupyterKernel
{
    // A front end may send before its subscription has arrived, and would wait for ever for what was published before. See Handle.
    private static readonly TimeSpan SubscriberPatience = TimeSpan.FromSeconds(1);

    // Whoever has asked for the end wants to see the answer; whoever has gone away does not.
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    // Cells run on the shell's thread: as much stack as a program's main thread has on most systems.
    private const int CellStackSize = 8 * 1024 * 1024;

    private readonly IInteractiveSession _session;
    private readonly IKernelTransport _transport;
    private readonly MessageCodec _codec;
    private readonly Action _beforeCell;
    private readonly Action<string> _log;
    private readonly KernelOutput _output;
    private readonly StdinExchange _stdin;
    private readonly Interruption _interruption;
    private readonly ExecutionHistory _history = new();
    private readonly TaskCompletionSource<KernelEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _executionCount;
    private long _abortedUntil;

    /// <param name="session">What runs the cells.</param>
    /// <param name="transport">The channels.</param>
    /// <param name="codec">Signs and reads messages.</param>
    /// <param name="options">What differs between a process and a test.</param>
    public JupyterKernel(IInteractiveSession session, IKernelTransport transport, MessageCodec codec, KernelOptions options)
    {
        _session = session;
        _transport = transport;
        _codec = codec;
        _beforeCell = options.BeforeCell;
        _log = options.Log;
        _output = new KernelOutput(transport.IOPub, codec);
        _stdin = new StdinExchange(transport.Stdin, codec, _output);
        _interruption = new Interruption(_output, options.InterruptPatience, () => End(KernelEnd.Interrupted));
    }

    /// <summary>Serves front ends until one of them, or <see cref="End"/>, ends the kernel; says why it ended.</summary>
    public KernelEnd Run()
    {
        Dictionary<string, Func<Request, JsonObject?>> control = new()
        {
            ["kernel_info_request"] = _ => KernelInfo(),
            ["interrupt_request"] = InterruptRunning,
            ["shutdown_request"] = Shutdown,
        };
        Dictionary<string, Func<Request, JsonObject?>> shell = new(control)
        {
            ["execute_request"] = Execute,
            ["complete_request"] = Complete,
            ["inspect_request"] = Inspect,
            ["is_complete_request"] = IsComplete,
            ["history_request"] = request => Ok("history", _history.Find(request)),
            ["comm_info_request"] = _ => Ok("comms", new JsonObject()),
            ["comm_open"] = RefuseComm,
            // For comms that were refused; the front end may have spoken before it knew.
            ["comm_msg"] = _ => null,
            ["comm_close"] = _ => null,
        };
        KernelThread.Start("jupyter shell", () => Serve(_transport.Shell, request => Handle(_transport.Shell, request, shell)), CellStackSize);
        KernelThread.Start("jupyter control", () => Serve(_transport.Control, request => Handle(_transport.Control, request, control)));
        KernelThread.Start("jupyter stdin", () => Serve(_transport.Stdin, _stdin.Answer));
        KernelEnd end = _end.Task.GetAwaiter().GetResult();
        _output.Close();
        _transport.Close(ClosePatience);
        return end;
    }

    /// <summary>Interrupts the running cell, as a front end's interrupt_request does.</summary>
    public void Interrupt() => _interruption.Interrupt();

    /// <summary>Ends the kernel, whatever it is doing.</summary>
    public void End(KernelEnd why) => _end.TrySetResult(why);

    private void Serve(IMessageSocket socket, Action<Request> handle)
    {
        foreach (ReceivedMessage received in socket.Receive())
        {
            if (_codec.Decode(received.Frames, out string refusal) is not { } request)
            {
                _log($"A message was dropped: {refusal}.");
                continue;
            }

            try
            {
                handle(request with { Arrival = received.Arrival });
            }
            catch (RequestException exception)
            {
                _log($"A message was dropped: {exception.Message}");
            }
        }
    }

    private void Handle(IMessageSocket socket, Request request, Dictionary<string, Func<Request, JsonObject?>> handlers)
    {
        _transport.WaitForSubscriber(SubscriberPatience);
        _output.Publish(Status(request, "busy"));
        try
        {
            JsonObject? reply = Answer(request, handlers);
            _output.Flush();
            if (reply is not null)
                socket.Send([.. request.Identities, .. _codec.Encode(new KernelMessage(ReplyType(request), request, reply))]);
        }
        finally
        {
            _output.Publish(Status(request, "idle"));
            if (request.Type == "shutdown_request")
                End(KernelEnd.Shutdown);
        }
    }

    // A request that is not answered makes some front ends wait for ever; so each is, whatever happens.
    private JsonObject? Answer(Request request, Dictionary<string, Func<Request, JsonObject?>> handlers)
    {
        try
        {
            if (handlers.TryGetValue(request.Type, out var handler))
                return handler(request);
            return IsRequest(request) ? Error(new ErrorOutput("UnknownRequest", $"This kernel does not know {request.Type}.", [])) : null;
        }
        catch (Exception exception)
        {
            _log($"{request.Type}: {exception}");
            return IsRequest(request) ? Error(new ErrorOutput(exception.GetType().Name, exception.Message, [])) : null;
        }
    }

    private static KernelMessage Status(Request request, string state) => new("status", request, new JsonObject { ["execution_state"] = state });

    private static bool IsRequest(Request request) => request.Type.EndsWith("_request", StringComparison.Ordinal);

    private static string ReplyType(Request request) => request.Type[..^"request".Length] + "reply";

    private static JsonObject Ok() => new() { ["status"] = "ok" };

    private static JsonObject Ok(string name, JsonNode value) => new() { ["status"] = "ok", [name] = value };

    private static JsonObject Error(ErrorOutput error)
    {
        JsonObject content = KernelSink.Content(error);
        content["status"] = "error";
        return content;
    }

    private JsonObject InterruptRunning(Request request)
    {
        Interrupt();
        return Ok();
    }

    private JsonObject Execute(Request request)
    {
        // After a cell that failed, what its front end had queued behind it is not what it would have sent.
        if (request.Arrival <= _abortedUntil)
            return new JsonObject { ["status"] = "aborted" };
        string code = request.Text("code").ReplaceLineEndings("\n");
        bool silent = request.Flag("silent", whenAbsent: false);
        bool storeHistory = !silent && request.Flag("store_history", whenAbsent: true);
        bool stopOnError = request.Flag("stop_on_error", whenAbsent: true);
        IReadOnlyList<(string Name, string Text)> expressions = request.Texts("user_expressions");
        int number = _executionCount + 1;
        if (storeHistory)
            _executionCount = number;
        if (!silent)
            _output.Publish(new KernelMessage("execute_input", request, new JsonObject { ["code"] = code, ["execution_count"] = number }));

        KernelSink shown = new(request, number, silent ? null : _output);
        CellOutcome outcome = Execute(request, new CellSubmission(number, code), shown);
        if (storeHistory)
            _history.Add(number, code, shown.Result?.Data.GetValueOrDefault(MimeBundle.PlainText));
        JsonObject reply;
        if (outcome == CellOutcome.Succeeded)
        {
            reply = Ok("user_expressions", new JsonObject(expressions.Select(expression =>
                KeyValuePair.Create<string, JsonNode?>(expression.Name, Evaluate(request, number, expression.Text)))));
            reply["payload"] = new JsonArray();
        }
        else
        {
            reply = Error(shown.Error ?? new ErrorOutput(outcome.ToString(), "The cell failed.", []));
            if (stopOnError)
                _abortedUntil = Stopwatch.GetTimestamp();
        }

        reply["execution_count"] = number;
        return reply;
    }

    private CellOutcome Execute(Request request, CellSubmission cell, KernelSink shown) => _interruption.Run(request, interrupt =>
    {
        _beforeCell();
        return _session.ExecuteAsync(cell, shown, _stdin.For(request), interrupt).GetAwaiter().GetResult();
    });

    private JsonObject Evaluate(Request request, int number, string expression)
    {
        KernelSink shown = new(request, number, output: null);
        Execute(request, new CellSubmission(number, expression), shown);
        if (shown.Error is { } error)
            return Error(error);
        JsonObject value = KernelSink.Content(shown.Result?.Data ?? new Dictionary<string, string>());
        value["status"] = "ok";
        return value;
    }

    private JsonObject Complete(Request request)
    {
        string code = request.Text("code");
        Completions found = _interruption.Run(request, interrupt => _session.CompleteAsync(code, Cursor(request, code), interrupt).GetAwaiter().GetResult());
        int start = CodePoints.FromUtf16(code, found.Start);
        int end = CodePoints.FromUtf16(code, found.End);
        JsonArray types = [.. found.Items.Select(item => new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end })];
        JsonObject reply = Ok("matches", new JsonArray([.. found.Items.Select(item => JsonValue.Create(item.Text))]));
        reply["cursor_start"] = start;
        reply["cursor_end"] = end;
        reply["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = types };
        return reply;
    }

    private JsonObject Inspect(Request request)
    {
        string code = request.Text("code");
        Inspection? found = _interruption.Run(request, interrupt => _session.InspectAsync(code, Cursor(request, code), interrupt).GetAwaiter().GetResult());
        JsonObject reply = KernelSink.Content(found?.Data ?? new Dictionary<string, string>());
        reply["status"] = "ok";
        reply["found"] = found is not null;
        return reply;
    }

    // Without a cursor the end of the code is meant.
    private static int Cursor(Request request, string code) => CodePoints.ToUtf16(code, request.Number("cursor_pos") ?? int.MaxValue);

    private JsonObject IsComplete(Request request)
    {
        CodeStatus status = _session.IsComplete(request.Text("code"));
        JsonObject reply = new() { ["status"] = status.Completeness.ToString().ToLowerInvariant() };
        if (status.Completeness == Completeness.Incomplete)
            reply["indent"] = status.Indent;
        return reply;
    }

    private JsonObject? RefuseComm(Request request)
    {
        _output.Publish(new KernelMessage("comm_close", request, new JsonObject { ["comm_id"] = request.Text("comm_id"), ["data"] = new JsonObject() }));
        return null;
    }

    private static JsonObject Shutdown(Request request) => Ok("restart", request.Flag("restart", whenAbsent: false));

    private static JsonObject KernelInfo()
    {
        string version = typeof(JupyterKernel).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return new JsonObject
        {
            ["status"] = "ok",
            ["protocol_version"] = MessageCodec.ProtocolVersion,
            ["implementation"] = "softmax-notebooks",
            ["implementation_version"] = version,
            ["banner"] = $"C# on {RuntimeInformation.FrameworkDescription}, softmax-notebooks {version}",
            ["language_info"] = new JsonObject
            {
                ["name"] = "C#",
                ["version"] = "14.0",
                ["mimetype"] = "text/x-csharp",
                ["file_extension"] = ".cs",
                ["pygments_lexer"] = "csharp",
                ["codemirror_mode"] = "text/x-csharp",
            },
            ["help_links"] = new JsonArray(
                new JsonObject { ["text"] = "C# language reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/language-reference/" },
                new JsonObject { ["text"] = ".NET API browser", ["url"] = "https://learn.microsoft.com/dotnet/api/" }),
        };
    }
}
