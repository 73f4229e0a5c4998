using System.Text.Json.Nodes;
using SoftmaxNotebooks.Host.Tests.Jupyter.Support;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Jupyter;

/// <summary>Jupyter's own clients with this kernel: jupyter_client, and nbclient through nbconvert.</summary>
public sealed class JupyterClientTests(JupyterInstallation jupyter)
{
    // Prints a line for each thing that a client does with a kernel; every wait has an end.
    private const string Session = """
        import threading
        from jupyter_client.manager import start_new_kernel

        manager, client = start_new_kernel(kernel_name='.net-csharp', startup_timeout=120)

        def run(code, **options):
            seen = []
            hook = lambda m: seen.append((m['msg_type'], m['content']))
            reply = client.execute_interactive(code, output_hook=hook, timeout=120, **options)['content']
            texts = [c.get('text') or c.get('evalue') or c.get('data', {}).get('text/plain') for t, c in seen if t not in ('status', 'execute_input')]
            print(reply['status'], *texts, sep='|', flush=True)

        run('var x = 40;\nConsole.Write("text");\nx + 2')
        run('throw new Exception("oops");')
        run('Console.ReadLine()', allow_stdin=True, stdin_hook=lambda m: client.input('typed'))
        threading.Timer(2, manager.interrupt_kernel).start()
        run('await Task.Delay(-1);')
        run('x')
        print(client.is_alive(), client.hb_channel.is_beating())
        manager.restart_kernel(now=False)
        client.wait_for_ready(timeout=120)
        run('x')
        manager.shutdown_kernel()
        print(manager.is_alive())
        """;

    [Fact]
    public async Task A_session_of_jupyter_client_from_start_to_shutdown()
    {
        HostProcess.Result result = await jupyter.PythonAsync("-c", Session);
        Assert.Equal(
            """
            ok|text|42
            error|oops
            ok|typed
            error|Cell interrupted
            ok|40
            True True
            error|(1,1): error CS0103: The name 'x' does not exist in the current context
            False

            """.ReplaceLineEndings("\n"),
            result.Output.ReplaceLineEndings("\n"));
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task Nbconvert_executes_a_notebook_with_the_outputs_of_the_headless_runner()
    {
        string notebook = NotebookJson.Of(
            NotebookJson.Cell("var names = new[] { \"Ada\", \"𝔼\" };\nforeach (var name in names) Console.WriteLine(name);\nConsole.Error.Write(\"beside\");\nnames.Length"),
            NotebookJson.Cell("var bar = display(\"0 %\");"),
            NotebookJson.Cell("bar.Update(\"100 %\");\ndisplay(HTML(\"<b>bold</b>\"));\nConsole.Write(\"after\");"),
            NotebookJson.Cell("int zero = 0;\n1 / zero", "raises-exception"),
            NotebookJson.Cell("no such thing", "raises-exception"),
            NotebookJson.Cell("new[] { 1.5, double.NaN }"),
            NotebookJson.Cell("#!markdown\n# A *title*"));
        jupyter.Folder.Write("n.ipynb", notebook);

        HostProcess.Result nbconvert = await jupyter.PythonAsync("-m", "nbconvert", "--to", "notebook", "--execute", "n.ipynb", "--output", "by-jupyter.ipynb");
        Assert.True(nbconvert.ExitCode == 0, nbconvert.Error);
        HostProcess.Result run = await HostProcess.RunAsync(jupyter.Folder.Path, "run", "n.ipynb", "--output", "by-runner");
        Assert.True(run.ExitCode == 0, run.Error);
        JsonArray byJupyter = Cells("by-jupyter.ipynb");
        JsonArray byRunner = Cells("by-runner/n.ipynb");
        Assert.Equal(7, byRunner.Count);
        for (int i = 0; i < byRunner.Count; i++)
        {
            Assert.NotEmpty(byRunner[i]!["outputs"]!.AsArray());
            Assert.Equal(Outputs(byRunner[i]!), Outputs(byJupyter[i]!));
        }
    }

    // Papermill does two things: it puts a cell behind the one with the defaults, here in the words of its C# translator, and calls nbclient.
    [Theory]
    [InlineData("var rate = 0.5;\nvar steps = 1;\nvar name = \"half\";\nvar tags = new [] { \"a\", \"b\" };", "half: 0 after 1 step, a+b")]
    [InlineData("var rate = 2;\nvar steps = 3;", "default: -27 after 3 steps, none")]
    public async Task The_cell_that_papermill_adds_gives_a_notebook_other_parameters(string injected, string shown)
    {
        // w² goes downhill from 1: after n steps w is (1 − 2 rate)ⁿ.
        string notebook = NotebookJson.Of(
            NotebookJson.Cell("double rate = 0.125;\nint steps = 10;\nstring name = \"default\";\nvar tags = new[] { \"none\" };", "parameters"),
            NotebookJson.Cell($"// Parameters\n{injected}\n", "injected-parameters"),
            NotebookJson.Cell("double w = 1;\nfor (int i = 0; i < steps; i++) w -= rate * 2 * w;\nConsole.Write($\"{name}: {w} after {steps} step{(steps == 1 ? \"\" : \"s\")}, {string.Join('+', tags)}\");"));
        jupyter.Folder.Write("p.ipynb", notebook);
        HostProcess.Result nbconvert = await jupyter.PythonAsync("-m", "nbconvert", "--to", "notebook", "--execute", "p.ipynb", "--output", "p-executed.ipynb");
        Assert.True(nbconvert.ExitCode == 0, nbconvert.Error);
        string executed = File.ReadAllText(jupyter.Folder["p-executed.ipynb"]);
        Assert.Empty(NotebookJson.Outputs(executed, 1));
        Assert.Equal([$"stream stdout: {shown}"], NotebookJson.Outputs(executed, 2));
    }

    private JsonArray Cells(string name) => JsonNode.Parse(File.ReadAllText(jupyter.Folder[name]))!["cells"]!.AsArray();

    private static string Outputs(JsonNode cell) => $"{cell["execution_count"]}: {cell["outputs"]!.ToJsonString()}";
}
