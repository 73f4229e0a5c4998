using System.Text.Json;
using SoftmaxNotebooks.Numerics.Tests.Reference;

namespace SoftmaxNotebooks.Numerics.Tests.Primitives;

/// <summary>
/// The values at the edges, cell by cell. Decision: PyTorch's without a mask, JAX's with one, 0 · log 0 = 0 in a loss.
/// The numbers are those PyTorch 1.13.1 returns (run; also in softmax_reference_cases.json, library_semantics).
/// </summary>
public class EdgeValueTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;

    /// <summary>Name, logits, softmax, log-softmax, log-sum-exp.</summary>
    public static TheoryData<string, double[], double[], double[], double> Table => new()
    {
        { "empty", [], [], [], -Inf },
        { "single", [3], [1], [0], 3 },
        { "single -inf", [-Inf], [NaN], [NaN], -Inf },
        { "single +inf", [Inf], [NaN], [NaN], Inf },
        { "single NaN", [NaN], [NaN], [NaN], NaN },
        { "all -inf", [-Inf, -Inf, -Inf], [NaN, NaN, NaN], [NaN, NaN, NaN], -Inf },
        {
            "one -inf", [1, -Inf, 2],
            [0.26894142136999516, 0, 0.7310585786300049], [-1.3132616875182228, -Inf, -0.3132616875182228], 2.313261687518223
        },
        { "one +inf", [1, Inf, 2], [NaN, NaN, NaN], [NaN, NaN, NaN], Inf },
        { "two +inf", [Inf, 1, Inf], [NaN, NaN, NaN], [NaN, NaN, NaN], Inf },
        { "one NaN", [1, NaN, 2], [NaN, NaN, NaN], [NaN, NaN, NaN], NaN },
        { "+inf and -inf", [Inf, -Inf, 0], [NaN, NaN, NaN], [NaN, NaN, NaN], Inf },
        { "NaN and +inf", [NaN, Inf, 0], [NaN, NaN, NaN], [NaN, NaN, NaN], NaN },
        { "NaN after +inf", [Inf, NaN, 0], [NaN, NaN, NaN], [NaN, NaN, NaN], NaN },
        {
            "huge", [1000, 1001, 1002],
            [0.09003057317038046, 0.24472847105479764, 0.6652409557748218],
            [-2.4076059644443806, -1.4076059644443804, -0.4076059644443804], 1002.4076059644444
        },
        {
            "very negative", [-1000, -1001, -1002],
            [0.6652409557748218, 0.24472847105479764, 0.09003057317038046],
            [-0.4076059644443804, -1.4076059644443804, -2.4076059644443806], -999.5923940355556
        },
    };

    /// <summary>The inputs of the executed table in the reference file.</summary>
    public static TheoryData<string> ExecutedByPyTorch => [.. PyTorchRows().Keys];

    [Theory]
    [MemberData(nameof(Table))]
    public void Double_follows_the_table(string name, double[] logits, double[] softmax, double[] logSoftmax, double logSumExp)
    {
        Assert.NotEmpty(name);
        AssertClose(softmax, logits.Softmax(), 1e-15);
        AssertClose(logSoftmax, logits.LogSoftmax(), 1e-15);
        AssertClose([logSumExp], [logits.LogSumExp()], 1e-15);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Float_follows_the_table(string name, double[] logits, double[] softmax, double[] logSoftmax, double logSumExp)
    {
        Assert.NotEmpty(name);
        float[] row = [.. logits.Select(z => (float)z)];

        // 2^-23 is one unit in the last place of a float.
        AssertClose(softmax, Widened(row.Softmax()), Math.ScaleB(1, -23));
        AssertClose(logSoftmax, Widened(row.LogSoftmax()), Math.ScaleB(1, -23));
        AssertClose([logSumExp], [row.LogSumExp()], Math.ScaleB(1, -23));
    }

    [Theory]
    [MemberData(nameof(ExecutedByPyTorch))]
    public void PyTorch_as_executed_agrees(string name)
    {
        JsonElement row = PyTorchRows()[name];
        double[] logits = ReferenceCase.Read<double[]>(row.GetProperty("x"));

        AssertClose(Executed(row, "softmax"), logits.Softmax(), 1e-14);
        AssertClose(Executed(row, "log_softmax"), logits.LogSoftmax(), 1e-14);
        AssertClose(Executed(row, "logsumexp"), [logits.LogSumExp()], 1e-14);
    }

    [Theory]
    [MemberData(nameof(ExecutedByPyTorch))]
    public void PyTorch_gradients_as_executed_agree(string name)
    {
        JsonElement row = PyTorchRows()[name];
        double[] logits = ReferenceCase.Read<double[]>(row.GetProperty("x"));
        double[] outputGradient = [.. new double[] { 1, 2, 3 }.Take(logits.Length)];
        double[] softmax = logits.Softmax();
        double[] softmaxVjp = new double[logits.Length];
        double[] logSoftmaxVjp = new double[logits.Length];
        SoftmaxPrimitives.SoftmaxVjp(softmax, outputGradient, softmaxVjp);
        SoftmaxPrimitives.LogSoftmaxVjp(softmax, outputGradient, logSoftmaxVjp);

        JsonElement expected = row.GetProperty("torch_gradients_with_cotangent_1_2_3");
        AssertClose([.. ReferenceCase.Flatten(expected.GetProperty("softmax"))], softmaxVjp, 1e-14);
        AssertClose([.. ReferenceCase.Flatten(expected.GetProperty("log_softmax"))], logSoftmaxVjp, 1e-14);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_NaN_or_plus_infinity_at_any_position_makes_the_whole_row_NaN(double special)
    {
        foreach (double[] row in WithSpecialAtEveryPosition(special))
        {
            Assert.All(row.Softmax(), p => Assert.True(double.IsNaN(p)));
            Assert.All(row.LogSoftmax(), l => Assert.True(double.IsNaN(l)));
            Assert.Equal(special, row.LogSumExp());
            float[] single = [.. row.Select(z => (float)z)];
            Assert.All(single.Softmax(), p => Assert.True(float.IsNaN(p)));
            Assert.All(single.LogSoftmax(), l => Assert.True(float.IsNaN(l)));
            Assert.Equal((float)special, single.LogSumExp());
        }
    }

    [Fact]
    public void A_minus_infinity_at_any_position_is_as_if_the_entry_were_not_there()
    {
        foreach (double[] row in WithSpecialAtEveryPosition(-Inf).Where(row => row.Length > 1))
        {
            int position = Array.IndexOf(row, -Inf);
            double[] without = [.. row.Where((_, i) => i != position)];

            // The same up to the order in which the exponentials are added.
            Ulp.AssertWithin(4, [.. without.Softmax()[..position], 0, .. without.Softmax()[position..]], row.Softmax());
            Ulp.AssertWithin(4, [.. without.LogSoftmax()[..position], -Inf, .. without.LogSoftmax()[position..]], row.LogSoftmax());
            Assert.Equal(without.LogSumExp(), row.LogSumExp());
        }
    }

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(-0.0)]
    [InlineData(-double.MaxValue)]
    public void Equal_logits_of_any_magnitude_give_equal_probabilities(double logit)
    {
        // 1/4 and log(1/4), whatever the logit: softmax does not see a common shift.
        double[] row = [logit, logit, logit, logit];

        Assert.Equal([0.25, 0.25, 0.25, 0.25], row.Softmax());
        Assert.All(row.LogSoftmax(), l => Assert.Equal(-1.3862943611198906, l, 1e-15));
    }

    [Fact]
    public void Logits_further_apart_than_the_largest_number_give_0_and_1()
    {
        Assert.Equal([1, 0], new[] { 1e308, -1e308 }.Softmax());
        Assert.Equal([0, -Inf], new[] { 1e308, -1e308 }.LogSoftmax());
        Assert.Equal(1e308, new[] { 1e308, -1e308 }.LogSumExp());
        Assert.Equal([1, 0], new[] { float.MaxValue, -float.MaxValue }.Softmax());
        Assert.Equal([0, float.NegativeInfinity], new[] { float.MaxValue, -float.MaxValue }.LogSoftmax());
    }

    [Fact]
    public void Subnormal_logits_are_as_good_as_zero()
    {
        Assert.Equal([0.5, 0.5], new[] { double.Epsilon, 0 }.Softmax());
        Assert.Equal(new[] { 0.0, 0.0 }.LogSumExp(), new[] { double.Epsilon, -0.0 }.LogSumExp());
    }

    private static IEnumerable<double[]> WithSpecialAtEveryPosition(double special)
    {
        int[] lengths = [1, 2, 3, 4, 7, 8, 9, 16, 17, 33];
        foreach (int length in lengths)
        {
            for (int position = 0; position < length; position++)
            {
                double[] row = new RandomRows(length).Normal(length);
                row[position] = special;
                yield return row;
            }
        }
    }

    private static Dictionary<string, JsonElement> PyTorchRows() => ReferenceCase.Document().GetProperty("library_semantics")
        .EnumerateArray().Where(row => row.TryGetProperty("x", out _)).ToDictionary(row => row.GetProperty("name").GetString()!);

    private static double[] Executed(JsonElement row, string function)
        => [.. ReferenceCase.Flatten(row.GetProperty(function).GetProperty("torch 1.13.1 (executed)"))];

    private static double[] Widened(float[] row) => [.. row.Select(x => (double)x)];

    private static void AssertClose(double[] expected, double[] actual, double relativeTolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // Equals: NaN equals NaN, and infinities by sign, whose difference is NaN.
            bool same = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= relativeTolerance * Math.Abs(expected[i]);
            Assert.True(same, FormattableString.Invariant($"entry {i} is {actual[i]:R}, expected {expected[i]:R}"));
        }
    }
}
