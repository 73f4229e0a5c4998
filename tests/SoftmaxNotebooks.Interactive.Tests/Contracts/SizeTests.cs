using System.Globalization;
using System.Text;
using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Interactive.Formatters;
using SoftmaxNotebooks.Interactive.Tests.Formatters;
using SoftmaxNotebooks.Numerics;

namespace SoftmaxNotebooks.Interactive.Tests.Contracts;

/// <summary>The room that a table takes in a notebook: the budgets of the package, for numbers that compress as badly as numbers do.</summary>
public class SizeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(30)]
    public void A_10_by_10_Jacobian_of_softmax_takes_at_most_12_kB(double largestLogit)
        => AssertWithin(12_000, Enumerable.Range(0, 25).Select(seed => Samples.SoftmaxJacobian(10, seed, largestLogit)));

    [Fact]
    public void A_10_by_10_Jacobian_takes_at_most_12_kB_whatever_its_names_are()
    {
        foreach (char c in "'<名")
        {
            string[] names = [.. Enumerable.Repeat(new string(c, 400), 10)];
            AssertWithin(12_000, Enumerable.Range(0, 5).Select(seed => Samples.SoftmaxJacobian(10, seed, largestLogit: 30).WithNames(names, names)));
        }
    }

    [Fact]
    public void A_10_by_784_Jacobian_takes_at_most_32_kB() => AssertWithin(32_000, Enumerable.Range(0, 20).Select(seed => Noise(10, 784, seed)));

    [Fact]
    public void A_100_by_100_Jacobian_takes_at_most_64_kB()
        => AssertWithin(64_000, Enumerable.Range(0, 20).Select(seed => Noise(100, 100, seed)).Append(Samples.SoftmaxJacobian(100, seed: 1)));

    [Fact]
    public void A_1000_by_1000_Jacobian_takes_at_most_64_kB_too() => AssertWithin(64_000, [Noise(1000, 1000, seed: 1)]);

    private void AssertWithin(int budget, IEnumerable<Jacobian> jacobians)
    {
        int largest = jacobians.Max(jacobian => Encoding.UTF8.GetByteCount(JacobianFormatter.RenderingOf(jacobian).ToHtml()));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest: {largest} bytes"));
        Assert.InRange(largest, 1, budget);
    }

    private static Jacobian Noise(int rowCount, int columnCount, int seed)
    {
        var random = new Random(seed);
        return Jacobian.FromMatrix(Matrix<double>.Build.Dense(rowCount, columnCount, (_, _) => random.NextDouble() - 0.5));
    }
}
