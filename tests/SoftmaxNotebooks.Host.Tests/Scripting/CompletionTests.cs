using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>What is offered where. The position is marked with a bar. Expected names are those of C# and of the framework.</summary>
public sealed class CompletionTests : IAsyncLifetime
{
    private readonly CSharpSession _session = new(".");

    public async ValueTask InitializeAsync()
    {
        RecordingSink shown = new();
        await _session.ExecuteAsync(new CellSubmission(1,
            "using System.Text.Json;\nvar logits = new[] { 1.0, 2.0 };\nclass Box { public int Width { get; set; } public int Height; internal int Area => Width * Height; public static Box Unit = new(); int secret; }\n" +
            "var box = new Box();\ndouble Scale(double factor, int times = 1) => factor * times;\nstring logits2 = \"\";"), shown, CancellationToken.None);
        await _session.ExecuteAsync(new CellSubmission(2, "var logits2 = 5; var @class = 1;"), shown, CancellationToken.None);
        Assert.Empty(shown.Outputs);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Theory]
    [InlineData("log|", "logits", "variable")]
    [InlineData("LOG|", "logits", "variable")]
    [InlineData("log|its + 1", "logits", "variable")]
    [InlineData("Sca|", "Scale", "function")]
    [InlineData("new Bo|", "Box", "class")]
    [InlineData("box.|", "Width", "property")]
    [InlineData("box.Hei|", "Height", "field")]
    [InlineData("box?.Wi|", "Width", "property")]
    [InlineData("Box.|", "Unit", "field")]
    [InlineData("logits.Wh|", "Where", "function")]
    [InlineData("logits.|\nvar y = 1;", "Length", "property")]
    [InlineData("logits.Where(z => z > 0).Sel|", "Select", "function")]
    [InlineData("logits.Select(z => z.Com|", "CompareTo", "function")]
    [InlineData("if (true) { int inner = 1; inn|", "inner", "variable")]
    [InlineData("void F(int argument) { arg|", "argument", "parameter")]
    [InlineData("class C { int one; void M() { on|", "one", "field")]
    [InlineData("foreach (var one in logits) { one.|", "CompareTo", "function")]
    [InlineData("Math.Ma|", "Max", "function")]
    [InlineData("Math.P|", "PI", "constant")]
    [InlineData("DayOfWeek.Mon|", "Monday", "constant")]
    [InlineData("System.Text.|", "StringBuilder", "class")]
    [InlineData("System.|", "Text", "module")]
    [InlineData("using System.Collections.Con|", "Concurrent", "module")]
    [InlineData("JsonSer|", "JsonSerializer", "class")]
    [InlineData("\"text\".Le|", "Length", "property")]
    [InlineData("$\"{logits.Le|}\"", "Length", "property")]
    [InlineData("new Box { Wid|", "Width", "property")]
    [InlineData("Scale(fac|", "factor:", "parameter")]
    [InlineData("Scale(1, |)", "times:", "parameter")]
    [InlineData("fore|", "foreach", "keyword")]
    [InlineData("List<doub|", "double", "keyword")]
    [InlineData("[Obso|", "Obsolete", "class")]
    [InlineData("disp|", "display", "function")]
    [InlineData("#!ti|", "time", "keyword")]
    [InlineData("#!time\nlog|", "logits", "variable")]
    [InlineData("#!markdown\n# log\n#!csharp\nlog|", "logits", "variable")]
    [InlineData("var 😀 = 1; log|", "logits", "variable")]
    [InlineData("cla|", "@class", "variable")]
    [InlineData("|", "logits", "variable")]
    public async Task What_can_stand_at_a_position_is_offered_with_what_it_is(string code, string expected, string kind)
    {
        Completions found = await CompleteAsync(code);
        Assert.Contains(new Completion(expected, kind), found.Items);
    }

    [Theory]
    [InlineData("box.|", "secret")]
    [InlineData("box.|", "Unit")]
    [InlineData("Box.|", "Width")]
    [InlineData("box.|", ".ctor")]
    [InlineData("box.|", "get_Width")]
    [InlineData("new |", "logits")]
    [InlineData("using System.|", "Math")]
    [InlineData("{ int hidden = 1; } hid|", "hidden")]
    public async Task What_cannot_stand_there_is_not_offered(string code, string unexpected) =>
        Assert.DoesNotContain((await CompleteAsync(code)).Items, item => item.Text == unexpected);

    [Theory]
    [InlineData("\"log|\"")]
    [InlineData("\"log|")]
    [InlineData("$\"log|\"")]
    [InlineData("// log|")]
    [InlineData("/* log| */")]
    [InlineData("#r \"nuget: log|\"")]
    [InlineData("#!markdown\nlog|")]
    [InlineData("12|")]
    [InlineData("missing.|")]
    public async Task Text_numbers_and_unknown_names_get_no_offers(string code) =>
        Assert.Empty((await CompleteAsync(code)).Items);

    [Fact]
    public async Task The_word_before_the_position_is_what_gets_replaced()
    {
        Completions found = await CompleteAsync("1 + logi|ts");
        Assert.Equal((4, 8), (found.Start, found.End));
    }

    [Fact]
    public async Task A_variable_that_was_defined_again_is_offered_once_and_as_what_it_is_now()
    {
        Assert.Single((await CompleteAsync("logits2|")).Items);
        Assert.Contains(new Completion("CompareTo", "function"), (await CompleteAsync("logits2.|")).Items);
        Assert.DoesNotContain(new Completion("Substring", "function"), (await CompleteAsync("logits2.|")).Items);
    }

    [Fact]
    public async Task Every_position_of_half_written_code_has_an_answer()
    {
        const string Code = "#!time\nusing System;\nvar x = logits.Where(z => z > 1).Select(z => new { z, y = $\"{z:0.0} \" }); // c\nif (x?.Any( { box = new Box { Width = 3, }; goto \n\"\"\" raw \n class C<T : where { int this[";
        for (int length = 0; length <= Code.Length; length += 3)
            for (int position = Math.Max(0, length - 12); position <= length; position += 4)
            {
                Completions found = await _session.CompleteAsync(Code[..length], position, TestContext.Current.CancellationToken);
                Assert.InRange(found.Start, 0, position);
                await _session.InspectAsync(Code[..length], position, TestContext.Current.CancellationToken);
            }
    }

    [Fact]
    public async Task A_search_that_is_cancelled_ends_so_and_a_position_outside_is_refused()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _session.CompleteAsync("log", 3, new CancellationToken(canceled: true)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _session.CompleteAsync("log", 4, TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _session.InspectAsync("log", -1, TestContext.Current.CancellationToken));
    }

    private Task<Completions> CompleteAsync(string marked)
    {
        int position = marked.IndexOf('|', StringComparison.Ordinal);
        return _session.CompleteAsync(marked.Remove(position, 1), position, TestContext.Current.CancellationToken);
    }
}
