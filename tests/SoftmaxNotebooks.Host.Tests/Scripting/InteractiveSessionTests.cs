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
}
