using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Jupyter.Messages;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Jupyter;

/// <summary>Sends what one request's cell shows to the front ends, under that request: also what its background tasks show later.</summary>
/// <param name="request">The request.</param>
/// <param name="number">The cell's execution count.</param>
/// <param name="output">Where it goes; null for a silent request, and for expressions, whose value goes into the reply.</param>
internal sealed class KernelSink(Request request, int number, KernelOutput? output) : IOutputSink
{
    private readonly Lock _gate = new();
    private ErrorOutput? _error;
    private ResultOutput? _result;

    /// <summary>Why the cell failed, if it did.</summary>
    public ErrorOutput? Error
    {
        get
        {
            lock (_gate)
                return _error;
        }
    }

    /// <summary>The cell's value, if it has one.</summary>
    public ResultOutput? Result
    {
        get
        {
            lock (_gate)
                return _result;
        }
    }

    public static JsonObject Content(ErrorOutput error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => JsonValue.Create(line))]),
    };

    public static JsonObject Content(IReadOnlyDictionary<string, string> data) => new()
    {
        ["data"] = MimeJson.Of(data, text => JsonValue.Create(text)),
        ["metadata"] = new JsonObject(),
    };

    public void Emit(CellOutput shown)
    {
        lock (_gate)
        {
            _error = shown as ErrorOutput ?? _error;
            _result = shown as ResultOutput ?? _result;
        }

        switch (shown)
        {
            case StreamOutput text:
                output?.Write(request, text.Name, text.Text);
                break;
            case DisplayUpdate update:
                output?.Update(request, update.DisplayId, Displayed(update.Data, update.DisplayId));
                break;
            case DisplayOutput display:
                output?.Publish(new KernelMessage("display_data", request, Displayed(display.Data, display.DisplayId)));
                break;
            case ResultOutput result:
                JsonObject value = Content(result.Data);
                value["execution_count"] = number;
                output?.Publish(new KernelMessage("execute_result", request, value));
                break;
            case ErrorOutput error:
                output?.Publish(new KernelMessage("error", request, Content(error)));
                break;
        }
    }

    private static JsonObject Displayed(IReadOnlyDictionary<string, string> data, string? displayId)
    {
        JsonObject content = Content(data);
        content["transient"] = displayId is null ? [] : new JsonObject { ["display_id"] = displayId };
        return content;
    }
}
