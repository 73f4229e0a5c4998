using SoftmaxNotebooks.Host.Scripting;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Scripting;

/// <summary>What is said about a place in the code, marked with a bar. Expected texts are those of the sources and of the framework.</summary>
public sealed class InspectionTests : IAsyncLifetime
{
    private readonly CSharpSession _session = new(".");

    public async ValueTask InitializeAsync()
    {
        RecordingSink shown = new();
        await _session.ExecuteAsync(new CellSubmission(1,
            """
            var logits = new[] { 1.0, 2.0 };
            /// <summary>Scales a  value,
            /// see <see cref="System.Math"/>.</summary>
            /// <param name="factor">What to scale, never <c>NaN</c>.</param>
            /// <returns>The product.</returns>
            /// <exception cref="T:System.ArgumentException">The factor is <see langword="null"/>.</exception>
            double Scale(double factor, int times = 1) => factor * times;
            double Scale(string factor) => 0;
            class Undocumented : IComparable { public int CompareTo(object other) => 0; }
            """), shown, CancellationToken.None);
        Assert.Empty(shown.Outputs);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Theory]
    [InlineData("log|its", "(variable) double[] logits")]
    [InlineData("logits|", "(variable) double[] logits")]
    [InlineData("|logits", "(variable) double[] logits")]
    [InlineData("var scaled = 1.5f; sca|led", "(variable) float scaled")]
    [InlineData("v|ar text = \"\";", "string // in System")]
    [InlineData("logits.Where(o|ne => one > 1)", "(parameter) double one")]
    [InlineData("logits.Leng|th", "int Length // of Array")]
    [InlineData("logits.Sel|ect(x => x + 1)", "(extension) IEnumerable<double> Select<double, double>(Func<double, double> selector)")]
    [InlineData("Sca|le(1, 2)", "double Scale(double factor, int times = 1)")]
    [InlineData("Scale(|", "double Scale(double factor, int times = 1)")]
    [InlineData("Scale(1, |)", "double Scale(double factor, int times = 1)")]
    [InlineData("new Und|ocumented()", "class Undocumented")]
    [InlineData("new Uri(\"x\"|)", "Uri(string uriString)")]
    [InlineData("System.Te|xt.Encoding.UTF8", "namespace Text")]
    [InlineData("int| x;", "int // in System")]
    public async Task A_place_is_described_by_what_is_there(string code, string expected)
    {
        string text = (await InspectAsync(code))!.Data["text/plain"];
        Assert.Equal(expected, text.Split('\n')[0]);
    }

    [Theory]
    [InlineData("|")]
    [InlineData("1 +| 2")]
    [InlineData("// log|its")]
    [InlineData("\"log|its\"")]
    [InlineData("#!markdown\nlog|its")]
    [InlineData("miss|ing")]
    public async Task Where_there_is_nothing_to_say_nothing_is_said(string code) => Assert.Null(await InspectAsync(code));

    [Fact]
    public async Task Documentation_written_in_a_cell_is_shown_with_the_overloads()
    {
        Inspection found = (await InspectAsync("Sca|le(1.0)"))!;
        Assert.Equal(
            """
            double Scale(double factor, int times = 1)
            double Scale(string factor)

            Scales a value, see Math.

            factor: What to scale, never NaN.

            Returns: The product.

            Throws ArgumentException: The factor is null.
            """, found.Data["text/plain"]);
        Assert.Equal(
            """
            ```csharp
            double Scale(double factor, int times = 1)
            double Scale(string factor)
            ```

            Scales a value, see `Math`.

            `factor`: What to scale, never `NaN`.

            **Returns** The product.

            **Throws ArgumentException** The factor is `null`.
            """, found.Data["text/markdown"]);
    }

    [Theory]
    [InlineData("Math.Ma|x(1, 2)", "Returns the larger of two 32-bit signed integers.")]
    [InlineData("logits.Wh|ere(x => x > 0)", "Filters a sequence of values based on a predicate.")]
    [InlineData("new Undocumented().Compare|To(null)", "Compares the current instance with another object of the same type")]
    public async Task The_frameworks_documentation_is_shown_where_the_SDK_has_it(string code, string expected)
    {
        string packs = Path.Combine(Path.GetDirectoryName(DotnetHost.Path)!, "packs", "Microsoft.NETCore.App.Ref");
        Assert.SkipUnless(Directory.Exists(packs), $"The SDK's reference packs are not at {packs}.");
        Assert.Contains(expected, (await InspectAsync(code))!.Data["text/plain"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documentation_beside_an_assembly_is_shown()
    {
        using TemporaryFolder folder = new();
        using PackageFeed feed = new(folder);
        feed.Add("DocumentedPackage", "1.0.0", "public static int Twice(int n) => 2 * n;", documentation:
            "<doc><members><member name=\"M:DocumentedPackage.Twice(System.Int32)\"><summary>Doubles &lt;n&gt;.</summary></member></members></doc>");
        await using CSharpSession session = new(folder.Path);
        RecordingSink shown = new();
        await session.ExecuteAsync(new CellSubmission(1, "#r \"nuget: DocumentedPackage, 1.0.0\"\nDocumentedPackage.Twice(2)"), shown, CancellationToken.None);
        Assert.Equal("4", shown.Result);
        Inspection? found = await session.InspectAsync("DocumentedPackage.Twice", 20, TestContext.Current.CancellationToken);
        Assert.EndsWith("\n\nDoubles <n>.", found?.Data["text/plain"], StringComparison.Ordinal);
    }

    private Task<Inspection?> InspectAsync(string marked)
    {
        int position = marked.IndexOf('|', StringComparison.Ordinal);
        return _session.InspectAsync(marked.Remove(position, 1), position, TestContext.Current.CancellationToken);
    }
}
