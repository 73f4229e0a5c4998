using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>
/// An interrupt stops what a cell does and nothing else. Each cell here would run for ever; a test that hangs is one that fails.
/// The interrupt comes with the cell's own first output, so that the cell is sure to be running.
/// </summary>
[Collection(nameof(AloneInProcess))]
public sealed class InterruptionTests
{
    private const int TimeLimit = 60_000;

    [Theory(Timeout = TimeLimit)]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await new TaskCompletionSource().Task;")]
    [InlineData("while (true) ;")]
    [InlineData("for (;;) mine++;")]
    [InlineData("do { mine++; } while (true);")]
    [InlineData("IEnumerable<int> Endless() { while (true) yield return 1; }\nforeach (var one in Endless()) mine += one;")]
    [InlineData("Endless(0); void Endless(int n) { again: n++; goto again; }")]
    [InlineData("switch (1) { case 1: goto case 2; case 2: goto case 1; }")]
    [InlineData("int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nFib(80)")]
    [InlineData("int Fib(int n) { if (n < 2) return n; return Fib(n - 1) + Fib(n - 2); }\nFib(80)")]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).SelectMany(x => Enumerable.Repeat(x, int.MaxValue)).Count(x => { return x == 1; })")]
    [InlineData("Parallel.For(0, 2, i => { while (true) ; });")]
    [InlineData("Task.Run(() => { while (true) ; }).Wait();")]
    [InlineData("await Task.WhenAll(Task.Run(() => { while (true) ; }), Task.Delay(-1));")]
    [InlineData("while (true) try { while (true) ; } catch { }")]
    [InlineData("while (true) Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.ThrowIfCancellationRequested();")]
    [InlineData("class Lazy { public static int Never = Forever(); static int Forever() { while (true) ; } }\nLazy.Never")]
    [InlineData("var line = await Kernel.GetInputAsync(\"?\");")]
    [InlineData("Enumerable.Range(0, 3).Select(x => { while (true) ; return x; })")]
    public async Task An_interrupted_cell_says_so_and_what_it_and_others_defined_is_kept(string code)
    {
        await using CSharpSession session = new(".");
        RecordingSink shown = new();
        await RunAsync(session, shown, "var kept = 41;", CancellationToken.None);
        using CancellationTokenSource interrupt = new();
        Assert.Equal(CellOutcome.Cancelled, await RunAsync(session, new InterruptingSink(shown, interrupt),
            $"using Microsoft.DotNet.Interactive; int mine = 1; var unused = display(\"runs\");\n{code}", interrupt.Token));
        Assert.Equal("Cell interrupted", shown.Error.Message);
        await RunAsync(session, shown, "kept + Math.Min(mine, 1)", CancellationToken.None);
        Assert.Equal("42", shown.Result);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task The_cell_after_an_interrupted_one_runs_its_loops_to_their_end()
    {
        await using CSharpSession session = new(".");
        RecordingSink shown = new();
        using CancellationTokenSource first = new();
        Assert.Equal(CellOutcome.Cancelled, await RunAsync(session, new InterruptingSink(shown, first), "display(1);\nwhile (true) ;", first.Token));
        using CancellationTokenSource second = new();
        await RunAsync(session, shown, "int n = 0; for (int i = 0; i < 1000; i++) n++;\nn", second.Token);
        Assert.Equal("1000", shown.Result);
    }

    [Fact(Timeout = TimeLimit)]
    public async Task A_compile_error_in_a_cell_that_can_be_interrupted_stands_where_it_was_written()
    {
        await using CSharpSession session = new(".");
        RecordingSink shown = new();
        using CancellationTokenSource interrupt = new();
        await RunAsync(session, shown, "for (int i = 0; i < 3; i++) { Console.Write(missing); }", interrupt.Token);
        Assert.StartsWith("(1,45): error CS0103", shown.Error.Message, StringComparison.Ordinal);
        Assert.Contains("    for (int i = 0; i < 3; i++) { Console.Write(missing); }", shown.Error.Traceback);
    }

    // On another thread, because a loop gives the test's own one back only when it ends.
    private static Task<CellOutcome> RunAsync(CSharpSession session, IOutputSink sink, string code, CancellationToken interrupt) =>
        Task.Run(() => session.ExecuteAsync(new CellSubmission(1, code), sink, new WaitingInput(), interrupt));

    /// <summary>Somebody who never answers.</summary>
    private sealed class WaitingInput : IInputSource
    {
        public async Task<string> ReadLineAsync(string prompt, bool isPassword, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return "";
        }
    }

    private sealed class InterruptingSink(IOutputSink inner, CancellationTokenSource interrupt) : IOutputSink
    {
        public void Emit(CellOutput output)
        {
            inner.Emit(output);
            if (output is DisplayOutput)
                ThreadPool.QueueUserWorkItem(_ => interrupt.Cancel());
        }
    }
}
