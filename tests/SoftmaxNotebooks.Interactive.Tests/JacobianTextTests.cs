using MathNet.Numerics.LinearAlgebra;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using SoftmaxNotebooks.Interactive.Tests.Formatters;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests;

public class JacobianTextTests
{
    private static readonly double[] Strange =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -0.0, 0, 5e-324, double.MaxValue, 1 / 3.0, -1e22, 784, 0.1, -2.5e-9];

    public static TheoryData<int, int> Shapes => new() { { 3, 4 }, { 1, 1 }, { 0, 0 }, { 0, 2 }, { 2, 0 } };

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task CSharp_compiles_and_makes_the_same_Jacobian_to_the_last_bit(int rowCount, int columnCount)
    {
        string[] pieces = ["\"", "\\", "\n", "\u202E", "名", "{", "a"];
        var random = new Random(20260405);
        string[] outputs = [.. Enumerable.Range(0, rowCount).Select(_ => string.Concat(random.GetItems(pieces, 5)))];
        string[] inputs = [.. Enumerable.Range(0, columnCount).Select(_ => string.Concat(random.GetItems(pieces, 5)))];
        Jacobian jacobian = Samples.MatrixOf(rowCount, columnCount, (i, j) => Strange[(4 * i) + j], outputs, inputs);

        ScriptOptions options = ScriptOptions.Default
            .AddReferences(typeof(Jacobian).Assembly, typeof(Matrix<double>).Assembly)
            .AddImports("MathNet.Numerics.LinearAlgebra", "SoftmaxNotebooks.Numerics");
        Jacobian copy = await CSharpScript.EvaluateAsync<Jacobian>(
            jacobian.ToCSharp(), options, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(outputs, copy.OutputNames);
        Assert.Equal(inputs, copy.InputNames);
        Assert.Equal(Bits(jacobian), Bits(copy));
    }

    [Fact]
    public void Csv_has_the_names_and_all_digits()
    {
        Jacobian jacobian = Samples.MatrixOf(2, 2, (i, j) => (i - j) / 3.0, ["cat", "say \"no\", twice"], ["a,b", "c"]);

        // By RFC 4180: commas and quotes inside quotes, quotes doubled, lines that end in CRLF. 1/3 is 0.333333333333333314829616256247….
        Assert.Equal(
            ",\"a,b\",c\r\ncat,0,-0.3333333333333333\r\n\"say \"\"no\"\", twice\",0.3333333333333333,0\r\n", jacobian.ToCsv());
    }

    [Fact]
    public void Latex_is_a_pmatrix_with_every_entry()
    {
        // Written by hand; the short form has four digits at least.
        Assert.Equal(
            "\\begin{pmatrix}\n0.25 & -1.25 \\times 10^{-7} & \\mathrm{NaN} & -\\infty\n\\end{pmatrix}",
            Samples.MatrixOf(1, 4, (_, j) => new[] { 0.25, -1.25e-7, double.NaN, double.NegativeInfinity }[j]).ToLatex());
        Assert.Equal(30 * 29, Samples.MatrixOf(30, 30, (i, j) => i - j).ToLatex().Count(c => c == '&'));
    }

    private static IEnumerable<long> Bits(Jacobian jacobian) => jacobian.Matrix.Enumerate().Select(BitConverter.DoubleToInt64Bits);
}
