using System.Text;
using System.Xml.Linq;
using MathNet.Numerics.LinearAlgebra;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Tests.Charts;
using SoftmaxNotebooks.Interactive.Tests.Formatters;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

/// <summary>
/// Everything that this package shows, as JupyterLab leaves it where it trusts nothing, and as GitHub does, which takes the styles too:
/// each number, sign, mark and verdict is still there as text, and each picture still has its pixels and its words.
/// </summary>
[Collection(SerialFormatterTests.Name)]
public sealed class SanitizedOutputTests : IDisposable
{
    private static readonly Dictionary<string, object> All = new(
        [.. ValueSamples.All, .. ChartSamples.All.Select(chart => KeyValuePair.Create<string, object>($"Chart, {chart.Key}", chart.Value))])
    {
        ["Jacobian"] = Samples.SoftmaxJacobian(3, seed: 1),
        ["Jacobian, 100 × 100"] = Samples.SoftmaxJacobian(100, seed: 1),
        ["Difference"] = Samples.SoftmaxJacobian(4, seed: 1).CompareWith(Samples.SoftmaxJacobian(4, seed: 2)),
        ["Matrix, 50 × 50"] = Matrix<double>.Build.Dense(50, 50, (i, j) => i - j),
        ["Graph"] = Graph(),
    };

    public SanitizedOutputTests()
    {
        Formatter.ResetToDefault();
        SoftmaxExtension.Load();
    }

    public static TheoryData<string> Names => [.. All.Keys];

    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [MemberData(nameof(Names))]
    public void Everything_that_is_said_is_left(string name)
    {
        var html = XElement.Parse(All[name].ToDisplayString("text/html"));
        XElement sanitized = JupyterLabSanitizer.Sanitize(html);

        foreach (XElement left in new[] { sanitized, JupyterLabSanitizer.WithoutStyles(sanitized) })
        {
            Assert.Equal(Texts(html), Texts(left));
            foreach (string attribute in new[] { "src", "alt", "title", "scope", "colspan" })
            {
                Assert.Equal(html.Descendants().Attributes(attribute).Select(Said), left.Descendants().Attributes(attribute).Select(Said));
            }

            // Nothing is said by colour alone: a painted cell has a text. The legend's samples have one too.
            Assert.All(
                html.Descendants().Where(element => element.Attribute("style")?.Value.Contains("background", StringComparison.Ordinal) == true),
                painted => Assert.NotEqual("", painted.Value.Trim()));
        }

        static string Said(XAttribute attribute) => $"{attribute.Parent!.Name} {attribute.Value}";
        static IEnumerable<string> Texts(XElement element) => element.DescendantNodes().OfType<XText>().Select(text => text.Value);
    }

    /// <summary>What a picture draws as text stands in the page too, where a viewer shows no pictures: the names and numbers of a graph.</summary>
    [Fact]
    public void What_a_graph_draws_is_in_its_table()
    {
        var html = XElement.Parse(All["Graph"].ToDisplayString("text/html"));
        string page = JupyterLabSanitizer.WithoutStyles(JupyterLabSanitizer.Sanitize(html)).Value;
        string address = html.Descendants("img").Single().Attribute("src")!.Value;
        var svg = XElement.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..])));

        string[] drawn = [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value)];
        Assert.Contains("12", drawn);
        Assert.All(drawn.SelectMany(text => text.Split(' ', '=')).Where(word => double.TryParse(word, out _)), number => Assert.Contains(number, page, StringComparison.Ordinal));
    }

    private static TapeGraph Graph()
    {
        using var tape = new GradientTape();
        return tape.ToGraph((tape.Variable(3, "x") * tape.Variable(4, "y")).Named("cost"));
    }
}
