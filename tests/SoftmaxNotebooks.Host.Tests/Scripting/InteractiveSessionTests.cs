using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>What a session does for a front end besides running cells.</summary>
public sealed class InteractiveSessionTests
{
    [Theory]
    [InlineData("", Completeness.Complete)]
    [InlineData("1 + 1", Completeness.Complete)]
    [InlineData("// nothing but a comment", Completeness.Complete)]
    [InlineData("#r \"nuget: MathNet.Numerics\"\nvar x = 1;", Completeness.Complete)]
    [InlineData("#!markdown\n# A title {", Completeness.Complete)]
    [InlineData("int Twice(int n)\n{", Completeness.Incomplete)]
    [InlineData("var list = new[] { 1,", Completeness.Incomplete)]
    [InlineData("1 +", Completeness.Incomplete)]
    [InlineData("var s = \"\"\"\n  raw", Completeness.Incomplete)]
    [InlineData("int = 3;", Completeness.Invalid)]
    [InlineData("}", Completeness.Invalid)]
    [InlineData("#!nonsense", Completeness.Invalid)]
    [InlineData("foo(\n#!html\n<b>bold</b>", Completeness.Invalid)]
    public void Code_is_complete_incomplete_or_invalid(string code, object expected) =>
        Assert.Equal((Completeness)expected, CodeCompleteness.Of(code).Completeness);

    [Theory]
    [InlineData("int F()\n{", "    ")]
    [InlineData("class C\n{\n    int F() {\n", "        ")]
    [InlineData("    1 +", "    ")]
    public void The_next_line_of_incomplete_code_is_indented_like_the_last_or_deeper(string code, string indent) =>
        Assert.Equal(indent, CodeCompleteness.Of(code).Indent);

    [Theory]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("while (true) Microsoft.DotNet.Interactive.KernelInvocationContext.Current.CancellationToken.ThrowIfCancellationRequested();")]
    public async Task An_interrupted_cell_says_so_and_the_state_is_kept(string code)
    {
        await using CSharpSession session = new(".");
        RecordingSink shown = new();
        await session.ExecuteAsync(new CellSubmission(1, "var kept = 41;"), shown, CancellationToken.None);
        using CancellationTokenSource interrupt = new();
        // Cancelled by the cell's own first output, so that it is sure to be running.
        InterruptingSink sink = new(shown, interrupt);
        CellOutcome outcome = await Task.Run(() =>
            session.ExecuteAsync(new CellSubmission(2, $"display(\"runs\");\n{code}"), sink, NobodyThere.Instance, interrupt.Token));
        Assert.Equal(CellOutcome.Cancelled, outcome);
        Assert.Equal("Cell interrupted", shown.Error.Message);
        await session.ExecuteAsync(new CellSubmission(3, "kept + 1"), shown, CancellationToken.None);
        Assert.Equal("42", shown.Result);
    }

    private sealed class InterruptingSink(IOutputSink inner, CancellationTokenSource interrupt) : IOutputSink
    {
        public void Emit(CellOutput output)
        {
            inner.Emit(output);
            if (output is DisplayOutput)
                interrupt.Cancel();
        }
    }
}
