namespace SoftmaxNotebooks.Numerics.Tests.Reference;

/// <summary>Every case of softmax_reference_cases.json at the tolerance it states.</summary>
public class ReferenceCaseTests
{
    /// <summary>Negative class weights: DiffSharp accepts them; here a negative weight is bad input.</summary>
    private static readonly string[] NegativeClassWeights =
    [
        "ce/diffsharp/negative-weights-mean",
        "ce/diffsharp/negative-weights-none",
        "ce/diffsharp/negative-weights-sum",
    ];

    public static TheoryData<string> ComputedCases => [.. ReferenceCase.All.Keys.Except(NegativeClassWeights)];

    /// <summary>The cases of one-row functions that exist for float and whose arguments a float holds exactly.</summary>
    public static TheoryData<string> FloatCases => [.. ReferenceCase.All.Values.Where(IsFloatCase).Select(reference => reference.Id)];

    [Theory]
    [MemberData(nameof(ComputedCases))]
    public void Case_matches_its_expected_value(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];

        reference.AssertMatches(ReferenceCalculator.Compute(reference), reference.Expected);
    }

    [Theory]
    [MemberData(nameof(FloatCases))]
    public void Float_case_matches_the_expected_value_rounded_to_float(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        float[] expected = [.. ReferenceCase.Flatten(reference.Expected).Select(value => (float)value)];
        float[] actual = ComputeFloat(reference);

        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            // Two units in the last place at most, which is 2^-23 of the number for the least of a binade.
            float tolerance = (2 * MathF.ScaleB(1, -23) * MathF.Abs(expected[i])) + float.Epsilon;
            bool same = expected[i].Equals(actual[i]) || MathF.Abs(actual[i] - expected[i]) <= tolerance;
            Assert.True(same, FormattableString.Invariant($"{id}: entry {i} is {actual[i]:R}, expected {expected[i]:R}"));
        }
    }

    [Fact]
    public void All_145_cases_are_accounted_for()
    {
        // 145 is the length of the file; a case that is neither computed nor named in NegativeClassWeights would show here.
        Assert.Equal(145, ReferenceCase.All.Count);
        Assert.Equal(145, ReferenceCase.Document().GetProperty("cases").GetArrayLength());
        Assert.Equal(142, ComputedCases.Count);
        Assert.All(NegativeClassWeights, id => Assert.Contains(id, ReferenceCase.All.Keys));
        Assert.Equal(31, FloatCases.Count);
    }

    [Fact]
    public void The_cases_left_out_are_exactly_those_with_a_negative_class_weight()
    {
        string[] withNegativeWeight = [.. ReferenceCase.All.Values
            .Where(reference => reference.ArgumentOrDefault<double[]>("classWeights")?.Any(weight => weight < 0) == true)
            .Select(reference => reference.Id)];

        Assert.Equal(NegativeClassWeights, withNegativeWeight);
        foreach (string id in withNegativeWeight)
        {
            double[] weights = ReferenceCase.All[id].Argument<double[]>("classWeights");
            var exception = Assert.Throws<ArgumentException>(() => new CrossEntropyOptions { ClassWeights = weights });
            Assert.Contains("ClassWeights[0] is -1.4905", exception.Message, StringComparison.Ordinal);
        }
    }

    private static bool IsFloatCase(ReferenceCase reference)
        => reference.Function is "softmax" or "log_softmax" or "logsumexp" or "softmax_jacobian"
            && reference.Rank("x") == 1
            && !reference.Has("mask") && !reference.Has("temperature") && !reference.Has("b")
            && ReferenceCase.Flatten(reference.Json("x")).All(x => ((double)(float)x).Equals(x));

    private static float[] ComputeFloat(ReferenceCase reference)
    {
        float[] x = [.. reference.Argument<double[]>("x").Select(value => (float)value)];
        if (reference.Function == "logsumexp") return [SoftmaxPrimitives.LogSumExp(x)];

        float[] row = reference.Function == "log_softmax" ? x.LogSoftmax() : x.Softmax();
        if (reference.Function != "softmax_jacobian") return row;

        float[] jacobian = new float[row.Length * row.Length];
        SoftmaxPrimitives.SoftmaxJacobian(row, jacobian);
        return jacobian;
    }
}
