using MathNet.Numerics.LinearAlgebra;
using SoftmaxNotebooks.Numerics.Tests.Reference;

namespace SoftmaxNotebooks.Numerics.Tests.Autodiff;

/// <summary>The derivatives and losses of softmax_reference_cases.json, at the tolerance that each case states.</summary>
/// <remarks>Left out: the two cases with a mask, which the tape does not have, and losses with weights per example or below 0.</remarks>
public sealed class TapeReferenceTests : IDisposable
{
    private readonly GradientTape _tape = new();

    public static TheoryData<string> Cases =>
        [.. ReferenceCase.All.Values.Where(reference => !IsLeftOut(reference) && IsOfTheTape(reference.Function)).Select(r => r.Id)];

    public void Dispose() => _tape.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_matches_its_expected_value(string id)
    {
        ReferenceCase reference = ReferenceCase.All[id];
        System.Text.Json.JsonElement expected = reference.Function == "softmax_squared_error_gradient"
            ? reference.Expected.GetProperty("correct")
            : reference.Expected;

        reference.AssertMatches(Compute(reference), expected);
    }

    [Fact]
    public void Every_function_of_the_tape_has_its_cases()
    {
        Dictionary<string, int> counts = Cases.Select(row => ReferenceCase.All[row.Data].Function).CountBy(f => f).ToDictionary();

        // Counted in the file: 8 - 1 with a mask, 4 - 1 with a mask, 27 - 1 with sample weights - 3 with negative class weights.
        Assert.Equal(7, counts["softmax_vjp"]);
        Assert.Equal(5, counts["softmax_jacobian"]);
        Assert.Equal(3, counts["log_softmax_vjp"]);
        Assert.Equal(3, counts["logsumexp_gradient"]);
        Assert.Equal(6, counts["cross_entropy_gradient"]);
        Assert.Equal(4, counts["cross_entropy_soft_gradient"]);
        Assert.Equal(2, counts["softmax_squared_error_gradient"]);
        Assert.Equal(3, counts["three_layer_network"]);
        Assert.Equal(8, counts["cross_entropy_soft"]);
        Assert.Equal(23, counts["cross_entropy"]);
        Assert.Equal(1, counts["softmax_linear"]);
        Assert.Equal(1, counts["softmax_linear_jacobian_W"]);
    }

    private double[] Compute(ReferenceCase reference) => reference.Function switch
    {
        "softmax_vjp" => Vjp(reference, x => x.Softmax()),
        "log_softmax_vjp" => Vjp(reference, x => x.Shape.Rank == 1 ? x.LogSoftmax() : x.Transpose().LogSoftmax().Transpose()),
        "logsumexp_gradient" => Gradient(reference.Vector("x"), x => x.LogSumExp()),
        "softmax_jacobian" => Jacobian(reference.Vector("x"), x => x.Softmax()),
        "softmax_linear" => [.. _tape.Variable(reference.Matrix("W")).MatMul(reference.Vector("x")).Softmax().Value.Vector],
        "softmax_linear_jacobian_W" => Jacobian(reference.Matrix("W"), w => w.MatMul(reference.Vector("x")).Softmax()),
        "softmax_squared_error_gradient" =>
            Gradient(reference.Vector("logits"), z => (z.Softmax() - reference.Vector("target")).Pow(2).Sum()),
        "cross_entropy" or "cross_entropy_soft" => Loss(reference, _tape.Variable(reference.Matrix("logits"))).Value.Entries.ToArray(),
        "cross_entropy_gradient" or "cross_entropy_soft_gradient" =>
            Gradient(reference.Matrix("logits"), logits => Loss(reference, logits)),
        "three_layer_network" => ThreeLayerNetwork(reference),
        _ => throw new InvalidOperationException($"No calculation for {reference.Function} of {reference.Id}."),
    };

    private double[] Vjp(ReferenceCase reference, Func<Variable, Variable> function)
    {
        bool isVector = reference.Rank("x") == 1;
        Variable x = _tape.Variable(isVector ? reference.Vector("x") : (TapeValue)reference.Matrix("x"));
        TapeValue g = isVector ? reference.Vector("g") : reference.Matrix("g");
        return _tape.Gradient(function(x), x, g).Entries.ToArray();
    }

    private double[] Gradient(TapeValue at, Func<Variable, Variable> function)
    {
        Variable x = _tape.Variable(at);
        return _tape.Gradient(function(x), x).Entries.ToArray();
    }

    private double[] Jacobian(TapeValue at, Func<Variable, Variable> function)
    {
        Variable x = _tape.Variable(at);
        return _tape.Jacobian(function(x), x).Matrix.ToRowMajorArray();
    }

    private static Variable Loss(ReferenceCase reference, Variable logits)
    {
        var options = new CrossEntropyOptions
        {
            Reduction = Enum.Parse<Reduction>(reference.Argument<string>("reduction"), ignoreCase: true),
            LabelSmoothing = reference.ArgumentOrDefault<double>("labelSmoothing"),
            ClassWeights = reference.ArgumentOrDefault<double[]>("classWeights"),
            IgnoreIndex = reference.ArgumentOrDefault<int?>("ignoreIndex"),
        };
        return reference.Function.StartsWith("cross_entropy_soft", StringComparison.Ordinal)
            ? logits.CrossEntropy(reference.Matrix("targets"), options)
            : logits.CrossEntropy(reference.Argument<int[]>("targets"), options);
    }

    /// <summary>delta3 and delta2 are the gradients at the two weighted inputs, which are nodes like any other.</summary>
    private double[] ThreeLayerNetwork(ReferenceCase reference)
    {
        Variable w1 = _tape.Variable(reference.Matrix("W1"));
        Variable b1 = _tape.Variable(reference.Vector("b1"));
        Variable w2 = _tape.Variable(reference.Matrix("W2"));
        Variable b2 = _tape.Variable(reference.Vector("b2"));

        Variable z2 = _tape.Constant(reference.Matrix("X")).MatMul(w1) + b1;
        Variable hidden = reference.Argument<string>("activation") switch
        {
            "sigmoid" => z2.Sigmoid(),
            "tanh" => z2.Tanh(),
            _ => z2.Relu(),
        };
        Variable z3 = hidden.MatMul(w2) + b2;
        Variable loss = z3.CrossEntropy(reference.Argument<int[]>("targets"));

        TapeValue[] results = [loss.Value, z3.Softmax().Value, .. _tape.Gradients(loss, [z3, z2, w2, b2, w1, b1])];
        return [.. results.SelectMany(result => result.Entries.ToArray())];
    }

    private static bool IsOfTheTape(string function) => function
        is "softmax_vjp" or "log_softmax_vjp" or "logsumexp_gradient" or "softmax_jacobian"
        or "softmax_linear" or "softmax_linear_jacobian_W" or "softmax_squared_error_gradient"
        or "cross_entropy" or "cross_entropy_soft" or "cross_entropy_gradient" or "cross_entropy_soft_gradient"
        or "three_layer_network";

    private static bool IsLeftOut(ReferenceCase reference)
        => reference.Has("mask")
            || reference.Has("sampleWeights")
            || reference.ArgumentOrDefault<double[]>("classWeights")?.Any(weight => weight < 0) == true;
}
