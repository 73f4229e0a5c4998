using System.Text.RegularExpressions;
using MathNet.Numerics.LinearAlgebra;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>
/// The drawings as text. The golden texts and the escaped names have been rendered with Graphviz (viz.js 3) and parsed with Mermaid 11, and
/// show the names as they are.
/// </summary>
public sealed class TapeDrawingTests : IDisposable
{
    private readonly GradientTape _tape = new();

    public void Dispose() => _tape.Dispose();

    [Fact]
    public void Graphviz_text_has_a_line_for_each_node_and_each_arrow()
    {
        Variable cost = RecordedCost();

        string expected = """
            digraph tape {
              rankdir=LR;
              node [shape=box];
              n0 [label="x\n2×3", style=dashed];
              n1 [label="w\nvector of 3", shape=ellipse];
              n3 [label="z = MatMul\nvector of 2"];
              n0 -> n3;
              n1 -> n3;
              n4 [label="v4 = Multiply\nvector of 2"];
              n3 -> n4;
              n3 -> n4;
              n5 [label="cost = Mean\nscalar 0.5"];
              n4 -> n5;
            }

            """;
        Assert.Equal(expected, _tape.ToGraphviz(cost), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Mermaid_text_has_a_line_for_each_node_and_each_arrow()
    {
        Variable cost = RecordedCost();

        string expected = """
            flowchart LR
              n0[/"x<br/>2#215;3"/]
              n1(["w<br/>vector of 3"])
              n3["z #61; MatMul<br/>vector of 2"]
              n0 --> n3
              n1 --> n3
              n4["v4 #61; Multiply<br/>vector of 2"]
              n3 --> n4
              n3 --> n4
              n5["cost #61; Mean<br/>scalar 0#46;5"]
              n4 --> n5

            """;
        Assert.Equal(expected, _tape.ToMermaid(cost), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Without_an_output_everything_is_drawn()
    {
        Variable cost = RecordedCost();

        Assert.Contains("  n2 [label=\"unused\\nscalar 7\", shape=ellipse];\n", _tape.ToGraphviz(), StringComparison.Ordinal);
        Assert.Contains("  n2([\"unused<br/>scalar 7\"])\n", _tape.ToMermaid(), StringComparison.Ordinal);
        Assert.DoesNotContain("unused", _tape.ToGraphviz(cost) + _tape.ToMermaid(cost), StringComparison.Ordinal);
        Assert.DoesNotContain("cost", _tape.ToGraphviz(cost.Inputs[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_tape_is_an_empty_drawing()
    {
        Assert.Equal("digraph tape {\n  rankdir=LR;\n  node [shape=box];\n}\n", _tape.ToGraphviz());
        Assert.Equal("flowchart LR\n", _tape.ToMermaid());
    }

    [Theory]
    [InlineData("say \"hi\"", "say \\\"hi\\\"", "say #34;hi#34;")]
    [InlineData("back\\slash\\", "back\\\\slash\\\\", "back#92;slash#92;")]
    [InlineData("two\r\nlines", "two  lines", "two  lines")]
    [InlineData("\\N \\l", "\\\\N \\\\l", "#92;N #92;l")]
    [InlineData("[b] (c) {d}", "[b] (c) {d}", "#91;b#93; #40;c#41; #123;d#125;")]
    [InlineData("<script>alert(1)</script>", "<script>alert(1)</script>", "#60;script#62;alert#40;1#41;#60;#47;script#62;")]
    [InlineData("&lt;b&gt; #35;", "&amp;lt;b&amp;gt; #35;", "#38;lt#59;b#38;gt#59; #35;35#59;")]
    [InlineData("`code` - 1. item", "`code` - 1. item", "#96;code#96; #45; 1#46; item")]
    [InlineData("\"]; n0 -> n1; //", "\\\"]; n0 -> n1; //", "#34;#93;#59; n0 #45;#62; n1#59; #47;#47;")]
    [InlineData("a\0b\u202Ec\u2028d", "a b c d", "a b c d")]
    [InlineData("权重 w_1", "权重 w_1", "权重 w_1")]
    [InlineData("", "", "")]
    public void A_hostile_name_is_only_a_name(string name, string inGraphviz, string inMermaid)
    {
        Variable node = _tape.Variable(1.0, name);

        Assert.Contains($"  n0 [label=\"{inGraphviz}\\nscalar 1\", shape=ellipse];\n", _tape.ToGraphviz(node), StringComparison.Ordinal);
        Assert.Contains($"  n0([\"{inMermaid}<br/>scalar 1\"])\n", _tape.ToMermaid(node), StringComparison.Ordinal);
    }

    [Fact]
    public void No_character_breaks_out_of_its_quotes()
    {
        string everything = string.Concat(Enumerable.Range(0, 0x3000).Select(code => (char)code));
        _tape.Variable(1.0, everything + "\uD800");

        // A quoted string of DOT: anything but quotes and backslashes, or an escaped one. Of Mermaid: no quote at all.
        Assert.Matches(@"\A  n0 \[label=""([^""\\\n]|\\[""\\n])*"", shape=ellipse\];\z", _tape.ToGraphviz().Split('\n')[3]);
        Assert.Matches(@"\A  n0\(\[""([\p{L}\p{N} _]|#[0-9]+;)*<br/>scalar 1""\]\)\z", _tape.ToMermaid().Split('\n')[1]);
        Assert.Equal(5, Regex.Count(_tape.ToGraphviz(), "\n"));
    }

    /// <summary>cost = mean(z · z), where z = x w = [0, 1]; and a variable that has nothing to do with it.</summary>
    private Variable RecordedCost()
    {
        Variable x = _tape.Constant(Matrix<double>.Build.DenseOfRowArrays([0.0, 1, 2], [1.0, 0, 0]), "x");
        Variable w = _tape.Variable(Vector<double>.Build.Dense([1.0, 0, 0]), "w");
        _tape.Variable(7.0, "unused");
        Variable z = x.MatMul(w).Named("z");
        return (z * z).Mean().Named("cost");
    }
}
