using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Interactive.Tests.Browser;

namespace SoftmaxNotebooks.Host.Tests.Jupyter.Support;

/// <summary>
/// A page in a browser without a window that a test drives, by the DevTools protocol (chromedevtools.github.io/devtools-protocol): JSON
/// messages over a WebSocket, each command with a number that its answer repeats. Every wait has an end, which is an exception.
/// </summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    /// <summary>For the browser itself and for a single command.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    // As often as a reader would notice.
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly string _profile = Directory.CreateTempSubdirectory("softmax-notebooks-browser-").FullName;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private string? _session;
    private int _lastNumber;

    private BrowserPage(int width, int height)
    {
        ProcessStartInfo start = ChromiumProgram.StartInfo(
            _profile, FormattableString.Invariant($"--window-size={width},{height}"), "--force-device-scale-factor=1", "--remote-debugging-port=0");
        _process = Process.Start(start)!;
    }

    /// <summary>What came without being asked for, in its order: "method" and "params".</summary>
    public List<JsonNode> Events { get; } = [];

    public static async Task<BrowserPage> OpenAsync(string url, int width, int height)
    {
        BrowserPage page = new(width, height);
        try
        {
            await page.ConnectAsync().WaitAsync(Patience);
            JsonNode target = await page.CallAsync("Target.createTarget", new JsonObject { ["url"] = url });
            JsonNode attached = await page.CallAsync("Target.attachToTarget", new JsonObject { ["targetId"] = target["targetId"]!.DeepClone(), ["flatten"] = true });
            page._session = attached["sessionId"]!.GetValue<string>();
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    /// <summary>The value of a JavaScript expression, which JSON can hold.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        JsonNode answer = await CallAsync("Runtime.evaluate", new JsonObject { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.True(answer["exceptionDetails"] is null, $"{expression}: {answer["exceptionDetails"]?["exception"]?["description"]}");
        return answer["result"]!["value"];
    }

    /// <summary>Waits until a JavaScript expression is true.</summary>
    public async Task WaitForAsync(string condition, TimeSpan patience)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!await HoldsAsync(condition))
        {
            if (clock.Elapsed > patience)
            {
                JsonNode? seen = await EvaluateAsync("document.title + '\\n' + document.body.innerText.slice(-2000)");
                throw new TimeoutException($"After {patience} not yet true: {condition}\n{seen}");
            }

            await Task.Delay(PollInterval);
        }
    }

    /// <summary>Moves the mouse to the middle of an element and presses its left button, as a user does.</summary>
    public async Task ClickAsync(string selector)
    {
        JsonNode place = (await EvaluateAsync($$"""
            (() => { const box = document.querySelector({{JsonSerializer.Serialize(selector)}}).getBoundingClientRect();
                     return { x: box.x + box.width / 2, y: box.y + box.height / 2, size: box.width * box.height }; })()
            """))!;
        Assert.True(place["size"]!.GetValue<double>() > 0, $"{selector} cannot be seen.");
        foreach ((string type, string button) in new[] { ("mouseMoved", "none"), ("mousePressed", "left"), ("mouseReleased", "left") })
        {
            await CallAsync("Input.dispatchMouseEvent", new JsonObject
            {
                ["type"] = type, ["button"] = button, ["clickCount"] = 1, ["x"] = place["x"]!.DeepClone(), ["y"] = place["y"]!.DeepClone(),
            });
        }
    }

    /// <summary>Gives the page a size, whatever the window's is.</summary>
    public Task ResizeAsync(int width, int height) => CallAsync(
        "Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });

    /// <summary>Writes what can be seen of the page to a PNG file.</summary>
    public async Task ScreenshotAsync(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        JsonNode picture = await CallAsync("Page.captureScreenshot", new JsonObject { ["format"] = "png" });
        await File.WriteAllBytesAsync(path, Convert.FromBase64String(picture["data"]!.GetValue<string>()));
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        _process.Dispose();
        await ChromiumProgram.DeleteProfileAsync(_profile);
    }

    // A page that is just being replaced by another has no answer.
    private async Task<bool> HoldsAsync(string condition)
    {
        try
        {
            return (await EvaluateAsync($"!!({condition})"))!.GetValue<bool>();
        }
        catch (DevToolsException)
        {
            return false;
        }
    }

    private async Task ConnectAsync()
    {
        // DevTools listening on ws://127.0.0.1:40000/devtools/browser/...
        TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            const string Mark = "DevTools listening on ";
            if (line.Data is null)
                listening.TrySetException(new InvalidOperationException("The browser ended before it listened."));
            else if (line.Data.StartsWith(Mark, StringComparison.Ordinal))
                listening.TrySetResult(new Uri(line.Data[Mark.Length..]));
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(await listening.Task, CancellationToken.None);
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    public async Task<JsonNode> CallAsync(string method, JsonObject parameters)
    {
        using CancellationTokenSource patience = new(Patience);
        int number = ++_lastNumber;
        JsonObject command = new() { ["id"] = number, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
            command["sessionId"] = _session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(command), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        while (true)
        {
            // Events come in between, which nobody here waits for.
            JsonNode message = await ReceiveAsync(patience.Token);
            if (message["id"] is null)
                Events.Add(message);
            if (message["id"]?.GetValue<int>() != number)
                continue;
            return message["result"] ?? throw new DevToolsException($"{method}: {message["error"]?["message"]}");
        }
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken cancellationToken)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[65536];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        message.Position = 0;
        return JsonNode.Parse(message)!;
    }

    private sealed class DevToolsException(string message) : Exception(message);
}
