using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>Console text and displays: their order, their form, and .NET Interactive's way of producing them.</summary>
public sealed class OutputTests(SessionFixture session) : IClassFixture<SessionFixture>
{
    [Fact]
    public async Task Console_text_and_displays_keep_their_order()
    {
        var (_, shown, _) = await session.RunAsync(
            "Console.Write(\"a\"); display(\"b\"); Console.WriteLine(\"c\"); Console.Error.Write(\"d\"); \"e\".Display(); Console.Write(\"f\");\n\"g\"");
        string[] order = [.. shown.Outputs.Select(output => output switch
        {
            StreamOutput stream => $"{stream.Name} {stream.Text}",
            DisplayOutput display => $"display {display.Data["text/plain"]}",
            ResultOutput result => $"result {result.Data["text/plain"]}",
            _ => output.ToString(),
        })];
        Assert.Equal(["stdout a", "display b", "stdout c\n", "stderr d", "display e", "stdout f", "result g"], order);
    }

    [Fact]
    public async Task Many_small_writes_arrive_whole()
    {
        var (_, shown, _) = await session.RunAsync("for (int i = 0; i < 20000; i++) { Console.Write(i); Console.WriteLine(); }");
        Assert.Equal(string.Concat(Enumerable.Range(0, 20000).Select(i => $"{i}\n")), shown.Text());
    }

    [Fact]
    public async Task Characters_that_come_in_halves_are_put_together()
    {
        var (_, shown, _) = await session.RunAsync("foreach (char half in \"a😀😁b\") Console.Write(half);\nConsole.Error.Write('\\ud83d'); Console.Write(\"c\"); Console.Error.Write('\\ude00');");
        Assert.Equal("a😀😁bc", shown.Text());
        Assert.Equal("😀", shown.Text(StreamOutput.StandardError));
    }

    [Fact]
    public async Task Lines_of_two_threads_are_not_mixed()
    {
        var (_, shown, _) = await session.RunAsync("Parallel.For(0, 500, i => Console.WriteLine($\"<{i}>\"));");
        string[] lines = shown.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(500, lines.Length);
        Assert.All(lines, line => Assert.Matches(@"^<\d+>$", line));
    }

    [Fact]
    public async Task What_a_background_task_writes_later_belongs_to_the_cell_that_started_it()
    {
        var (_, first, _) = await session.RunAsync("var started = new TaskCompletionSource();\nvar later = Task.Run(async () => { await started.Task; Console.Write(\"la\"); Console.WriteLine(\"te\"); });");
        var (_, second, _) = await session.RunAsync("started.SetResult();\nawait later;\nConsole.WriteLine(\"second\");\nawait Task.Delay(300);");
        Assert.Equal("second\n", second.Text());
        Assert.Equal("late\n", first.Text());
    }

    [Fact]
    public async Task Text_without_end_is_cut_with_a_notice()
    {
        var (outcome, shown, _) = await session.RunAsync("for (int i = 0; i < 30000; i++) Console.WriteLine(new string('x', 99));");
        Assert.Equal(CellOutcome.Succeeded, outcome);
        Assert.Equal(CellChannel.MaximumTextLength, shown.Text().Length);
        Assert.Contains("1,048,576 characters", shown.Text(StreamOutput.StandardError), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_past_the_console_is_cut_too()
    {
        var (_, shown, _) = await session.RunAsync(
            "using (var raw = Console.OpenStandardOutput())\n{\n    var block = new byte[100_000];\n    Array.Fill(block, (byte)'r');\n    for (int i = 0; i < 30; i++) raw.Write(block);\n}\nawait Task.Delay(500);");
        Assert.Equal(CellChannel.MaximumTextLength, shown.Text().Length);
        Assert.Contains("1,048,576 characters", shown.Text(StreamOutput.StandardError), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Displays_without_end_are_cut_with_a_notice()
    {
        var (outcome, shown, _) = await session.RunAsync("var large = new string('d', 5_000_000);\nfor (int i = 0; i < 20; i++) large.Display();");
        Assert.Equal(CellOutcome.Succeeded, outcome);
        Assert.Equal(6, shown.Outputs.OfType<DisplayOutput>().Count());
        Assert.Contains("displayed more than 33,554,432 characters", shown.Text(StreamOutput.StandardError), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_redirects_the_console_redirects_its_own_output_only()
    {
        await session.RunAsync("var kept = new System.IO.StringWriter();\nConsole.SetOut(kept);\nConsole.Write(\"into the writer\");");
        Assert.Equal("back", (await session.RunAsync("Console.Write(\"back\");")).Shown.Text());
    }

    [Fact]
    public async Task What_a_started_program_prints_is_shown_too()
    {
        var (_, shown, _) = await session.RunAsync("System.Diagnostics.Process.Start(Environment.ProcessPath, \"--version\").WaitForExit();\nawait Task.Delay(200);");
        Assert.Matches(@"^\d+\.\d+\.\d+", shown.Text());
    }

    [Fact]
    public async Task A_displayed_value_is_replaced_by_its_update()
    {
        var (_, shown, _) = await session.RunAsync("var bar = display(\"0 %\");\nbar.Update(\"50 %\");\nbar.Update(\"100 %\");");
        DisplayOutput display = Assert.IsType<DisplayOutput>(shown.Outputs[0]);
        DisplayUpdate[] updates = [.. shown.Outputs.OfType<DisplayUpdate>()];
        Assert.Equal(["50 %", "100 %"], updates.Select(update => update.Data["text/plain"]));
        Assert.All(updates, update => Assert.Equal(display.DisplayId, update.DisplayId));
    }

    [Theory]
    [InlineData("display(HTML(\"<b>bold</b>\"));", "text/html", "<b>bold</b>")]
    [InlineData("HTML(\"<b>bold</b>\").Display();", "text/html", "<b>bold</b>")]
    [InlineData("\"# title\".DisplayAs(\"text/markdown\");", "text/markdown", "# title")]
    [InlineData("display(1.5, \"text/plain\");", "text/plain", "1.5")]
    [InlineData("new[] { 1, 2 }.Display(\"application/json\");", "application/json", "[1,2]")]
    [InlineData("Javascript(\"f()\");", "text/html", "<script type=\"text/javascript\">f()</script>")]
    [InlineData("CSS(\"b{}\");", "text/html", "<style>b{}</style>")]
    [InlineData("KernelInvocationContextProbe();\nvoid KernelInvocationContextProbe() => Microsoft.DotNet.Interactive.KernelInvocationContext.Current.Display(3, \"text/plain\");", "text/plain", "3")]
    [InlineData("Microsoft.DotNet.Interactive.KernelInvocationContext.Current.DisplayAs(\"*x*\", \"text/markdown\");", "text/markdown", "*x*")]
    [InlineData("using static Microsoft.DotNet.Interactive.Formatting.PocketViewTags;\ndisplay(div[@class: \"k\"](\"a<b\"));", "text/html", "<div class=\"k\">a&lt;b</div>")]
    public async Task The_display_calls_of_NET_Interactive_are_there(string code, string mimeType, string expected)
    {
        var (outcome, shown, _) = await session.RunAsync(code);
        Assert.Equal(CellOutcome.Succeeded, outcome);
        DisplayOutput display = Assert.IsType<DisplayOutput>(Assert.Single(shown.Outputs));
        Assert.Equal((mimeType, expected), display.Data.Select(entry => (entry.Key, entry.Value.Trim())).Single());
    }

    [Fact]
    public async Task A_sequence_is_shown_as_a_table()
    {
        var (_, shown, _) = await session.RunAsync("new[] { new { Name = \"one\", N = 1 } }.DisplayTable();");
        string html = Assert.IsType<DisplayOutput>(Assert.Single(shown.Outputs)).Data["text/html"];
        Assert.Contains("<table>", html, StringComparison.Ordinal);
        Assert.Contains("Name", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registered_formatter_is_used_for_values_and_displays()
    {
        await session.RunAsync("class Celsius { public double Degrees; }\nMicrosoft.DotNet.Interactive.Formatting.Formatter.Register<Celsius>(c => $\"<i>{c.Degrees}°</i>\", \"text/html\");");
        var (_, shown, _) = await session.RunAsync("new Celsius { Degrees = 21.5 }");
        Assert.Equal("<i>21.5°</i>", Assert.IsType<ResultOutput>(Assert.Single(shown.Outputs)).Data["text/html"]);
    }

    [Fact]
    public async Task A_display_as_the_last_line_is_shown_once()
    {
        var (_, shown, _) = await session.RunAsync("display(\"only me\")");
        Assert.IsType<DisplayOutput>(Assert.Single(shown.Outputs));
    }

    [Fact]
    public async Task A_plain_value_has_no_second_copy_in_HTML()
    {
        var (_, shown, _) = await session.RunAsync("42");
        Assert.Equal(["text/plain"], Assert.IsType<ResultOutput>(Assert.Single(shown.Outputs)).Data.Keys);
    }
}
