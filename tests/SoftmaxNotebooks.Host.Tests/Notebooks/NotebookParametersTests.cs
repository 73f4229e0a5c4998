using System.Text;
using SoftmaxNotebooks.Host.Documents;
using SoftmaxNotebooks.Host.Notebooks;
using SoftmaxNotebooks.Host.Tests.Support;

namespace SoftmaxNotebooks.Host.Tests.Notebooks;

/// <summary>Values from the command line for a notebook's parameters, as papermill has it.</summary>
public sealed class NotebookParametersTests
{
    private const string Defaults = "var rate = 0.5;\nint epochs = 3;\nstring name = \"mnist\";\nvar fast = false;\nfloat scale = 1;\nvar shift = -2;\nvar list = new int[3];";

    private static NotebookDocument Notebook() => NotebookDocument.Parse(new MemoryStream(Encoding.UTF8.GetBytes(
        NotebookJson.Of(NotebookJson.Cell("1"), NotebookJson.Cell(Defaults, "parameters"), NotebookJson.Cell("rate")))));

    [Theory]
    [InlineData("rate=1", "double rate = (double)1;")]
    [InlineData("rate=1e-3", "double rate = (double)0.001;")]
    [InlineData("epochs=12", "int epochs = 12;")]
    [InlineData("name=a \"quoted\\ = text", "string name = \"a \\\"quoted\\\\ = text\";")]
    [InlineData("name=", "string name = \"\";")]
    [InlineData("fast=True", "bool fast = true;")]
    [InlineData("scale=0.1", "float scale = (float)0.1;")]
    [InlineData("shift=-7", "int shift = -7;")]
    public void A_value_takes_the_type_of_its_default(string assignment, string statement)
    {
        NotebookDocument notebook = Notebook();
        new NotebookParameters([assignment]).Inject(notebook);
        Assert.Equal(4, notebook.Cells.Count);
        Assert.Equal($"// Parameters\n{statement}", notebook.Cells[2].Source);
        Assert.True(notebook.Cells[2].HasTag("injected-parameters"));
    }

    [Fact]
    public void Values_replace_those_of_an_earlier_run()
    {
        NotebookDocument notebook = Notebook();
        new NotebookParameters(["rate=1"]).Inject(notebook);
        new NotebookParameters(["rate=2", "rate=3"]).Inject(notebook);
        Assert.Equal("// Parameters\ndouble rate = (double)3;", Assert.Single(notebook.Cells, cell => cell.HasTag("injected-parameters")).Source);
    }

    [Theory]
    [InlineData("unknown=1", "no parameter 'unknown'; it has epochs, fast, list, name, rate, scale, shift")]
    [InlineData("epochs=1.5", "-p epochs=1.5: the parameter is int and takes a whole number")]
    [InlineData("rate=fast", "-p rate=fast: the parameter is double")]
    [InlineData("fast=1", "takes true or false")]
    [InlineData("list=1", "parameter 'list' is declared as 'var= new int[3]'")]
    public void A_value_that_does_not_fit_is_named_with_what_would(string assignment, string reason)
    {
        DocumentException exception = Assert.Throws<DocumentException>(() => new NotebookParameters([assignment]).Inject(Notebook()));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rate")]
    [InlineData("=1")]
    [InlineData("2x=1")]
    [InlineData("class=1")]
    [InlineData("a b=1")]
    public void An_assignment_that_is_none_is_refused(string assignment) =>
        Assert.Contains(assignment, Assert.Throws<FormatException>(() => new NotebookParameters([assignment])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_notebook_without_parameters_refuses_values()
    {
        NotebookDocument notebook = NotebookDocument.Parse(new MemoryStream(Encoding.UTF8.GetBytes(NotebookJson.Of("1"))));
        Assert.Contains("no cell tagged 'parameters'", Assert.Throws<DocumentException>(() => new NotebookParameters(["a=1"]).Inject(notebook)).Message, StringComparison.Ordinal);
    }
}
