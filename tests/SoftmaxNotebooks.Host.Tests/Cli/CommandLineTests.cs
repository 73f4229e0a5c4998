using System.Diagnostics;
using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Cli;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Cli;

/// <summary>The program as it is typed: verbs, files, exit codes.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<HostProcess.Result> HostAsync(params string[] arguments) => HostProcess.RunAsync(_folder.Path, arguments);

    private string Executed(string name) => File.ReadAllText(_folder[$"artifacts/notebooks/{name}"]);

    [Fact]
    public async Task Run_executes_every_notebook_below_the_folder_and_writes_each_in_its_place()
    {
        string original = NotebookJson.Of("var x = 20;", "Console.WriteLine(x + 1);\nx * 2");
        _folder.Write("notebooks/b.ipynb", original);
        _folder.Write("notebooks/zh-CN/a.ipynb", NotebookJson.Of("\"你好\""));
        _folder.Write("notebooks/.ipynb_checkpoints/b.ipynb", "not a notebook");
        HostProcess.Result result = await HostAsync("run");
        Assert.Equal("", result.Error);
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(["stream stdout: 21\n", "execute_result text/plain: 40"], NotebookJson.Outputs(Executed("b.ipynb"), 1));
        Assert.Equal(["execute_result text/plain: 你好"], NotebookJson.Outputs(Executed("zh-CN/a.ipynb"), 0));
        Assert.Equal(original, File.ReadAllText(_folder["notebooks/b.ipynb"]));
        Assert.Matches(@"notebooks.b\.ipynb +2/2 +\d+\.\d  ok", result.Output);
        Assert.Matches(@"b  cell 2/2  \d+\.\d\d s", result.Output);
    }

    [Fact]
    public async Task Every_way_to_fail_has_its_message_and_exit_code_and_the_other_notebooks_run()
    {
        _folder.Write("n/1-throws.ipynb", NotebookJson.Of("Console.WriteLine(\"first\");", "int zero = 0;\n1 / zero", "\"never\""));
        _folder.Write("n/2-exits.ipynb", NotebookJson.Of("Console.Write(\"before\"); Environment.Exit(3);"));
        _folder.Write("n/3-overflows.ipynb", NotebookJson.Of("int Deeper(int n) => n == -1 ? 0 : Deeper(n + 1) + 1;\nConsole.WriteLine(\"diving\");\nDeeper(0)"));
        _folder.Write("n/4-malformed.ipynb", "{");
        _folder.Write("n/5-good.ipynb", NotebookJson.Of("\"good\""));
        HostProcess.Result result = await HostAsync("run", "n", "missing.ipynb", "--jobs", "2");

        Assert.Equal(ExitCodes.Unreadable, result.ExitCode);
        foreach (string expected in new[]
        {
            "1-throws.ipynb: cell [2]", "DivideByZeroException", "at Cell [2], line 2",
            "2-exits.ipynb: cell [1]", "(exit code 3)",
            "3-overflows.ipynb: cell [1]", "(Stack overflow)", "at Deeper(Int32)",
            "4-malformed.ipynb: the file is not JSON (line 1, byte 2).",
            "missing.ipynb: there is no such file.",
        })
            Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Matches(@"5-good\.ipynb +1/1 +\d+\.\d  ok", result.Output);

        Assert.Equal(["stream stdout: first\n"], NotebookJson.Outputs(Executed("1-throws.ipynb"), 0));
        Assert.Equal(["error DivideByZeroException: Attempted to divide by zero."], NotebookJson.Outputs(Executed("1-throws.ipynb"), 1));
        Assert.Empty(NotebookJson.Outputs(Executed("1-throws.ipynb"), 2));
        Assert.Equal("stream stdout: before", NotebookJson.Outputs(Executed("2-exits.ipynb"), 0)[0]);
        Assert.Equal("stream stdout: diving\n", NotebookJson.Outputs(Executed("3-overflows.ipynb"), 0)[0]);
        Assert.Equal(["execute_result text/plain: good"], NotebookJson.Outputs(Executed("5-good.ipynb"), 0));
    }

    [Theory]
    [InlineData("throw new Exception();", ExitCodes.CellFailed)]
    [InlineData("Environment.Exit(0);", ExitCodes.ProcessEnded)]
    [InlineData("#r \"no/such/file.dll\"", ExitCodes.CellFailed)]
    [InlineData("1", ExitCodes.Success)]
    public async Task The_exit_code_tells_how_a_notebook_ended(string code, int exitCode)
    {
        _folder.Write("n.ipynb", NotebookJson.Of(code));
        Assert.Equal(exitCode, (await HostAsync("run", "n.ipynb")).ExitCode);
    }

    [Theory]
    [InlineData("new System.Threading.Thread(() => throw new InvalidOperationException(\"on a thread\")).Start();\nawait Task.Delay(20000);", "(Unhandled exception. System.InvalidOperationException: on a thread)")]
    [InlineData("Environment.FailFast(\"given up\");", "(Process terminated. given up)")]
    [InlineData("var big = new string('x', 3_000_000);\nTask.Run(() => { while (true) big.DisplayAs(\"text/plain\"); });\nawait Task.Delay(200);\nSystem.Diagnostics.Process.GetCurrentProcess().Kill();\nawait Task.Delay(20000);", "(exit code ")]
    public async Task A_process_that_dies_costs_its_own_notebook_and_what_it_printed_is_kept(string code, string reason)
    {
        _folder.Write("n/1.ipynb", NotebookJson.Of("Console.WriteLine(\"one\");\nConsole.WriteLine(\"two\");\n" + code));
        _folder.Write("n/2.ipynb", NotebookJson.Of("\"good\""));
        HostProcess.Result result = await HostAsync("run", "n");
        Assert.Equal(ExitCodes.ProcessEnded, result.ExitCode);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Path, result.Error, StringComparison.Ordinal);
        Assert.Equal("stream stdout: one\ntwo\n", NotebookJson.Outputs(Executed("1.ipynb"), 0)[0]);
        Assert.DoesNotContain(_folder.Path, Executed("1.ipynb"), StringComparison.Ordinal);
        Assert.Equal(["execute_result text/plain: good"], NotebookJson.Outputs(Executed("2.ipynb"), 0));
    }

    [Fact]
    public async Task Threads_that_go_on_after_the_last_cell_are_no_failure_and_keep_no_process_alive()
    {
        _folder.Write("n.ipynb", NotebookJson.Of(
            "for (int i = 0; i < 4; i++) new System.Threading.Thread(() => { while (true) { display(1); System.Threading.Thread.Sleep(1); } }) { IsBackground = true }.Start();\n"
            + "new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)).Start();",
            "Environment.ProcessId"));
        HostProcess.Result result = await HostAsync("run", "n.ipynb");
        Assert.Equal(("", ExitCodes.Success), (result.Error, result.ExitCode));
        string shown = Assert.Single(NotebookJson.Outputs(Executed("n.ipynb"), 1));
        int pid = int.Parse(shown.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
    }

    [Fact]
    public async Task A_long_folder_for_temporary_files_is_no_obstacle()
    {
        // A socket's path may have 104 characters on macOS, where that folder's name has about 50.
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit.");
        _folder.Write("n.ipynb", NotebookJson.Of("1"));
        string temporary = Path.GetDirectoryName(_folder[$"{new string('t', 70 - _folder.Path.Length)}/x"])!;
        using Process process = HostProcess.Start(_folder.Path, environment: ("TMPDIR", temporary), "run", "n.ipynb");
        Assert.Equal(ExitCodes.Success, (await HostProcess.EndAsync(process)).ExitCode);
    }

    [Fact]
    public async Task Links_that_lead_in_a_circle_are_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows lets few users make links.");
        _folder.Write("n/a.ipynb", NotebookJson.Of("1"));
        Directory.CreateSymbolicLink(_folder["n/loop"], _folder["n"]);
        HostProcess.Result result = await HostAsync("run", "n");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Single(result.Output.Split('\n'), line => line.Contains(".ipynb", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cell_that_never_ends_is_stopped_and_its_process_with_it()
    {
        _folder.Write("n.ipynb", NotebookJson.Of("System.IO.File.WriteAllText(\"pid\", Environment.ProcessId.ToString());\nwhile (true) { }", "1"));
        // Long enough for the cell to have begun on a busy machine.
        HostProcess.Result result = await HostAsync("run", "n.ipynb", "--timeout", "20");
        Assert.Equal(ExitCodes.TimedOut, result.ExitCode);
        Assert.Contains("The cell ran longer than 20 s, the limit set with --timeout", result.Error, StringComparison.Ordinal);
        Assert.Contains("1/2", result.Output, StringComparison.Ordinal);
        int pid = int.Parse(File.ReadAllText(_folder["pid"]), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(pid));
    }

    [Fact]
    public async Task Verify_passes_on_what_run_wrote_and_shows_what_changed_since()
    {
        string path = _folder.Write("n.ipynb", NotebookJson.Of(
            NotebookJson.Cell("Console.WriteLine(2.0 / 3);\nnew[] { 1, 2 }"),
            NotebookJson.Cell("throw new Exception(\"on purpose\");", "raises-exception"),
            NotebookJson.Cell("Guid.NewGuid()", "volatile")));
        Assert.Equal(ExitCodes.Success, (await HostAsync("run", "n.ipynb", "--in-place")).ExitCode);
        Assert.Equal(ExitCodes.Success, (await HostAsync("verify", "n.ipynb")).ExitCode);

        string stored = File.ReadAllText(path);
        Assert.Contains("0.6666666666666666", stored, StringComparison.Ordinal);
        File.WriteAllText(path, stored.Replace("0.6666666666666666", "0.6676666666666666", StringComparison.Ordinal));
        HostProcess.Result result = await HostAsync("verify", "n.ipynb");
        Assert.Equal(ExitCodes.Different, result.ExitCode);
        Assert.Contains("n.ipynb: 1 of 3 cells no longer show what is stored", result.Error, StringComparison.Ordinal);
        Assert.Contains("- 0.6676666666666666", result.Error, StringComparison.Ordinal);
        Assert.Contains("+ 0.6666666666666666", result.Error, StringComparison.Ordinal);
        Assert.Contains("0.66766", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await HostAsync("verify", "n.ipynb", "--tolerance", "0.01")).ExitCode);
    }

    [Fact]
    public async Task Parameters_are_set_for_a_run()
    {
        _folder.Write("n.ipynb", NotebookJson.Of(NotebookJson.Cell("var rate = 0.5;\nvar name = \"a\";", "parameters"), NotebookJson.Cell("$\"{rate / 2} {name}\"")));
        HostProcess.Result result = await HostAsync("run", "n.ipynb", "-p", "rate=1", "-p", "name=b c");
        Assert.Equal(ExitCodes.Success, result.ExitCode);
        Assert.Equal(["execute_result text/plain: 0.5 b c"], NotebookJson.Outputs(Executed("n.ipynb"), 2));
        HostProcess.Result wrong = await HostAsync("run", "n.ipynb", "-p", "rat=1");
        Assert.Equal(ExitCodes.Unreadable, wrong.ExitCode);
        Assert.Contains("no parameter 'rat'; it has name, rate", wrong.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'frobnicate'", "frobnicate")]
    [InlineData("Required command", new string[0])]
    [InlineData("'--bogus' is not an option", "run", "--bogus")]
    [InlineData("'--time' is not an option", "verify", "n.ipynb", "--time", "5")]
    [InlineData("A path is empty", "run", "")]
    [InlineData("'0' is not a number above 0", "run", "--timeout", "0")]
    [InlineData("'x' is not a number above 0", "run", "--timeout", "x")]
    [InlineData("'0' is not a whole number from 1 to 256", "run", "--jobs", "0")]
    [InlineData("'1.5' is not a whole number", "run", "--jobs", "1.5")]
    [InlineData("'-1' is not a number from 0 to 1", "verify", "--tolerance", "-1")]
    [InlineData("exclude each other", "run", "--in-place", "--output", "x")]
    [InlineData("'oops' is not of the form name=value", "run", "-p", "oops")]
    [InlineData("would both be written to", "run", "a/n.ipynb", "b/n.ipynb")]
    public async Task A_wrong_command_line_is_refused_with_the_value_and_the_limit(string message, params string[] arguments)
    {
        HostProcess.Result result = await HostAsync(arguments);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, result.ExitCode);
    }

    [Fact]
    public async Task An_empty_folder_is_not_a_success()
    {
        Directory.CreateDirectory(_folder["notebooks/x"]);
        HostProcess.Result result = await HostAsync("run");
        Assert.Equal(ExitCodes.Unreadable, result.ExitCode);
        Assert.Contains("There are no notebooks in notebooks.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_that_cannot_be_written_is_told()
    {
        _folder.Write("n.ipynb", NotebookJson.Of("1"));
        _folder.Write("taken", "a file where the folder should be");
        HostProcess.Result result = await HostAsync("run", "n.ipynb", "--output", "taken");
        Assert.Equal(ExitCodes.NotWritten, result.ExitCode);
        Assert.Contains("n.ipynb: the executed notebook could not be written", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_stopped_with_Ctrl_C_keeps_what_there_is(bool inPlace)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that one program can send another as Ctrl+C.");
        string original = NotebookJson.Of("\"done\"", "System.IO.File.WriteAllText(\"running\", \"\");\nSystem.Threading.Thread.Sleep(-1);");
        string path = _folder.Write("n.ipynb", original);
        using Process process = HostProcess.Start(_folder.Path, ["run", "n.ipynb", .. inPlace ? ["--in-place"] : Array.Empty<string>()]);
        await UntilAsync(() => File.Exists(Path.Combine(_folder.Path, "running")));
        using Process kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        HostProcess.Result result = await HostProcess.EndAsync(process);
        Assert.Equal(ExitCodes.Cancelled, result.ExitCode);
        Assert.Contains("stopped by the user in cell 2 of 2", result.Error, StringComparison.Ordinal);
        if (inPlace)
            Assert.Equal(original, File.ReadAllText(path));
        else
            Assert.Equal(["execute_result text/plain: done"], NotebookJson.Outputs(Executed("n.ipynb"), 0));
    }

    [Fact]
    public async Task A_run_that_is_killed_leaves_the_stored_notebook_whole_and_no_process_behind()
    {
        string original = NotebookJson.Of("System.IO.File.WriteAllText(\"pid\", Environment.ProcessId.ToString());\nwhile (true) { }");
        string path = _folder.Write("n.ipynb", original);
        using Process process = HostProcess.Start(_folder.Path, "run", "n.ipynb", "--in-place");
        string pidFile = Path.Combine(_folder.Path, "pid");
        await UntilAsync(() => File.Exists(pidFile) && File.ReadAllText(pidFile).Length > 0);
        int pid = int.Parse(File.ReadAllText(pidFile), System.Globalization.CultureInfo.InvariantCulture);
        using Process worker = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        Assert.Equal(original, File.ReadAllText(path));
        Assert.Equal(["n.ipynb", "pid"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Every_outcome_has_an_exit_code_of_its_own_and_graver_ones_are_higher()
    {
        // A notebook that is skipped has asked for it: nothing failed.
        Assert.Equal(ExitCodes.Success, ExitCodes.Of(RunOutcome.Skipped));
        int[] codes = [.. Enum.GetValues<RunOutcome>().Where(outcome => outcome != RunOutcome.Skipped).Select(ExitCodes.Of)];
        Assert.Equal(codes.Distinct().Order(), codes);
        Assert.DoesNotContain(ExitCodes.Usage, codes);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(20, patience.Token);
    }
}
