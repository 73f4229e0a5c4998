using System.Globalization;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Storage;
using Microsoft.DotNet.Interactive.Formatting;
using SoftmaxNotebooks.Interactive.Tests.Training;
using SoftmaxNotebooks.Numerics;
using Complex = System.Numerics.Complex;
using Complex32 = MathNet.Numerics.Complex32;

namespace SoftmaxNotebooks.Interactive.Tests;

/// <summary>The tests that touch Formatter, of which there is one in a process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SerialFormatterTests
{
    public const string Name = "Formatter";
}

[Collection(SerialFormatterTests.Name)]
public sealed class SoftmaxExtensionTests : IDisposable
{
    private const string Html = "text/html";
    private const string PlainText = "text/plain";

    public SoftmaxExtensionTests() => Formatter.ResetToDefault();

    /// <summary>One value of each class that a notebook meets: MathNet hands out subclasses of the types that are registered.</summary>
    private static readonly Dictionary<string, (object Value, string Caption)> Values = new()
    {
        ["Jacobian"] = (Jacobian.FromMatrix(Matrix<double>.Build.Dense(1, 1)), "Jacobian, 1 × 1: rows are outputs, columns are inputs"),
        ["Double.DenseVector"] = (Vector<double>.Build.Dense(2), "Vector<double>, length 2"),
        ["Double.SparseVector"] = (Vector<double>.Build.Sparse(2), "Vector<double>, length 2"),
        ["Double.DenseMatrix"] = (Matrix<double>.Build.Dense(2, 3), "Matrix<double>, 2 × 3"),
        ["Double.SparseMatrix"] = (Matrix<double>.Build.Sparse(2, 3), "Matrix<double>, 2 × 3"),
        ["Double.DiagonalMatrix"] = (Matrix<double>.Build.DiagonalIdentity(2), "Matrix<double>, 2 × 2"),
        ["Single.DenseVector"] = (Vector<float>.Build.Dense(1), "Vector<float>, length 1"),
        ["Single.DenseMatrix"] = (Matrix<float>.Build.Dense(2, 3), "Matrix<float>, 2 × 3"),
        ["Complex.DenseVector"] = (Vector<Complex>.Build.Dense(2), "Vector<Complex>, length 2"),
        ["Complex.DenseMatrix"] = (Matrix<Complex>.Build.Dense(2, 3), "Matrix<Complex>, 2 × 3"),
        ["Complex32.DenseVector"] = (Vector<Complex32>.Build.Dense(2), "Vector<Complex32>, length 2"),
        ["Complex32.DenseMatrix"] = (Matrix<Complex32>.Build.Dense(2, 3), "Matrix<Complex32>, 2 × 3"),
    };

    public static TheoryData<string> ValueNames => [.. Values.Keys];

    public void Dispose() => Formatter.ResetToDefault();

    [Theory]
    [MemberData(nameof(ValueNames))]
    public void After_Load_a_value_is_shown_as_html_and_plain_text_in_one_bundle(string name)
    {
        (object value, string caption) = Values[name];
        SoftmaxExtension.Load();

        string[] expected = name.Contains("Vector", StringComparison.Ordinal) ? [Html, PlainText] : [Html, PlainText, "text/latex"];
        Assert.Equal(expected, Formatter.GetPreferredMimeTypesFor(value.GetType()));
        Assert.StartsWith("<div style=\"overflow-x:auto\"><table ", value.ToDisplayString(Html), StringComparison.Ordinal);
        Assert.StartsWith(caption, value.ToDisplayString(PlainText), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gradient_check_is_shown_with_its_own_text_beside_the_html()
    {
        GradientCheckReport report = GradientCheck.Run(
            z => z.LogSumExp(), z => -z.Softmax(), Vector<double>.Build.Dense([0.5, -1.0]));
        SoftmaxExtension.Load();

        Assert.Equal([Html, PlainText], Formatter.GetPreferredMimeTypesFor(report.GetType()));
        Assert.Equal(report.ToString(), report.ToDisplayString(PlainText));
        Assert.Contains("the sign is flipped", report.ToDisplayString(PlainText), StringComparison.Ordinal);
    }

    public static TheoryData<Type> ChartTypes => [typeof(LineChart), typeof(BarChart), typeof(Heatmap)];

    [Theory]
    [MemberData(nameof(ChartTypes))]
    public void A_chart_is_shown_as_html_and_plain_text_and_on_request_as_svg_and_as_a_plotly_figure(Type type)
    {
        Chart chart = new Chart[] { new LineChart([1, 2]), new BarChart(["a"], [1]), new Heatmap(new double[1, 1]) }.Single(type.IsInstanceOfType);
        SoftmaxExtension.Load();

        Assert.Equal([Html, PlainText], Formatter.GetPreferredMimeTypesFor(type));
        Assert.Equal(chart.ToHtml(), chart.ToDisplayString(Html));
        Assert.Equal(chart.ToPlainText(), chart.ToDisplayString(PlainText));
        Assert.Equal(chart.ToSvg(), chart.ToDisplayString("image/svg+xml"));
        Assert.Equal(chart.ToPlotly(), chart.ToDisplayString("application/vnd.plotly.v1+json"));
    }

    [Fact]
    public void A_training_run_is_on_request_the_svg_of_its_loss()
    {
        SoftmaxExtension.Load();

        Assert.Equal(TrainingSamples.Validated.ToLossChart().ToSvg(), TrainingSamples.Validated.ToDisplayString("image/svg+xml"));
    }

    [Fact]
    public void What_a_tape_holds_is_shown_as_its_text()
    {
        using var tape = new GradientTape();
        Variable w = tape.Variable(Vector<double>.Build.Dense([0.5, -1.0]), "w");
        SoftmaxExtension.Load();

        Assert.Equal("w: Variable, vector of 2, [0.5, -1]", w.ToDisplayString());
        Assert.Equal("[1, 1]", tape.Gradient(w.Sum(), w).ToDisplayString());
    }

    [Fact]
    public void What_a_tape_holds_is_an_escaped_line_in_a_list_and_in_an_object()
    {
        using var tape = new GradientTape();
        Variable x = tape.Variable(Matrix<double>.Build.DenseIdentity(2), $"<img src=x onerror=alert(1)>\r\n{new string('n', 1_000_000)}");
        SoftmaxExtension.Load();

        foreach (object holder in new object[] { new List<object> { x }, new { loss = x } })
        {
            string html = holder.ToDisplayString(Html);
            Assert.Contains("<span>&lt;img src=x onerror=alert(1)&gt;nnn", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
            Assert.InRange(html.Length, 1, 4000);
        }

        Assert.Contains("<span>[[1, 0], [0, 1]]</span>", new[] { x.Value }.ToDisplayString(Html), StringComparison.Ordinal);
        Assert.Equal([PlainText], Formatter.GetPreferredMimeTypesFor(typeof(Variable)));
    }

    [Fact]
    public void A_tape_value_in_an_object_reads_the_same_in_every_culture()
    {
        var holder = new { Gradient = (TapeValue)Vector<double>.Build.Dense([0.5, -1234.5]) };
        SoftmaxExtension.Load();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE", predefinedOnly: true);
            Assert.Contains("<span>[0.5, -1234.5]</span>", holder.ToDisplayString(Html), StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Load_also_serves_a_type_that_was_shown_before_it()
    {
        object vector = Values["Double.DenseVector"].Value;
        _ = vector.ToDisplayString(Html);
        SoftmaxExtension.Load();

        Assert.StartsWith("<div style=\"overflow-x:auto\"><table ", vector.ToDisplayString(Html), StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_twice_changes_nothing()
    {
        SoftmaxExtension.Load();
        ITypeFormatter[] once = [.. Formatter.RegisteredFormatters()];
        SoftmaxExtension.Load();

        Assert.Equal(once, Formatter.RegisteredFormatters());
    }

    [Fact]
    public void A_formatter_that_the_user_registers_wins_even_when_Load_comes_again()
    {
        SoftmaxExtension.Load();
        Formatter.Register<Jacobian>(_ => "mine", PlainText);
        SoftmaxExtension.Load();

        Assert.Equal("mine", Values["Jacobian"].Value.ToDisplayString(PlainText));
    }

    [Fact]
    public void Load_brings_the_formatters_back_after_a_reset()
    {
        SoftmaxExtension.Load();
        Formatter.ResetToDefault();
        SoftmaxExtension.Load();

        Assert.StartsWith("<div style=\"overflow-x:auto\"><table ", Values["Jacobian"].Value.ToDisplayString(Html), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Html)]
    [InlineData(PlainText)]
    public void A_null_is_shown_as_the_host_shows_nulls(string mimeType)
    {
        SoftmaxExtension.Load();
        using var writer = new StringWriter();
        using (var context = new FormatContext(writer)) Formatter.FormatTo<Jacobian?>(null, context, mimeType);

        Assert.Contains(mimeType == Html ? "&lt;null&gt;" : "<null>", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_throws_is_a_sentence_and_not_the_end_of_the_cell()
    {
        SoftmaxExtension.Load();
        var broken = Vector<double>.Build.Sparse(2);
        ((SparseVectorStorage<double>)broken.Storage).Indices = null;

        // The message is that of the runtime, for Array.BinarySearch in MathNet.
        Assert.Equal(
            "<div>SparseVector cannot be shown: Value cannot be null. (Parameter &#39;array&#39;)</div>", broken.ToDisplayString(Html));
        Assert.Equal("SparseVector cannot be shown: Value cannot be null. (Parameter 'array')", broken.ToDisplayString(PlainText));
    }

    [Fact]
    public void Arrays_are_shown_as_tables_only_when_somebody_asks_for_it()
    {
        object[] arrays = [new[] { 0.5 }, new double[1, 2], new double[][] { [1] }, new[] { 0.5f }, new float[1, 2]];
        SoftmaxExtension.Load();
        Assert.All(arrays, array => Assert.DoesNotContain("<caption", array.ToDisplayString(Html), StringComparison.Ordinal));

        SoftmaxExtension.ShowArrays();
        ITypeFormatter[] once = [.. Formatter.RegisteredFormatters()];
        SoftmaxExtension.ShowArrays();
        Assert.Equal(once, Formatter.RegisteredFormatters());

        string[] captions = ["double[], length 1", "double[,], 1 × 2", "double[][], 1 × 1", "float[], length 1", "float[,], 1 × 2"];
        Assert.Equal(captions, arrays.Select(array => array.ToDisplayString(PlainText).Split('\n')[0]));
        Assert.All(arrays, array => Assert.Contains("<caption", array.ToDisplayString(Html), StringComparison.Ordinal));
        Assert.Equal([Html, PlainText], Formatter.GetPreferredMimeTypesFor(typeof(double[,])));
    }

    [Fact]
    public void Load_and_ShowArrays_may_come_in_any_order()
    {
        SoftmaxExtension.ShowArrays();
        SoftmaxExtension.Load();

        Assert.Contains("<caption", new double[1, 2].ToDisplayString(Html), StringComparison.Ordinal);
        // The host has tables with captions for what it does not know, too.
        (object jacobian, string caption) = Values["Jacobian"];
        Assert.Contains($">{caption}</caption>", jacobian.ToDisplayString(Html), StringComparison.Ordinal);
        Assert.Equal([Html, PlainText, "text/latex"], Formatter.GetPreferredMimeTypesFor(jacobian.GetType()));
    }

    [Theory]
    [MemberData(nameof(ValueNames))]
    public void A_value_in_a_list_an_array_or_an_anonymous_object_is_a_table_there(string name)
    {
        (object value, string caption) = Values[name];
        SoftmaxExtension.Load();

        object[] holders = [new List<object> { value }, new[] { value }, new { Inner = value }];
        string escaped = caption.Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        Assert.All(holders, holder => Assert.Contains($">{escaped}</caption>", holder.ToDisplayString(Html), StringComparison.Ordinal));
        Assert.All(holders, holder => Assert.Contains(caption, holder.ToDisplayString(PlainText), StringComparison.Ordinal));
    }

    [Fact]
    public void A_matrix_is_typeset_too_and_a_large_one_in_part()
    {
        SoftmaxExtension.Load();
        string large = Matrix<double>.Build.Dense(1000, 1000, 1.5).ToDisplayString("text/latex");

        Assert.Equal("$$\\begin{pmatrix}\n0 & 0 & 0 \\\\\n0 & 0 & 0\n\\end{pmatrix}$$", Values["Double.DenseMatrix"].Value.ToDisplayString("text/latex"));
        Assert.Contains("\\cdots", large, StringComparison.Ordinal);
        Assert.Contains("\\ddots", large, StringComparison.Ordinal);
        Assert.InRange(large.Length, 1, 4000);
    }

    [Fact]
    public void Two_Jacobians_compare_in_a_view_of_their_own()
    {
        SoftmaxExtension.Load();
        var jacobian = (Jacobian)Values["Jacobian"].Value;

        Assert.StartsWith("Jacobians A and B, 1 × 1: equal", jacobian.CompareWith(jacobian).ToDisplayString(PlainText), StringComparison.Ordinal);
    }
}
