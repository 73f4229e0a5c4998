namespace SoftmaxNotebooks.Numerics;

/// <summary>A mistake that explains why an analytic derivative and a numerical one differ, or why the comparison proves nothing.</summary>
/// <param name="Kind">Which mistake.</param>
/// <param name="Sentence">The mistake in words.</param>
/// <param name="Places">The derivatives that show it most, the worst first.</param>
public sealed record GradientDiagnosis(GradientDiagnosisKind Kind, string Sentence, IReadOnlyList<string> Places)
{
    /// <summary>The sentence and the places.</summary>
    public override string ToString() => Places.Count == 0 ? Sentence : $"{Sentence} At {string.Join(", ", Places)}.";
}

/// <summary>The mistakes that a gradient check can name.</summary>
public enum GradientDiagnosisKind
{
    /// <summary>A value is NaN or infinite.</summary>
    NonFinite,

    /// <summary>The numerical derivative does not settle as the step shrinks, so there is nothing to compare with.</summary>
    KinkOrNoise,

    /// <summary>A VJP is not linear in the output gradient, or a JVP not in the tangent.</summary>
    NotLinear,

    /// <summary>The function rounds its own change away, so finite differences see 0.</summary>
    Saturated,

    /// <summary>analytic = -numeric</summary>
    SignFlipped,

    /// <summary>analytic = k · numeric: 2, 1/2, N, 1/N, or another constant.</summary>
    ConstantFactor,

    /// <summary>analytic[i,j] = numeric[j,i]</summary>
    Transposed,

    /// <summary>The terms off the diagonal of a Jacobian are missing.</summary>
    DiagonalOnly,

    /// <summary>The terms off the diagonal of a Jacobian have the wrong sign.</summary>
    OffDiagonalSign,

    /// <summary>The input of softmax, or of another activation, stands where its output belongs.</summary>
    InputInsteadOfOutput,

    /// <summary>The rows of the Jacobian were summed instead of multiplied by the output gradient, which gives 0 for softmax.</summary>
    JacobianRowsSummed,

    /// <summary>Softmax was taken over the other axis on one of the two sides.</summary>
    WrongAxis,

    /// <summary>The class index, or nothing, was subtracted where the one-hot row belongs.</summary>
    OneHotForgotten,

    /// <summary>p[j] g[j], where the weighted mean of g is not subtracted.</summary>
    WeightedMeanForgotten,

    /// <summary>p - y where the targets do not sum to 1, so that (sum of y) p - y is right.</summary>
    TargetNotNormalized,

    /// <summary>The mask of a ReLU comes from the wrong array or the wrong side of 0.</summary>
    ReluMask,

    /// <summary>Softmax was applied twice on one of the two sides.</summary>
    DoubleSoftmax,

    /// <summary>The derivative of softmax was applied to p - y, which already contains it.</summary>
    DerivativeAppliedTwice,
}
