using System.Globalization;
using System.Text;
using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Tests.Formatters;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests.Graphs;

/// <summary>The picture of a tape: what holds of every sample, and what the numbers of a small one are.</summary>
public class TapeGraphTests
{
    private const string SvgAddress = "data:image/svg+xml;base64,";

    private static readonly string[] HtmlElements = ["div", "img", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td"];
    private static readonly string[] HtmlAttributes = ["src", "alt", "title", "style", "scope", "cellpadding", "colspan"];
    private static readonly string[] SvgElements = ["svg", "title", "desc", "rect", "path", "polygon", "text"];

    private static readonly string[] SvgAttributes =
    [
        "xmlns", "width", "height", "viewBox", "role", "font-family", "font-size", "font-weight", "fill", "stroke", "stroke-dasharray",
        "x", "y", "rx", "d", "points", "text-anchor",
    ];

    private static readonly Dictionary<string, Func<TapeGraph>> Samples = new()
    {
        ["product"] = () => Of(tape => tape.Variable(3, "x") * tape.Variable(4, "y")),
        ["softmax"] = () => Of(SoftmaxCost),
        ["one node"] = () => Of(tape => tape.Variable(2, "x")),
        ["one constant"] = () => Of(tape => tape.Constant(2)),
        ["NaN"] = () => Of(tape => (tape.Variable(Vector<double>.Build.Dense([double.NaN, double.PositiveInfinity, 0]), "x") * 2.0).Sum()),
        ["60 nodes in a row"] = () => Of(tape => Chain(tape, 60, "x")),
        ["61 nodes"] = () => Of(tape => Chain(tape, 61, "x")),
        ["wide"] = () => Of(tape => Enumerable.Range(0, 30).Select(i => tape.Variable(i, $"x{i}")).Aggregate((a, b) => a + b)),
        ["long edges"] = () => Of(LongEdges),
        ["hostile"] = () => Of(tape => ValueSamples.HostileNames.Select((name, i) => tape.Variable(i, name)).Aggregate((a, b) => a * b).Named(new string('"', 1000))),
        ["longest names"] = () => Of(tape => Enumerable.Range(0, 30).Select(i => tape.Variable(-i / 7e-200, new string('"', 99))).Aggregate((a, b) => (a - b).Named(new string('"', 99)))),
        ["nine nodes"] = () => Of(NineNodes),
        ["large"] = () => Of(tape => tape.Variable(Matrix<double>.Build.Dense(300, 300, -1 / 3.0), "W").Tanh().Sum()),
        ["columns"] = () => Of(tape => tape.Variable(new double[,] { { 1 }, { 2 }, { 3 } }, "W").Sum()),
        ["zeros"] = () => Of(tape => tape.Variable(Vector<double>.Build.Dense(5), "e").Sum()),
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Html_and_svg_are_well_formed_and_hold_no_script_style_sheet_or_id(string name)
    {
        TapeGraph graph = Samples[name]();
        var html = XElement.Parse(graph.ToHtml());
        var svg = XElement.Parse(graph.ToSvg());

        Assert.All(html.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, HtmlElements));
        Assert.All(html.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, HtmlAttributes));
        Assert.All(svg.DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, SvgElements));
        Assert.All(svg.DescendantsAndSelf().Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, SvgAttributes));
        Assert.All(svg.Descendants().Attributes("d"), path => Assert.Matches("^[-0-9.MLC ]+$", path.Value));
        foreach (XElement image in html.Descendants("img"))
        {
            Assert.Equal(graph.ToSvg(), Encoding.UTF8.GetString(Convert.FromBase64String(image.Attribute("src")!.Value[SvgAddress.Length..])));
            Assert.Equal(graph.ToString(), image.Attribute("alt")!.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_form_is_bounded_and_plain_text_has_no_control_characters(string name)
    {
        TapeGraph graph = Samples[name]();

        Assert.InRange(Encoding.UTF8.GetByteCount(graph.ToHtml()), 1, 128_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(graph.ToSvg()), 1, 60_000);
        Assert.InRange(Encoding.UTF8.GetByteCount(graph.ToPlainText()), 1, 24_000);
        Assert.DoesNotContain(graph.ToPlainText(), c => c != '\n' && char.IsControl(c));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Output_is_the_same_bytes_in_every_culture(string name)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            string[] forms = Forms();
            foreach (string culture in new[] { "de-DE", "ar-SA", "tr-TR", "sv-SE" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture, predefinedOnly: true);
                Assert.Equal(forms, Forms());
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        string[] Forms()
        {
            TapeGraph graph = Samples[name]();
            return [graph.ToHtml(), graph.ToPlainText(), graph.ToSvg()];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Boxes_are_inside_the_picture_and_do_not_overlap(string name)
    {
        var svg = XElement.Parse(Samples[name]().ToSvg());
        (double X, double Y, double Width, double Height)[] boxes = [.. svg.Elements().Where(element => element.Name.LocalName == "rect").Select(BoxOf)];
        (double X, double Y, double Width, double Height) ground = boxes[0];

        for (int i = 1; i < boxes.Length; i++)
        {
            Assert.True(boxes[i].X > 0 && boxes[i].Y > 0);
            Assert.True(boxes[i].X + boxes[i].Width < ground.Width && boxes[i].Y + boxes[i].Height < ground.Height);
            for (int j = 1; j < i; j++)
            {
                Assert.True(
                    boxes[i].X >= boxes[j].X + boxes[j].Width || boxes[j].X >= boxes[i].X + boxes[i].Width
                    || boxes[i].Y >= boxes[j].Y + boxes[j].Height || boxes[j].Y >= boxes[i].Y + boxes[i].Height);
            }
        }
    }

    /// <summary>Twenty edges beside each other through the whole picture have to be scrolled.</summary>
    public static TheoryData<string> NamesOfUsual => [.. Samples.Keys.Where(name => name != "long edges")];

    [Theory]
    [MemberData(nameof(NamesOfUsual))]
    public void The_picture_is_no_wider_than_a_page(string name)
        => Assert.InRange((double)XElement.Parse(Samples[name]().ToSvg()).Attribute("width")!, 1, 890);

    [Theory]
    [InlineData("product", false)]
    [InlineData("softmax", true)]
    [InlineData("nine nodes", true)]
    [InlineData("60 nodes in a row", true)]
    public void A_computation_goes_to_the_right_and_one_too_long_for_a_page_goes_down(string name, bool goesDown)
    {
        XElement[] elements = [.. XElement.Parse(Samples[name]().ToSvg()).Elements()];
        (double X, double Y, double Width, double Height)[] boxes = [.. elements.Where(element => element.Name.LocalName == "rect").Skip(1).Select(BoxOf)];
        // Tip, then the two ends of the base.
        double[][] heads =
        [
            .. elements.Where(element => element.Name.LocalName == "polygon")
                .Select(head => head.Attribute("points")!.Value.Split(' ', ',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray()),
        ];

        Assert.NotEmpty(heads);
        Assert.All(heads, head => Assert.True(goesDown ? head[1] > head[3] && head[3] == head[5] : head[0] > head[2] && head[2] == head[4]));
        // Each tip touches the side of a box that it comes to.
        Assert.All(heads, head => Assert.Contains(boxes, box => goesDown
            ? Math.Abs(box.Y - head[1]) < 0.2 && head[0] > box.X && head[0] < box.X + box.Width
            : Math.Abs(box.X - head[0]) < 0.2 && head[1] > box.Y && head[1] < box.Y + box.Height));
    }

    // Expected values: ∂(xy)/∂x = y, ∂(xy)/∂y = x.
    [Fact]
    public void The_table_has_every_node_with_its_value_and_gradient()
        => Assert.Equal(
            """
            Graph of v2: 3 nodes, from x, y to v2 = 12.
            Nodes in the order in which they were computed
            node  operation  shape   value  ∂v2/∂node
               x  Variable   scalar  3      4
               y  Variable   scalar  4      3
              v2  Multiply   scalar  12     1
            """.ReplaceLineEndings("\n"),
            Samples["product"]().ToPlainText());

    [Fact]
    public void The_picture_has_the_values_the_gradients_and_an_arrow_for_every_operand()
    {
        var svg = XElement.Parse(Of(tape =>
        {
            Variable x = tape.Variable(3, "x");
            return (x * x).Named("cost");
        }).ToSvg());

        // ∂x²/∂x = 2x
        Assert.Equal(["x", "3", "∂ 6", "cost = Multiply", "9", "∂ 1"], svg.Elements().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        Assert.Equal(2, svg.Elements().Count(e => e.Name.LocalName == "polygon"));
    }

    [Fact]
    public void A_constant_is_dashed_and_a_variable_rounded_and_only_the_variable_has_a_gradient()
    {
        var svg = XElement.Parse(Of(tape => tape.Variable(3, "x") * tape.Constant(2, "two")).ToSvg());
        XElement[] boxes = [.. svg.Elements().Where(e => e.Name.LocalName == "rect").Skip(1)];

        Assert.Equal(["none", "4 3", "none"], boxes.Select(box => box.Attribute("stroke-dasharray")!.Value));
        Assert.Equal(["14", "0", "0"], boxes.Select(box => box.Attribute("rx")!.Value));
        Assert.Equal(2, svg.Elements().Count(e => e.Value.StartsWith('∂')));
    }

    [Fact]
    public void A_long_vector_is_its_shape_in_the_picture_and_begins_in_the_table()
    {
        TapeGraph graph = Samples["zeros"]();

        Assert.Contains(">vector of 5</text>", graph.ToSvg(), StringComparison.Ordinal);
        Assert.Contains(">max |∂| 1</text>", graph.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("vector of 5  [0, 0, 0, …]  [1, 1, 1, …]", graph.ToPlainText(), StringComparison.Ordinal);
        Assert.Contains("[[1], [2], [3]]", Samples["columns"]().ToPlainText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_NaN_is_said()
    {
        TapeGraph graph = Samples["NaN"]();

        Assert.Contains(">[NaN, +Inf, 0]</text>", graph.ToSvg(), StringComparison.Ordinal);
        Assert.Contains("to v3 = NaN.", graph.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_100_000_nodes_the_first_and_the_last_are_listed()
    {
        TapeGraph graph = Of(tape => Chain(tape, 100_000, "x"));
        string html = graph.ToHtml();

        Assert.InRange(html.Length, 1, 16_000);
        Assert.Contains("<div>100000 nodes are too many to draw; up to 60 are.</div>", html, StringComparison.Ordinal);
        Assert.Empty(XElement.Parse(html).Descendants("img"));
        Assert.Contains("\nv99999  Negate ", graph.ToPlainText(), StringComparison.Ordinal);
        Assert.Contains("too many to draw", graph.ToSvg(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_cost_does_not_depend_on_is_left_out_and_the_tape_may_be_disposed()
    {
        TapeGraph graph = Of(tape =>
        {
            _ = tape.Variable(1, "unused");
            return tape.Variable(2, "x").Exp();
        });

        Assert.DoesNotContain("unused", graph.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_gradient_is_refused()
    {
        using var tape = new GradientTape();
        using var other = new GradientTape();
        Variable vector = tape.Variable(Vector<double>.Build.Dense(2), "w");

        Assert.Contains("w is vector of 2", Assert.Throws<ArgumentException>(() => tape.ToGraph(vector)).Message, StringComparison.Ordinal);
        Assert.Contains("another tape", Assert.Throws<ArgumentException>(() => other.ToGraph(vector)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => tape.ToGraph(null!));
        tape.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tape.ToGraph(vector));
    }

    private static TapeGraph Of(Func<GradientTape, Variable> costOf)
    {
        // Disposed before the graph is asked for anything.
        using var tape = new GradientTape();
        return tape.ToGraph(costOf(tape));
    }

    private static Variable SoftmaxCost(GradientTape tape)
    {
        Variable x = tape.Constant(Vector<double>.Build.Dense([1.0, 2, 3, 4, 5]), "x");
        Variable w = tape.Variable(Vector<double>.Build.Dense([0.1, -0.2, 0.3, 0.05, -0.1]), "w");
        Variable b = tape.Variable(0.5, "b");
        Variable t = tape.Constant(Vector<double>.Build.Dense([0.0, 0, 1, 0, 0]), "t");
        Variable y = ((x * w) + b).Softmax().Named("y");
        return ((y - t).Pow(2).Mean() + (0.01 * (w * w).Sum())).Named("cost");
    }

    private static Variable NineNodes(GradientTape tape)
    {
        Variable logits = tape.Variable(Vector<double>.Build.Dense([0.5, -1, 2]), "logits");
        Variable k = tape.Variable(1.5, "k");
        return ((logits.Softmax().Sum() * k) - (k * k) + 2.0).Sigmoid();
    }

    private static Variable Chain(GradientTape tape, int count, string name)
    {
        Variable node = tape.Variable(1, name);
        for (int i = 1; i < count; i++) node = -node;
        return node;
    }

    /// <summary>Variables that are used at the beginning and at the end.</summary>
    private static Variable LongEdges(GradientTape tape)
    {
        Variable[] inputs = [.. Enumerable.Range(0, 20).Select(i => tape.Variable(i, $"x{i}"))];
        Variable sum = inputs.Aggregate((a, b) => a + b);
        return inputs.Aggregate(sum, (a, b) => a * b);
    }

    private static (double X, double Y, double Width, double Height) BoxOf(XElement box)
    {
        return (Number("x"), Number("y"), Number("width"), Number("height"));

        double Number(string name) => double.Parse(box.Attribute(name)!.Value, CultureInfo.InvariantCulture);
    }
}
