using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Scripting;

namespace SoftmaxNotebooks.Host.Tests.Notebooks;

/// <summary>Outputs as nbformat stores them.</summary>
public sealed class NotebookOutputsTests
{
    private static Dictionary<string, string> Plain(string text) => new() { ["text/plain"] = text };

    private static string Json(NotebookOutputs outputs, int cell) => "[" + string.Join(",", outputs.ToJson(cell).Select(output => output.ToJsonString())) + "]";

    [Fact]
    public void Adjacent_text_of_one_stream_is_one_output()
    {
        NotebookOutputs outputs = new();
        IOutputSink sink = outputs.SinkOf(1);
        sink.Emit(new StreamOutput("stdout", "a"));
        sink.Emit(new StreamOutput("stdout", "b\nc"));
        sink.Emit(new StreamOutput("stderr", "d"));
        sink.Emit(new StreamOutput("stdout", "e"));
        Assert.Equal(
            """[{"name":"stdout","output_type":"stream","text":["ab\n","c"]},{"name":"stderr","output_type":"stream","text":["d"]},{"name":"stdout","output_type":"stream","text":["e"]}]""",
            Json(outputs, 1));
    }

    [Fact]
    public void An_update_replaces_the_display_in_the_cell_where_it_stands()
    {
        NotebookOutputs outputs = new();
        outputs.SinkOf(1).Emit(new DisplayOutput(Plain("0 %"), "bar"));
        outputs.SinkOf(2).Emit(new DisplayUpdate("bar", Plain("100 %")));
        outputs.SinkOf(2).Emit(new DisplayUpdate("nobody", Plain("lost")));
        Assert.Equal("""[{"data":{"text/plain":["100 %"]},"metadata":{},"output_type":"display_data"}]""", Json(outputs, 1));
        Assert.Equal("[]", Json(outputs, 2));
    }

    [Fact]
    public void JSON_is_stored_as_JSON_and_what_is_not_JSON_as_text()
    {
        NotebookOutputs outputs = new();
        outputs.SinkOf(1).Emit(new DisplayOutput(new Dictionary<string, string> { ["application/json"] = "{\"a\":[1]}" }));
        outputs.SinkOf(1).Emit(new DisplayOutput(new Dictionary<string, string> { ["application/json"] = "NaN" }));
        outputs.SinkOf(1).Emit(new DisplayOutput(new Dictionary<string, string> { ["image/png"] = "iVBORw0KGgo=", ["image/svg+xml"] = "<svg/>\n" }));
        Assert.Equal(
            """[{"data":{"application/json":{"a":[1]}},"metadata":{},"output_type":"display_data"},{"data":{"application/json":"NaN"},"metadata":{},"output_type":"display_data"},{"data":{"image/png":"iVBORw0KGgo=","image/svg+xml":["<svg/>\n"]},"metadata":{},"output_type":"display_data"}]""".Replace("<", "\\u003C", StringComparison.Ordinal).Replace(">", "\\u003E", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal),
            Json(outputs, 1));
    }

    [Fact]
    public async Task Output_from_many_threads_is_all_there()
    {
        NotebookOutputs outputs = new();
        IOutputSink sink = outputs.SinkOf(1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
                sink.Emit(new StreamOutput("stdout", "x"));
        })));
        Assert.Equal(8000, outputs.ToJson(1).Single()["text"]!.AsArray().Sum(line => line!.GetValue<string>().Length));
    }
}
